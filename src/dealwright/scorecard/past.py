"""The facts as they were at a past moment, as SQL over the facts as they are.

Stage, status, owner, amount and expected close of a deal are those of then; its source, product and version are those
of now, and why it was lost is known of its last loss only. A lead's status is what its dates tell. What nobody knows
when it began is left out.
"""

from datetime import datetime

from dealwright.metrics import FACTS

CHANGING = [name for name in FACTS["states"] if name in FACTS["deals"] and name not in ("deal_id", "status")]

# As `metrics.mining.life`: a state without a beginning begins with the one before it, the first with the deal.
_DEALS = """
    WITH now AS ({deals}), dated AS (
        SELECT states.*, CASE WHEN n = 1 THEN coalesce(from_on, opened_on) ELSE from_on END AS began
        FROM ({states}) AS states JOIN (SELECT deal_id, opened_on FROM now) USING (deal_id)
    ), life AS (
        SELECT *, max(began) OVER one AS since,
            CASE WHEN status IS DISTINCT FROM lag(status) OVER one THEN max(began) OVER one END AS turned
        FROM dated WINDOW one AS (PARTITION BY deal_id ORDER BY n)
        QUALIFY first_value(began) OVER one IS NOT NULL
    ), before AS (
        SELECT deal_id, {latest}, arg_max(status, n) AS then_status, arg_max(turned, n) AS then_turned
        FROM life WHERE since < {moment} GROUP BY deal_id
    ), told AS (
        SELECT now.*, before.* EXCLUDE (deal_id), before.deal_id IS NOT NULL AS has_then,
            coalesce(then_status, CASE WHEN closed_on < {moment} THEN status ELSE 'open' END) AS was
        FROM now LEFT JOIN before USING (deal_id)
        WHERE before.deal_id IS NOT NULL
            OR (opened_on < {moment} AND now.deal_id NOT IN (SELECT deal_id FROM ({states})))
    )
    SELECT * EXCLUDE ({then}, then_status, then_turned, has_then, was)
        REPLACE ({told}, was AS status,
            CASE WHEN was = 'open' THEN NULL WHEN has_then THEN then_turned ELSE closed_on END AS closed_on,
            CASE WHEN was = 'lost' AND status = 'lost' THEN reason END AS reason)
    FROM told"""
_LEADS = """
    SELECT * REPLACE (
        CASE WHEN converted_on < {moment} THEN 'converted' WHEN disqualified_on < {moment} THEN 'disqualified'
            WHEN qualified_on < {moment} THEN 'qualified' WHEN status = 'new' THEN 'new' ELSE 'working' END AS status,
        CASE WHEN qualified_on < {moment} THEN qualified_on END AS qualified_on,
        CASE WHEN converted_on < {moment} THEN converted_on END AS converted_on,
        CASE WHEN disqualified_on < {moment} THEN disqualified_on END AS disqualified_on,
        CASE WHEN disqualified_on < {moment} THEN reason END AS reason,
        CASE WHEN converted_on < {moment} THEN deal_id END AS deal_id)
    FROM ({leads}) WHERE created_on < {moment}"""
_VISITS = """
    SELECT * EXCLUDE (since) REPLACE (CASE WHEN left_on < {moment} THEN left_on END AS left_on) FROM (
        SELECT visits.*, coalesce(max(entered_on) OVER (PARTITION BY deal_id ORDER BY n), opened_on) AS since
        FROM ({visits}) AS visits JOIN (SELECT deal_id, opened_on FROM deals) USING (deal_id)
    ) WHERE since < {moment}"""
_STATES = """
    SELECT * REPLACE (CASE WHEN to_on < {moment} THEN to_on END AS to_on) FROM ({states})
    WHERE coalesce(from_on, TIMESTAMP '0001-01-01') < {moment}"""
_SIGNS = """
    SELECT * REPLACE (CASE WHEN to_on < {moment} THEN to_on END AS to_on) FROM ({signs}) WHERE from_on < {moment}"""
_SINCE = 'SELECT * FROM ({rows}) WHERE "at" < {moment}'


def as_of(table: str, rows: str, moment: datetime, states: str = "") -> str:
    """The rows of a table, given as a query, as they were just before the moment; those of deals need the states."""
    literal = f"TIMESTAMP '{moment.isoformat(sep=' ')}'"
    match table:
        case "deals":
            latest = ", ".join(f"arg_max(struct_pack(v := {name}), n).v AS then_{name}" for name in CHANGING)
            then = ", ".join(f"then_{name}" for name in CHANGING)
            told = ", ".join(f"CASE WHEN has_then THEN then_{name} ELSE {name} END AS {name}" for name in CHANGING)
            return _DEALS.format(deals=rows, states=states, moment=literal, latest=latest, then=then, told=told)
        case "leads":
            return _LEADS.format(leads=rows, moment=literal)
        case "visits":
            return _VISITS.format(visits=rows, moment=literal)
        case "states":
            return _STATES.format(states=rows, moment=literal)
        case "signs":
            return _SIGNS.format(signs=rows, moment=literal)
        case "activities" | "touches":
            return _SINCE.format(rows=rows, moment=literal)
        case _:
            return rows
