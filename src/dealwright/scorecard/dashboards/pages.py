"""Pages of dashboards: all that somebody finds, one with its figures, each figure by itself, what is done to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dealwright import NotFound, SalesError
from dealwright.desk.charts import Figure
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.metrics import METRICS
from dealwright.processes.queries import in_force
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Right, has_right

from ..charts.trends import GRAINS, TRENDS
from ..freshness import freshen
from ..leaves import tabs
from ..periods import PERIODS
from .commands import (
    change_dashboard,
    move_tile,
    put_tile,
    remove_dashboard,
    restore_dashboard,
    save_dashboard,
    take_tile,
)
from .queries import ALL, PRIVATE, TEAM, Found, dashboard, dashboards
from .tiles import choices, drawn, in_words, read_tile

Options = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class ListPage:
    """All dashboards that the reader finds."""

    tabs: Sequence[Mapping[str, object]]
    found: Sequence[Found]


@dataclass(frozen=True)
class BoardPage:
    """One dashboard; its figures come by themselves."""

    tabs: Sequence[Mapping[str, object]]
    board: Found
    titles: Mapping[str, Any]


@dataclass(frozen=True)
class TilePage:
    """A figure of a dashboard with its filters in words."""

    figure: Figure | None
    title: Any
    told: Sequence[str]


@dataclass(frozen=True)
class FormPage:
    """The form for a dashboard: its name and who finds it."""

    title: str
    action: str
    shares: Options
    form: Filled


@dataclass(frozen=True)
class AddPage:
    """The form that puts a figure on a dashboard: with filters that are given, or to be chosen."""

    board: Found | None
    boards: Options
    figures: Options
    metrics: Options
    grains: Options
    periods: Options
    processes: Options
    form: Filled
    query: str


@login_required
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """The dashboards that the reader finds."""
    return render(request, "scorecard/dashboards.html", ListPage(_tabs(), dashboards(request.user)))


@login_required
@require_safe
def one(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """One dashboard, over what its reader may see."""
    freshen()
    found = dashboard(dashboard_id, request.user)
    return render(request, "scorecard/dashboard.html", BoardPage(_tabs(), found, dict(choices())))


@login_required
@require_safe
def tile(request: HttpRequest, dashboard_id: int, place: int) -> HttpResponse:
    """A figure of a dashboard, by its place from 0."""
    found = dashboard(dashboard_id, request.user)
    if place >= len(found.tiles):
        raise NotFound("There is no figure at this place.", remedy="Look at the dashboard again.")
    kept = found.tiles[place]
    title = dict(choices()).get(kept["figure"], kept["figure"])
    try:
        shown = TilePage(drawn(kept, request.user), title, in_words(kept, request.user))
    except SalesError as error:  # a field, process or figure that is gone, or hidden from this reader
        shown = TilePage(None, title, [error.message])
    return render(request, "scorecard/dashboard_tile.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a dashboard."""
    form, action = filled(request.POST, "name", "shared"), reverse("dashboard-new")
    if request.method == "GET":
        return _form(request, _("New dashboard"), action, Filled({"shared": PRIVATE}))
    try:
        made = save_dashboard(form.value("name"), by=request.user, via="page", shared=form.value("shared") or PRIVATE)
    except SalesError as error:
        return _form(request, _("New dashboard"), action, form.refused(error, "name"), error.status)
    return _go(request, made)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Rename a dashboard, or share it."""
    found, action = dashboard(dashboard_id, request.user), reverse("dashboard-change", args=[dashboard_id])
    form = filled(request.POST, "name", "shared")
    if request.method == "GET":
        return _form(request, _("Rename or share"), action, Filled({"name": found.name, "shared": found.shared}))
    try:
        values = {name: form.value(name) for name in ("name", "shared")}
        change_dashboard(found.id, by=request.user, via="page", **values)
    except SalesError as error:
        return _form(request, _("Rename or share"), action, form.refused(error, "name"), error.status)
    flash(request, _("Saved."))
    return _go(request, found.id)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Put a figure on a dashboard; `query` holds the filters of the page that it comes from."""
    form = filled(request.POST or request.GET, "board", "figure", "period", "process", "metric", "grain", "query")
    if request.method == "GET":
        return _add(request, form)
    own = {name: form.value(name) for name in ("period", "process", "metric", "grain") if form.value(name)}
    query = form.value("query") or urlencode(own)
    try:
        kept = read_tile(form.value("figure"), query)
        if board := form.value("board"):
            number = whole_number(board) or 0
            put_tile(number, kept["figure"], kept["query"], by=request.user, via="page")
        else:
            number = save_dashboard(_("My dashboard"), [kept], by=request.user, via="page")
    except SalesError as error:
        return _add(request, form.refused(error, "figure"), error.status)
    flash(request, _("It stands on the dashboard."))
    return _go(request, number)


@login_required
@require_POST
def move(request: HttpRequest, dashboard_id: int, place: int) -> HttpResponse:
    """Have a figure stand at another place."""
    to, figure = whole_number(request.POST.get("to", "")), request.POST.get("figure", "")
    move_tile(dashboard_id, place, place if to is None else to, figure, by=request.user, via="page")
    return _go(request, dashboard_id)


@login_required
@require_POST
def take(request: HttpRequest, dashboard_id: int, place: int) -> HttpResponse:
    """Take a figure away."""
    take_tile(dashboard_id, place, request.POST.get("figure", ""), by=request.user, via="page")
    return _go(request, dashboard_id)


@login_required
@require_POST
def copy(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Make a private copy."""
    found = dashboard(dashboard_id, request.user)
    name = (_("Copy of %s") % found.name)[:80]
    return _go(request, save_dashboard(name, found.tiles, by=request.user, via="page"))


@login_required
@require_POST
def remove(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Delete a dashboard; the message offers to bring it back."""
    found = dashboard(dashboard_id, request.user)
    remove_dashboard(found.id, by=request.user, via="page")
    undo = reverse("dashboard-restore", args=[found.id])
    flash(request, _("The dashboard “%s” was deleted.") % found.name, undo=undo)
    return HttpResponseRedirect(reverse("dashboards"))


@login_required
@require_POST
def restore(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Bring a deleted dashboard back."""
    restore_dashboard(dashboard_id, by=request.user, via="page")
    return _go(request, dashboard_id)


def _add(request: HttpRequest, form: Filled, status: int = 200) -> HttpResponse:
    mine = [each for each in dashboards(request.user) if each.may_change]
    board = next((each for each in mine if str(each.id) == form.value("board")), None)
    page = AddPage(
        board=board,
        boards=[*((str(each.id), each.name) for each in mine), *([] if mine else [("", _("A new one of mine"))])],
        figures=choices(),
        metrics=[(name, METRICS[name].title) for name in TRENDS],
        grains=[(name, f"By {name}") for name in GRAINS],
        periods=list(PERIODS.items()),
        processes=[("", _("All processes")), *((each.key, each.title) for each in in_force())],
        form=form,
        query=form.value("query"),
    )
    return render(request, "scorecard/dashboard_add.html", page, block="dialog", status=status)


def _form(request: HttpRequest, title: str, action: str, form: Filled, status: int = 200) -> HttpResponse:
    page = FormPage(title, action, _shares(request), form)
    return render(request, "scorecard/dashboard_form.html", page, block="dialog", status=status)


def _shares(request: HttpRequest) -> Options:
    shares = [(PRIVATE, _("Only me"))]
    if request.user.team_id is not None:
        shares.append((TEAM, _("My team")))
    if has_right(request.user, Right.REASSIGN):
        shares.append((ALL, _("Everybody")))
    return shares


def _tabs() -> Sequence[Mapping[str, object]]:
    here = reverse("dashboards")
    return [{**each, "current": each["href"] == here} for each in tabs("-", "")]


def _go(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    there = reverse("dashboard", args=[dashboard_id])
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)
