"""The company's own roles: what each adds, kind by kind, and who holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import NotFound, SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from .. import commands, overview
from ..guarded import labels
from ..overview import RoleShown
from ..queries import require
from ..reach import Reaches, Verb
from ..rules import RIGHTS, Actor, Right, Role, rights_of
from .members import ROLES
from .tabs import Tab, tabs

VERBS = {
    Verb.SEE: later("See"), Verb.ADD: later("Add"), Verb.CHANGE: later("Change"), Verb.GIVE: later("Give away"),
    Verb.REMOVE: later("Remove"), Verb.EXPORT: later("Export"),
}  # fmt: skip
WIDTHS = (("", "–"), ("own", later("Own")), ("team", later("Team")), ("all", later("All")))


@dataclass(frozen=True)
class RolesPage:
    """The company's roles with what they add in words, and the built-in ones."""

    tabs: list[Tab]
    roles: Sequence[tuple[RoleShown, Sequence[str]]]
    built_in: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class RolePage:
    """One role's form (None in `role`: a new one): what is chosen, and what can be."""

    tabs: list[Tab]
    role: RoleShown | None
    form: Filled
    chosen: Reaches
    held: Sequence[str]
    kinds: Mapping[str, str]
    columns: Mapping[Verb, str]
    widths: Sequence[tuple[str, str]]
    rights: Sequence[tuple[str, str]]


@login_required
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """List the roles."""
    require(request.user, Right.MEMBERS)
    shown = [(role, in_words(role)) for role in overview.roles()]
    built_in = [(str(ROLES[role]), sorted(map(_said, RIGHTS[role]))) for role in Role]
    return render(request, "workspace/roles.html", RolesPage(tabs(request.user, "settings-roles"), shown, built_in))


def in_words(role: RoleShown) -> list[str]:
    """What a role adds, one sentence for each kind of record, and its rights."""
    names, widths = labels(), {**dict(WIDTHS), "own": _("their own"), "team": _("their team's"), "all": _("all")}
    said = [f"{names.get(one, one)}: {_verbs(verbs, widths)}" for one, verbs in role.reach.items()]
    return [*said, *map(_said, role.rights)]


def _said(right: str) -> str:
    """A right in words for a person: its own, but for what only a process has a name for."""
    return _("let a deal move on without what is missing") if right == Right.OVERRIDE else right


def _verbs(verbs: Mapping[str, str], widths: Mapping[str, object]) -> str:
    by_width: dict[str, list[str]] = {}
    for verb in Verb:
        if verb in verbs:
            by_width.setdefault(verbs[verb], []).append(str(VERBS[verb]).lower())
    return "; ".join(f"{', '.join(names)} {widths[far]}" for far, names in by_width.items())


@login_required
@require_http_methods(["GET", "POST"])
def new_role(request: HttpRequest) -> HttpResponse:
    """Make a role."""
    require(request.user, Right.MEMBERS)
    if request.method == "GET":
        return _show(request, None, Filled(), {}, ())
    form, reach, rights = _read(request)
    try:
        commands.make_role(form.value("title"), reach, rights, by=request.user, via="page")
    except SalesError as error:
        return _show(request, None, form.refused(error, "title"), reach, rights, error.status)
    flash(request, _("Role %(title)s is made. Give it to members on their pages.") % {"title": form.value("title")})
    return redirect("settings-roles")


@login_required
@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, key: str) -> HttpResponse:
    """Show and change a role."""
    require(request.user, Right.MEMBERS)
    found = next((each for each in overview.roles() if each.key == key), None)
    if found is None:
        raise NotFound(f"There is no role “{key}”.")
    if request.method == "GET":
        return _show(request, found, Filled({"title": found.title}), found.reach, found.rights)
    form, reach, rights = _read(request)
    try:
        commands.change_role(key, title=form.value("title"), reach=reach, rights=rights, by=request.user, via="page")
    except SalesError as error:
        return _show(request, found, form.refused(error, "title"), reach, rights, error.status)
    flash(request, _("Role %(title)s is saved.") % {"title": form.value("title")})
    return redirect("settings-roles")


@login_required
@require_POST
def remove_role(request: HttpRequest, key: str) -> HttpResponse:
    """Take a role away from everybody."""
    commands.remove_role(key, by=request.user, via="page")
    flash(request, _("The role is removed."), tone="info")
    return redirect("settings-roles")


def _read(request: HttpRequest) -> tuple[Filled, dict[str, dict[str, str]], list[str]]:
    """The form: title, reaches from fields such as "deal.see", rights."""
    reach: dict[str, dict[str, str]] = {}
    for one in labels():
        chosen = {verb.value: far for verb in Verb if (far := request.POST.get(f"{one}.{verb}", ""))}
        reach |= {one: chosen} if chosen else {}
    return filled(request.POST, "title"), reach, request.POST.getlist("rights")


def _show(
    request: HttpRequest, found: RoleShown | None, form: Filled, chosen: Reaches, held: Sequence[str], status: int = 200
) -> HttpResponse:
    shown = RolePage(
        tabs(request.user, "settings-roles"), found, form, chosen, held, labels(), VERBS, WIDTHS,
        _offered(request.user),
    )  # fmt: skip
    return render(request, "workspace/role.html", shown, status=status)


def _offered(giver: Actor) -> list[tuple[str, str]]:
    return [(right.value, _said(right).capitalize()) for right in Right if right in rights_of(giver)]
