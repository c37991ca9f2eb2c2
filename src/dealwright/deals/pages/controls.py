"""Form controls for the fields of a deal, built-in and own: one description for new deals, inline edits and gates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from dealwright import read_each
from dealwright.desk.figures import money
from dealwright.desk.times import day
from dealwright.playbook import Field, FieldType, Playbook
from dealwright.records.called import known_as
from dealwright.records.fields import OWN, Catalogue
from dealwright.records.inputs import WIDGETS
from dealwright.records.money import to_text
from dealwright.records.shown import written
from dealwright.records.typed import amount_text, as_typed, typed_moment
from dealwright.workspace.queries import Actor, members

from ..catalogue import CATEGORIES
from ..commands.change import CHANGEABLE
from ..models import Deal, Product
from .choosing import organisation

LABELS = {
    "title": "Title", "amount": "Amount", "currency": "Currency", "close_on": "Expected close", "source": "Source",
    "forecast_category": "Forecast category", "product": "Product", "organisation": "Organisation", "owner": "Owner",
}  # fmt: skip
YES_OR_NO = (("", ""), ("true", "Yes"), ("false", "No"))


@dataclass(frozen=True)
class Control:
    """What ui.field needs; `finds` names the kind of record that typing looks up, `shown` is the value as text.

    `required` marks a control that its own form cannot do without, `is_locked` a field that may only be read.
    """

    name: str
    label: str
    type: str
    value: Any
    shown: str
    options: tuple[tuple[str, str], ...] = ()
    currency: str = ""
    help: str = ""
    finds: str = ""
    required: bool = False
    is_locked: bool = False


def control_of(name: str, deal: Deal, book: Playbook) -> Control | None:
    """The control of a field with the deal's value; None for what a deal does not have or nobody can write.

    `book` is the playbook as fitted to who asks: with the fields that they know of.
    """
    if name in CHANGEABLE:
        return _built_in(name, deal)
    own = {field.key: field for field in book.fields}.get(name.removeprefix(OWN))
    return _own(own, deal) if own else None


def own_controls(deal: Deal, book: Playbook, known: Catalogue) -> list[Control]:
    """The controls of all own fields that such a deal has for who knows these fields."""
    found = (control_of(OWN + field.key, deal, book) for field in book.fields)
    return [marked(each, known) for each in found if each]


def marked(control: Control, known: Catalogue) -> Control:
    """The control as rules and the company's demands leave it."""
    field = known[control.name]
    return replace(control, required=field.is_asked_for, is_locked=field.is_locked)


def _built_in(name: str, deal: Deal) -> Control:
    label = LABELS[name]
    match name:
        case "amount":
            text, shown = to_text(deal.amount_minor, deal.currency) or "", _money(deal.amount_minor, deal.currency)
            return Control(name, label, "money", text, shown, currency=deal.currency)
        case "close_on":
            text, shown = (deal.close_on.isoformat(), day(deal.close_on)) if deal.close_on else ("", "")
            return Control(name, label, "date", text, shown)
        case "forecast_category":
            return _choice(name, label, tuple(CATEGORIES.items()), deal.forecast_category)
        case "organisation":
            text = deal.organisation.name if deal.organisation else ""
            return Control(name, label, "combobox", text, text, finds="organisation")
        case "owner":
            return _choice(name, label, _people(), deal.owner_id)
        case "product":
            text = deal.product.name if deal.product else ""
            products = Product.objects.order_by("name").values_list("name", flat=True)[:200]
            return Control(name, label, "combobox", text, text, tuple((each, each) for each in products))
    text = getattr(deal, name)
    return Control(name, label, "text", text, text)


def _own(field: Field, deal: Deal) -> Control:
    name, value, widget = OWN + field.key, deal.fields.get(field.key), WIDGETS.get(field.type, "text")
    match field.type:
        case FieldType.MONEY:
            text = to_text(value, deal.currency) or ""
            return Control(
                name, field.title, widget, text, _money(value, deal.currency), currency=deal.currency, help=field.help
            )
        case FieldType.CHOICE:
            return _choice(
                name, field.title, tuple((each.key, each.title) for each in field.choices), value, field.help
            )
        case FieldType.CHOICES:
            titles = {each.key: each.title for each in field.choices}
            shown = ", ".join(titles.get(key, key) for key in value or ())
            return Control(name, field.title, widget, value or [], shown, tuple(titles.items()), help=field.help)
        case FieldType.BOOLEAN:
            text = "" if value is None else str(value).lower()
            return Control(name, field.title, widget, text, dict(YES_OR_NO).get(text, ""), YES_OR_NO, help=field.help)
        case FieldType.MEMBER:
            return _choice(name, field.title, _people(), value, field.help)
        case FieldType.ORGANISATION | FieldType.PERSON:
            text = known_as(field.type.value, value)
            return Control(name, field.title, widget, text, text, help=field.help, finds=field.type.value)
    text = "" if value is None else str(value)
    typed = typed_moment(text) if field.type == FieldType.DATETIME else text
    return Control(name, field.title, widget, typed, written(field.type, value) if text else "", help=field.help)


def _money(minor: int | None, currency: str) -> str:
    return "" if minor is None else money(minor, currency)


def _choice(name: str, label: str, pairs: tuple[tuple[str, str], ...], value: Any, hint: str = "") -> Control:
    text = "" if value is None else str(value)
    return Control(name, label, "select", text, dict(pairs).get(text, ""), (("", ""), *pairs), help=hint)


def _people() -> tuple[tuple[str, str], ...]:
    return tuple((str(each.id), each.name) for each in members() if each.is_active)


def read_form(form: QueryDict, book: Playbook, currency: str, by: Actor) -> dict[str, Any]:
    """The changes a form asks for, as `change_deal` takes them; only fields that the form holds.

    Makes an organisation that is not known yet, so call it inside the transaction of the change.
    """
    changes: dict[str, Any] = {name: form[name] for name in CHANGEABLE if name in form}
    if "amount" in changes:
        changes["amount"] = amount_text(changes["amount"], changes.get("currency") or currency)
    if "organisation" in changes:
        changes["organisation"] = organisation(changes["organisation"], by)
    there = {field.key: field for field in book.fields if _stands(form, OWN + field.key)}
    own = read_each(there, lambda _key, field: _read_own(form, field, currency))
    return changes | ({"fields": own} if own else {})


def _stands(form: Mapping[str, Any], name: str) -> bool:
    return name in form or f"{name}.asked" in form


def _read_own(form: QueryDict, field: Field, currency: str) -> Any:
    name = OWN + field.key
    if field.type == FieldType.CHOICES:
        return form.getlist(name)
    return as_typed(field.type, form.get(name, ""), currency)
