"""The teams, as they stand in each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Conflict, SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from .. import commands
from ..overview import TeamShown, tree
from ..queries import require
from ..rules import Right
from .tabs import Tab, tabs


@dataclass(frozen=True)
class TeamsPage:
    """The tree of teams and the two forms; `changed` is the team whose form was sent."""

    tabs: list[Tab]
    teams: Sequence[TeamShown]
    form: Filled
    changed: int | None = None


@login_required
@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """Show the teams, and add one, perhaps as part of another."""
    require(request.user, Right.MEMBERS)
    form = filled(request.POST, "team", "parent")
    if request.method == "GET":
        return _show(request, form)
    try:
        commands.add_team(form.value("team"), _number(form.value("parent")), by=request.user, via="page")
    except SalesError as error:
        return _show(request, form.refused(error, "team"), status=error.status)
    flash(request, _("Team %(name)s is added.") % {"name": form.value("team").strip()})
    return redirect("settings-teams")


@login_required
@require_POST
def change_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Call a team something else, or make it part of another one."""
    form = filled(request.POST, "name", "parent")
    try:
        with transaction.atomic():
            commands.rename_team(team_id, form.value("name"), by=request.user, via="page")
            if "parent" in request.POST:
                commands.move_team(team_id, _number(form.value("parent")), by=request.user, via="page")
    except SalesError as error:
        if error.field is None:
            raise
        return _show(request, form.refused(error, "name"), team_id, error.status)
    flash(request, _("The team is saved."))
    return redirect("settings-teams")


@login_required
@require_POST
def remove_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Forget a team that nobody is in."""
    form = filled(request.POST, "name")
    try:
        commands.remove_team(team_id, by=request.user, via="page")
    except Conflict as error:
        return _show(request, form.refused(error, "name"), team_id, error.status)
    flash(request, _("The team is removed."), tone="info")
    return redirect("settings-teams")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _show(request: HttpRequest, form: Filled, changed: int | None = None, status: int = 200) -> HttpResponse:
    shown = TeamsPage(tabs(request.user, "settings-teams"), tree(), form, changed)
    return render(request, "workspace/teams.html", shown, status=status)
