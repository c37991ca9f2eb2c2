"""The control with which a value of a field is written, in a cell or for many records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor, member_names

from .called import known_as, required
from .fields import OWN, REFERENCES, Catalogue, Field
from .narrowing import Options
from .typed import as_typed, typed_moment

WIDGETS = {
    FieldType.LONG_TEXT: "textarea",
    **dict.fromkeys((FieldType.INTEGER, FieldType.DECIMAL, FieldType.PERCENT), "number"),
    FieldType.MONEY: "money",
    FieldType.DATE: "date",
    FieldType.DATETIME: "datetime-local",
    **dict.fromkeys((FieldType.CHOICE, FieldType.BOOLEAN, FieldType.MEMBER), "select"),
    FieldType.CHOICES: "choices",
    FieldType.EMAIL: "email",
    FieldType.URL: "url",
    FieldType.PHONE: "tel",
    **dict.fromkeys(REFERENCES, "combobox"),
}  # the controls of whole forms; a cell has room for fewer kinds
CONTROLS = {
    FieldType.DATE: "date",
    FieldType.DATETIME: "datetime-local",
    FieldType.LONG_TEXT: "textarea",
    FieldType.MONEY: "text",
    **dict.fromkeys(REFERENCES, "combobox"),
}


@dataclass(frozen=True)
class Control:
    """What `ui.control` needs to write a field; where several can be chosen, `value` is all that are `chosen`."""

    field: Field
    type: str
    value: str
    options: Options

    @property
    def chosen(self) -> list[str]:
        """What is chosen where several can be."""
        return parts_of(self.value)


def control_of(field: Field, value: Any = None, title: str = "") -> Control:
    """The control of a field with its value as the API shows it; `title` is the name of the record it points to."""
    text = title if field.type in REFERENCES else _in_cell(field, value)
    if field.type == FieldType.CHOICES and field.titles():
        return Control(field, "choices", text, _with_held(list(field.titles().items()), parts_of(text)))
    options = _with_held(options_of(field), [text] if text else [])
    return Control(field, "select" if options else CONTROLS.get(field.type, "text"), text, options)


def _with_held(options: Options, held: Sequence[str]) -> Options:
    """What can be chosen, and what was while it could be: it stays until somebody takes it away."""
    known = dict(options)
    return [*options, *((each, each) for each in held if each not in known)] if options else []


def _in_cell(field: Field, value: Any) -> str:
    if field.type == FieldType.DATETIME:
        return typed_moment(as_text(value))
    return as_text(value)


def own_texts(catalogue: Catalogue, own: Mapping[str, Any]) -> dict[str, Any]:
    """Own fields as the controls of a form hold them, by field key: `own` are their stored values by their own keys."""
    return {key: own_text(field, own.get(key.removeprefix(OWN))) for key, field in catalogue.items() if field.is_own}


def own_options(field: Field) -> Options:
    """What can be chosen of an own field in a form; nothing where it is typed."""
    return list(field.titles().items()) if field.type == FieldType.CHOICES else options_of(field)


def own_text(field: Field, value: Any) -> Any:
    """A stored value of an own field as the control of a form holds it: a text, or a list of what is chosen."""
    if field.type == FieldType.CHOICES:
        return value or []
    if field.type in REFERENCES:
        return known_as(field.type.value, value)
    if value is not None and field.type == FieldType.DATETIME:
        return typed_moment(str(value))
    return as_text(value if value is None or len(field.paths) > 1 else field.show(value))


def as_text(value: Any) -> str:
    """A value of the API as a control holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def options_of(field: Field) -> Options:
    """What can be chosen; nothing where it is typed."""
    nothing = [("", _("– nothing –"))] if can_be_empty(field) else []
    if field.type == FieldType.MEMBER:
        names = sorted(member_names().items(), key=lambda pair: pair[1].casefold())
        return [*nothing, *((str(key), name) for key, name in names)]
    if field.type == FieldType.BOOLEAN:
        return [*nothing, ("true", _("Yes")), ("false", _("No"))]
    return [*nothing, *field.titles().items()] if field.titles() and field.type != FieldType.CHOICES else []


def can_be_empty(field: Field) -> bool:
    """Whether a value can be taken away; keys such as stages only give way to others."""
    return field.nullable and (field.keyed is None or field.is_own)


def given(field: Field, text: str, by: Actor, currency: str = "") -> Any:
    """What a control sends, as a command takes it; raises Invalid for a name that no record has, or several.

    `currency` is the record's, where it has one of its own.
    """
    text = as_typed(field.type, text.strip(), currency or field.reading.currency)
    if not text:
        return None
    if field.type in REFERENCES:
        return required(field.type.value, text, by, field.key)
    if field.type == FieldType.CHOICES:
        return parts_of(text)
    return int(text) if field.type == FieldType.MEMBER and text.isdecimal() and len(text) < 19 else text


def parts_of(text: str) -> list[str]:
    """The parts of a text with commas between them."""
    return [part.strip() for part in text.split(",") if part.strip()]
