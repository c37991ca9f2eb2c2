"""The forms of organisations and people: what they send, read by key; what others changed meanwhile."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.http import QueryDict

from dealwright.playbook import FieldType
from dealwright.records.called import required
from dealwright.records.fields import Catalogue, Field
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.layouts import Arranged, arranged, made_layout_of
from dealwright.records.typed import as_typed
from dealwright.workspace.queries import Actor

from .inputs import PARTS, Input, as_text

WAS = "was."
SAME = {"email": "mails", "phone": "phones"}


@dataclass(frozen=True)
class RecordForm:
    """The form of one kind of record: where it is sent, what stands in it, what is wrong with it.

    `arranged` are the inputs but for that of the name, where the company's layout has them; `theirs` says of a field
    what somebody else made of it while this form was open.
    """

    heading: str
    action: str
    back: str
    near: str
    inputs: Sequence[Input] = ()
    arranged: Arranged[Input] = field(default_factory=lambda: Arranged(()))
    is_new: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)


def by_layout(many: str, inputs: Sequence[Input], by: Actor) -> Arranged[Input]:
    """The inputs of such a record's form, but for that of its name, where the company's layout has them."""
    kind = kind_of(many)
    parts = {each.key: each for each in sorted(inputs, key=lambda one: one.type != "rows") if each.key != "name"}
    return arranged(
        made_layout_of(kind, by, fields_of(kind, by)), parts, later=[key for key, each in parts.items() if each.later],
        needed=[key for key, each in parts.items() if each.required], same=SAME,
    )  # fmt: skip


def typed(form: QueryDict, one: Field, kind: str) -> Any:
    """What stands in a field of a form that was sent: a text, rows, or a list."""
    if kind == "rows":
        return list(_rows(form, one.key))
    if kind == "tags":
        return [part.strip() for text in form.getlist(one.key) for part in text.split(",") if part.strip()]
    return form.getlist(one.key) if kind == "choices" else form.get(one.key, "")


def _rows(form: QueryDict, key: str) -> Iterator[dict[str, str]]:
    names = [name for name, _ in PARTS[key]]
    columns = [form.getlist(f"{key}.{name}") for name in names]
    for texts in zip_longest(*columns, fillvalue=""):
        row = dict(zip(names, (text.strip() for text in texts), strict=True))
        if any(text for name, text in row.items() if name not in ("kind", "network")):
            yield row


def sent(form: QueryDict, one: Field) -> bool:
    """Whether the form had this field at all."""
    parts = (f"{one.key}.{part}" for part in ("asked", *(name for name, _ in PARTS.get(one.key, ()))))
    return one.key in form or any(part in form for part in parts)


def read_form(form: QueryDict, inputs: Sequence[Input], catalogue: Catalogue, by: Actor) -> dict[str, Any]:
    """What a form says, by key: fields that it had, but for those that stand as the form began with them.

    Organisations are named and become their numbers; raises Invalid for a name that is not there or that several have.
    """
    read: dict[str, Any] = {}
    for each in inputs:
        one = catalogue[each.key]
        if not sent(form, one):
            continue
        value = typed(form, one, each.type)
        if as_text(value) != form.get(WAS + each.key):
            is_name = one.type == FieldType.ORGANISATION and not one.is_own
            read[each.key] = _number(value, each.key, by) if is_name else _plain(one, value, each.currency)
    return read


def _plain(one: Field, value: Any, currency: str) -> Any:
    return as_typed(one.type, value, currency) if isinstance(value, str) else value


def meanwhile(form: QueryDict, inputs: Sequence[Input], wanted: Mapping[str, Any]) -> dict[str, str]:
    """What others made, since the form was opened, of the fields that it wants to change: in words, by key.

    `inputs` are those of the record as it is now. Where they made the same of it, there is nothing to tell.
    """
    found = {}
    for each in inputs:
        was = form.get(WAS + each.key)
        if each.key in wanted and was is not None and each.was != was and each.value != wanted[each.key]:
            found[each.key] = each.shown or "–"
    return found


def _number(name: str, key: str, by: Actor) -> int | None:
    return required("organisation", name, by, key) if name.strip() else None
