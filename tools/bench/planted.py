"""Facts of as many deals as wanted, written by DuckDB: what happened follows from a deal's number, the same each time.

Three years of deals through six stages, some skipped back, a third of them won: five events a deal with its changes
and what was done about it. One lead for two deals.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dealwright.metrics import FACTS, stays_of

NOW = "TIMESTAMP '2026-11-22'"
STAGES = "['prospecting', 'qualifying', 'needs_assessment', 'presenting_solution', 'handling_objections', 'closing']"
SOURCES = "['Website', 'Referral', 'Fair', 'Cold call', 'Partner', 'Advert', 'Webinar', 'Newsletter']"
OWNERS = 50

_DEALS = f"""
    WITH drawn AS (
        SELECT id, hash(id, 1) % 100 AS luck, 1 + (hash(id, 2) % 6)::INT AS far, 2 + (hash(id, 3) % 20)::INT AS pace,
            {NOW} - to_seconds(((1 - id / {{deals}}) * 94608000)::BIGINT + 3600) AS opened
        FROM range(1, {{deals}} + 1) AS numbers(id)
    ), paced AS (
        SELECT *, least(far, 1 + (greatest(date_diff('second', opened, {NOW}) / 86400 - pace / 2, 0) // pace)::INT)
            AS depth, opened + to_days(far * pace) AS ends
        FROM drawn
    ), ended AS (
        SELECT *, CASE WHEN luck < 85 AND ends < {NOW} THEN CASE WHEN luck < 30 THEN 'won' ELSE 'lost' END
            ELSE 'open' END AS status
        FROM paced
    )
    SELECT id AS deal_id, 'general' AS process, 1 AS version, {STAGES}[{{place}} + 1] AS stage, status,
        1 + (hash(id, 4) % {OWNERS})::BIGINT AS owner_id, {SOURCES}[1 + (hash(id, 5) % 8)::INT] AS source,
        'Product ' || (hash(id, 6) % 7) AS product, 'EUR' AS currency,
        CASE WHEN luck % 33 > 0 THEN 10000 + (hash(id, 7) % 9000000)::BIGINT END AS amount_minor,
        amount_minor AS base_minor, opened::DATE + 60 AS close_on, 1 + (hash(id, 8) % ({{deals}} // 5 + 1))::BIGINT
        AS organisation_id, opened AS opened_on, CASE WHEN status <> 'open' THEN ends END AS closed_on,
        CASE WHEN status = 'lost' THEN ['price', 'timing', 'no_need', 'competitor'][1 + luck::INT % 4] END AS reason,
        [10, 20, 40, 60, 80, 90][{{place}} + 1]::DOUBLE AS probability, 'pipeline' AS category,
        depth, pace
    FROM ended""".replace("{place}", "(CASE WHEN depth > 2 AND id % 20 = 0 THEN depth - 3 ELSE depth - 1 END)")
_VISITS = f"""
    WITH stays AS (
        SELECT deal_id, n, status, closed_on, depth, opened_on
            + to_hours((n - 1) * pace * 24 + CASE WHEN n > 1 THEN (hash(deal_id, n) % (pace * 12))::INT ELSE 0 END)
            AS entered_on, opened_on + to_hours(n * pace * 24 + (hash(deal_id, n + 1) % (pace * 12))::INT) AS next_on,
            CASE WHEN n = depth AND n > 2 AND deal_id % 20 = 0 THEN n - 3 ELSE n - 1 END AS position
        FROM drawn_deals, range(1, 7) AS numbers(n) WHERE n <= depth
    )
    SELECT deal_id, n, {STAGES}[position + 1] AS stage, position, entered_on,
        CASE WHEN n < depth THEN next_on ELSE closed_on END AS left_on,
        [NULL, NULL, NULL, 'demo', 'proposal', NULL][position + 1] AS counts_as, status, depth
    FROM stays"""
_CHANGE = "hash(deal_id, 9) % 5 < 2 AND n = 1 AND left_on IS NOT NULL"
_STATES = f"""
    WITH told AS (
        SELECT deal_id, 3 * n - 2 AS step, entered_on AS from_on, CASE WHEN {_CHANGE} THEN entered_on
            + (left_on - entered_on) / 2 ELSE left_on END AS to_on, stage, position, 'open' AS status, n > 1 AS changed
        FROM drawn_visits
        UNION ALL SELECT deal_id, 3 * n - 1, entered_on + (left_on - entered_on) / 2, left_on, stage, position, 'open',
            true FROM drawn_visits WHERE {_CHANGE}
        UNION ALL SELECT deal_id, 3 * n, left_on, NULL, stage, position, status, true
        FROM drawn_visits WHERE n = depth AND status <> 'open'
    )
    SELECT deal_id, row_number() OVER (PARTITION BY deal_id ORDER BY step) AS n, from_on, to_on, told.stage,
        told.status, owner_id, currency,
        CASE WHEN changed THEN amount_minor ELSE amount_minor + 1000 END AS amount_minor,
        CASE WHEN changed THEN base_minor ELSE base_minor + 1000 END AS base_minor, close_on,
        [10, 20, 40, 60, 80, 90][position + 1]::DOUBLE AS probability, category
    FROM told JOIN drawn_deals USING (deal_id)"""
_LEADS = f"""
    SELECT id AS lead_id, ['new', 'working', 'qualified', 'converted', 'disqualified'][1 + (hash(id, 11) % 5)::INT]
        AS status, 1 + (hash(id, 4) % {OWNERS})::BIGINT AS owner_id,
        {SOURCES}[1 + (hash(id, 5) % 8)::INT] AS source, 'Campaign ' || (hash(id, 12) % 20) AS campaign,
        source AS last_source, campaign AS last_campaign,
        {NOW} - to_seconds(((1 - 2 * id / {{deals}}) * 94608000)::BIGINT + 7200) AS created_on,
        CASE WHEN status IN ('qualified', 'converted') THEN created_on + to_days(2) END AS qualified_on,
        CASE WHEN status = 'converted' THEN created_on + to_days(5) END AS converted_on,
        CASE WHEN status = 'disqualified' THEN created_on + to_days(9) END AS disqualified_on,
        CASE WHEN status = 'disqualified' THEN 'no_need' END AS reason,
        CASE WHEN status = 'converted' THEN 2 * id END AS deal_id
    FROM range(1, {{deals}} // 2 + 1) AS numbers(id)"""
_ACTIVITIES = f"""
    SELECT id AS activity_id, ['call', 'meeting', 'email'][1 + (hash(id, 13) % 3)::INT] AS kind,
        {NOW} - to_seconds(((1 - id / ({{deals}} * 0.8)) * 94608000)::BIGINT) AS "at",
        1 + (hash(id, 14) % {OWNERS})::BIGINT AS member_id,
        CASE WHEN id % 4 > 0 THEN 1 + (id * 5 // 4 + hash(id, 15) % 1000)::BIGINT % {{deals}} END AS deal_id,
        CASE WHEN id % 4 = 0 THEN 1 + (id * 5 // 8)::BIGINT % ({{deals}} // 2) END AS lead_id,
        NULL AS outcome, 30 AS minutes, 'logged' AS status
    FROM range(1, ({{deals}} * 0.8)::BIGINT + 1) AS numbers(id)"""
_TOUCHES = "SELECT lead_id, 1 AS n, created_on AS \"at\", source, campaign, 'web' AS medium FROM drawn_leads"
_SPENDING = f"""
    SELECT n AS spend_id, {SOURCES}[n::INT] AS name, false AS campaign, 1000000 AS cost_minor, 'EUR' AS currency,
        'kept' AS status
    FROM range(1, 9) AS numbers(n)"""
DRAWN = {
    "deals": _DEALS, "visits": _VISITS, "states": _STATES, "leads": _LEADS, "activities": _ACTIVITIES,
    "touches": _TOUCHES, "spending": _SPENDING,
}  # fmt: skip


def plant(folder: Path, deals: int) -> Mapping[str, Path]:
    """Write the facts of so many deals to `folder`, a Parquet file for each table, unless they are there."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    files = {table: folder / f"planted-{table}.parquet" for table in FACTS}
    if all(path.exists() for path in files.values()):
        return files
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder / "tmp")}) as connection:
        for table, query in DRAWN.items():
            drawn = folder / f"drawn-{table}.parquet"
            connection.execute(f"COPY ({query.format(deals=deals)}) TO '{drawn}' (FORMAT parquet)")
            connection.execute(f"CREATE VIEW drawn_{table} AS FROM '{drawn}'")
        for table, path in files.items():
            connection.execute(f"COPY ({_told(connection, table)}) TO '{path}' (FORMAT parquet)")
    for path in folder.glob("drawn-*.parquet"):
        path.unlink()
    return files


def _told(connection: Any, table: str) -> str:
    """The columns of the facts out of what was drawn; what was not is null, a table that was not is empty."""
    source = f"drawn_{table}" if table in DRAWN else "(SELECT 1) WHERE false"
    drawn = {row[0] for row in connection.execute(f"DESCRIBE FROM {source}").fetchall()} if table in DRAWN else set()
    kinds = {name: kind.replace("int64", "BIGINT") for name, kind in FACTS[table].items() if name != "team_id"}
    values = {name: f'"{name}"' if name in drawn else "NULL" for name in kinds}
    told = ", ".join(f'CAST({values[name]} AS {kind}) AS "{name}"' for name, kind in kinds.items())
    query = f"SELECT {told} FROM {source}"
    return stays_of(query) if table == "visits" else query
