"""The facts as they were at a past moment, as SQL over the facts as they are.

Stage, status, owner, amount and expected close of a deal are those of then; its source, product and version are those
of now. A lead's status is what its dates tell. What nobody knows when it began is left out.
"""

from datetime import datetime

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
        SELECT deal_id, arg_max(stage, n) AS then_stage, arg_max(status, n) AS then_status,
            arg_max(struct_pack(v := owner_id), n).v AS then_owner, arg_max(currency, n) AS then_currency,
            arg_max(struct_pack(v := amount_minor), n).v AS then_amount,
            arg_max(struct_pack(v := base_minor), n).v AS then_base,
            arg_max(struct_pack(v := close_on), n).v AS then_close,
            arg_max(struct_pack(v := probability), n).v AS then_probability,
            arg_max(turned, n) AS then_turned
        FROM life WHERE since < {moment} GROUP BY deal_id
    ), told AS (
        SELECT now.*, before.* EXCLUDE (deal_id), before.deal_id IS NOT NULL AS has_then,
            coalesce(then_status, CASE WHEN closed_on < {moment} THEN status ELSE 'open' END) AS was
        FROM now LEFT JOIN before USING (deal_id)
        WHERE before.deal_id IS NOT NULL
            OR (opened_on < {moment} AND now.deal_id NOT IN (SELECT deal_id FROM ({states})))
    )
    SELECT * EXCLUDE (then_stage, then_status, then_owner, then_currency, then_amount, then_base, then_close,
            then_probability, then_turned, has_then, was)
        REPLACE (was AS status,
            CASE WHEN has_then THEN then_stage ELSE stage END AS stage,
            CASE WHEN has_then THEN then_owner ELSE owner_id END AS owner_id,
            CASE WHEN has_then THEN then_currency ELSE currency END AS currency,
            CASE WHEN has_then THEN then_amount ELSE amount_minor END AS amount_minor,
            CASE WHEN has_then THEN then_base ELSE base_minor END AS base_minor,
            CASE WHEN has_then THEN then_close ELSE close_on END AS close_on,
            CASE WHEN has_then THEN then_probability ELSE probability END AS probability,
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
_SINCE = "SELECT * FROM ({rows}) WHERE at < {moment}"


def as_of(table: str, rows: str, moment: datetime, states: str = "") -> str:
    """The rows of a table, given as a query, as they were just before the moment; those of deals need the states."""
    literal = f"TIMESTAMP '{moment.isoformat(sep=' ')}'"
    match table:
        case "deals":
            return _DEALS.format(deals=rows, states=states, moment=literal)
        case "leads":
            return _LEADS.format(leads=rows, moment=literal)
        case "visits":
            return _VISITS.format(visits=rows, moment=literal)
        case "states":
            return _STATES.format(states=rows, moment=literal)
        case "activities" | "touches":
            return _SINCE.format(rows=rows, moment=literal)
        case _:
            return rows
