"""Pages: the discussion about a record and who follows it, who has a part in it, notifications."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import NotFound, SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.repeats import once
from dealwright.workspace.access import Verb, may
from dealwright.workspace.guarded import Kept, record_of
from dealwright.workspace.queries import members

from . import commands
from .queries import (
    Following,
    Part,
    Said,
    about_of,
    comment,
    comments_on,
    followers,
    roles_in_use,
    team_of,
    who_cannot_see,
)
from .rules import LONGEST, SUGGESTED_ROLES


@dataclass(frozen=True)
class Discussion:
    """What was said about a record and who follows it; `blind` are members just named who may not see it."""

    kept: Kept
    comments: Sequence[Said]
    more: int | None
    following: Following
    names: Sequence[tuple[int, str]]
    form: Filled = field(default_factory=Filled)
    blind: Sequence[tuple[int, str]] = ()
    may_share: bool = False
    longest: int = LONGEST


@dataclass(frozen=True)
class OneComment:
    """A comment in its place, or the form that corrects it."""

    said: Said
    form: Filled | None
    names: Sequence[tuple[int, str]]
    longest: int = LONGEST


@dataclass(frozen=True)
class Team:
    """Who has a part in a record, and the form that gives one."""

    kept: Kept
    parts: Sequence[Part]
    may_change: bool
    whom: Sequence[tuple[str, str]]
    roles: Sequence[tuple[str, str]]
    form: Filled = field(default_factory=Filled)


@login_required
@require_http_methods(["GET", "POST"])
@once
def discussion(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """The panel with what was said, and one more comment."""
    kept, by = record_of(one, record_id, request.user), request.user
    if request.method == "GET":
        before = request.GET.get("before", "")
        return _discussion(request, kept, before=int(before) if before.isdecimal() and len(before) < 18 else None)
    form = filled(request.POST, "said")
    try:
        made = commands.add_comment(one, record_id, form.value("said"), by=by, via="page")
    except SalesError as error:
        return _discussion(request, kept, form.refused(error, "said"), status=error.status)
    if "HX-Request" not in request.headers:
        return redirect(kept.kind.page, record_id)
    said = comment(made, by)
    return _discussion(request, kept, blind=who_cannot_see(one, record_id, said.mentions if said else ()))


def _discussion(
    request: HttpRequest,
    kept: Kept,
    form: Filled | None = None,
    blind: Sequence[tuple[int, str]] = (),
    before: int | None = None,
    status: int = 200,
) -> HttpResponse:
    one, by = kept.kind.one, request.user
    found, more = comments_on(one, kept.id, by, before=before)
    may_share = bool(blind) and may(by, one, Verb.CHANGE, kept.id, kept.owner_id)
    shown = Discussion(kept, found, more, followers(one, kept.id, by), _names(), form or Filled(), blind, may_share)
    block = "older" if before else "panel"
    return render(request, "teamwork/discussion.html", shown, block=block, status=status)


def _names() -> list[tuple[int, str]]:
    return [(each.id, each.name) for each in members() if each.is_active]


@login_required
@require_http_methods(["GET", "POST"])
def one_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """A comment as it stands, with `?edit` the form that corrects it, and what that sends."""
    said = comment(comment_id, request.user)
    if said is None:
        raise NotFound(f"There is no comment {comment_id}.")
    if request.method == "GET":
        form = Filled({"said": said.text}) if "edit" in request.GET and said.may_correct else None
        return render(request, "teamwork/comment.html", OneComment(said, form, _names()), block="comment")
    form = filled(request.POST, "said")
    if _was_changed(said, request.POST.get("was"), form.value("said")):
        told = _("It was changed to “%(theirs)s” while you were typing. Save keeps yours, Cancel keeps that.")
        shown = OneComment(said, Filled(form.values, {"said": told % {"theirs": said.text}}), _names())
        return render(request, "teamwork/comment.html", shown, block="comment", status=422)
    try:
        commands.change_comment(comment_id, form.value("said"), by=request.user, via="page")
    except SalesError as error:
        shown = OneComment(said, form.refused(error, "said"), _names())
        return render(request, "teamwork/comment.html", shown, block="comment", status=error.status)
    if "HX-Request" not in request.headers:
        return _to_record(comment_id)
    now = comment(comment_id, request.user) or said
    return render(request, "teamwork/comment.html", OneComment(now, None, ()), block="comment")


def _was_changed(said: Said, was: str | None, wanted: str) -> bool:
    """Whether the comment reads otherwise than the form began with, and than what it wants: in another window."""
    begun, now = ((text or "").replace("\r\n", "\n").strip() for text in (was, wanted))
    return was is not None and said.text not in (begun, now)


@login_required
@require_POST
def comment_remove(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take a comment back."""
    commands.remove_comment(comment_id, by=request.user, via="page")
    flash(request, _("The comment is taken back."), undo=reverse("comment-restore", args=[comment_id]))
    return _done(request, comment_id)


@login_required
@require_POST
def comment_restore(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Put a comment back."""
    commands.restore_comment(comment_id, by=request.user, via="page")
    return _done(request, comment_id)


def _done(request: HttpRequest, comment_id: int) -> HttpResponse:
    if "HX-Request" in request.headers:
        return render(request, "teamwork/comment.html", {}, block="gone")
    return _to_record(comment_id)


def _to_record(comment_id: int) -> HttpResponse:
    one, record_id = about_of(comment_id)
    return redirect(record_of(one, record_id).kind.page, record_id)


@login_required
@require_POST
def follow(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """Follow a record, or with `on=0` no longer."""
    verb = commands.unfollow if request.POST.get("on") == "0" else commands.follow
    verb(one, record_id, by=request.user, via="page")
    kept = record_of(one, record_id, request.user)
    if "HX-Request" not in request.headers:
        return redirect(kept.kind.page, record_id)
    shown = {"kept": kept, "following": followers(one, record_id, request.user)}
    return render(request, "teamwork/discussion.html", shown, block="followers")


@login_required
@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """The panel with who has a part in a record, and one more of them."""
    kept = record_of(one, record_id, request.user)
    if request.method == "GET":
        return _team(request, kept)
    form = filled(request.POST, "member", "role")
    chosen = form.value("member")
    try:
        if not chosen.isdecimal() or len(chosen) > 18:
            raise NotFound("Nobody is chosen.", field="member", remedy="Choose who gets a part.")
        commands.add_teammate(one, record_id, int(chosen), form.value("role"), by=request.user, via="page")
    except SalesError as error:
        status = 422 if error.status == 404 else error.status
        return _team(request, kept, form.refused(error, "member"), status)
    return _changed_team(request, kept)


@login_required
@require_POST
def team_remove(request: HttpRequest, teammate_id: int) -> HttpResponse:
    """End a part."""
    one, record_id = commands.remove_teammate(teammate_id, by=request.user, via="page")
    return _changed_team(request, record_of(one, record_id))


def _changed_team(request: HttpRequest, kept: Kept) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect(kept.kind.page, kept.id)
    answer = _team(request, kept)
    answer.headers["HX-Trigger"] = "shares-changed"
    return answer


def _team(request: HttpRequest, kept: Kept, form: Filled | None = None, status: int = 200) -> HttpResponse:
    one, by = kept.kind.one, request.user
    changes = may(by, one, Verb.CHANGE, kept.id, kept.owner_id)
    parts = team_of(one, kept.id, by)
    taken = {each.member_id for each in parts}
    whom = [("", _("Choose…")), *((str(number), name) for number, name in _names() if number not in taken)]
    roles = [(role, role) for role in dict.fromkeys([*map(_, SUGGESTED_ROLES), *roles_in_use(one)])] if changes else ()
    shown = Team(kept, parts, changes, whom if changes else (), roles, form or Filled())
    return render(request, "teamwork/team.html", shown, block="panel", status=status)
