"""The API of lists: saved views, groups with what they add up to, changes of many records."""

from collections.abc import Mapping
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import BadRequest
from dealwright.workspace.queries import Actor

from . import bulk
from .answers import json_answer
from .asked import Asked
from .bodies import Body
from .bulk_shown import story
from .complete import listable
from .fields import Field
from .grouping import Sums, add_up, groups, is_countable, read_grouping
from .kinds import kind_of
from .models import BulkEdit
from .money import to_text
from .queries import Listing, listing
from .understood import query_for
from .views import View, change_view, choose_view, remove_view, restore_view, save_view, view, views

saved = Router(tags=["lists"])
changes = Router(tags=["lists"])
grouped = Router(tags=["lists"])
Shared = Literal["private", "team", "all"]


class ViewChange(Body):
    """What of a view can be written; `query` is what stands in the address of its list."""

    name: str | None = None
    query: str | None = None
    shared: Shared | None = None


class NewView(Body):
    """A list to be kept under a name."""

    kind: str
    name: str
    query: str = ""
    shared: Shared = "private"


class ManyBody(Body):
    """What shall become of which records: `ids`, or all that match a `query`; `changes` name what each field gets.

    A field is `{"set": value}`, a list also `{"add": [...]}` or `{"take": [...]}`; `act` may be remove.
    """

    kind: str
    act: Literal["change", "remove"] = "change"
    changes: dict[str, dict[str, Any]] = {}
    ids: list[int] | None = None
    query: str | None = None


@saved.get("")
def list_views(request: HttpRequest, kind: str) -> HttpResponse:
    """The saved views of a kind of record: one's own, one's team's, everybody's."""
    found = views(kind_of(kind).key, request.user)
    return json_answer({"items": [_told(each, request.user) for each in found], "next_cursor": None})


@saved.post("")
def create_view(request: HttpRequest, body: NewView) -> HttpResponse:
    """Keep a list under a name."""
    view_id = save_view(body.kind, body.name, body.query, by=request.user, via="api", shared=body.shared)
    return json_answer(_told(view(view_id, request.user), request.user), 201)


@saved.get("/{int:view_id}")
def get_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """A saved view."""
    return json_answer(_told(view(view_id, request.user), request.user))


@saved.patch("/{int:view_id}")
def update_view(request: HttpRequest, view_id: int, body: ViewChange) -> HttpResponse:
    """Rename a view, have it show something else, or share it."""
    change_view(view_id, by=request.user, via="api", name=body.name, query=body.query, shared=body.shared)
    return json_answer(_told(view(view_id, request.user), request.user))


@saved.delete("/{int:view_id}")
def delete_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete a view; answers with what it was."""
    told = _told(view(view_id, request.user), request.user)
    remove_view(view_id, by=request.user, via="api")
    return json_answer(told)


@saved.put("/{int:view_id}/restored")
def bring_view_back(request: HttpRequest, view_id: int) -> HttpResponse:
    """Bring a deleted view back."""
    restore_view(view_id, by=request.user, via="api")
    return json_answer(_told(view(view_id, request.user), request.user))


@saved.put("/{int:view_id}/default")
def open_with_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Have one's own list open with a view."""
    chosen = view(view_id, request.user)
    choose_view(chosen.kind, chosen.id, by=request.user)
    return json_answer(_told(chosen, request.user))


@saved.delete("/{int:view_id}/default")
def open_plainly(request: HttpRequest, view_id: int) -> HttpResponse:
    """Have one's own list open without a view again."""
    chosen = view(view_id, request.user)
    choose_view(chosen.kind, None, by=request.user)
    return json_answer(_told(chosen, request.user))


def _told(one: View, actor: Actor) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "query": query_for(one, actor),
        "shared": one.shared,
        "is_mine": one.is_mine,
        "may_change": one.may_change,
    }


@grouped.get("/{str:kind}/groups")
def add_up_list(request: HttpRequest, kind: str, group: str = "", money: str = "") -> HttpResponse:
    """The groups of a list with their counts and sums, and those of the whole list; filters as for the list itself.

    `group` is a field, or a day with its period such as close_on.month; `money` names the fields to add up, with
    commas between them.
    """
    this = kind_of(kind)
    catalogue = listable(this, request.user)
    given = [pair for pair in Asked.read(request.GET).filters if pair[0] != "money"]
    wanted = listing(this, request.user, given, None, catalogue)
    fields = [catalogue[key] for key in money.split(",") if key in catalogue]
    found = read_grouping(catalogue, group)
    items = [
        {"value": each.value, "filter": dict([each.pair]), **_sums(each.sums, fields)}
        for each in (groups(wanted, found, fields) if found else ())
    ]
    return json_answer({"items": items, "total": _total(wanted, fields)})


def _total(wanted: Listing, fields: list[Field]) -> Mapping[str, Any] | None:
    """What the whole list adds up to; nothing where it is too long for that."""
    return _sums(add_up(wanted, fields), fields) if is_countable(wanted) else None


def _sums(sums: Sums, fields: list[Field]) -> Mapping[str, Any]:
    money = {
        field.key: {currency: to_text(minor, currency) for currency, minor in sums.money.get(field.key, {}).items()}
        for field in fields
    }
    return {"count": sums.count, "money": money}


@changes.post("")
def create_change(request: HttpRequest, body: ManyBody) -> HttpResponse:
    """Try out what a change of many records would do; nothing is changed yet. PUT its `done` to do it."""
    made = bulk.begin(body.kind, body.act, body.changes, _ids(request, body), by=request.user)
    return json_answer(_story(bulk.ask(made, "try", by=request.user, via="api"), request), 201)


@changes.get("/{int:bulk_id}")
def get_change(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """How far a change of many records is, and what it does."""
    return json_answer(_story(bulk.get(bulk_id, request.user), request))


@changes.put("/{int:bulk_id}/done")
def do_change(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Change the records for good; large changes are left to the worker and answer before they are done."""
    return json_answer(_story(bulk.ask(bulk.get(bulk_id, request.user), "do", by=request.user, via="api"), request))


@changes.put("/{int:bulk_id}/undone")
def undo_change(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Set the records back, but for what was changed since."""
    return json_answer(_story(bulk.ask(bulk.get(bulk_id, request.user), "undo", by=request.user, via="api"), request))


def _ids(request: HttpRequest, body: ManyBody) -> list[int]:
    if (body.ids is None) == (body.query is None):
        raise BadRequest("Say which records: their ids, or a query.", field="ids")
    if body.query is None:
        return body.ids or []
    asked = Asked.of_text(body.query)
    return bulk.ids_of(listing(kind_of(body.kind), request.user, asked.filters, asked.sort or None))


def _story(made: BulkEdit, request: HttpRequest) -> Mapping[str, Any]:
    told = story(made, request.user)
    counts = {state: getattr(told, state) for state in ("ready", "same", "done", "restored", "kept", "refused")}
    return {
        "id": made.id,
        "kind": made.kind,
        "act": made.act,
        "changes": made.changes,
        "status": made.status,
        "count": made.count,
        "finished": made.finished,
        **counts,
        "turns": [{"field": t.label, "from": t.before, "to": t.after, "count": t.count} for t in told.turns],
        "refusals": [{"id": each.id, "title": each.title, "why": each.why} for each in told.refusals],
    }
