"""The API of fields: what records are made of for whoever asks, and for some how that is changed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright.workspace.queries import Right, has_right

from ..answers import json_answer
from ..bodies import Body
from ..fields import Field
from ..filters import can_sort
from ..kinds import fields_of, kind_of
from ..layouts import layout_of
from ..models import CustomField
from .access import rules_of, set_rule
from .fields import (
    NewField,
    add_field,
    bring_back_field,
    change_field,
    field_for_setup,
    fields_for_setup,
    order_fields,
    retire_field,
)
from .layouts import forget_layout, save_layout
from .place_pages import known_roles
from .retyping import change_type, last_change, take_back_type
from .types import preview

fields = Router(tags=["fields"])
layouts = Router(tags=["fields"])


class Adding(Body):
    """A field to add to a kind of record; `choices` are titles, or pairs of key and title."""

    kind: str
    title: str
    type: str
    key: str = ""
    choices: list[str | list[str]] = []
    help: str = ""
    required: bool = False
    default: Any = None


class Change(Body):
    """What of a field may change; its key and type stay."""

    title: str | None = None
    help: str | None = None
    choices: list[str | list[str]] | None = None
    required: bool | None = None
    default: Any = None


class NewType(Body):
    """The type a field is to have; `dry_run` tells what would become of the values and changes nothing."""

    type: str
    choices: list[str | list[str]] = []
    dry_run: bool = False


class Order(Body):
    """The keys of a kind's own fields in their new order."""

    kind: str
    keys: list[str]


class Rule(Body):
    """What a role may do with a field: full, read_only, hidden, or "" for no rule; role "" is everyone."""

    kind: str
    field: str
    role: str = ""
    access: str


class Drawn(Body):
    """Sections with a title and the keys of their fields; `role` "" is everybody."""

    role: str = ""
    sections: list[dict[str, Any]]


@fields.get("", operation_id="list_fields")
def get_fields(request: HttpRequest, kind: str = "deals") -> HttpResponse:
    """The fields of a kind of record as whoever asks knows them."""
    known = fields_of(kind_of(kind), request.user)
    ids = _ids(kind, request) if has_right(request.user, Right.FIELDS) else {}
    return json_answer({"items": [_shown(field, ids) for field in known.values()], "next_cursor": None})


@fields.post("", operation_id="create_field")
def post_field(request: HttpRequest, body: Adding) -> HttpResponse:
    """Add a field; it can be used at once."""
    given = body.model_dump(exclude={"kind"})
    field_id = add_field(body.kind, NewField(**given), by=request.user, via="api")
    return json_answer(_described(field_for_setup(field_id, request.user)), 201)


@fields.put("/order", operation_id="order_fields")
def put_order(request: HttpRequest, body: Order) -> HttpResponse:
    """Put the own fields of a kind in another order."""
    order_fields(body.kind, body.keys, by=request.user, via="api")
    rows = fields_for_setup(body.kind, request.user)
    return json_answer({"items": [_described(row) for row in rows], "next_cursor": None})


@fields.get("/rules", operation_id="list_field_rules")
def get_rules(request: HttpRequest, kind: str = "deals") -> HttpResponse:
    """What everyone ("") and each role may do with the fields of a kind."""
    found = rules_of(kind, [key for key, _title in known_roles()], request.user)
    items = [{"field": one.key, "title": one.label, "access": dict(one.access)} for one in found]
    return json_answer({"items": items, "next_cursor": None})


@fields.put("/rules", operation_id="set_field_rule")
def put_rule(request: HttpRequest, body: Rule) -> HttpResponse:
    """Say what a role may do with a field."""
    set_rule(body.kind, body.field, body.role, body.access, by=request.user, via="api")
    return json_answer(body.model_dump())


@fields.get("/{int:field_id}", operation_id="get_field")
def get_field(request: HttpRequest, field_id: int) -> HttpResponse:
    """A field that the company added; `changing` tells how far a change of its type is."""
    row, change = field_for_setup(field_id, request.user), last_change(field_id)
    far = {"task": change.task, "count": change.count, "finished": change.finished} if change and change.task else None
    return json_answer(_described(row) | {"changing": far})


@fields.patch("/{int:field_id}", operation_id="change_field")
def patch_field(request: HttpRequest, field_id: int, body: Change) -> HttpResponse:
    """Change the parts of a field that the body names."""
    change_field(field_id, body.model_dump(exclude_unset=True), by=request.user, via="api")
    return json_answer(_described(field_for_setup(field_id, request.user)))


@fields.put("/{int:field_id}/retired", operation_id="retire_field")
def put_retired(request: HttpRequest, field_id: int) -> HttpResponse:
    """Take a field out of use; its values stay."""
    retire_field(field_id, by=request.user, via="api")
    return json_answer(_described(field_for_setup(field_id, request.user)))


@fields.delete("/{int:field_id}/retired", operation_id="bring_back_field")
def delete_retired(request: HttpRequest, field_id: int) -> HttpResponse:
    """Put a retired field in use again."""
    bring_back_field(field_id, by=request.user, via="api")
    return json_answer(_described(field_for_setup(field_id, request.user)))


@fields.put("/{int:field_id}/type", operation_id="change_field_type")
def put_type(request: HttpRequest, field_id: int, body: NewType) -> HttpResponse:
    """Give a field another type, or with `dry_run` tell what that would do; `change` takes it back."""
    found = preview(field_id, body.type, body.choices, by=request.user)
    told: dict[str, Any] = {
        "total": found.total, "converted": found.converted, "set_aside": found.emptied, "has_more": found.has_more,
    }  # fmt: skip
    if not body.dry_run:
        told["change"] = change_type(field_id, body.type, body.choices, by=request.user, via="api")
    return json_answer(told | {"examples": [*found.aside, *found.taken]})


@fields.delete("/{int:field_id}/type/{int:type_change_id}", operation_id="take_back_field_type")
def delete_type(request: HttpRequest, field_id: int, type_change_id: int) -> HttpResponse:
    """Give a field its former type and values again."""
    take_back_type(type_change_id, by=request.user, via="api")
    return json_answer(_described(field_for_setup(field_id, request.user)))


@layouts.get("/{slug:kind}", operation_id="get_layout")
def get_layout(request: HttpRequest, kind: str) -> HttpResponse:
    """Where the fields of a kind stand for whoever asks."""
    found = layout_of(kind_of(kind), request.user)
    sections = [{"title": one.title, "fields": [field.key for field in one.fields]} for one in found.sections]
    return json_answer({"sections": sections, "more": [field.key for field in found.more]})


@layouts.put("/{slug:kind}", operation_id="save_layout")
def put_layout(request: HttpRequest, kind: str, body: Drawn) -> HttpResponse:
    """Have the fields of a kind stand in these sections."""
    save_layout(kind, body.sections, role=body.role, by=request.user, via="api")
    return get_layout(request, kind)


@layouts.delete("/{slug:kind}", operation_id="forget_layout")
def delete_layout(request: HttpRequest, kind: str, role: str = "") -> HttpResponse:
    """Go back to the usual layout."""
    forget_layout(kind, role=role, by=request.user, via="api")
    return get_layout(request, kind)


def _ids(kind: str, request: HttpRequest) -> Mapping[str, int]:
    return {f"fields.{row.key}": row.id for row in fields_for_setup(kind, request.user)}


def _shown(field: Field, ids: Mapping[str, int]) -> dict[str, Any]:
    known = {
        "key": field.key, "title": field.label, "type": field.type, "choices": dict(field.reading.choices),
        "help": field.help, "required": field.is_asked_for, "writable": field.writable, "sortable": can_sort(field),
        "filters": sorted(field.operations), "custom": field.is_custom,
    }  # fmt: skip
    return known | ({"id": ids[field.key]} if field.key in ids else {})


def _described(row: CustomField) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "key": f"fields.{row.key}", "title": row.title, "type": row.type,
        "choices": dict(row.choices), "currency": row.currency, "help": row.help, "required": row.required,
        "default": row.default, "retired": row.retired_at is not None,
    }  # fmt: skip
