"""Moving a deal: to a stage, to won, to lost and back; refusals become a form that supplies what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dealwright import Conflict, Invalid, SalesError
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import Choice, Playbook
from dealwright.processes.queries import playbook
from dealwright.workspace.access import require_change
from dealwright.workspace.queries import Right, has_right

from ..commands import lose_deal, move_stage, reopen_deal, win_deal
from ..evidence import evidence_of
from ..models import Deal
from ..queries import people_on, visible_deal, wishes_on
from ..refusals import CriteriaUnmet, MoveRefused
from ..rules import Step, missing, plan_move, plan_win
from .answers import done
from .supplies import Known, Supply, supplies
from .supplying import supply

WON, LOST = "won", "lost"
Errors = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Refused:
    """Why a deal stays where it is, with the form that mends it.

    `goal` is where "save and move" leads (None: nowhere without an override), `wished` where the member wanted to go;
    `warned` says that the process would let it pass as a deviation.
    """

    deal: Deal
    heading: str
    text: str
    needs: Sequence[Supply]
    goal: str | None
    goal_title: str
    wished: str
    wished_title: str
    warned: bool
    may_override: bool
    board: str
    errors: Errors = ()
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Goal:
    """Where a deal may go, with what the process says to it: a shortcut by name, or that it would be a deviation."""

    key: str
    title: str
    note: str
    tone: str


@dataclass(frozen=True)
class Choose:
    """Where a deal may go from here."""

    deal: Deal
    stages: Sequence[Goal]
    place: int
    won: Goal
    lost: str
    board: str


@dataclass(frozen=True)
class Losing:
    """The question why a deal is lost."""

    deal: Deal
    title: str
    reasons: Sequence[Choice]
    board: str
    errors: Errors = ()
    reason: str = ""
    note: str = ""


@login_required
@require_safe
def deal_move(request: HttpRequest, deal_id: int) -> HttpResponse:
    """The dialog "Move to…": every stage, won and lost, each a button that says what the process says to it."""
    deal = visible_deal(deal_id, request.user)
    book, facts = playbook(deal.version_id), evidence_of([deal], request.user)[deal.id].facts
    place = book.position(deal.stage) if deal.stage else -1
    goals = [
        _goal(stage.key, stage.title, plan_move(book, deal.stage, stage.key, facts), book) for stage in book.stages
    ]
    won = _goal(WON, book.outcomes.won.title, plan_win(book, deal.stage), book)
    context = Choose(deal, goals, place, won, book.outcomes.lost.title, request.GET.get("board", ""))
    return render(request, "deals/move.html", context, block="dialog")


def _goal(key: str, title: str, step: Step, book: Playbook) -> Goal:
    if step.shortcut:
        return Goal(key, title, step.shortcut, "good")
    if step.refusal:
        return Goal(key, title, _("not directly"), "")
    if not step.warning:
        return Goal(key, title, "", "")
    skipped = ", ".join(book.stage(each).title for each in step.skipped)
    note = _("skips %(stages)s: a deviation") % {"stages": skipped} if skipped else _("going back is a deviation")
    return Goal(key, title, note, "warn")


@login_required
@require_POST
def deal_stage(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Move a deal to the `stage` of the form (a stage, won or lost), supplying on the way what the form brings."""
    return go(request, deal_id, request.POST.get("stage", ""))


@login_required
@require_safe
def deal_lost(request: HttpRequest, deal_id: int) -> HttpResponse:
    """The dialog that asks why a deal is lost."""
    return _ask_why(request, visible_deal(deal_id, request.user), status=200)


@login_required
@require_POST
def deal_reopen(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Open a won or lost deal again."""
    deal = visible_deal(deal_id, request.user)
    reopen_deal(deal_id, by=request.user, via="page")
    flash(request, _("%(deal)s is open again") % {"deal": deal.title})
    return done(request, deal, playbook(deal.version_id))


@login_required
@require_POST
def deal_back(request: HttpRequest, deal_id: int, stage: str) -> HttpResponse:
    """Take a move back: the undo of a toast."""
    deal = visible_deal(deal_id, request.user)
    if deal.status == "open":
        move_stage(deal_id, stage, by=request.user, via="page")
    else:
        reopen_deal(deal_id, to=stage, by=request.user, via="page")
    return done(request, deal, playbook(deal.version_id))


def go(request: HttpRequest, deal_id: int, to: str) -> HttpResponse:
    """Move a deal and answer; a refusal leaves everything as it was and opens the dialog."""
    deal = visible_deal(deal_id, request.user)
    if to == LOST:
        return _lose(request, deal)
    book, only_save = playbook(deal.version_id), "only_save" in request.POST
    try:
        with transaction.atomic():
            supply(request.POST, deal, book, request.user)
            warning = "" if only_save else _move(request, deal, to)
            if warning and "warned" not in request.POST:
                raise Unsaid(warning)
    except (CriteriaUnmet, MoveRefused, Unsaid) as refusal:
        return _refuse(request, deal, to, refusal)
    except SalesError as error:
        if error.field is None or "supplied" not in request.POST:
            raise
        return _refuse(request, deal, to, error)
    _tell(request, deal, book, to, only_save, warning)
    return done(request, deal, book)


class Unsaid(Conflict):
    """The process warns of this move, and nobody has said so yet."""


def _move(request: HttpRequest, deal: Deal, to: str) -> str:
    override = request.POST.get("override", "").strip()
    if to == WON:
        return win_deal(deal.id, by=request.user, via="page", override=override)
    return move_stage(deal.id, to, by=request.user, via="page", override=override)


def _tell(request: HttpRequest, deal: Deal, book: Playbook, to: str, only_save: bool, warning: str) -> None:
    if only_save:
        return flash(request, _("Saved"))
    title = book.outcomes.won.title if to == WON else book.stage(to).title
    undo = reverse("deal-back", args=[deal.id, deal.stage]) if _can_undo(deal, book, to) else ""
    text = _("%(deal)s moved to %(stage)s") % {"deal": deal.title, "stage": title}
    if warning:
        return flash(request, _("%(text)s. It counts as a deviation.") % {"text": text}, undo=undo, tone="warn")
    return flash(request, text, undo=undo)


def _can_undo(deal: Deal, book: Playbook, to: str) -> bool:
    if deal.stage is None or deal.stage == to:
        return False
    return to in (WON, LOST) or (
        plan_move(book, deal.stage, to).forward and not plan_move(book, to, deal.stage).refusal
    )


def _lose(request: HttpRequest, deal: Deal) -> HttpResponse:
    if "reason" not in request.POST:
        return _ask_why(request, deal, status=409)
    reason, note = request.POST["reason"], request.POST.get("note", "").strip()
    try:
        lose_deal(deal.id, reason, by=request.user, via="page", note=note)
    except Invalid as error:
        return _ask_why(request, deal, status=422, errors=[(error.field or "reason", error.message)])
    book = playbook(deal.version_id)
    undo = reverse("deal-back", args=[deal.id, deal.stage]) if deal.stage else ""
    flash(request, _("%(deal)s is lost") % {"deal": deal.title}, undo=undo, tone="info")
    return done(request, deal, book)


def _ask_why(request: HttpRequest, deal: Deal, *, status: int, errors: Errors = ()) -> HttpResponse:
    require_change(request.user, "deal", deal.id, deal.owner_id, deal.title)
    lost, given = playbook(deal.version_id).outcomes.lost, request.POST
    board = given.get("board") or request.GET.get("board", "")
    typed = given.get("reason", ""), given.get("note", "")
    return render(
        request,
        "deals/lost.html",
        Losing(deal, lost.title, lost.reasons, board, errors, *typed),
        block="dialog",
        status=status,
    )


def _refuse(request: HttpRequest, deal: Deal, to: str, why: SalesError) -> HttpResponse:
    """The dialog of a refusal: 409 the first time, 422 when what its own form brought was not enough."""
    book, again = playbook(deal.version_id), "supplied" in request.POST
    evidence = evidence_of([deal], request.user)[deal.id]
    step = plan_win(book, deal.stage) if to == WON else plan_move(book, deal.stage, to, evidence.facts)
    goal = to if not step.refusal else step.skipped[0] if step.forward and step.skipped else None
    unmet = missing(book, step.passed[:1] if step.refusal else step.passed, evidence)
    known = Known(deal, book, people_on(deal.id), wishes_on(deal.id), request.user)
    heading = _heading(book, deal, len(unmet)) if unmet else _("One step at a time")
    context = Refused(
        deal, heading, step.refusal or step.warning, supplies(unmet, known), goal, title_of(book, goal), to,
        title_of(book, to), bool(step.warning), has_right(request.user, Right.OVERRIDE),
        request.POST.get("board") or request.GET.get("board", ""),
        _errors(why) if again and not isinstance(why, Unsaid) else (), request.POST.dict() if again else {},
    )  # fmt: skip
    return render(request, "deals/refused.html", context, block="dialog", status=422 if again else 409)


def _heading(book: Playbook, deal: Deal, count: int) -> str:
    here = book.stage(deal.stage).title if deal.stage else book.title
    words = ngettext("%(stage)s still asks for one thing", "%(stage)s still asks for %(n)s things", count)
    return words % {"stage": here, "n": count}


def _errors(why: SalesError) -> Errors:
    if missing := why.details.get("missing"):
        return [("", _("Still missing: %(why)s") % {"why": one["why"]}) for one in missing]
    return list(why.by_field().items())


def title_of(book: Playbook, to: str | None) -> str:
    """How a stage, or won, is shown."""
    if to is None:
        return ""
    return book.outcomes.won.title if to == WON else book.stage(to).title
