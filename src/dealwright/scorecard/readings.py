"""The one way to a figure of a member, a team or the company: what it is from one day to another.

Figures that add up are read once, day by day and member by member, and added up here for whoever is asked about. All
others are asked of their metric: of all that the reader may see, of one member as the metric tells it by owner, or of
the records of a team.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dealwright.metrics import METRICS, Metric, compute, records_behind, without_pandas

from .facts import Facts
from .gauges import LONGEST_PLACE, Gauge, gauge_at, known_places, shown_gauges
from .narrowed import Only, end_of
from .queries import Desk
from .questions import Question

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DONE = """
    SELECT member_id, CAST("at" AS DATE), count(*), count(*), NULL FROM activities
    WHERE (deal_id IS NOT NULL OR lead_id IS NOT NULL) AND "at" >= $since GROUP BY ALL
"""
OF_OPEN_DEALS = frozenset({"pipeline", "coverage", "attention", "aging", "velocity"})  # told of a day, not of a period
Owners = Collection[int] | None  # None: everybody, and what is nobody's


@dataclass(frozen=True, slots=True)
class Daily:
    """What one member (None: nobody) has on one day: how many count, out of how many, and their amount."""

    owner_id: int | None
    day: date
    n: int
    of: int
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """Days added up: how many count, out of how many, and their amount in minor units."""

    n: int = 0
    of: int = 0
    amount_minor: int = 0

    def value(self, gauge: Gauge) -> float | None:
        """The gauge's figure: a number, minor units, or a share of one; None where there is nothing to divide by."""
        if gauge.sort == "count":
            return float(self.n)
        if gauge.sort == "money":
            return float(self.amount_minor)
        top = self.n if gauge.sort == "share" else self.amount_minor
        return top / self.of if self.of else None


def added(totals: Iterable[Daily | Total]) -> Total:
    """All of them together."""
    n = of = amount = 0
    for each in totals:
        n, of, amount = n + each.n, of + each.of, amount + (each.amount_minor or 0)
    return Total(n, of, amount)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure in its gauge's unit, None where nobody knows it, and the number of records it rests on."""

    value: float | None = None
    n: int = 0


class Course:
    """A figure that adds up, for some members, day by day."""

    def __init__(self, rows: Iterable[Daily], owners: Owners = None) -> None:
        own = (row for row in rows if owners is None or row.owner_id in owners)
        self._rows = sorted(own, key=lambda row: row.day)
        self._days = [row.day for row in self._rows]

    @property
    def first(self) -> date | None:
        """The first day with anything in it."""
        return self._days[0] if self._days else None

    def total(self, first: date, last: date) -> Total:
        """What there is from the first day to the last."""
        return added(self._rows[bisect_left(self._days, first) : bisect_right(self._days, last)])


class Readings:
    """Reads figures over what somebody may see: those that add up from a day on, all others of any day."""

    def __init__(self, asked: Desk, since: date) -> None:
        self.asked, self._since = asked, since
        self._today = datetime.now(UTC).date()
        self._courses: dict[tuple[str, frozenset[int] | None], Course] = {}

    def read(self, gauge: Gauge, owners: Owners, first: date, last: date) -> Reading:
        """The figure of these members from the first day to the last; what tells of open deals as of the last."""
        if gauge.is_daily:
            total = self.course(gauge, owners).total(first, last)
            return Reading(total.value(gauge), total.of)
        rows = self._told(gauge.metric, owners, first, last)
        key = METRICS[gauge.metric].keys[0] if gauge.place else ""
        found = next((row for row in rows if not key or row[key] == gauge.place), None)
        return Reading(found["value"], found["n"] or 0) if found else Reading()

    def course(self, gauge: Gauge, owners: Owners) -> Course:
        """A figure that adds up, day by day; read once."""
        key = gauge.key, None if owners is None else frozenset(owners)
        if key not in self._courses:
            self._courses[key] = Course(dailies(self.asked.facts, gauge, self._since), owners)
        return self._courses[key]

    def _told(self, name: str, owners: Owners, first: date, last: date) -> Sequence[dict[str, Any]]:
        """The rows of a metric; kept as long as nothing changes."""
        metric, facts, now = METRICS[name], self.asked.facts, self.asked.now
        by = "owner" if owners is not None and len(owners) == 1 else None
        if owners is not None and by is None:
            facts = _only(facts, metric.record, owners)
        if name in OF_OPEN_DEALS and last < self._today:
            now = end_of(last)
            facts = Facts(replace(facts.state, narrowed=replace(facts.state.narrowed, moment=now)), facts.store)
        start, end = (None, None) if _is_of_a_day(metric) else (first, last + timedelta(days=1))
        asked = (name, by, start, end, "base")
        rows: list[dict[str, Any]] = facts.found((*asked, now), lambda found: compute(found, *asked, now=now))
        return rows if by is None or owners is None else [row for row in rows if row["group"] in owners]


def is_of_today(gauge: Gauge) -> bool:
    """Whether it tells how open deals stand on a day, whatever the days before it."""
    return bool(gauge.metric) and _is_of_a_day(METRICS[gauge.metric])


def _is_of_a_day(metric: Metric) -> bool:
    return metric.name in OF_OPEN_DEALS and metric.period != "closed_on"


def _only(facts: Facts, one: str, owners: Collection[int]) -> Facts:
    """The facts of the deals or leads of these members alone."""

    def find(connection: "DuckDBPyConnection") -> list[int]:
        query = f"SELECT {one}_id FROM {one}s WHERE owner_id IN (SELECT unnest($owners)) ORDER BY 1"  # noqa: S608 (own names)
        with without_pandas():
            return [row[0] for row in connection.execute(query, {"owners": sorted(owners)}).fetchall()]

    ids = facts.found(("owned", one, frozenset(owners)), find)
    only = Only(f"{one}s", ids, hash(tuple(ids)))
    return Facts(replace(facts.state, narrowed=replace(facts.state.narrowed, only=only)), facts.store)


def choices(asked: Desk) -> list[Gauge]:
    """All figures that somebody may choose, the eight first; those by stage, reason or source for each that is known.

    One question for each metric that is told by a text.
    """
    eight = shown_gauges(asked.tells_money)
    keys, found = {each.key for each in eight}, []
    for metric in METRICS.values():
        if metric.name in keys or (not asked.tells_money and gauge_at(metric).is_money):
            continue
        places = _places(asked, metric) if metric.keys else {"": ""}
        found += [gauge_at(metric, place, label) for place, label in places.items()]
    return [*eight, *found]


def _places(asked: Desk, metric: Metric) -> dict[str, str]:
    known = known_places(metric, asked.titles)
    if known is not None:
        return known
    texts = (row[metric.keys[0]] for row in asked.answer(Question(metric.name)).raw)
    return {text: text for text in texts if text and len(text) <= LONGEST_PLACE}


def dailies(facts: Facts, gauge: Gauge, since: date) -> list[Daily]:
    """A gauge that adds up day by day and member by member since a day, of what these facts show."""

    def find(connection: "DuckDBPyConnection") -> list[Daily]:
        (statement,) = connection.extract_statements(_sql(gauge))
        asked = {"since": since, "from": None, "to": None, "now": datetime.now(UTC).replace(tzinfo=None)}
        with without_pandas():
            found = connection.execute(statement, {name: asked[name] for name in statement.named_parameters})
        return [Daily(*row) for row in found.fetchall()]

    rows: list[Daily] = facts.found(("dailies", gauge.key, since), find)
    return rows


def _sql(gauge: Gauge) -> str:
    if not gauge.metric:
        return DONE
    metric = METRICS[gauge.metric]
    behind = records_behind(metric.name, None, "base")
    amount = "record.base_minor" if metric.record == "deal" else "NULL"
    top, all_parts = (", ".join(f"'{part}'" for part in parts) for parts in (gauge.parts, metric.counted))
    return f"""
        SELECT record.owner_id, CAST(record.{metric.period} AS DATE) AS day, count(*) FILTER (part IN ({top})),
            count(*) FILTER (part IN ({all_parts})), CAST(sum({amount}) FILTER (part IN ({top})) AS BIGINT)
        FROM ({behind}) AS counted JOIN {metric.record}s AS record ON record.{metric.record}_id = counted.id
        WHERE record.{metric.period} >= $since GROUP BY ALL
    """  # noqa: S608 (own names)
