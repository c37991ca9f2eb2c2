"""The facts in a thread's own connection: the files of one generation and, beside them, what has changed since."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from msgspec.json import encode

from dealwright.ledger.queries import entry
from dealwright.metrics import FACTS
from dealwright.metrics.answers import Engine
from dealwright.workspace.access import Sight

from .engine import TABLES, cursor
from .files import AT_ONCE, COLUMNS, changed_since, paths
from .handed import handed, lines_of
from .models import Generation
from .narrowed import EVERYTHING, Narrowed
from .spark import Cluster
from .stories import FAMILIES, Family
from .views import views

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

MOST_KEPT = 1_000
OWN = {f"changed_{table}": table for table in FACTS} | {
    "teams": "teams",
    "seen": "seen",
    "wanted": "wanted",
}


@dataclass(frozen=True)
class State:
    """All that the facts of one actor depend on: the same state, the same facts."""

    generation: Generation | None
    files: str | None
    seq: int
    as_of: "datetime | None"
    deals: Sight
    leads: Sight
    teams: tuple[tuple[int, int], ...]
    process: str | None
    narrowed: Narrowed = EVERYTHING

    @property
    def shown(self) -> Hashable:
        """What of the facts is shown."""
        return (self.deals, self.leads, self.process, self.narrowed)


class Store:
    """One connection for all who ask in a thread. It reads on as the ledger grows, and shows each what it may see.

    What was found once is found again as long as nothing changes.
    """

    def __init__(self, state: State) -> None:
        self._generation = state.generation
        self._read: State | None = None
        self._shown: Hashable = None
        self._found: dict[Hashable, Any] = {}
        self._connection = cursor()
        self._cluster: Cluster | None = None
        for name, table in OWN.items():
            columns = ", ".join(f'"{column}" {kind}' for column, kind in TABLES[table].items())
            self._connection.execute(f"CREATE TEMP TABLE {name} ({columns})")
        for table, path in paths(state.generation).items():
            self._connection.execute(f"CREATE TEMP VIEW file_{table} AS FROM read_parquet('{path}')")

    def serves(self, state: State) -> bool:
        """Whether the state comes after what was read: the same files, the same ledger, nothing rewound."""
        read = self._read
        if read is None or state.files != read.files or state.seq < read.seq:
            return False
        if state.seq > read.seq > 0:
            return entry(read.seq).recorded_at == read.as_of
        return read.seq == 0 or state.as_of == read.as_of

    def read_on(self, state: State) -> None:
        """Take in what has changed since the last time; what was found holds no longer."""
        read = self._read
        if read is not None and (state.seq, state.teams) == (read.seq, read.teams):
            return
        self._found.clear()
        before = read.seq if read else self._generation.seq if self._generation else 0
        for family in FAMILIES:
            self._take_in(family, before)
        self._tell("teams", state.teams)
        self._read = state

    def _take_in(self, family: Family, before: int) -> None:
        """The rows of what has changed take the place of those that were there."""
        changed = changed_since(family, before)
        own = list(lines_of(changed, COLUMNS[family.table]))
        if not own:
            return
        with handed(TABLES[family.table], own) as source:
            self._connection.execute(f"CREATE OR REPLACE TEMP TABLE arrived AS {source}")
        self._replace(family, family.table, "FROM arrived")
        for part in family.parts:
            theirs = part.model._default_manager.filter(**{f"{family.key}__in": changed.values(family.key)})
            with handed(TABLES[part.table], lines_of(theirs, COLUMNS[part.table]).iterator(AT_ONCE)) as source:
                self._replace(family, part.table, source)
        self._connection.execute("DROP TABLE arrived")

    def _replace(self, family: Family, table: str, source: str) -> None:
        same = f"{family.key} IN (SELECT {family.key} FROM arrived)"  # noqa: S608 (own names)
        self._connection.execute(f"DELETE FROM changed_{table} WHERE {same}")  # noqa: S608 (own names)
        self._connection.execute(f"INSERT INTO changed_{table} {source}")

    def _tell(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        columns = TABLES[name]
        self._fill(name, [encode(dict(zip(columns, row, strict=True))).decode() for row in rows], columns)

    def _fill(self, name: str, lines: Sequence[str], columns: Mapping[str, str]) -> None:
        self._connection.execute(f"DELETE FROM {name}")  # noqa: S608 (own names)
        if lines:
            self._insert(name, columns, lines)

    def _insert(self, name: str, columns: Mapping[str, str], lines: Iterable[str]) -> None:
        with handed(columns, lines) as source:
            self._connection.execute(f"INSERT INTO {name} {source}")

    def shown(self, state: State) -> "DuckDBPyConnection":
        """The connection, with the facts as this state may see them."""
        if self._shown != state.shown:
            self._shown = None
            self._tell("seen", [row for one in ("deal", "lead") for row in _seen(one, getattr(state, f"{one}s"))])
            only = state.narrowed.only
            self._tell("wanted", [(one,) for one in only.ids] if only else [])
            for view in self._views(state):
                self._connection.execute(view)
            self._shown = state.shown
        return self._connection

    def engine(self, state: State) -> Engine:
        """Who answers metrics, with the facts as this state may see them: the cluster of the settings, or DuckDB."""
        connection = self.shown(state)
        if not settings.ANALYTICS:
            return connection
        self._cluster = self._cluster or Cluster()
        key = (state.seq, state.teams, state.shown)
        return self._cluster.shown(key, self._generation, connection, OWN, self._views(state))

    def _views(self, state: State) -> Iterator[str]:
        everything = (state.deals.owners is None, state.leads.owners is None)
        return views(self._generation is not None, *everything, state.process, state.narrowed)

    def found(self, state: State, key: Hashable, find: "Callable[[DuckDBPyConnection], Any]") -> Any:
        """What `find` finds for this state, or has found under this key since the last change; not to be altered."""
        place = (state.shown, key)
        if place not in self._found:
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            self._found[place] = find(self.shown(state))
        return self._found[place]

    def close(self) -> None:
        """Let go of the connection and its tables."""
        self._connection.close()


def _seen(one: str, sight: Sight) -> list[tuple[str, int | None, int | None]]:
    """Kind, owner, number: the rows that say what of a kind is seen."""
    owned = [(one, owner_id, None) for owner_id in sorted(sight.owners or ())]
    return [*owned, *((one, None, record_id) for record_id in sorted(sight.beyond))]
