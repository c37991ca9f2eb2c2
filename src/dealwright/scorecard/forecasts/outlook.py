"""What is known of a period ahead, for whoever asks: sums, submissions, and the model's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dealwright.records.money import to_text
from dealwright.workspace.queries import Actor

from ..answers import Purse
from ..goals.scopes import People, Scope, read_scope
from ..models import Snapshot
from ..queries import desk_with_money
from . import snapshots
from .lines import Line
from .periods import Period
from .submitted import Said, latest, said_in
from .sums import PARTS, Sums, sums_by_owner
from .team import Row, Tree, goals_of, top_of


@dataclass(frozen=True)
class Outlook:
    """What is known of a period for a scope. `snapshots` are those of the period, the earliest first.

    `ours` is what the company's model expects of the open deals of a single member, of whom there is no snapshot.
    """

    period: Period
    scope: Scope
    people: People
    purse: Purse
    rows: Sequence[Row]
    said: Sequence[Said]
    snapshots: Sequence[Snapshot]
    ours: int | None
    as_of: datetime | None
    today: date

    @property
    def top(self) -> Row:
        """The scope's own row."""
        return self.rows[0]

    @property
    def snapshot(self) -> Snapshot | None:
        """The latest."""
        return self.snapshots[-1] if self.snapshots else None

    def as_dict(self) -> dict[str, Any]:
        """As the API gives it; amounts as decimal texts."""
        return {
            "period": self.period.key,
            "from": self.period.start.isoformat(),
            "to": self.period.last.isoformat(),
            "who": self.scope.key,
            "name": self.people.title(self.scope),
            "currency": self.purse.currency,
            "deals_without_rate": self.purse.without_rate,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            **self._sums(self.top.sums),
            "expected": self._expected(),
            "rows": [self._row(each) for each in self.rows],
        }

    def _sums(self, sums: Sums) -> dict[str, Any]:
        parts = {part: {"deals": sums.deals[part], "amount": self._text(sums.amounts[part])} for part in PARTS}
        return {"parts": parts, "deals_without_amount": sums.without_amount}

    def _row(self, row: Row) -> dict[str, Any]:
        return {
            "who": row.scope.key,
            "name": row.title,
            "depth": row.depth,
            **self._sums(row.sums),
            "commit": self._text(row.commit) if row.said else None,
            "best": self._text(row.best) if row.said else None,
            "submitted": row.said,
            "members": row.members,
            "own_commit": self._text(row.own.commit) if row.own else None,
            "own_best": self._text(row.own.best) if row.own else None,
            "goal": self._text(row.goal),
            "gap": self._text(row.gap),
        }

    def _expected(self) -> dict[str, Any] | None:
        if self.snapshot is None:
            return None
        figures, (amount, low, high) = self.snapshot.figures, snapshots.whole(self.snapshot)
        return {
            "made_on": self.snapshot.day.isoformat(),
            **{name: self._text(each) for name, each in (("amount", amount), ("low", low), ("high", high))},
            "won_by_then": self._text(self.snapshot.closed_minor),
            "method": figures["method"],
            "title": figures["title"],
            "said": figures["said"],
        }

    def _text(self, minor: float | None) -> str | None:
        return None if minor is None else to_text(round(minor), self.purse.currency)


def outlook(period: Period, who: str = "", *, actor: Actor) -> Outlook:
    """What is known of a period for the scope of that name, without one for the widest that the actor sees whole.

    Raises NotFound for a scope that the actor does not see whole, NotAllowed where amounts are hidden from them.
    """
    asked, people, today = desk_with_money(actor), People(actor), timezone.localdate()
    scope, purse = read_scope(who, people) if who else top_of(people), asked.purse
    said = said_in(period, people)
    goals = goals_of(period, people, purse.currency)
    tree = Tree(people, sums_by_owner(asked.facts, purse.money, period), latest(said), goals, purse.currency)
    rows = list(tree.rows(scope))
    mine = snapshots.latest_lines(purse.currency) if scope.member else []
    kept = snapshots.of_period(scope, period, purse.currency)
    return Outlook(period, scope, people, purse, rows, said, kept, _ours(mine, scope, period), asked.as_of, today)


def _ours(lines: Sequence[Line], scope: Scope, period: Period) -> int | None:
    """What is expected of a member's deals that were open in the latest snapshot."""
    if not scope.member:
        return None
    theirs = [each for each in lines if each.owner_id == scope.member and period.kept in each.expected]
    return sum(each.expected[period.kept] for each in theirs) if theirs else None
