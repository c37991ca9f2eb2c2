"""The facts as they were at a past moment, as SQL over the facts as they are, which DuckDB and Spark read alike.

Stage, status, owner, amount and expected close of a deal are those of then; its source, product and version are those
of now, and why it was lost is known of its last loss only. A lead's status is what its dates tell. What nobody knows
when it began is left out.
"""

from datetime import datetime

from dealwright.metrics import FACTS

CHANGING = [name for name in FACTS["states"] if name in FACTS["deals"] and name not in ("deal_id", "status")]

# As `metrics.mining.life`: a state without a beginning begins with the one before it, the first with the deal.
_DEALS = """
    WITH present AS ({deals}), dated AS (
        SELECT states.*, CASE WHEN n = 1 THEN coalesce(from_on, opened_on) ELSE from_on END AS began
        FROM ({states}) AS states JOIN (SELECT deal_id, opened_on FROM present) AS opened USING (deal_id)
    ), life AS (
        SELECT *, max(began) OVER one AS since, first_value(began) OVER one AS beginning,
            CASE WHEN status IS DISTINCT FROM lag(status) OVER one THEN max(began) OVER one END AS turned
        FROM dated WINDOW one AS (PARTITION BY deal_id ORDER BY n)
    ), before AS (
        SELECT *, max(turned) OVER (PARTITION BY deal_id) AS turned_last,
            row_number() OVER (PARTITION BY deal_id ORDER BY n DESC) AS back
        FROM life WHERE beginning IS NOT NULL AND since < {moment}
    ), told AS (
        SELECT present.*, {then}, turned_last, before.deal_id IS NOT NULL AS has_then, coalesce(before.status,
            CASE WHEN present.closed_on < {moment} THEN present.status ELSE 'open' END) AS was
        FROM present LEFT JOIN (SELECT * FROM before WHERE back = 1) AS before ON before.deal_id = present.deal_id
            LEFT JOIN (SELECT DISTINCT deal_id FROM ({states}) AS states) AS known ON known.deal_id = present.deal_id
        WHERE before.deal_id IS NOT NULL OR (known.deal_id IS NULL AND present.opened_on < {moment})
    )
    SELECT {told} FROM told"""
_VISITS = """
    SELECT {told} FROM (
        SELECT visits.*, coalesce(max(entered_on) OVER (PARTITION BY deal_id ORDER BY n), opened_on) AS since
        FROM ({rows}) AS visits JOIN (SELECT deal_id, opened_on FROM deals) AS opened USING (deal_id)
    ) AS visits WHERE since < {moment}"""
_ROWS = "SELECT {told} FROM ({rows}) AS rows_then WHERE {since}"
SINCE = {
    "leads": "created_on < {moment}",
    "states": "(from_on IS NULL OR from_on < {moment})",
    "signs": "(from_on < {moment} OR to_on < {moment})",  # a task may be done before it is due
    "activities": '"at" < {moment}',
    "touches": '"at" < {moment}',
}
_LEAD_STATUS = """CASE WHEN converted_on < {moment} THEN 'converted'
    WHEN disqualified_on < {moment} THEN 'disqualified' WHEN qualified_on < {moment} THEN 'qualified'
    WHEN status = 'new' THEN 'new' ELSE 'working' END"""
THEN = {  # what a column was, where it is not what it is
    "deals": {
        **{name: f"CASE WHEN has_then THEN then_{name} ELSE {name} END" for name in CHANGING},
        "status": "was",
        "closed_on": "CASE WHEN was = 'open' THEN NULL WHEN has_then THEN turned_last ELSE closed_on END",
        "reason": "CASE WHEN was = 'lost' AND status = 'lost' THEN reason END",
    },
    "visits": {"left_on": "CASE WHEN left_on < {moment} THEN left_on END"},
    "states": {"to_on": "CASE WHEN to_on < {moment} THEN to_on END"},
    "signs": {"to_on": "CASE WHEN to_on < {moment} THEN to_on END"},
    "leads": {
        "status": _LEAD_STATUS,
        "reason": "CASE WHEN disqualified_on < {moment} THEN reason END",
        "deal_id": "CASE WHEN converted_on < {moment} THEN deal_id END",
        **{
            name: f"CASE WHEN {name} < {{moment}} THEN {name} END"
            for name in ("qualified_on", "converted_on", "disqualified_on")
        },
    },
}


def as_of(table: str, rows: str, moment: datetime, states: str = "") -> str:
    """The rows of a table, given as a query, as they were just before the moment; those of deals need the states.

    Teams are not among their columns.
    """
    literal = f"TIMESTAMP '{moment.isoformat(sep=' ')}'"
    told = _told(table).replace("{moment}", literal)
    match table:
        case "deals":
            then = ", ".join(f"before.{name} AS then_{name}" for name in CHANGING)
            return _DEALS.format(deals=rows, states=states, moment=literal, then=then, told=told)
        case "visits":
            return _VISITS.format(rows=rows, moment=literal, told=told)
        case _ if table in SINCE:
            return _ROWS.format(rows=rows, told=told, since=SINCE[table].format(moment=literal))
        case _:
            return rows


def _told(table: str) -> str:
    """The columns of a table as they were."""
    then = THEN.get(table, {})
    names = [name for name in FACTS[table] if name != "team_id"]
    return ", ".join(f'{then[name]} AS "{name}"' if name in then else f'"{name}"' for name in names)
