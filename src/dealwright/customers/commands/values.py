"""Fields of customers as people and programs write them, read into columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from dealwright import Invalid
from dealwright.playbook import FieldType
from dealwright.records.fields import Catalogue, Field
from dealwright.records.money import currencies
from dealwright.records.values import Reading, read_value
from dealwright.workspace.queries import company

from .. import catalogue
from ..models import Organisation, Person

REFERENCES = frozenset({FieldType.ORGANISATION, FieldType.MEMBER, FieldType.PERSON})


@dataclass(frozen=True)
class Shape:
    """A kind of customer: its table, its word in sentences, its fields."""

    model: type[Model]
    one: str
    fields: Catalogue

    @property
    def with_article(self) -> str:
        """Its word with the article: "an organisation"."""
        return f"an {self.one}" if self.one[0] in "aeiou" else f"a {self.one}"

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field that can be written."""
        return {field.key: field.path for field in self.fields.values() if field.writable}


ORGANISATION = Shape(Organisation, "organisation", catalogue.organisations())
PERSON = Shape(Person, "person", catalogue.people())


def read_columns(shape: Shape, given: Mapping[str, Any]) -> dict[str, Any]:
    """Values by column, as stored; raises Invalid naming the field that is unknown, empty or not of its type."""
    unknown = set(given) - set(shape.columns)
    if unknown:
        known = ", ".join(shape.columns)
        raise Invalid(f"There is no field “{min(unknown)}”.", field=min(unknown), remedy=f"There are: {known}.")
    reading = Reading(currency=_currency(given.get("revenue_currency")) or company().currency)
    read = {shape.columns[key]: _read(shape, shape.fields[key], value, reading) for key, value in given.items()}
    if given.get("revenue") not in (None, ""):
        read["revenue_currency"] = reading.currency
    if "name" in read and not read["name"]:
        raise Invalid("A name is needed.", field="name")
    return read


def _read(shape: Shape, field: Field, value: Any, reading: Reading) -> Any:
    if field.type == FieldType.URL and isinstance(value, str) and value.strip() and "://" not in value:
        value = f"https://{value.strip()}"
    read = read_value(field.type, value, reading, key=field.key)
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


def as_fields(shape: Shape, columns: Mapping[str, Any]) -> dict[str, Any]:
    """What events tell of a customer: filled fields by key, as stored, without the name."""
    told = {key: columns.get(column) for key, column in shape.columns.items() if key != "name"}
    return {key: value for key, value in told.items() if value not in (None, "")}
