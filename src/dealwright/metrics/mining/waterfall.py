"""How the open pipeline of one day became that of another: every change under one heading, adding up to the cent."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dealwright import Invalid
from dealwright.metrics.facts import Money

from .life import Row, asked, life

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENTERS = ("opened", "reopened", "pulled_in")
LEAVES = ("slipped", "won", "lost")
CHANGES = ("grown", "shrunk", "other")
KINDS = ("opened", "reopened", "pulled_in", "grown", "shrunk", "other", "slipped", "won", "lost")


@dataclass(frozen=True)
class Step:
    """One row of a waterfall.

    `value` is in minor units: what stood there at `start` or `end`, or by how much a kind of change moved it.
    `n` counts deals. `worth` is set where a changed day moved nothing: what the deals with it are worth.
    """

    kind: str
    value: int
    n: int
    worth: int | None = None


def waterfall(
    connection: "DuckDBPyConnection",
    start: date,
    end: date,
    closing_by: date | None = None,
    money: Money = "single",
) -> list[Step]:
    """The pipeline as `start` began, each kind of change until `end` began, and the pipeline then.

    Start + all changes = end, in money and, counting `slipped`, `won` and `lost` as fewer, in deals. With `closing_by`
    only open deals expected to close by that day are in the pipeline. What was undone by `end` is not told, except that
    a deal which came and went shows in both. A deal without an amount counts as a deal of 0. Raises Invalid when the
    days are out of order.
    """
    if end < start:
        raise Invalid("A waterfall goes from an earlier day to a later one.", field="to")
    days = {"start": start, "stop": end, "by": closing_by}
    [before] = asked(connection, life(money) + _STANDING.format(moment="start") + _TOTAL, **days)
    found = {row["kind"]: row for row in asked(connection, life(money) + _STEPS + _CHANGES + _CHANGED, **days)}
    moved = asked(connection, life(money) + _STEPS + _MOVED + _SHIFTED, **days) if closing_by is None else []
    shifted = {row["kind"]: row for row in moved}
    steps = [_step(kind, found.get(kind), shifted.get(kind)) for kind in KINDS]
    came = sum(each.n for each in steps if each.kind in ENTERS and each.worth is None)
    went = sum(each.n for each in steps if each.kind in LEAVES and each.worth is None)
    value = int(before["value"]) + sum(each.value for each in steps)
    return [Step("start", int(before["value"]), before["n"]), *steps, Step("end", value, before["n"] + came - went)]


def changed(
    connection: "DuckDBPyConnection",
    kind: str,
    start: date,
    end: date,
    closing_by: date | None = None,
    money: Money = "single",
) -> list[tuple[int, int]]:
    """The deals behind the step of that kind (or `start`, `end`) of `waterfall`, by number, each with its part of it.

    The parts add up to the step's value; a day that changed without moving anything has part 0.
    """
    if kind == "start":
        steps = _STANDING.format(moment="start") + _STANDING_DEALS
    elif kind == "end":
        steps = _STANDING.format(moment="stop") + _STANDING_DEALS
    elif kind in ("slipped", "pulled_in") and closing_by is None:
        steps = _STEPS + _MOVED + _SHIFTED_DEALS
    else:
        steps = _STEPS + _CHANGES + _CHANGED_DEALS
    rows = asked(connection, life(money) + steps, start=start, stop=end, by=closing_by, kind=kind)
    return [(row["deal_id"], int(row["value"])) for row in rows]


def standing(
    connection: "DuckDBPyConnection", moment: date, closing_by: date | None = None, money: Money = "single"
) -> Step:
    """The open pipeline as that day (midnight, UTC) began."""
    sql = life(money) + _STANDING.format(moment="moment") + _TOTAL
    [row] = asked(connection, sql, moment=moment, by=closing_by)
    return Step("standing", int(row["value"]), row["n"])


def _step(kind: str, row: Row | None, moved: Row | None) -> Step:
    if moved:
        return Step(kind, 0, moved["n"], int(moved["worth"]))
    return Step(kind, int(row["value"]), int(row["n"])) if row else Step(kind, 0, 0)


_IN = "(status = 'open' AND ($by::DATE IS NULL OR close_on <= $by::DATE))"
_STANDING = f""",
    latest AS (
        SELECT * FROM life WHERE moment < ${{moment}}::TIMESTAMP
        QUALIFY row_number() OVER (PARTITION BY deal_id ORDER BY n DESC) = 1
    ), standing AS (
        SELECT deal_id, coalesce(amount, 0) AS value FROM latest WHERE coalesce({_IN}, false)
    )"""  # noqa: S608 (own names)
_STEPS = f""",
    changed AS (
        SELECT DISTINCT deal_id FROM life WHERE moment >= $start::TIMESTAMP AND moment < $stop::TIMESTAMP
    ), steps AS (
        SELECT *, coalesce({_IN}, false) AS inside, inside::INT AS one, one * coalesce(amount, 0) AS worth,
            lag(inside, 1, false) OVER each AS was_inside, lag(one, 1, 0) OVER each AS one_before,
            lag(worth, 1, 0) OVER each AS worth_before, lag(status) OVER each AS status_before,
            lag(amount) OVER each AS amount_before, lag(currency) OVER each AS currency_before,
            lag(close_on) OVER each AS close_before
        FROM life SEMI JOIN changed USING (deal_id) WINDOW each AS (PARTITION BY deal_id ORDER BY n)
    ), happened AS (
        SELECT * FROM steps WHERE moment >= $start::TIMESTAMP AND moment < $stop::TIMESTAMP
    )"""  # noqa: S608 (own names)
# A deal's changes are netted within their family: lost and reopened, out and in again, up and down. What is left of a
# family that ends where it began is a change of the amount.
_CHANGES = """,
    families AS (
        SELECT deal_id, n, one - one_before AS came, worth - worth_before AS value, status,
            CASE WHEN status_before IS NULL THEN 'opened'
                 WHEN status <> status_before THEN 'status'
                 WHEN inside <> was_inside THEN 'day'
                 WHEN currency <> currency_before OR (amount IS NULL) <> (amount_before IS NULL) THEN 'other'
                 ELSE 'amount' END AS family
        FROM happened WHERE inside OR was_inside
    ), netted AS (
        SELECT deal_id, family, sum(came) AS came, sum(value) AS value, arg_max(status, n) FILTER (came < 0) AS ended
        FROM families GROUP BY deal_id, family
    ), named AS (
        SELECT deal_id, abs(came) AS came, value,
            CASE WHEN family = 'opened' OR family = 'other' THEN family
                 WHEN came < 0 THEN CASE family WHEN 'day' THEN 'slipped' ELSE ended END
                 WHEN came > 0 THEN CASE family WHEN 'day' THEN 'pulled_in' ELSE 'reopened' END
                 ELSE 'amount' END AS kind
        FROM netted
    ), summed AS (
        SELECT deal_id, kind, sum(came) AS came, sum(value) AS value FROM named GROUP BY deal_id, kind
    ), changes AS (
        SELECT deal_id, value,
            CASE WHEN s.kind <> 'amount' THEN s.kind WHEN value > 0 THEN 'grown' ELSE 'shrunk' END AS kind,
            CASE WHEN s.kind IN ('amount', 'other') THEN 1 ELSE came END AS n
        FROM summed AS s WHERE s.kind <> 'amount' OR value <> 0
    )"""
_MOVED = """,
    days AS (
        SELECT deal_id, arg_min(close_before, n) AS first_day, arg_max(close_on, n) AS last_day,
            arg_max(worth, n) AS worth
        FROM happened WHERE inside AND was_inside GROUP BY deal_id
    ), moved AS (
        SELECT deal_id, worth, CASE WHEN last_day > first_day THEN 'slipped' ELSE 'pulled_in' END AS kind
        FROM days WHERE last_day <> first_day
    )"""
_TOTAL = " SELECT coalesce(sum(value), 0) AS value, count(*) AS n FROM standing"
_CHANGED = " SELECT kind, sum(value) AS value, sum(n) AS n FROM changes GROUP BY kind"
_SHIFTED = " SELECT kind, count(*) AS n, sum(worth) AS worth FROM moved GROUP BY kind"
_STANDING_DEALS = " SELECT deal_id, value FROM standing ORDER BY deal_id"
_CHANGED_DEALS = " SELECT deal_id, value FROM changes WHERE kind = $kind ORDER BY deal_id"
_SHIFTED_DEALS = " SELECT deal_id, 0 AS value FROM moved WHERE kind = $kind ORDER BY deal_id"
