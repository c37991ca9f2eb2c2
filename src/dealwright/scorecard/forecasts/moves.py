"""What moved in a period since the forecast of a week ago, for whoever asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dealwright.records.kinds import titles
from dealwright.records.money import to_text
from dealwright.workspace.queries import Actor

from ..answers import Purse
from ..goals.scopes import People, Scope, read_scope
from ..queries import desk_with_money
from .moved import Change, Moved, Recategorised, moved_since
from .periods import Period
from .snapshots import lines_since
from .team import top_of

MOST = 40  # deals that are named


@dataclass(frozen=True)
class Moves:
    """What moved, with the titles of the deals that are named; `moved` is None before the second night."""

    period: Period
    scope: Scope
    purse: Purse
    moved: Moved | None
    titles: Mapping[int, str]

    @property
    def changes(self) -> Sequence[Change]:
        """The changes of single deals, the largest first."""
        return _largest(self.moved)

    @property
    def recategorised(self) -> Sequence[Recategorised]:
        """The deals that are counted on in another way, the largest first."""
        return _largest_in_another_way(self.moved)

    def as_dict(self) -> dict[str, Any]:
        """As the API gives it; amounts as decimal texts."""
        moved = self.moved
        return {
            "period": self.period.key,
            "who": self.scope.key,
            "currency": self.purse.currency,
            "since": moved.since.isoformat() if moved else None,
            "start": self._text(moved.start) if moved else None,
            "end": self._text(moved.end) if moved else None,
            "changes": [
                {"cause": cause, "change": self._text(change), "deals": deals}
                for cause, change, deals in (moved.by_cause() if moved else ())
            ],
            "deals": [
                {**self._deal(each.deal_id), "cause": each.cause, "change": self._text(each.change)}
                for each in self.changes
            ],
            "categories": [
                {**self._deal(each.deal_id), "was": each.was, "now": each.now, "amount": self._text(each.amount)}
                for each in self.recategorised
            ],
        }

    def _deal(self, number: int) -> dict[str, Any]:
        return {"deal": number, "title": self.titles.get(number)}

    def _text(self, minor: int) -> str | None:
        return to_text(minor, self.purse.currency)


def moves(period: Period, who: str = "", *, actor: Actor) -> Moves:
    """What moved in a period among the deals of the scope of that name; see `outlook` for what is refused."""
    asked, people = desk_with_money(actor), People(actor)
    scope, purse = read_scope(who, people) if who else top_of(people), asked.purse
    before = lines_since(timezone.localdate(), purse.currency)
    if before is None:
        return Moves(period, scope, purse, None, {})
    moved = moved_since(before[1], before[0], asked.facts, purse.money, period, people.owners(scope))
    shown = {each.deal_id for each in (*_largest(moved), *_largest_in_another_way(moved))}
    called = titles((("deal", deal_id) for deal_id in shown), actor)
    return Moves(period, scope, purse, moved, {deal_id: title for (_, deal_id), title in called.items()})


def _largest(moved: Moved | None) -> list[Change]:
    return sorted(moved.changes, key=lambda each: -abs(each.change))[:MOST] if moved else []


def _largest_in_another_way(moved: Moved | None) -> list[Recategorised]:
    return sorted(moved.recategorised, key=lambda each: -each.amount)[:MOST] if moved else []
