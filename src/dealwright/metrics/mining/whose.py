"""Whose wait it was: the days that deals stayed in a stage, by who had to act next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from .life import asked
from .places import SEGMENT, SETS, Place

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TURNS = ("ours", "buyer", "others", "unknown")


@dataclass(frozen=True)
class Wait:
    """The days that `n` deals were in a place, by whose turn it was: `days` is the sum of the other four.

    The place of all deals in a stage is that of everybody.
    """

    place: Place
    n: int
    days: float
    ours: float
    buyer: float
    others: float
    unknown: float

    @property
    def known(self) -> float:
        """The share of the days of which something tells whose turn it was; 0 without days."""
        return 1 - self.unknown / self.days if self.days else 0.0


def waits(connection: "DuckDBPyConnection", now: datetime) -> list[Wait]:
    """Whose wait it was in every stage: of all deals and, by source, product, owner and team, of each segment.

    - others' (within our own house): while an approval is asked for and not decided;
    - else ours: while a task of ours is overdue and we have not been in touch since it fell due;
    - else by what happened last: after a call or meeting that took place, a message from the buyer or a step of theirs
      it is for us to carry on; after our e-mail, and a call that nobody answered or that was put off, the buyer's turn;
    - else, before anything happened, not known.

    Calls and e-mails of which nobody told who made them count as ours: who logs what they did seldom says so, and what
    comes in by itself has a direction. Notes and tasks done change nothing. The last stay of an open deal counts up to
    `now`. Our own rule: no source.
    """
    return [
        Wait(Place(row["dimension"], row["segment"], row["process"], row["stage"]), row["n"], *_parts(row))
        for row in asked(connection, _WAITS, now=now)
    ]


def split(days: float, wait: Wait | None) -> Mapping[str, float]:
    """So many days, parted as the wait was; all of them unknown where there is none."""
    if wait is None or not wait.days:
        return dict.fromkeys(TURNS, 0.0) | {"unknown": days}
    return {turn: days * getattr(wait, turn) / wait.days for turn in TURNS}


def elsewhere(whole: Wait, own: Wait) -> Wait:
    """The wait of all other deals in the stage."""
    rest = (max(getattr(whole, name) - getattr(own, name), 0.0) for name in ("days", *TURNS))
    return Wait(whole.place, whole.n - own.n, *rest)


def _parts(row: Mapping[str, float]) -> Sequence[float]:
    told = [row[turn] for turn in TURNS[:-1]]
    return [row["days"], *told, max(row["days"] - sum(told), 0.0)]


# What happened, coming into a stage and leaving it (for "") among it, is cut into spans, one up to the next. A late
# task ends when it is done or we are in touch; a stay ends where the next begins, or when it was left.
_WAITS = f"""
    WITH talks AS (
        SELECT deal_id, "at" AS moment, CASE WHEN direction IS DISTINCT FROM 'in'
            AND (kind = 'email' OR outcome IN ('no_answer', 'postponed')) THEN 'buyer' ELSE 'ours' END AS turn
        FROM activities WHERE deal_id IS NOT NULL AND kind IN ('call', 'meeting', 'email')
        UNION ALL
        SELECT deal_id, from_on, 'ours' FROM signs WHERE kind = 'buyer' AND from_on IS NOT NULL
    ), open AS (
        SELECT signs.deal_id, kind, from_on, least(to_on, moment, $now::TIMESTAMP) AS to_on
        FROM (FROM signs WHERE kind = 'task') AS signs
        ASOF LEFT JOIN talks ON signs.deal_id = talks.deal_id AND from_on <= moment
        UNION ALL
        SELECT deal_id, kind, from_on, coalesce(to_on, $now::TIMESTAMP) FROM signs WHERE kind = 'approval'
    ), stays AS (
        SELECT deal_id, stage, entered_on AS begins, lead(entered_on) OVER each AS following,
            CASE WHEN left_on IS NOT NULL OR lead(n) OVER each IS NOT NULL THEN left_on
                WHEN status = 'open' THEN $now::TIMESTAMP ELSE closed_on END AS ends
        FROM visits JOIN (SELECT deal_id, status, closed_on FROM deals) USING (deal_id)
        WINDOW each AS (PARTITION BY deal_id ORDER BY n)
    ), stayed AS (
        FROM stays WHERE ends > begins AND stage IS NOT NULL
    ), turned AS (
        SELECT deal_id, moment, turn, NULL AS stage, 0 AS late, 0 AS asked FROM talks
        UNION ALL
        SELECT deal_id, unnest([from_on, to_on]), NULL, NULL, unnest([1, -1]) * (kind = 'task')::INT,
            unnest([1, -1]) * (kind = 'approval')::INT
        FROM open WHERE to_on > from_on
        UNION ALL
        SELECT deal_id, begins, NULL, stage, 0, 0 FROM stayed
        UNION ALL
        SELECT deal_id, ends, NULL, '', 0, 0 FROM stayed WHERE following IS NULL OR following > ends
    ), spans AS (
        SELECT deal_id, date_diff('second', moment, lead(moment) OVER each) AS spent,
            last_value(stage IGNORE NULLS) OVER each AS stage,
            CASE WHEN sum(asked) OVER each > 0 THEN 'others' WHEN sum(late) OVER each > 0 THEN 'ours'
                ELSE last_value(turn IGNORE NULLS) OVER each END AS turn
        FROM turned
        WINDOW each AS (PARTITION BY deal_id ORDER BY moment, stage, turn, late, asked ROWS UNBOUNDED PRECEDING)
    ), told AS (
        SELECT deal_id, stage, sum(spent) AS spent, sum(spent) FILTER (turn = 'ours') AS ours,
            sum(spent) FILTER (turn = 'buyer') AS buyer, sum(spent) FILTER (turn = 'others') AS others
        FROM spans WHERE stage <> '' AND spent > 0 GROUP BY deal_id, stage
    ), parts AS (
        SELECT coalesce(process, '') AS process, told.stage, source, product, owner_id AS owner, team_id AS team, spent,
            ours, buyer, others
        FROM told JOIN deals USING (deal_id)
    ), counted AS (
        SELECT process, stage,
            {SEGMENT},
            count(*) AS n, sum(spent) / 86400 AS days, coalesce(sum(ours), 0) / 86400 AS ours,
            coalesce(sum(buyer), 0) / 86400 AS buyer, coalesce(sum(others), 0) / 86400 AS others
        FROM parts GROUP BY process, stage, {SETS}
    )
    SELECT * FROM counted WHERE segment IS NOT NULL ORDER BY dimension, segment, process, stage"""  # noqa: S608 (own words only)
