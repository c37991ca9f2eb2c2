"""Pages of saved views: save, rename, share, duplicate, open with, delete and bring back."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Conflict, Invalid, NotAllowed
from dealwright.desk.filled import filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.workspace.queries import Right, has_right

from .asked import Asked
from .kinds import Kind, kind_of
from .narrowing import Options
from .understood import query_understood
from .views import ALL, PRIVATE, TEAM, View, change_view, choose_view, remove_view, restore_view, save_view, view

REFUSED = (Invalid, NotAllowed, Conflict)


@dataclass(frozen=True)
class ViewPage:
    """The form for a view: its name and who finds it."""

    title: str
    action: str
    name: str
    shared: str
    shares: Options
    query: str = ""
    errors: Mapping[str, str] | None = None


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Keep the list of the query string under a name."""
    known = kind_of(kind)
    action = reverse("view-new", args=[known.key])
    if request.method != "POST":
        shown = ViewPage(_("Save as a view"), action, "", PRIVATE, _shares(request), Asked.read(request.GET).text)
        return render(request, "records/view.html", shown, block="dialog")
    form = filled(request.POST, "name", "shared", "query")
    try:
        view_id = save_view(
            known.key, form.value("name"), form.value("query"), by=request.user, via="page",
            shared=form.value("shared") or PRIVATE,
        )  # fmt: skip
    except REFUSED as refusal:
        shown = ViewPage(
            _("Save as a view"), action, form.value("name"), form.value("shared"), _shares(request),
            form.value("query"), _told(refusal),
        )  # fmt: skip
        return render(request, "records/view.html", shown, block="dialog", status=422)
    return _to_list(request, known, view_id)


@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename a view, share it, or have it show what its list shows now."""
    found = view(view_id, request.user)
    if request.method != "POST":
        return render(request, "records/view.html", _form(request, found), block="dialog")
    form = filled(request.POST, "name", "shared", "query")
    try:
        change_view(
            found.id, by=request.user, via="page", name=request.POST.get("name"), shared=request.POST.get("shared"),
            query=request.POST.get("query"),
        )  # fmt: skip
    except REFUSED as refusal:
        shown = _form(request, found, form.value("name"), form.value("shared"), _told(refusal))
        return render(request, "records/view.html", shown, block="dialog", status=422)
    flash(request, _("Saved."))
    return _to_list(request, kind_of(found.kind), found.id)


@login_required
@require_POST
def copy(request: HttpRequest, view_id: int) -> HttpResponse:
    """Make a private copy of a view, as far as whoever copies it knows its fields."""
    found = view(view_id, request.user)
    name = _("Copy of %s") % found.name
    copied = save_view(found.kind, name[:80], query_understood(found, request.user), by=request.user, via="page")
    return _to_list(request, kind_of(found.kind), copied)


@login_required
@require_POST
def remove(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete a view; the message offers to bring it back."""
    found = view(view_id, request.user)
    remove_view(found.id, by=request.user, via="page")
    flash(request, _("The view “%s” was deleted.") % found.name, undo=reverse("view-restore", args=[found.id]))
    return _to_list(request, kind_of(found.kind))


@login_required
@require_POST
def restore(request: HttpRequest, view_id: int) -> HttpResponse:
    """Bring a deleted view back."""
    restore_view(view_id, by=request.user, via="page")
    return _to_list(request, kind_of(view(view_id, request.user).kind), view_id)


@login_required
@require_POST
def default(request: HttpRequest, kind: str) -> HttpResponse:
    """Have the list open with a view, or with none."""
    text = request.POST.get("view", "")
    choose_view(kind, int(text) if text.isdecimal() and len(text) < 19 else None, by=request.user)
    flash(request, _("This list opens with that view from now on.") if text else _("This list opens plainly again."))
    return _to_list(request, kind_of(kind), text)


def _form(
    request: HttpRequest, found: View, name: str = "", shared: str = "", errors: Mapping[str, str] | None = None
) -> ViewPage:
    action = reverse("view", args=[found.id])
    return ViewPage(
        _("Rename or share"), action, name or found.name, shared or found.shared, _shares(request), errors=errors
    )


def _shares(request: HttpRequest) -> Options:
    shares = [(PRIVATE, _("Only me"))]
    if request.user.team_id is not None:
        shares.append((TEAM, _("My team")))
    if has_right(request.user, Right.REASSIGN):
        shares.append((ALL, _("Everybody")))
    return shares


def _told(refusal: Invalid | NotAllowed | Conflict) -> Mapping[str, str]:
    return refusal.by_field("name")


def _to_list(request: HttpRequest, kind: Kind, view_id: int | str = "") -> HttpResponse:
    address = reverse(kind.key) + (f"?view={view_id}" if view_id else "")
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
