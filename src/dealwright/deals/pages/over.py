"""Open deals moved over to another version of their process: what would happen, done, and taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Conflict, Invalid
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.processes.queries import numbered, versions
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Right, require

from ..commands import move_back, move_over
from ..queries import OverDeal, OverPlan, PastMove, past_moves, plan_over

SHOWN = 200
STAGE = "stage."


@dataclass(frozen=True)
class OverPage:
    """The plan, what can be chosen for stages that are gone, and the moves so far; `stages` has their titles."""

    plan: OverPlan
    numbers: Sequence[int]
    gone: Sequence[tuple[str, str, int]]
    chosen: Mapping[str, str]
    choices: Sequence[tuple[str, str]]
    stages: Mapping[str, str]
    failing: Sequence[OverDeal]
    moves: Sequence[PastMove]
    wrong: str = ""

    @property
    def sent(self) -> dict[str, str]:
        """What the button sends, so that exactly this plan is carried out."""
        stages = {f"{STAGE}{stage}": to for stage, to in self.chosen.items()}
        return {"to": str(self.plan.version.number)} | stages


@login_required
@require_http_methods(["GET", "POST"])
def over(request: HttpRequest, key: str) -> HttpResponse:
    """Show what would happen if open deals followed version ?to= (the one in force unless told); do it when sent."""
    require(request.user, Right.PUBLISH)
    asked = request.POST if request.method == "POST" else request.GET
    number = numbered(key, whole_number(asked.get("to", ""))).number
    chosen = {name.removeprefix(STAGE): to for name, to in asked.items() if name.startswith(STAGE) and to}
    if request.method == "GET":
        return _show(request, key, number, chosen)
    try:
        move = move_over(key, number, by=request.user, via="page", stages=chosen)
    except (Conflict, Invalid) as error:
        return _show(request, key, number, {}, error.sentence, error.status)
    return _done(request, key, number, move)


def _done(request: HttpRequest, key: str, number: int, move: int | None) -> HttpResponse:
    if move is None:
        flash(request, _("No open deal follows another version."), tone="info")
    else:
        undo = reverse("playbook-over-back", args=[key, move])
        flash(request, _("The open deals follow version %(number)s now.") % {"number": number}, undo=undo)
    return redirect(f"{reverse('playbook-over', args=[key])}?to={number}")


@login_required
@require_POST
def back(request: HttpRequest, key: str, move_id: int) -> HttpResponse:
    """Take a move back for the deals that nobody has changed since."""
    went, stayed = move_back(move_id, by=request.user, via="page")
    words = ngettext("%(num)d deal follows its old version again", "%(num)d deals follow their old version again", went)
    more = _("; %(stayed)s stayed, because somebody has worked on them") % {"stayed": stayed} if stayed else ""
    flash(request, words % {"num": went} + more)
    return redirect("playbook-over", key)


def _show(
    request: HttpRequest, key: str, number: int, chosen: Mapping[str, str], wrong: str = "", status: int = 200
) -> HttpResponse:
    plan, known = plan_over(key, number, request.user, chosen), versions(key)
    titles = {stage.key: stage.title for version in reversed(known) for stage in version.playbook.stages}
    goals = [(stage.key, stage.title) for stage in plan.version.playbook.stages]
    gone = {stage: sum(deal.stage == stage for deal in plan.deals) for stage in chosen} | dict(plan.homeless)
    page = OverPage(
        plan, [version.number for version in known],
        [(stage, titles.get(stage, stage), deals) for stage, deals in gone.items()], chosen, goals,
        titles | dict(goals), plan.failing[:SHOWN], past_moves(key), wrong,
    )  # fmt: skip
    return render(request, "deals/over.html", page, status=status)
