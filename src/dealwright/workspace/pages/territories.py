"""Territories: draw them, see what they would do, apply them, take that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import NotFound, SalesError
from dealwright.desk.askable import Askable, askables
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from .. import overview
from ..commands import territories as commands
from ..overview import Applied, Previewed, TerritoryShown
from ..queries import Actor, member_names, members, require
from ..rules import Right
from ..territories import CUSTOMER, GROUNDS, OWNERSHIP, Land, customer_known_to, lands
from .tabs import Tab, tabs

LOOKED_AT = 20_000
NEW = 0


@dataclass(frozen=True)
class TerritoriesPage:
    """The territories in order, how they were last applied, and what applying them would do now."""

    tabs: list[Tab]
    territories: Sequence[TerritoryShown]
    applications: Sequence[Applied]
    effects: Sequence[Previewed] | None
    names: Mapping[int, str]
    asked: Sequence[Askable]


@dataclass(frozen=True)
class TerritoryPage:
    """One territory's form (None in `territory`: a new one), and what saving and applying it would do."""

    tabs: list[Tab]
    territory: TerritoryShown | None
    form: Filled
    chosen: Sequence[str]
    kinds: Sequence[str]
    people: Sequence[tuple[str, str]]
    grounds: Sequence[tuple[str, str]]
    asked: Sequence[Askable]
    effects: Sequence[Previewed] | None
    names: Mapping[int, str]


@login_required
@require_GET
def territories(request: HttpRequest) -> HttpResponse:
    """List them; ?preview=1 also tells what applying them would do."""
    require(request.user, Right.MEMBERS)
    effects = overview.preview(lands(), most=LOOKED_AT) if request.GET.get("preview") else None
    shown = TerritoriesPage(
        tabs(request.user, "settings-territories"), overview.territories(), overview.applications(), effects,
        member_names() if effects else {}, askables("customer", CUSTOMER, {}),
    )  # fmt: skip
    return render(request, "workspace/territories.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def new_territory(request: HttpRequest) -> HttpResponse:
    """Draw a territory, or look what it would do."""
    require(request.user, Right.MEMBERS)
    if request.method == "GET":
        return _show(request, None, Filled({"gives": OWNERSHIP}), (), list(GROUNDS))
    return _draw(request, None)


@login_required
@require_http_methods(["GET", "POST"])
def territory(request: HttpRequest, territory_id: int) -> HttpResponse:
    """Show a territory and draw it anew, or look what that would do."""
    require(request.user, Right.MEMBERS)
    found = next((each for each in overview.territories() if each.id == territory_id), None)
    if found is None:
        raise NotFound(f"There is no territory {territory_id}.")
    if request.method == "POST":
        return _draw(request, found)
    owned = "1" if found.takes_owned else ""
    stored = {"title": found.title, "rule": found.rule, "gives": found.gives, "takes_owned": owned}
    return _show(request, found, Filled(stored), [str(one) for one in found.members], found.kinds)


def _draw(request: HttpRequest, found: TerritoryShown | None) -> HttpResponse:
    form = filled(request.POST, "title", "rule", "gives", "takes_owned")
    chosen, kinds = request.POST.getlist("members"), request.POST.getlist("kinds")
    ids = [int(one) for one in chosen if one.isascii() and one.isdecimal() and len(one) < 19]
    owned = form.value("takes_owned") == "1"
    wish = commands.Wish(form.value("title"), form.value("rule"), ids, form.value("gives"), kinds, owned)
    try:
        if request.POST.get("look"):
            return _show(request, found, form, chosen, kinds, effects=_effects(wish, found, request.user))
        commands.draw_territory(wish, found.id if found else None, by=request.user, via="page")
    except SalesError as error:
        return _show(request, found, form.refused(error, "title"), chosen, kinds, status=error.status)
    flash(request, _("Territory %(title)s is drawn. Apply it when you are ready.") % {"title": wish.title})
    return redirect("settings-territories")


def _effects(wish: commands.Wish, found: TerritoryShown | None, by: Actor) -> list[Previewed]:
    """What this territory would do in its place among the others, drawn as wished."""
    number = found.id if found else NEW
    fresh = Land(
        number, wish.title, commands.read_rule(wish.rule, by), wish.gives, tuple(wish.kinds), tuple(wish.members),
        wish.takes_owned, 0,
    )  # fmt: skip
    known = lands()
    among = [replace(fresh, turn=each.turn) if each.id == number else each for each in known]
    return overview.preview(among if found else [*known, fresh], number, LOOKED_AT)


def _show(
    request: HttpRequest,
    found: TerritoryShown | None,
    form: Filled,
    chosen: Sequence[str],
    kinds: Sequence[str],
    *,
    effects: Sequence[Previewed] | None = None,
    status: int = 200,
) -> HttpResponse:
    everybody = members()
    people = [(str(each.id), each.name) for each in everybody if each.is_active or str(each.id) in chosen]
    grounds = [(one, ground.label) for one, ground in GROUNDS.items()]
    shown = TerritoryPage(
        tabs(request.user, "settings-territories"), found, form, chosen, kinds, people, grounds,
        askables("customer", customer_known_to(request.user), {}), effects, {each.id: each.name for each in everybody},
    )  # fmt: skip
    return render(request, "workspace/territory.html", shown, status=status)


@login_required
@require_POST
def remove_territory(request: HttpRequest, territory_id: int) -> HttpResponse:
    """Forget a territory."""
    commands.remove_territory(territory_id, by=request.user, via="page")
    flash(request, _("The territory is removed. Owners stay as they are."), tone="info")
    return redirect("settings-territories")


@login_required
@require_POST
def raise_territory(request: HttpRequest, territory_id: int) -> HttpResponse:
    """Put a territory before the one above it."""
    commands.raise_territory(territory_id, by=request.user, via="page")
    return redirect("settings-territories")


@login_required
@require_POST
def apply_territories(request: HttpRequest) -> HttpResponse:
    """Apply all territories to all records."""
    commands.ask_application(by=request.user, via="page")
    flash(request, _("The territories are being applied. This page tells when it is done."))
    return redirect("settings-territories")


@login_required
@require_POST
def undo_application(request: HttpRequest, application_id: int) -> HttpResponse:
    """Take an application back."""
    commands.ask_undo(application_id, by=request.user, via="page")
    flash(request, _("It is being taken back."), tone="info")
    return redirect("settings-territories")
