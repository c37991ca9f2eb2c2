"""The facts in a thread's own connection: the files of one generation and, beside them, what has changed since."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dealwright.ledger.queries import entry
from dealwright.metrics import FACTS, without_pandas

from .engine import TABLES, cursor
from .files import DEALS, PARTS, changed_since, encoded, folder
from .models import Generation

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

MOST_KEPT = 1_000
CHANGED = {f"changed_{table}": table for table in ("deals", *PARTS)}
OWN = CHANGED | {"teams": "teams", "seen": "seen", "arrived": "arrived"}


@dataclass(frozen=True)
class State:
    """All that the facts of one actor depend on: the same state, the same facts."""

    generation: Generation | None
    files: str | None
    seq: int
    as_of: "datetime | None"
    seen: frozenset[int] | None
    teams: tuple[tuple[int, int], ...]
    process: str | None


class Store:
    """One connection for all who ask in a thread. It reads on as the ledger grows, and shows each what it may see.

    What was found once is found again as long as nothing changes.
    """

    def __init__(self, state: State) -> None:
        self._generation = state.generation
        self._read: State | None = None
        self._shown: tuple[frozenset[int] | None, str | None] | None = None
        self._found: dict[Hashable, Any] = {}
        self._connection = cursor()
        for name, table in OWN.items():
            columns = ", ".join(f'"{column}" {kind}' for column, kind in TABLES[table].items())
            self._connection.execute(f"CREATE TEMP TABLE {name} ({columns})")

    def serves(self, state: State) -> bool:
        """Whether the state comes after what was read: the same files, the same ledger, nothing rewound."""
        read = self._read
        if read is None or state.files != read.files or state.seq < read.seq:
            return False
        if state.seq > read.seq > 0:
            return entry(read.seq).recorded_at == read.as_of
        return read.seq == 0 or state.as_of == read.as_of

    def read_on(self, state: State) -> None:
        """Take in the deals that have changed since the last time; what was found holds no longer."""
        read = self._read
        if read is not None and (state.seq, state.teams) == (read.seq, read.teams):
            return
        self._found.clear()
        changed = changed_since(read.seq if read else self._generation.seq if self._generation else 0)
        rows = {"deals": list(changed.values_list(*DEALS))}
        for table, model in PARTS.items():
            theirs = model._default_manager.filter(deal_id__in=changed.values("deal_id"))
            rows[table] = list(theirs.values_list(*FACTS[table]))
        self._replace(rows)
        self._fill("teams", state.teams)
        self._read = state

    def _replace(self, rows: Mapping[str, Sequence[Any]]) -> None:
        self._fill("arrived", [row[:1] for row in rows["deals"]])
        for name, table in CHANGED.items():
            self._connection.execute(f"DELETE FROM {name} WHERE deal_id IN (FROM arrived)")  # noqa: S608 (own names)
            self._insert(name, rows[table])

    def _fill(self, name: str, rows: Sequence[Any]) -> None:
        self._connection.execute(f"DELETE FROM {name}")  # noqa: S608 (own names)
        self._insert(name, rows)

    def _insert(self, name: str, rows: Sequence[Any]) -> None:
        """Insert rows, handed over as one JSON text: binding them one by one takes 50 times as long."""
        if not rows:
            return
        columns = TABLES[OWN[name]]
        text = b"[" + b",".join(encoded(list(columns), row) for row in rows) + b"]"
        kinds = ", ".join(f'"{column}": "{kind}"' for column, kind in columns.items())
        query = f"SELECT unnest(from_json($rows, '[{{{kinds}}}]'), recursive := true)"
        with without_pandas():
            self._connection.execute(f"INSERT INTO {name} {query}", {"rows": text.decode()})

    def shown(self, state: State) -> "DuckDBPyConnection":
        """The connection, with the facts as this state may see them."""
        if self._shown != (state.seen, state.process):
            self._shown = None
            wanted = _wanted(state.seen is not None, state.process)
            self._fill("seen", [(owner_id,) for owner_id in state.seen or ()])
            self._connection.execute(_deals_view(self._generation, wanted))
            for table in PARTS:
                self._connection.execute(_parts_view(table, self._generation, bool(wanted)))
            self._shown = (state.seen, state.process)
        return self._connection

    def found(self, state: State, key: Hashable, find: "Callable[[DuckDBPyConnection], Any]") -> Any:
        """What `find` finds for this state, or has found under this key since the last change; not to be altered."""
        place = (state.seen, state.process, key)
        if place not in self._found:
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[place] = find(self.shown(state))
        return self._found[place]

    def close(self) -> None:
        """Let go of the connection and its tables."""
        self._connection.close()


def _wanted(only_seen: bool, process: str | None) -> Sequence[str]:
    """The conditions on a deal beside its not being taken back."""
    conditions = []
    if only_seen:
        conditions.append("(owner_id IS NULL OR owner_id IN (SELECT owner_id FROM seen))")
    if process is not None:
        quoted = process.replace("'", "''")
        conditions.append(f"process = '{quoted}'")
    return conditions


def _deals_view(generation: Generation | None, wanted: Sequence[str]) -> str:
    current = _current("deals", generation)
    conditions = " AND ".join(["status <> 'removed'", *wanted])
    return f"""
        CREATE OR REPLACE TEMP VIEW deals AS SELECT current.*, teams.team_id FROM ({current}) AS current
        LEFT JOIN teams USING (owner_id) WHERE {conditions}"""  # noqa: S608 (own names, the process is quoted)


def _parts_view(table: str, generation: Generation | None, narrowed: bool) -> str:
    own = "SEMI JOIN deals USING (deal_id)" if narrowed else ""
    return f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM ({_current(table, generation)}) {own}"  # noqa: S608 (own names)


def _current(table: str, generation: Generation | None) -> str:
    """The file's rows, except of deals that have changed since, and the changed rows."""
    file = generation.files[table] if generation else None
    if file is None:
        return f"SELECT * FROM changed_{table}"  # noqa: S608 (own names)
    return f"""
        SELECT * FROM read_parquet('{folder() / file}') ANTI JOIN changed_deals USING (deal_id)
        UNION ALL BY NAME SELECT * FROM changed_{table}"""  # noqa: S608 (own names)
