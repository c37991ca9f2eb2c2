"""The facts that one actor may see, as the views `deals` and `visits` of a DuckDB connection.

They are the files of the latest generation and, in place of what has changed since, the rows of the tables: an
answer is as fresh as the tables are.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dealwright.metrics import without_pandas
from dealwright.workspace.queries import Actor, team_of, visible_owner_ids

from .engine import TABLES, cursor
from .files import DEALS, VISITS, changed_since, encoded, folder, latest
from .models import Generation, VisitFact

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@contextmanager
def facts_for(actor: Actor, process: str | None = None) -> Iterator["DuckDBPyConnection"]:
    """A connection with `deals` and `visits` as FACTS tells: those the actor may see, of one process or of all."""
    generation = latest()
    changed = changed_since(generation.seq if generation else 0)
    visits = VisitFact.objects.filter(deal_id__in=changed.values("deal_id"))
    seen = visible_owner_ids(actor)
    with cursor() as connection:
        _fill(connection, "changed_deals", "deals", changed.values_list(*DEALS))
        _fill(connection, "changed_visits", "visits", visits.values_list(*VISITS))
        _fill(connection, "teams", "teams", list(team_of().items()))
        _fill(connection, "seen", "seen", [(owner_id,) for owner_id in seen or ()])
        wanted = _wanted(seen is not None, process)
        connection.execute(_deals_view(generation, wanted))
        connection.execute(_visits_view(generation, bool(wanted)))
        yield connection


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
