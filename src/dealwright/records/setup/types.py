"""What becomes of values when a field gets another type; a look at that beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dealwright import Invalid
from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor, Machine, company

from ..called import name_of
from ..fields import Field
from ..kinds import Kind, kind_of
from ..models import CustomField
from ..money import to_text
from ..own.catalogue import as_field
from ..own.configured import own_field
from ..own_values import read_one
from .fields import CHOOSING, field_for_setup, read_choices, read_type

MOST_SEEN = 20_000  # values that are looked at while somebody waits
MOST_KNOWN = 10_000
EXAMPLES = 20
DEFINITION = ("type", "choices", "currency", "default")
Definition = Mapping[str, Any]
YES = {True: "Yes", False: "No"}


@dataclass(frozen=True)
class Example:
    """A value that records hold, what it would become ("" where it is set aside), and why it cannot stay."""

    value: str
    becomes: str
    records: int
    why: str = ""


@dataclass(frozen=True)
class Preview:
    """What a change of type would do: how many values are taken along, how many set aside, with examples of both.

    `has_more` says that more records hold a value than were looked at.
    """

    total: int
    converted: int
    taken: Sequence[Example]
    aside: Sequence[Example]
    has_more: bool = False

    @property
    def emptied(self) -> int:
        """How many records would no longer show a value."""
        return self.total - self.converted


class Conversion:
    """Values of a field on their way from one definition to another; equal values are read once."""

    def __init__(self, row: CustomField, before: Definition, after: Definition) -> None:
        self.kind = kind_of(row.kind)
        self.before, self.after = (
            as_field(
                own_field(CustomField(kind=row.kind, key=row.key, title=row.title, **each)), self.kind.has_currency
            )
            for each in (before, after)
        )
        self.known: dict[tuple[str, str], tuple[Any, str]] = {}

    def became(self, value: Any, currency: str) -> tuple[Any, str]:
        """What a stored value becomes, None for what cannot be taken along, and why not."""
        place = (repr(value), currency)
        if place not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[place] = converted(self.before, self.after, value, currency)
        return self.known[place]


def definition(row: CustomField) -> Definition:
    """What a change of type changes of a field."""
    return {key: getattr(row, key) for key in DEFINITION}


def defined(row: CustomField, to: FieldType, choices: Any = ()) -> Definition:
    """What the field is to be as this type; raises Invalid for choices that are missing."""
    given = choices or (row.choices if row.type in CHOOSING and to in CHOOSING else ())
    by_company = to == FieldType.MONEY and not kind_of(row.kind).has_currency
    return {
        "type": to.value, "choices": [list(pair) for pair in read_choices(to, given).items()],
        "currency": company().currency if by_company else "", "default": None,
    }  # fmt: skip


def converted(before: Field, after: Field, value: Any, currency: str = "") -> tuple[Any, str]:
    """A stored value of one field as another would store it, or None and the reason."""
    try:
        given = _as_given(before, after.type, value, currency)
        return read_one(replace(after, required=False), given, currency, Machine()), ""
    except Invalid as error:
        return None, error.message


def _as_given(before: Field, to: FieldType, value: Any, currency: str) -> Any:
    """The value as somebody would type it for the other type."""
    titles = before.reading.choices
    if before.type == to:
        return value if to != FieldType.MONEY else to_text(value, currency or before.reading.currency)
    if before.type == FieldType.MONEY:
        return to_text(value, currency or before.reading.currency)
    if isinstance(value, list):
        if len(value) > 1 and to in (FieldType.CHOICE,):
            raise Invalid("Only one can be chosen.")
        return value if to in CHOOSING and len(value) != 1 else ", ".join(titles.get(each, each) for each in value)
    if isinstance(value, bool):
        return YES[value] if to not in (FieldType.INTEGER, FieldType.DECIMAL) else int(value)
    if before.finds:
        return name_of(before.finds, value) or str(value)
    if before.keyed:
        return before.titles().get(str(value), str(value))
    if before.type == FieldType.CHOICE:
        return titles.get(value, value)
    if before.type == FieldType.DATETIME and to == FieldType.DATE:
        return str(value)[:10]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return str(value)


def preview(field_id: int, to: str, choices: Any = (), *, by: Actor) -> Preview:
    """What giving the field this type would do to the values of all records, or of the first 20,000 that have one.

    Nothing is changed. Raises Invalid for an unknown type or missing choices, NotFound and NotAllowed.
    """
    row = field_for_setup(field_id, by)
    way = Conversion(row, definition(row), defined(row, read_type(to), choices))
    counted: dict[tuple[str, str], list[Any]] = {}
    for _, value, currency in (held := read(way.kind, row.key, limit=MOST_SEEN + 1))[:MOST_SEEN]:
        counted.setdefault((repr(value), currency), [0, value])[0] += 1
    taken, aside = [], []
    for (_, currency), (records, value) in sorted(counted.items(), key=lambda pair: -pair[1][0]):
        became, why = way.became(value, currency)
        shown = Example(_told(way.before, value, currency), _told(way.after, became, currency), records, why)
        (aside if became is None else taken).append(shown)
    total, converted = (sum(each.records for each in found) for found in ([*taken, *aside], taken))
    return Preview(total, converted, taken[:EXAMPLES], aside[:EXAMPLES], has_more=len(held) > MOST_SEEN)


def read(kind: Kind, key: str, *, after: int = 0, limit: int) -> list[tuple[int, Any, str]]:
    """The next records that hold something in a field, by number: that, the value, the record's currency."""
    rows = kind.model._default_manager.filter(id__gt=after, fields__has_key=key).order_by("id")
    columns = ["id", "fields", *(["currency"] if kind.has_currency else [])]
    return [(found, own[key], (currency or [""])[0]) for found, own, *currency in rows.values_list(*columns)[:limit]]


def _told(field: Field, value: Any, currency: str) -> str:
    """A stored value in plain words."""
    if value is None:
        return ""
    if field.type == FieldType.MONEY:
        return f"{to_text(value, currency or field.reading.currency)} {currency or field.reading.currency}".strip()
    if isinstance(value, list):
        return ", ".join(field.reading.choices.get(each, str(each)) for each in value)
    if isinstance(value, bool):
        return YES[value]
    if field.finds:
        return name_of(field.finds, value)
    return field.titles().get(str(value), str(value))
