"""Rows as they were, in JSON and back: what a member changed at once can be taken back from them."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any, TypeVar

from django.db.models import Model

AnyModel = TypeVar("AnyModel", bound=Model)


def snapshot(row: Model) -> dict[str, Any]:
    """All columns of the row by name; days, times and moments as ISO text."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: value.isoformat() if isinstance(value, date | time) else value for name, value in values.items()}


def differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> set[str]:
    """The names of the columns, but for that of own fields, in which two snapshots of a row differ."""
    return {name for name in now if name != "fields" and now[name] != before[name]}


def revived(model: type[AnyModel], columns: Mapping[str, Any]) -> AnyModel:
    """The row that `snapshot` saw, not saved."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: known[name].to_python(value) for name, value in columns.items() if name in known})
