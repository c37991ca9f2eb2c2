"""Figures that can have a goal and be watched: what adds up day by day and member by member.

Each is a metric's own population, counted by part, so it agrees with the metric and with the deals behind it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _

from dealwright.metrics import METRICS, records_behind, without_pandas

from .facts import Facts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Sort = Literal["count", "money", "share", "mean"]
DONE = """
    SELECT member_id, CAST("at" AS DATE), count(*), count(*), NULL FROM activities
    WHERE (deal_id IS NOT NULL OR lead_id IS NOT NULL) AND "at" >= $since GROUP BY ALL
"""


@dataclass(frozen=True)
class Gauge:
    """A figure: `parts` of its metric's population are counted, against all that count where it is a share.

    `unit` is deals, leads, activities, money or ratio; money is in minor units of the company's currency. `metric` is
    empty for what no metric counts: activities done.
    """

    key: str
    title: str
    told: str
    sort: Sort
    unit: str
    sign: Literal["leading", "lagging"]
    metric: str = ""
    parts: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether days add up to the period's figure, so that there is a pace; a share or mean has only a level."""
        return self.sort in ("count", "money")

    @property
    def is_money(self) -> bool:
        """Whether it tells amounts."""
        return self.unit == "money"

    @property
    def one(self) -> str:
        """The kind of record that says whose it is."""
        return METRICS[self.metric].record if self.metric else "deal"


GAUGES = {
    each.key: each
    for each in (
        Gauge("activities", _("Activities"), _("Calls, meetings, e-mails and notes about deals and leads."),
              "count", "activities", "leading"),
        Gauge("new_leads", _("New leads"), _("Leads that came."), "count", "leads", "leading", "new_leads",
              METRICS["new_leads"].parts),
        Gauge("qualified", _("Leads qualified"), _("Of the leads that were decided, the share that was qualified."),
              "share", "ratio", "leading", "qualified", ("qualified",)),
        Gauge("adherence", _("Process followed"), _("Closed deals that neither skipped a stage nor went back."),
              "share", "ratio", "leading", "adherence", ("straight",)),
        Gauge("deals_won", _("Deals won"), _("Deals that were won."), "count", "deals", "lagging", "win_rate",
              ("won",)),
        Gauge("revenue_won", _("Revenue won"), _("What the won deals add up to."), "money", "money", "lagging",
              "average_won", ("won",)),
        Gauge("win_rate", _("Win rate"), _("Of the deals that were decided, the share that was won."), "share",
              "ratio", "lagging", "win_rate", ("won",)),
        Gauge("average_won", _("Average won deal"), _("Revenue won by deals won with an amount."), "mean", "money",
              "lagging", "average_won", ("won",)),
    )
}  # fmt: skip


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
    """Days added up."""

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


def dailies(facts: Facts, gauge: Gauge, since: date) -> list[Daily]:
    """The gauge day by day and member by member since a day, of what these facts show."""

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


def total(rows: Iterable[Daily], owners: Collection[int] | None, first: date, last: date) -> Total:
    """What these members (None: everybody, and what is nobody's) have from the first day to the last."""
    n = of = amount = 0
    for row in rows:
        if first <= row.day <= last and (owners is None or row.owner_id in owners):
            n, of, amount = n + row.n, of + row.of, amount + (row.amount_minor or 0)
    return Total(n, of, amount)


def by_day(rows: Iterable[Daily], owners: Collection[int] | None) -> dict[date, Total]:
    """What these members have, day by day."""
    added: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        if owners is None or row.owner_id in owners:
            sums = added[row.day]
            sums[0], sums[1], sums[2] = sums[0] + row.n, sums[1] + row.of, sums[2] + (row.amount_minor or 0)
    return {day: Total(*sums) for day, sums in added.items()}


def shown_gauges(tells_money: bool) -> Sequence[Gauge]:
    """The gauges somebody may know: without amounts where these are hidden."""
    return [each for each in GAUGES.values() if tells_money or not each.is_money]
