"""Facts that cannot be as they are told, or do not tell of selling: counted, so that no number is wrong in silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dealwright.metrics.binding import without_pandas
from dealwright.metrics.facts import Money

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TO_AND_FRO = 20  # stays in stages: more than any process plans
LEAST, TIMES = 50, 20  # a day on which somebody tidied up: so many deals, and so many times those of a usual day

_BUSY = """
    WITH days AS (
        SELECT {moment}::DATE AS day, count(DISTINCT deal_id) AS n FROM {table} WHERE {moment} IS NOT NULL GROUP BY day
    ), busy AS (
        SELECT day FROM days WHERE n >= greatest($least, $times * (SELECT median(n) FROM days))
    ) SELECT deal_id FROM {table} JOIN busy ON {moment}::DATE = busy.day"""


@dataclass(frozen=True)
class Oddity:
    """Something odd that facts can be; `handled` says what the numbers make of it, `sql` picks the deals."""

    key: str
    title: str
    handled: str
    sql: str


def _kinds(*kinds: Oddity) -> Mapping[str, Oddity]:
    return {kind.key: kind for kind in kinds}


ODDITIES = _kinds(
    Oddity(
        "closed_before_opened",
        "Closed before they were opened",
        "They count as won or lost; how long they took is left out.",
        "SELECT deal_id FROM deals WHERE closed_on < opened_on",
    ),
    Oddity(
        "left_before_entered",
        "Left a stage before they entered it",
        "They count in conversion; the stay itself is left out of all times in stages.",
        "SELECT deal_id FROM visits WHERE left_on < entered_on",
    ),
    Oddity(
        "yet_to_come",
        "Dated in the future",
        "They count on the day they are dated to, so in no period that has ended.",
        "SELECT deal_id FROM deals WHERE greatest(opened_on, closed_on) > $now"
        " UNION SELECT deal_id FROM visits WHERE greatest(entered_on, left_on) > $now",
    ),
    Oddity(
        "opening_unknown",
        "Opened nobody knows when",
        "They are in no period of opening, and left out of cycle time, waterfalls and past days.",
        "SELECT deal_id FROM deals WHERE opened_on IS NULL",
    ),
    Oddity(
        "closing_unknown",
        "Won or lost nobody knows when",
        "They count only where no period is asked for.",
        "SELECT deal_id FROM deals WHERE status <> 'open' AND closed_on IS NULL",
    ),
    Oddity(
        "without_amount",
        "Won or open, without an amount",
        "They count as deals; in sums and averages of money they are left out.",
        "SELECT deal_id FROM deals WHERE status <> 'lost' AND amount_minor IS NULL",
    ),
    Oddity(
        "without_rate",
        "In a currency without a rate",
        "They count as deals; in sums and averages of money they are left out.",
        "SELECT deal_id FROM deals WHERE amount_minor IS NOT NULL AND base_minor IS NULL",
    ),
    Oddity(
        "below_zero",
        "Won or open, with an amount below zero",
        "They make sums smaller; the forecast leaves their money out.",
        "SELECT deal_id FROM deals WHERE status <> 'lost' AND amount_minor < 0",
    ),
    Oddity(
        "to_and_fro",
        f"Moved more than {TO_AND_FRO} times",
        "Every stay counts: the days in a stage are added up, and conversion counts each stage once.",
        "SELECT deal_id FROM visits GROUP BY deal_id HAVING count(*) > $to_and_fro",
    ),
    Oddity(
        "moved_together",
        "Moved on a day on which many were",
        "They count. Somebody tidied up that day, so their times in stages tell of the tidying.",
        _BUSY.format(table="visits", moment="entered_on"),
    ),
    Oddity(
        "closed_together",
        "Closed on a day on which many were",
        "They count. Somebody tidied up that day, so how long they took tells of the tidying.",
        _BUSY.format(table="deals", moment="closed_on"),
    ),
)
OF_MONEY = frozenset(
    {"without_amount", "without_rate", "below_zero"}
)  # not told to somebody from whom amounts are hidden


def oddities(connection: "DuckDBPyConnection", money: Money, now: datetime) -> dict[str, int]:
    """How many deals are odd in which way, by key of ODDITIES in its order; ways that none is are left out.

    `money` is what sums are made of: "single" needs no rate. `now` is a naive UTC moment.
    """
    asked = [key for key in ODDITIES if money == "base" or key != "without_rate"]
    found = {key: _rows(connection, "count(DISTINCT deal_id)", key, now)[0][0] for key in asked}
    return {key: n for key, n in found.items() if n}


def odd_deals(connection: "DuckDBPyConnection", key: str, now: datetime) -> list[int]:
    """The deals that are odd in that way, by number; raises KeyError for an unknown key."""
    return sorted(deal_id for (deal_id,) in _rows(connection, "DISTINCT deal_id", key, now))


def _rows(connection: "DuckDBPyConnection", what: str, key: str, now: datetime) -> list[tuple[int]]:
    sql = ODDITIES[key].sql
    told: dict[str, Any] = {"now": now, "to_and_fro": TO_AND_FRO, "least": LEAST, "times": TIMES}
    values = {name: value for name, value in told.items() if f"${name}" in sql}
    with without_pandas():
        return connection.execute(f"SELECT {what} FROM ({sql})", values).fetchall()  # noqa: S608 (own words only)
