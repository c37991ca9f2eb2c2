"""What became of the open deals of a period since a snapshot: every change under one cause, adding up to the cent."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from dealwright.metrics import without_pandas

from ..facts import Facts
from .lines import Line
from .periods import Period
from .sums import AMOUNTS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CAUSES = (
    "opened", "reopened", "pulled_in", "received", "grown", "shrunk", "slipped", "moved_before", "given_away", "won",
    "lost",
)  # fmt: skip
NOW = """
    SELECT deal_id, status, category, {amount}, close_on, opened_on, owner_id FROM deals
    WHERE deal_id IN (SELECT unnest($ids::BIGINT[]))
       OR (status = 'open' AND close_on >= $start AND close_on < $stop)
       OR (status = 'won' AND closed_on >= $since AND close_on >= $start AND close_on < $stop)
"""


class Now(NamedTuple):
    """A deal as the facts have it now."""

    deal_id: int
    status: str
    category: str
    amount: int | None
    close_on: date | None
    opened_on: datetime | None
    owner_id: int | None


@dataclass(frozen=True)
class Change:
    """What one deal changed the open amount of the period by (minor units), and why."""

    deal_id: int
    cause: str
    change: int


@dataclass(frozen=True)
class Recategorised:
    """A deal that is counted on in another way than it was."""

    deal_id: int
    was: str
    now: str
    amount: int


@dataclass(frozen=True)
class Moved:
    """From `start`, the open amount of the period on the day `since`, by all changes to `end`, what it is now."""

    since: date
    start: int
    end: int
    changes: Sequence[Change]
    recategorised: Sequence[Recategorised]

    def by_cause(self) -> list[tuple[str, int, int]]:
        """Cause, sum of the changes, number of deals: those causes that there are."""
        found = []
        for cause in CAUSES:
            changes = [each.change for each in self.changes if each.cause == cause]
            if changes:
                found.append((cause, sum(changes), len(changes)))
        return found


def moved_since(
    lines: Iterable[Line],
    since: date,
    facts: Facts,
    money: str,
    period: Period,
    owners: Collection[int] | None = None,
) -> Moved:
    """What moved among the deals that may be seen, of these owners (None: of all); see Moved."""
    known = {each.deal_id: each for each in lines}
    then = {one: line for one, line in known.items() if _within(line, period) and _of(line.owner_id, owners)}
    now = {each.deal_id: each for each in _rows(facts.connection, money, period, since, list(then))}
    seen = {one: line for one, line in then.items() if one in now}
    changes = [
        change
        for one, each in now.items()
        for change in _changes(seen.get(one), each, known.get(one), since, period, owners)
        if change.change
    ]
    here = [each for each in now.values() if _is_in(each, period) and _of(each.owner_id, owners)]
    recategorised = [
        Recategorised(each.deal_id, seen[each.deal_id].category, each.category, each.amount or 0)
        for each in here
        if each.deal_id in seen and seen[each.deal_id].category != each.category
    ]
    start, end = sum(line.amount or 0 for line in seen.values()), sum(each.amount or 0 for each in here)
    return Moved(since, start, end, changes, recategorised)


def _changes(
    line: Line | None, now: Now, was: Line | None, since: date, period: Period, owners: Collection[int] | None
) -> Iterator[Change]:
    """What a deal changed; one that came and was won since then did two things. `line` is what counted of it."""
    amount, before, is_theirs = now.amount or 0, (line.amount or 0) if line else 0, _of(now.owner_id, owners)
    if line is None and is_theirs:
        yield Change(now.deal_id, _why_here(now, was, since, period), amount)
        if now.status == "won":
            yield Change(now.deal_id, "won", -amount)
    elif line is not None and now.status != "open":
        yield Change(now.deal_id, now.status, -before)
    elif line is not None and not is_theirs:
        yield Change(now.deal_id, "given_away", -before)
    elif line is not None and _is_in(now, period):
        yield Change(now.deal_id, "grown" if amount > before else "shrunk", amount - before)
    elif line is not None:
        later = now.close_on is None or now.close_on >= period.end
        yield Change(now.deal_id, "slipped" if later else "moved_before", -before)


def _why_here(now: Now, was: Line | None, since: date, period: Period) -> str:
    if was is not None:
        return "received" if _within(was, period) else "pulled_in"
    return "opened" if now.opened_on is not None and now.opened_on.date() >= since else "reopened"


def _of(owner_id: int | None, owners: Collection[int] | None) -> bool:
    return owners is None or owner_id in owners


def _is_in(now: Now, period: Period) -> bool:
    return now.status == "open" and now.close_on is not None and period.start <= now.close_on < period.end


def _within(line: Line, period: Period) -> bool:
    return line.close_on is not None and period.start.isoformat() <= line.close_on < period.end.isoformat()


def _rows(
    connection: "DuckDBPyConnection", money: str, period: Period, since: date, ids: Sequence[int]
) -> Iterator[Now]:
    asked: Mapping[str, object] = {"ids": ids, "start": period.start, "stop": period.end, "since": since}
    with without_pandas():
        rows = connection.execute(NOW.format(amount=AMOUNTS[money]), asked).fetchall()
    return (Now(*row) for row in rows)
