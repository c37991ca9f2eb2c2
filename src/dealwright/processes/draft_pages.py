"""A draft on screen: its text with what is wrong in place, what it changes, what reviewers say."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Right, has_right

from . import commands
from .checking import Checked, checked
from .drafts import Opinion, draft, opinions
from .feedback import Said, taken_up_by
from .models import Draft
from .reviewing import approver_of, may_review
from .sending import sent_text
from .states import UNDER_WAY


@dataclass(frozen=True)
class DraftPage:
    """A draft; `text` is what was typed where saving it was refused, and `wrong` says why."""

    draft: Draft
    text: str
    checked: Checked
    opinions: Sequence[Opinion]
    feedback: Sequence[Said]
    under_way: bool
    may_write: bool
    may_review: bool
    may_publish: bool
    wrong: str = ""


@login_required
@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a draft of a process."""
    return redirect("playbook-draft", commands.begin_draft(key, by=request.user, via="page"))


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Read a draft, or save its text; nothing typed is lost when somebody else saved in between."""
    if request.method == "GET":
        return _show(request, draft_id)
    text, revision = sent_text(request), whole_number(request.POST.get("revision", "")) or 0
    try:
        commands.save_draft(draft_id, text, revision, by=request.user, via="page")
    except SalesError as error:
        if error.status not in (412, 413):
            raise
        return _show(request, draft_id, text, error.sentence, error.status)
    flash(request, _("The draft is saved."))
    return redirect("playbook-draft", draft_id)


@login_required
@require_POST
def ask(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask for a review."""
    commands.ask_review(draft_id, by=request.user, via="page")
    flash(request, _("Those who may publish can now review it."))
    return redirect("playbook-draft", draft_id)


@login_required
@require_POST
def review(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Approve a draft, or ask for changes."""
    form = request.POST
    try:
        commands.review_draft(
            draft_id, form.get("verdict", ""), form.get("note", ""),
            revision=whole_number(form.get("revision", "")), by=request.user, via="page",
        )  # fmt: skip
    except SalesError as error:
        if error.status != 422:
            raise
        return _show(request, draft_id, wrong=error.sentence, status=422)
    flash(request, _("Approved.") if form["verdict"] == "approve" else _("The author is told what to change."))
    return redirect("playbook-draft", draft_id)


@login_required
@require_POST
def publish(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Publish a draft."""
    version = commands.publish_draft(draft_id, by=request.user, via="page")
    flash(request, _("%(label)s, is in force: new deals start on it.") % {"label": version.label})
    return redirect("playbook", version.key)


@login_required
@require_POST
def withdraw(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Give a draft up."""
    commands.withdraw_draft(draft_id, by=request.user, via="page")
    flash(request, _("The draft is withdrawn; it can still be read."))
    return redirect("playbook-draft", draft_id)


def _show(
    request: HttpRequest, draft_id: int, text: str | None = None, wrong: str = "", status: int = 200
) -> HttpResponse:
    found = draft(draft_id)
    under_way, reviews = found.state in UNDER_WAY, may_review(found, request.user)
    shown = found.text if text is None else text
    publishes = has_right(request.user, Right.PUBLISH) and (reviews or approver_of(found) is not None)
    page = DraftPage(
        found, shown, checked(shown, f"{found.process_key}.yaml"), opinions(found),
        taken_up_by(draft_id, request.user), under_way, under_way and has_right(request.user, Right.DRAFT),
        under_way and reviews, under_way and publishes, wrong,
    )  # fmt: skip
    return render(request, "processes/draft.html", page, status=status)
