"""The views of the facts: the latest files with what has changed since, of the records that may be seen.

They are SQL that DuckDB and Spark read alike, over what both hold: `file_deals` and so on where there are files,
`changed_deals` and so on, `teams`, `seen` and `wanted`.
"""

from collections.abc import Iterable, Iterator

from dealwright.metrics import FACTS, STAYS, stays_of

from .files import COLUMNS
from .narrowed import Narrowed
from .past import as_of
from .stories import FAMILIES, Family
from .stories.deals import DEALS

SEEN = (
    " AND (owner_id IS NULL OR owner_id IN (SELECT owner_id FROM seen WHERE kind = '{one}' AND owner_id IS NOT NULL)"
    " OR {one}_id IN (SELECT record_id FROM seen WHERE kind = '{one}' AND record_id IS NOT NULL))"
)
WANTED = " AND {one}_id IN (SELECT id FROM wanted)"
OF_SHOWN_DEALS = "deal_id IN (SELECT deal_id FROM deals)"
OF_SHOWN_LEADS = "lead_id IN (SELECT lead_id FROM leads)"


def views(has_files: bool, all_deals: bool, all_leads: bool, process: str | None, narrowed: Narrowed) -> Iterator[str]:
    """Statements that make the views: of all deals and leads or of those that stand in the table `seen`, by owner or by
    number, of one process, of those that stand in the table `wanted`, and as of a moment.

    Without a process leads and what was done about them are shown, too. Who sees a record, and whether it is wanted, is
    decided by what it is now.
    """
    own = {table: _current(family, table, has_files) for family in FAMILIES for table in family.tables}
    deals, leads = ("" if every else SEEN.format(one=one) for one, every in (("deal", all_deals), ("lead", all_leads)))
    asked = {narrowed.only.kind: True} if narrowed.only else {}
    less = bool(deals) or process is not None or "deals" in asked or narrowed.moment is not None
    quoted = (process or "").replace("'", "''")
    of_process = f" AND process = '{quoted}'" if process is not None else ""
    wanted = {kind: WANTED.format(one=kind[:-1]) if kind in asked else "" for kind in ("deals", "leads")}
    only_seen, only_deals = not (all_deals and all_leads), process is not None or "deals" in asked
    conditions = {
        "deals": f"WHERE status <> 'removed'{deals}{of_process}{wanted['deals']}",
        "visits": "SEMI JOIN deals USING (deal_id)" if less else "",
        "states": "SEMI JOIN deals USING (deal_id)" if less else "",
        "leads": f"WHERE status <> 'removed'{leads}{wanted['leads']}",
        "touches": "SEMI JOIN leads USING (lead_id)",
        "activities": f"WHERE status <> 'removed' AND {_about(only_seen or 'leads' in asked, only_deals)}",
        "signs": f"WHERE status <> 'removed' AND {OF_SHOWN_DEALS}" if less else "WHERE status <> 'removed'",
        "spending": "",
    }
    for table, condition in conditions.items():
        rows = f"SELECT * FROM ({own[table]}) AS own {condition}"  # noqa: S608 (own names)
        if narrowed.moment is not None:
            rows = as_of(table, rows, narrowed.moment, own["states"])
        team = "LEFT JOIN teams USING (owner_id)" if "team_id" in FACTS[table] else ""
        yield f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM ({rows}) AS shown {team}"  # noqa: S608 (own names)
    stays = f"SELECT * FROM ({_stays(has_files)}) AS own {conditions['visits']}"  # noqa: S608 (own names)
    if narrowed.moment is not None:
        stays = stays_of()
    yield f"CREATE OR REPLACE TEMP VIEW stays AS {stays}"


def _about(only_seen: bool, of_process: bool) -> str:
    """Which activities belong to what is shown: those about its deals and, where no process is asked for, its leads."""
    if of_process:
        return OF_SHOWN_DEALS
    return f"({OF_SHOWN_DEALS} OR {OF_SHOWN_LEADS})" if only_seen else "true"


def _current(family: Family, table: str, has_files: bool) -> str:
    """The file's rows, except of records that have changed since, and the changed rows."""
    names = _named(COLUMNS[table])
    changed = f"SELECT {names} FROM changed_{table}"  # noqa: S608 (own names)
    return f"{_untouched(family, table, names)} UNION ALL {changed}" if has_files else changed


def _stays(has_files: bool) -> str:
    """What follows from visits: of the file's rows it stands beside them, of the changed ones it is worked out."""
    changed = stays_of("SELECT * FROM changed_visits")
    return f"{_untouched(DEALS, 'visits', _named(STAYS))} UNION ALL {changed}" if has_files else changed


def _untouched(family: Family, table: str, names: str) -> str:
    return f"SELECT {names} FROM file_{table} ANTI JOIN changed_{family.table} USING ({family.key})"  # noqa: S608 (own names)


def _named(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
