"""The company's own fields in the forms of tasks and activities: their inputs, and what those send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from dealwright.playbook import FieldType
from dealwright.records.fields import OWN, Field
from dealwright.records.inputs import WIDGETS, own_options, own_texts
from dealwright.records.kinds import kind_of
from dealwright.records.layouts import Arranged, arranged, made_layout_of
from dealwright.records.own_values import begun
from dealwright.records.typed import as_typed
from dealwright.workspace.queries import Actor

from .own import fields_known


@dataclass(frozen=True)
class OwnInput:
    """An own field in a form; what stands in it is among the form's values, by its key."""

    key: str
    label: str
    type: str
    options: Sequence[tuple[str, str]]
    required: bool
    help: str
    currency: str
    finds: str


NO_INPUTS: Arranged[OwnInput] = Arranged(())


def own_inputs(kind: str, by: Actor, *, only_needed: bool = False) -> Arranged[OwnInput]:
    """The inputs of those own fields that the actor may write, in the sections of the company's layout.

    `only_needed` leaves all others out.
    """
    fields = [field for field in _asked(kind, by) if field.is_asked_for or not only_needed]
    parts = {field.key: _input(field) for field in fields}
    layout = made_layout_of(kind_of(kind), by, fields_known(kind, by))
    return arranged(layout, parts, needed=[key for key, each in parts.items() if each.required])


def texts_begun(kind: str, own: Mapping[str, Any] | None, by: Actor) -> dict[str, Any]:
    """What stands in the inputs by key; the usual values for a new entry (None)."""
    asked = {field.key: field for field in _asked(kind, by)}
    return own_texts(asked, begun(fields_known(kind, by), {}, strictly=False) if own is None else own)


def own_sent(kind: str, form: QueryDict, by: Actor) -> dict[str, Any]:
    """The own fields that a form holds, by key, as the commands read them."""
    there = [each for each in _asked(kind, by) if each.key in form or f"{each.key}.asked" in form]
    return {field.key.removeprefix(OWN): _value(field, form) for field in there}


def own_lists(kind: str, form: QueryDict, by: Actor) -> dict[str, list[str]]:
    """What is chosen in the own fields that take several choices, by key."""
    return {each.key: form.getlist(each.key) for each in _asked(kind, by) if each.type == FieldType.CHOICES}


def _asked(kind: str, by: Actor) -> list[Field]:
    return [field for field in fields_known(kind, by).values() if field.is_own and field.writable]


def _value(field: Field, form: QueryDict) -> Any:
    if field.type == FieldType.CHOICES:
        return form.getlist(field.key)
    return as_typed(field.type, form.get(field.key, ""), field.reading.currency)


def _input(field: Field) -> OwnInput:
    currency = field.reading.currency if field.type == FieldType.MONEY else ""
    widget = WIDGETS.get(field.type, "text")
    asked = field.is_asked_for
    return OwnInput(field.key, field.label, widget, own_options(field), asked, field.help, currency, field.finds)
