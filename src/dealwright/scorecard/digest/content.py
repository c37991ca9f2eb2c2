"""What stands in somebody's week: of the deals that they may see, in their words and money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from dealwright.desk.figures import percent, short_money, whole_money
from dealwright.desk.times import days
from dealwright.metrics import without_pandas
from dealwright.records.kinds import titles

from .. import labels
from ..alerts.models import Alert
from ..alerts.telling import figures, sentence
from ..forecasts.periods import quarter_of
from ..forecasts.snapshots import of_period, whole
from ..gauges import GAUGES, Gauge
from ..goals.queries import Board, Standing
from ..goals.scopes import COMPANY, Scope
from ..mining import places
from ..queries import Desk

SHOWN = 8  # deals of a kind
WEEKS = 8  # in the bars
ENDED = """
    SELECT deal_id, owner_id, stage, reason, base_minor FROM deals
    WHERE status = $status AND closed_on >= $first AND closed_on < $end ORDER BY base_minor DESC NULLS LAST, deal_id
"""
MOVED = """
    WITH steps AS (SELECT *, lag(stage) OVER (PARTITION BY deal_id ORDER BY n) AS before FROM visits)
    SELECT deal_id, owner_id, last(steps.stage ORDER BY n), first(steps.before ORDER BY n), any_value(base_minor)
    FROM steps JOIN deals USING (deal_id)
    WHERE n > 1 AND entered_on >= $first AND entered_on < $end AND status = 'open' GROUP BY deal_id, owner_id
    ORDER BY any_value(base_minor) DESC NULLS LAST, deal_id
"""
OPENED = """
    SELECT deal_id, owner_id, stage, NULL, base_minor FROM deals
    WHERE opened_on >= $first AND opened_on < $end ORDER BY base_minor DESC NULLS LAST, deal_id
"""


@dataclass(frozen=True)
class Told:
    """A deal that something happened to."""

    id: int
    title: str
    owner: str
    what: str
    amount: str


@dataclass(frozen=True)
class Part:
    """What happened to deals in the week: how many, what they add up to, and the largest."""

    title: str
    n: int
    amount: str
    deals: Sequence[Told]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.n - len(self.deals)


@dataclass(frozen=True)
class Bar:
    """One week of the bars: its first day, its value in words, and its length as a share of the longest."""

    day: date
    text: str
    share: float


@dataclass(frozen=True)
class Week:
    """Somebody's week, from its first day to its last."""

    name: str
    first: date
    last: date
    parts: Sequence[Part]
    bars_title: str
    bars: Sequence[Bar]
    goals: Sequence[tuple[str, Standing]]
    bottleneck: str
    alerts: Sequence[tuple[str, str, int]]
    forecast: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (any(part.n for part in self.parts) or self.goals or self.alerts)


def week_before(today: date) -> tuple[date, date]:
    """First and last day of the last whole week, Monday to Sunday."""
    first = today - timedelta(days=today.weekday() + 7)
    return first, first + timedelta(days=6)


def week_of(member: Any, today: date) -> Week:
    """The member's last whole week."""
    first, last = week_before(today)
    board = Board(member, today)
    teller = Teller(board, member, first, last)
    gauge = GAUGES["revenue_won" if board.desk.tells_money else "deals_won"]
    scopes = [COMPANY, *(Scope(team=team) for team in board.people.teams), Scope(member=member.id)]
    goals = [(board.people.title(each.scope), each) for each in board.standings(scopes)]
    return Week(
        member.name, first, last, teller.parts(), str(gauge.title), bars(board, gauge, first), goals,
        _bottleneck(board), _alerts(member, first, board.currency), _forecast(board),
    )  # fmt: skip


@dataclass
class Teller:
    """Tells what happened to deals from one day to another."""

    board: Board
    member: Any
    first: date
    last: date

    @property
    def desk(self) -> Desk:
        """Whom to ask."""
        return self.board.desk

    def parts(self) -> list[Part]:
        """Won, lost, moved on and opened."""
        found = {
            _("Won"): self._rows(ENDED, "won"),
            _("Lost"): self._rows(ENDED, "lost"),
            _("Moved on"): self._rows(MOVED),
            _("New"): self._rows(OPENED),
        }
        shown = [row for rows in found.values() for row in rows[:SHOWN]]
        called = titles((("deal", row[0]) for row in shown), self.member)
        names = self.board.people.names
        what = (self._nothing, self._reason, self._step, self._stage)
        return [
            self._part(title, rows, called, names, say)
            for (title, rows), say in zip(found.items(), what, strict=True)
        ]  # fmt: skip

    def _rows(self, query: str, status: str = "") -> list[tuple[Any, ...]]:
        start, end = (datetime.combine(day, time()) for day in (self.first, self.last + timedelta(days=1)))
        asked = {"first": start, "end": end, **({"status": status} if status else {})}
        with without_pandas():
            found: list[tuple[Any, ...]] = self.desk.facts.connection.execute(query, asked).fetchall()
        return found

    def _part(
        self, title: str, rows: Sequence[Any], called: Mapping[Any, str], names: Mapping[int, str], say: Any
    ) -> Part:
        deals = [
            Told(
                row[0], called.get(("deal", row[0]), f"({row[0]})"), names.get(row[1], labels.NOBODY["owner"]),
                say(row),
                whole_money(row[4], self.board.currency) if self.desk.tells_money else "",
            )
            for row in rows[:SHOWN]
        ]  # fmt: skip
        known = [row[4] for row in rows if row[4] is not None]
        amount = short_money(sum(known), self.board.currency) if known and self.desk.tells_money else ""
        return Part(title, len(rows), amount, deals)

    def _nothing(self, row: Any) -> str:
        return ""

    def _reason(self, row: Any) -> str:
        return self.desk.titles.reasons.get(row[3], row[3] or labels.NO_REASON)

    def _stage(self, row: Any) -> str:
        return self.desk.titles.stages.get(row[2], row[2] or labels.NO_STAGE)

    def _step(self, row: Any) -> str:
        before = self.desk.titles.stages.get(row[3], row[3] or labels.NO_STAGE)
        return f"{before} → {self._stage(row)}"


def bars(board: Board, gauge: Gauge, first: date) -> list[Bar]:
    """The gauge of the weeks up to the one that begins on `first`."""
    weeks = [first - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    read = (board.readings.read(gauge, None, week, week + timedelta(days=6)) for week in weeks)
    values = [round(each.value or 0) for each in read]
    top = max(values) or 1
    return [
        Bar(week, short_money(value, board.currency) if gauge.is_money else str(value), value / top)
        for week, value in zip(weeks, values, strict=True)
    ]


def _bottleneck(board: Board) -> str:
    """The surest place where deals wait longer and are lost more often than elsewhere; "" where there is none."""
    asked = board.desk
    worst = next((each for each in places(asked) if each.low > 0), None)
    if worst is None:
        return ""
    return _(
        "%(who)s in %(stage)s: deals wait %(days)s, elsewhere %(norm)s, and %(lost)s are lost, elsewhere %(others)s."
    ) % {
        "who": _segment(board, worst.place.dimension, worst.place.segment),
        "stage": asked.titles.stages.get(worst.place.stage, worst.place.stage),
        "days": days(round(worst.days)),
        "norm": days(round(worst.norm_days)),
        "lost": percent(worst.drop_off),
        "others": percent(worst.norm_drop_off),
    }


def _segment(board: Board, dimension: str, segment: str) -> str:
    """A part of all deals as it is called: a member's or team's by its number, else as it stands."""
    called = {"owner": board.people.names, "team": board.people.teams}.get(dimension)
    return called.get(int(segment), labels.UNKNOWN) if called is not None else segment


def _forecast(board: Board) -> str:
    """What the latest frozen forecast expects of this quarter for the widest scope the member sees; "" without one."""
    teams = [Scope(team=team) for team in board.people.teams]
    scope = next((each for each in [COMPANY, *teams] if board.people.sees(each)), None)
    if scope is None or not board.desk.tells_money:
        return ""
    period = quarter_of(board.today, board.year)
    frozen = of_period(scope, period, board.currency)
    expected, low, high = whole(frozen[-1]) if frozen else (None, None, None)
    if expected is None:
        return ""
    amount = whole_money(round(expected), board.currency)
    said = {"who": board.people.title(scope), "when": period.title, "amount": amount}
    if low is None or high is None:
        return _("%(who)s, %(when)s: %(amount)s.") % said
    ends = {"low": whole_money(round(low), board.currency), "high": whole_money(round(high), board.currency)}
    return _("%(who)s, %(when)s: %(amount)s, in 8 of 10 cases between %(low)s and %(high)s.") % {**said, **ends}


def _alerts(member: Any, first: date, currency: str) -> list[tuple[str, str, int]]:
    """The member's alerts that stand or were raised since the week began."""
    rows = [row for row in Alert.objects.filter(member_id=member.id).order_by("-id")[:SHOWN * 3]
            if row.ended_on is None or row.began_on >= first]  # fmt: skip
    known = figures(rows, member)
    told = [(row, known[row.id]) for row in rows if row.id in known][:SHOWN]
    return [(str(gauge.title), sentence(row, gauge, currency), row.id) for row, gauge in told]
