"""What people said will be won: the latest of each counts, and all that was said before stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.records.money import to_text

from ..goals.scopes import COMPANY, People, Scope
from ..models import Submission
from ..queries import require_amounts
from .periods import Period


@dataclass(frozen=True)
class Said:
    """What somebody said of a scope in a period; amounts in minor units."""

    id: int
    scope: Scope
    by: int
    commit: int
    best: int
    currency: str
    note: str
    at: datetime

    def as_dict(self, people: People) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "id": self.id,
            "who": self.scope.key,
            "name": people.title(self.scope),
            "by": self.by,
            "commit": to_text(self.commit, self.currency),
            "best": to_text(self.best, self.currency),
            "currency": self.currency,
            "note": self.note,
            "at": self.at.isoformat(),
        }


def said_in(period: Period, people: People) -> list[Said]:
    """All that was said of a period, the latest first, of scopes that the actor sees whole.

    Raises NotAllowed where amounts are hidden from them.
    """
    require_amounts("amount" not in hidden_keys(kind_of("deals"), people.actor))
    rows = Submission.objects.filter(period=period.kept).order_by("-id")
    told = (_said(row) for row in rows)
    return [each for each in told if people.exists(each.scope) and _sees(people, each.scope)]


def latest(said: Sequence[Said]) -> dict[Scope, Said]:
    """What counts of each scope."""
    return {each.scope: each for each in reversed(said)}


def _sees(people: People, scope: Scope) -> bool:
    return scope.member == people.actor.id is not None or people.sees(scope)


def _said(row: Submission) -> Said:
    team = COMPANY if row.team_id == 0 else Scope(team=row.team_id)
    scope = Scope(member=row.member_id) if row.team_id is None else team
    return Said(row.id, scope, row.member_id, row.commit_minor, row.best_minor, row.currency, row.note, row.at)
