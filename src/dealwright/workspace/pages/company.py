"""The company and its teams."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from .. import commands
from ..places import Choices, locales, zones
from ..queries import company as settings_of_company
from ..queries import require, team_names, team_sizes
from ..rules import Right
from .tabs import Tab, tabs


@dataclass(frozen=True)
class CompanyPage:
    """The form, the currency that stays, and what can be chosen."""

    tabs: list[Tab]
    form: Filled
    currency: str
    zones: Choices
    locales: Choices


@login_required
@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    """Show and change the company's name, zone and language."""
    require(request.user, Right.MEMBERS)
    now = settings_of_company()
    if request.method == "GET":
        return _show(request, Filled({"company": now.name, "zone": now.zone, "locale": now.locale}), now.currency)
    form = filled(request.POST, "company", "zone", "locale")
    try:
        commands.set_up_company(
            form.value("company"),
            now.currency,
            zone=form.value("zone"),
            locale=form.value("locale"),
            by=request.user,
            via="page",
        )
    except SalesError as error:
        return _show(request, form.refused(error, "company"), now.currency, error.status)
    flash(request, _("The company's settings are saved."))
    return redirect("settings-company")


def _show(request: HttpRequest, form: Filled, currency: str, status: int = 200) -> HttpResponse:
    known = locales() if form.value("locale") != "en" else (("en", "English"), *locales())
    shown = CompanyPage(tabs(request.user, "settings-company"), form, currency, zones(), known)
    return render(request, "workspace/company.html", shown, status=status)


@dataclass(frozen=True)
class TeamsPage:
    """Each team with its id and how many it has, and the two forms; `renamed` is the team whose form was sent."""

    tabs: list[Tab]
    teams: list[tuple[int, str, int]]
    form: Filled
    renamed: int | None = None


@login_required
@require_http_methods(["GET", "POST"])
def teams(request: HttpRequest) -> HttpResponse:
    """Show the teams, and add one."""
    require(request.user, Right.MEMBERS)
    form = filled(request.POST, "team")
    if request.method == "GET":
        return _show_teams(request, form)
    try:
        commands.ensure_team(form.value("team"), by=request.user, via="page")
    except SalesError as error:
        return _show_teams(request, form.refused(error, "team"), status=error.status)
    return redirect("settings-teams")


@login_required
@require_POST
def rename_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Call a team something else."""
    form = filled(request.POST, "name")
    try:
        commands.rename_team(team_id, form.value("name"), by=request.user, via="page")
    except SalesError as error:
        if error.field is None:
            raise
        return _show_teams(request, form.refused(error, "name"), team_id, error.status)
    flash(request, _("The team is renamed."))
    return redirect("settings-teams")


def _show_teams(request: HttpRequest, form: Filled, renamed: int | None = None, status: int = 200) -> HttpResponse:
    sizes = team_sizes()
    rows = [(team_id, name, sizes.get(team_id, 0)) for team_id, name in team_names().items()]
    shown = TeamsPage(tabs(request.user, "settings-teams"), rows, form, renamed)
    return render(request, "workspace/teams.html", shown, status=status)
