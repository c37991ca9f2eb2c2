"""Lists of leads: how far they have come, set up, worked through one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import Conflict, Invalid
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.values import whole_number
from dealwright.workspace.access import Verb, reach
from dealwright.workspace.queries import Actor, member_names, members

from ..commands import remove_list, restore_list, write_list
from ..queries.lists import ListLine, list_lines, next_on, visible_list
from ..rules import STATUSES

FIELDS = ("title", "purpose", "owner")


@dataclass(frozen=True)
class ListsPage:
    """The lists of leads that the member sees."""

    lists: Sequence[ListLine]
    names: Mapping[int, str]
    statuses: Mapping[str, str]


@dataclass(frozen=True)
class ListForm:
    """The form of one list."""

    heading: str
    action: str
    form: Filled
    people: Sequence[tuple[str, str]]


@login_required
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """All lists with what became of their leads."""
    return render(request, "leads/lists.html", ListsPage(list_lines(request.user), member_names(), STATUSES))


@login_required
@require_http_methods(["GET", "POST"])
def one_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Set up a list: number 0 is a new one."""
    one = visible_list(list_id, request.user) if list_id else None
    if request.method != "POST":
        owner = str((one.owner_id if one else request.user.id) or "")
        given = Filled({"title": one.title if one else "", "purpose": one.purpose if one else "", "owner": owner})
        return _show(request, list_id, given)
    given = filled(request.POST, *FIELDS)
    owner_id = whole_number(given.value("owner"))
    try:
        write_list(list_id or None, given.value("title"), given.value("purpose"), owner_id, by=request.user, via="page")
    except (Invalid, Conflict) as error:
        return _show(request, list_id, given.refused(error, "title"), error.status)
    flash(request, _("Saved"))
    return _to_lists(request)


def _show(request: HttpRequest, list_id: int, form: Filled, status: int = 200) -> HttpResponse:
    action, heading = reverse("lead-list", args=[list_id]), form.value("title") if list_id else _("New list")
    page = ListForm(heading or _("List"), action, form, _people(request.user))
    return render(request, "leads/list.html", page, block="dialog", status=status)


def _people(by: Actor) -> list[tuple[str, str]]:
    gives = reach(by, "lead", Verb.GIVE) is not None
    return [
        *((str(each.id), each.name) for each in members() if each.is_active and (gives or each.id == by.id)),
        ("", _("Nobody")),
    ]


@login_required
@require_POST
def list_off(request: HttpRequest, list_id: int) -> HttpResponse:
    """Take a list away; its leads stay."""
    remove_list(list_id, by=request.user, via="page")
    flash(request, _("The list is gone; its leads are still there."), undo=reverse("lead-list-back", args=[list_id]))
    return _to_lists(request)


@login_required
@require_POST
def list_back(request: HttpRequest, list_id: int) -> HttpResponse:
    """Bring a list back that was taken away."""
    restore_list(list_id, by=request.user, via="page")
    flash(request, _("The list is back."))
    return _to_lists(request)


def _to_lists(request: HttpRequest) -> HttpResponse:
    address = reverse("lead-lists")
    return HttpResponse(headers={"HX-Redirect": address}) if "HX-Request" in request.headers else redirect(address)


@login_required
@require_GET
def work_on(request: HttpRequest, list_id: int) -> HttpResponse:
    """Go to the list's next open lead, after the one that the address names."""
    one = visible_list(list_id, request.user)
    following = next_on(one.id, whole_number(request.GET.get("after", "")), request.user)
    if following is None:
        flash(request, _("You are through with “%(title)s”.") % {"title": one.title})
        return redirect("lead-lists")
    return redirect(f"{reverse('lead', args=[following])}?list={one.id}")
