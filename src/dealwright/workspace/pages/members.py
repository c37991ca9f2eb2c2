"""Who works here: add, change, hand over a link, let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import Invalid, SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from .. import commands, queries
from ..models import Member
from ..overview import roles_for
from ..places import Choices
from ..rules import Actor, Right, Role, Sees, may_grant, may_manage
from .tabs import Tab, tabs

ROLES = {
    Role.REP: later("Rep: sells"),
    Role.MANAGER: later("Manager: leads a team, may let a deal move on without what is missing"),
    Role.OPERATOR: later("Operator: runs playbooks, imports and members"),
    Role.OWNER: later("Owner: may do everything"),
}
SIGHTS = {
    Sees.OWN: later("Their own records"),
    Sees.TEAM: later("Their team's records"),
    Sees.ALL: later("All records"),
}


@dataclass(frozen=True)
class MembersPage:
    """Everybody, and which of them the reader may change."""

    tabs: list[Tab]
    members: list[Member]
    changeable: frozenset[int]
    sights: dict[Sees, str]


@dataclass(frozen=True)
class MemberPage:
    """One member's form (None in `who`: a new one) and what can be chosen."""

    tabs: list[Tab]
    who: Member | None
    form: Filled
    roles: Choices
    sights: Choices
    teams: Choices
    company_roles: Choices
    held: Sequence[str]


@dataclass(frozen=True)
class LinkPage:
    """A fresh one-time link, shown this once."""

    tabs: list[Tab]
    who: Member
    link: str


@login_required
@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """List everybody."""
    queries.require(request.user, Right.MEMBERS)
    everybody = queries.members()
    changeable = frozenset(each.id for each in everybody if may_manage(request.user, each))
    return render(
        request,
        "workspace/members.html",
        MembersPage(tabs(request.user, "settings-members"), everybody, changeable, SIGHTS),
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def new_member(request: HttpRequest) -> HttpResponse:
    """Add somebody; with an e-mail address they get a link with which they set their password."""
    queries.require(request.user, Right.MEMBERS)
    if request.method == "GET":
        return _show(request, Filled({"role": Role.REP}))
    form = _form(request)
    try:
        new = commands.NewMember(
            form.value("name"), form.value("email") or None, _role(form), form.value("team") or None, _sees(form)
        )
        member = _add(new, request.POST.getlist("roles"), by=request.user, via="page")
    except SalesError as error:
        return _show(request, form.refused(error, "name"), status=error.status)
    if member.email:
        return _show_link(request, member)
    flash(request, _("%(name)s is added, and owns records without signing in.") % {"name": member.name})
    return redirect("settings-members")


@login_required
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Show and change a member."""
    queries.require(request.user, Right.MEMBERS)
    who = queries.member(member_id)
    if request.method == "GET":
        return _show(request, _stored(who), who)
    form = _form(request)
    try:
        _save(
            member_id,
            request.POST.getlist("roles"),
            name=form.value("name"),
            email=form.value("email"),
            role=_role(form),
            sees=_sees(form),
            team=form.value("team"),
            by=request.user,
            via="page",
        )
    except SalesError as error:
        return _show(request, form.refused(error, "name"), who, error.status)
    flash(request, _("%(name)s is saved.") % {"name": form.value("name")})
    return redirect("settings-members")


@login_required
@never_cache
@require_POST
def link(request: HttpRequest, member_id: int) -> HttpResponse:
    """Make a fresh one-time link for a member and show it once."""
    return _show_link(request, queries.member(member_id))


@login_required
@require_POST
def set_active(request: HttpRequest, member_id: int) -> HttpResponse:
    """Let a member go, or back in."""
    active = request.POST.get("active") == "1"
    who = commands.change_member(member_id, active=active, by=request.user, via="page")
    said = (
        _("%(name)s works here again.") if active else _("%(name)s is signed out everywhere and cannot come back in.")
    )
    flash(request, said % {"name": who.name})
    return redirect("settings-member", member_id)


@transaction.atomic
def _add(new: commands.NewMember, held: Sequence[str], *, by: Actor, via: str) -> Member:
    member = commands.add_member(new, by=by, via=via)
    if held:
        commands.give_roles(member.id, held, by=by, via=via)
    return member


@transaction.atomic
def _save(member_id: int, held: Sequence[str], *, by: Actor, via: str, **values: Any) -> None:
    commands.change_member(member_id, **values, by=by, via=via)
    commands.give_roles(member_id, held, by=by, via=via)


def _form(request: HttpRequest) -> Filled:
    return filled(request.POST, "name", "email", "role", "sees", "team")


def _stored(who: Member) -> Filled:
    team = queries.team_names().get(who.team_id, "") if who.team_id else ""
    return Filled({"name": who.name, "email": who.email or "", "role": who.role, "sees": who.sees, "team": team})


def _role(form: Filled) -> Role:
    try:
        return Role(form.value("role"))
    except ValueError as error:
        raise Invalid(_("Choose what they may do."), field="role") from error


def _sees(form: Filled) -> Sees | None:
    return Sees(form.value("sees")) if form.value("sees") in list(Sees) else None


def _show_link(request: HttpRequest, who: Member) -> HttpResponse:
    secret = commands.invite(who, by=request.user)
    address = settings.PUBLIC_URL + reverse("welcome", args=[secret])
    return render(request, "workspace/link.html", LinkPage(tabs(request.user, "settings-members"), who, address))


def _show(request: HttpRequest, form: Filled, who: Member | None = None, status: int = 200) -> HttpResponse:
    known = roles_for(who.id if who else None)
    shown = MemberPage(
        tabs(request.user, "settings-members"),
        who,
        form,
        _roles_for(request.user),
        (("", _("What is usual for the role")), *SIGHTS.items()) if who is None else tuple(SIGHTS.items()),
        tuple((name, "") for name in queries.team_names().values()),
        tuple((key, title) for key, title, _ in known),
        request.POST.getlist("roles") if request.method == "POST" else [key for key, _, holds in known if holds],
    )
    return render(request, "workspace/member.html", shown, status=status)


def _roles_for(giver: Actor) -> Choices:
    return tuple((role, title) for role, title in ROLES.items() if may_grant(giver, role))
