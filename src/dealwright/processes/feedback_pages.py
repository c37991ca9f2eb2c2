"""What those who work by a process say of it: read, say, agree, take up, close."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.workspace.queries import Right, has_right

from . import commands
from .feedback import Said, feedback_on
from .queries import Published, current

KINDS = {
    "silly": later("This step is silly"),
    "missing": later("Something is missing"),
    "buyer": later("A customer says so"),
    "other": later("Something else"),
}


@dataclass(frozen=True)
class FeedbackPage:
    """What is said of a stage (of the whole where it is None), and the form to say more."""

    version: Published
    stage: str
    stages: Sequence[tuple[str, str]]
    said: Sequence[Said]
    form: Filled
    may_draft: bool
    kinds: object = tuple(KINDS.items())

    @property
    def about(self) -> "About":
        """The stage, for what others show of it."""
        return About(self.version.key, self.stage)


@dataclass(frozen=True)
class About:
    """A stage of a process, both by key."""

    process: str
    key: str


@login_required
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest, key: str) -> HttpResponse:
    """Show what is said of a stage (?stage=) or of all, in a dialog or as a page; take what somebody says."""
    if request.method == "GET":
        return _show(request, key, Filled({"stage": request.GET.get("stage", ""), "kind": "missing"}))
    form = filled(request.POST, "stage", "kind", "text")
    try:
        commands.give_feedback(
            key, form.value("kind"), form.value("text"), stage=form.value("stage"), by=request.user, via="page"
        )
    except SalesError as error:
        if error.status != 422:
            raise
        return _show(request, key, form.refused(error, "text"), status=422)
    return _back(request, key, form.value("stage"), _("Thank you. Others can agree with it now."))


@login_required
@require_POST
def agree(request: HttpRequest, key: str, feedback_id: int) -> HttpResponse:
    """Agree with what somebody said, or take that back (agree=0)."""
    verb = commands.unvote if request.POST.get("agree") == "0" else commands.vote
    verb(feedback_id, by=request.user, via="page")
    return _back(request, key, request.POST.get("stage", ""))


@login_required
@require_POST
def take_up(request: HttpRequest, key: str, feedback_id: int) -> HttpResponse:
    """Let a draft take it up, and go there."""
    draft_id = commands.take_up_feedback(feedback_id, by=request.user, via="page")
    return redirect("playbook-draft", draft_id)


@login_required
@require_POST
def close(request: HttpRequest, key: str, feedback_id: int) -> HttpResponse:
    """Do nothing more about it."""
    commands.close_feedback(feedback_id, by=request.user, via="page")
    return _back(request, key, request.POST.get("stage", ""), _("Closed."))


def _back(request: HttpRequest, key: str, stage: str, said: str = "") -> HttpResponse:
    if said:
        flash(request, said)
    if "HX-Request" in request.headers:
        return _show(request, key, Filled({"stage": stage, "kind": "missing"}))
    return redirect(reverse("playbook-feedback", args=[key]) + (f"?stage={stage}" if stage else ""))


def _show(request: HttpRequest, key: str, form: Filled, status: int = 200) -> HttpResponse:
    version, stage = current(key), form.value("stage")
    stages = [(each.key, each.title) for each in version.playbook.stages]
    page = FeedbackPage(
        version, stage if stage in dict(stages) else "", stages,
        feedback_on(key, request.user, stage=stage or None), form, has_right(request.user, Right.DRAFT),
    )  # fmt: skip
    return render(request, "processes/feedback.html", page, block="dialog", status=status)
