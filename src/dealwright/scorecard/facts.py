"""The facts that one actor may see, as the views `deals` and `visits` of a DuckDB connection.

They are the files of the latest generation and, in place of what has changed since, the rows of the tables: an
answer is as fresh as the tables are.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dealwright.ledger.queries import entry, reader_seq
from dealwright.metrics import without_pandas
from dealwright.workspace.queries import Actor, team_of, visible_owner_ids

from .engine import TABLES, cursor
from .files import DEALS, VISITS, changed_since, encoded, folder, latest
from .models import Generation, VisitFact
from .projection import READER

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection

_kept = threading.local()


@dataclass(frozen=True)
class State:
    """All that the facts of one actor depend on: the same state, the same facts."""

    generation: int | None
    seq: int
    as_of: "datetime | None"
    seen: frozenset[int] | None
    teams: tuple[tuple[int, int], ...]
    process: str | None


@dataclass(frozen=True)
class Facts:
    """A connection with `deals` and `visits` as FACTS tells, of those deals that the state says may be seen.

    `currencies` is how many currencies the deals are in, one of them, and how many amounts have no rate.
    """

    state: State
    connection: "DuckDBPyConnection"
    currencies: tuple[int, str | None, int]


def facts_for(actor: Actor, process: str | None = None) -> Facts:
    """The facts that the actor may see, of one process or of all; kept by this thread until something changes."""
    generation = latest()
    state = _state(generation, actor, process)
    kept: Facts | None = getattr(_kept, "facts", None)
    if kept is not None and kept.state == state:
        return kept
    if kept is not None:
        kept.connection.close()
    _kept.facts = Facts(state, *_opened(state, generation))
    return _kept.facts


def _state(generation: Generation | None, actor: Actor, process: str | None) -> State:
    seq = reader_seq(READER)
    return State(
        generation.id if generation else None,
        seq,
        entry(seq).recorded_at if seq else None,
        visible_owner_ids(actor),
        tuple(team_of().items()),
        process,
    )


def _opened(state: State, generation: Generation | None) -> tuple["DuckDBPyConnection", tuple[int, str | None, int]]:
    changed = changed_since(generation.seq if generation else 0)
    visits = VisitFact.objects.filter(deal_id__in=changed.values("deal_id"))
    connection = cursor()
    _fill(connection, "changed_deals", "deals", changed.values_list(*DEALS))
    _fill(connection, "changed_visits", "visits", visits.values_list(*VISITS))
    _fill(connection, "teams", "teams", state.teams)
    _fill(connection, "seen", "seen", [(owner_id,) for owner_id in state.seen or ()])
    wanted = _wanted(state.seen is not None, state.process)
    connection.execute(_deals_view(generation, wanted))
    connection.execute(_visits_view(generation, bool(wanted)))
    return connection, connection.execute(CURRENCIES).fetchone() or (0, None, 0)


CURRENCIES = """
    SELECT count(DISTINCT currency), any_value(currency),
        count(*) FILTER (amount_minor IS NOT NULL AND base_minor IS NULL) FROM deals
"""


def _fill(connection: "DuckDBPyConnection", name: str, table: str, rows: Any) -> None:
    """Make a temporary table of rows, handed over as one JSON text: binding them one by one takes 50 times as long."""
    columns = list(TABLES[table])
    text = b"[" + b",".join(encoded(columns, row) for row in rows) + b"]"
    kinds = ", ".join(f'"{column}": "{kind}"' for column, kind in TABLES[table].items())
    query = f"SELECT unnest(from_json($rows, '[{{{kinds}}}]'), recursive := true)"
    with without_pandas():
        connection.execute(f"CREATE TEMP TABLE {name} AS {query}", {"rows": text.decode()})


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
    current = _current("deals", generation.deals_file if generation else None)
    conditions = " AND ".join(["status <> 'removed'", *wanted])
    return f"""
        CREATE TEMP VIEW deals AS SELECT current.*, teams.team_id FROM ({current}) AS current
        LEFT JOIN teams USING (owner_id) WHERE {conditions}"""  # noqa: S608 (own names, the process is quoted)


def _visits_view(generation: Generation | None, narrowed: bool) -> str:
    current = _current("visits", generation.visits_file if generation else None)
    own = "SEMI JOIN deals USING (deal_id)" if narrowed else ""
    return f"CREATE TEMP VIEW visits AS SELECT * FROM ({current}) {own}"  # noqa: S608 (own names)


def _current(table: str, file: str | None) -> str:
    """The file's rows, except of deals that have changed since, and the changed rows."""
    if file is None:
        return f"SELECT * FROM changed_{table}"  # noqa: S608 (own names)
    return f"""
        SELECT * FROM read_parquet('{folder() / file}') ANTI JOIN changed_deals USING (deal_id)
        UNION ALL BY NAME SELECT * FROM changed_{table}"""  # noqa: S608 (own names)
