"""Fields of customers as people and programs write them, read into columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import JSONField, Model

from dealwright import Invalid, read_each
from dealwright.playbook import FieldType
from dealwright.records.fields import OWN, Catalogue, Field, own_among
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.money import currencies
from dealwright.records.own_values import read_own, require_writable
from dealwright.records.values import Reading, read_value
from dealwright.workspace.queries import Actor, company

from .. import catalogue
from ..models import Organisation, Person
from ..ways import LONGEST, SHAPES, read_list

LISTS = frozenset({*SHAPES, *LONGEST})
EMPTY: tuple[Any, ...] = (None, "", [], {})
REFERENCES = frozenset({FieldType.ORGANISATION, FieldType.MEMBER, FieldType.PERSON})


@dataclass(frozen=True)
class Shape:
    """A kind of customer: its table, its word in sentences, its plural, the fields of its module."""

    model: type[Model]
    one: str
    many: str
    fields: Catalogue

    @property
    def with_article(self) -> str:
        """Its word with the article: "an organisation"."""
        return f"an {self.one}" if self.one[0] in "aeiou" else f"a {self.one}"

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field that events tell of: those that can be written, and the own fields as one."""
        return {field.key: field.path for field in self.fields.values() if field.writable} | {"fields": "fields"}


ORGANISATION = Shape(Organisation, "organisation", "organisations", catalogue.organisations())
PERSON = Shape(Person, "person", "people", catalogue.people())


def read_columns(shape: Shape, given: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """Values by column, as stored; own fields, given as `fields` or as `fields.key`, by key under `fields`.

    Raises Invalid naming the field that is unknown, read-only for the actor, empty or not of its type.
    """
    plain, own = _apart(given)
    known = catalogue_for(shape, by)
    require_writable(known, plain)
    for key in plain:
        if key not in shape.columns:
            raise Invalid(f"{known[key].label} cannot be written.", field=key)
    reading = Reading(currency=_currency(plain.get("revenue_currency")) or company().currency)
    found = read_each(
        plain | ({"fields": own} if own else {}),
        lambda key, value: read_own(known, value, by) if key == "fields" else _read(shape, known[key], value, reading),
    )
    read = {key if key == "fields" else known[key].path: value for key, value in found.items()}
    if plain.get("revenue") not in (None, ""):
        read["revenue_currency"] = reading.currency
    return read


def catalogue_for(shape: Shape, by: Actor) -> Catalogue:
    """The fields of such a record as the actor knows them."""
    return fields_of(kind_of(shape.many), by)


def _apart(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields of every such record, and own ones by their keys."""
    own = given.get("fields") or {}
    if not isinstance(own, Mapping):
        raise Invalid("Own fields are given by key and value.", field="fields")
    plain = {key: given[key] for key in given if key != "fields" and not key.startswith(OWN)}
    return plain, {**own, **own_among(given)}


def _read(shape: Shape, field: Field, value: Any, reading: Reading) -> Any:
    if field.key in LISTS:
        return read_list(field.key, value)
    if field.type == FieldType.URL and isinstance(value, str) and value.strip() and "://" not in value:
        value = f"https://{value.strip()}"
    kind = FieldType.TEXT if field.type == FieldType.PHONE else field.type  # an odd number is kept, and marked
    read = read_value(kind, value, reading, key=field.key)
    if read is None and field.key == "name":
        raise Invalid("A name is needed.", field="name")
    if read is None:
        return None if field.nullable else ""
    longest = getattr(shape.model._meta.get_field(field.path), "max_length", None)
    if longest and len(str(read)) > longest:
        raise Invalid(f"This is {len(str(read))} characters long; {longest} fit.", field=field.key)
    return _currency(read) if field.key == "revenue_currency" else read


def _currency(text: Any) -> str | None:
    code = str(text).strip().upper() if text else None
    if code and code not in currencies():
        raise Invalid(f"“{code[:20]}” is not a currency.", field="revenue_currency", remedy="Use a code like EUR.")
    return code


def told(value: Any) -> Any:
    """A value as events tell it: days as ISO text."""
    return value.isoformat() if isinstance(value, date) else value


def as_fields(columns: Mapping[str, str], row: Mapping[str, Any]) -> dict[str, Any]:
    """What events tell of a new customer, by key and as stored: what is filled of these columns, each in the row."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, column in columns.items()
        if (value := row[column]) or value == 0
    }


def encoded(model: type[Model], column: str) -> bool:
    """Whether the column holds JSON, which rows that are inserted many at once bring as text."""
    return isinstance(model._meta.get_field(column), JSONField)
