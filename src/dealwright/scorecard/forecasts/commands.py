"""Verbs of forecasts: say what will be won."""

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotAllowed
from dealwright.ledger.commands import Happening, record
from dealwright.records.money import to_minor
from dealwright.workspace.queries import Actor, Right, has_right

from ..goals.scopes import COMPANY, People, Scope
from ..models import Submission
from ..queries import desk_with_money
from .events import ForecastSubmitted
from .periods import Period

LONGEST_NOTE = 2_000
YEARS = 2  # ahead


@transaction.atomic
def submit(scope: Scope, period: Period, commit: str, best: str, note: str = "", *, by: Actor, via: str) -> int:
    """Say what will be won in a period; returns the submission's number. What was said before stays beside it.

    A member says it of their own deals, whoever leads of a team that they see whole, who may manage members of the
    company. Amounts are typed in the currency that the deals are told in. Raises Invalid for a period that is over,
    for no amount, and for a best case below what is sure; NotAllowed for others' forecasts or hidden amounts.
    """
    require_say(scope, People(by))
    now, currency = timezone.now(), desk_with_money(by).purse.currency
    if period.last < timezone.localdate():
        raise Invalid("That period is over.", field="period", remedy="Forecast one that goes on.")
    if period.start.year > timezone.localdate().year + YEARS:
        raise Invalid("That period is too far off.", field="period")
    sure, at_best = (_amount(text, currency, field) for text, field in ((commit, "commit"), (best or commit, "best")))
    if at_best < sure:
        raise Invalid("The best case is below what you are sure of.", field="best", remedy="Give at least as much.")
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"The note is {len(note):,} characters long; {LONGEST_NOTE:,} fit.", field="note")
    made = Submission.objects.create(
        member_id=by.id, team_id=_team(scope), period=period.kept, commit_minor=sure, best_minor=at_best,
        currency=currency, note=note.strip(), at=now,
    )  # fmt: skip
    event = ForecastSubmitted(
        period=period.key, commit=sure, best=at_best, currency=currency, team=made.team_id, note=made.note
    )
    record([Happening(event, made.id, by.id, via, now)])
    return made.id


def may_say(scope: Scope, people: People) -> bool:
    """Whether the actor may say what will be won by the scope."""
    actor = people.actor
    if scope.member:
        return scope.member == actor.id
    if actor.id is None:
        return False
    if scope == COMPANY:
        return has_right(actor, Right.MEMBERS)
    return people.exists(scope) and has_right(actor, Right.REASSIGN) and people.sees(scope)


def require_say(scope: Scope, people: People) -> None:
    """Raise NotAllowed unless the actor may say what will be won by the scope."""
    if not may_say(scope, people):
        remedy = "A member forecasts their own deals, who leads a team the team's."
        raise NotAllowed("This forecast is not yours to make.", remedy=remedy)


def _team(scope: Scope) -> int | None:
    return None if scope.member else scope.team or 0


def _amount(text: str, currency: str, field: str) -> int:
    minor = to_minor(text, currency, field=field)
    if minor < 0:
        raise Invalid("Give an amount, 0 if there is nothing.", field=field)
    return minor
