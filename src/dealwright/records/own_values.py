"""Values of own fields: read by the catalogue of whoever writes them, kept in records, found by what they name."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection

from dealwright import Invalid, read_each
from dealwright.workspace.queries import Actor

from .called import number_of
from .fields import OWN, REFERENCES, Catalogue, Field
from .kinds import LISTS, Kind
from .models import CustomField
from .values import read_value


def require_writable(catalogue: Catalogue, keys: Collection[str]) -> None:
    """Raise Invalid for a field that whoever writes does not know or may only read."""
    for key in sorted(keys):
        field = catalogue.get(key)
        if field is None:
            known = ", ".join(each.key for each in catalogue.values() if each.writable)
            raise Invalid(f"There is no field “{key[:80]}”.", field=key[:80], remedy=f"There are: {known}.")
        if field.is_locked:
            raise Invalid(f"You may read {field.label}, not change it.", field=key, remedy="Leave it as it is.")


def read_own(catalogue: Catalogue, given: Any, by: Actor, currency: str = "") -> dict[str, Any]:
    """Own fields that `by` writes, as stored, by key (None empties one); `currency` is that of the record, if any.

    Raises Invalid for a field that whoever writes does not know or may only read, for a value that is not of its
    type or names no record that they see, and when a required one would be emptied.
    """
    if not isinstance(given, Mapping):
        raise Invalid("Own fields are given by key and value.", field="fields")
    require_writable(catalogue, [OWN + key for key in given])
    return read_each(given, lambda key, value: read_one(catalogue[OWN + key], value, currency, by))


def read_one(field: Field, value: Any, currency: str = "", by: Actor | None = None) -> Any:
    """One value of an own field as stored; raises Invalid.

    With `by`, who gives it, a record is told by its name, too, and must be one that they see.
    """
    if by is not None and field.type in REFERENCES:
        value = number_of(field, value, by)
    reading = replace(field.reading, currency=currency or field.reading.currency, members=field.titles())
    stored = read_value(field.type, value, reading, key=field.key)
    if stored in (None, []) and field.required:
        raise Invalid(f"{field.label} is needed.", field=field.key)
    return stored.isoformat() if isinstance(stored, date) else None if stored == [] else stored


def begun(catalogue: Catalogue, own: Mapping[str, Any], *, strictly: bool) -> dict[str, Any]:
    """The own fields of a new record, as stored: what was given, the usual values of what was not.

    `strictly` demands what is required, as from a person or a program; an import takes what a file has.
    """
    values = {key: value for key, value in own.items() if value is not None}
    for field in catalogue.values():
        if not field.is_own or field.key.removeprefix(OWN) in own:
            continue
        if field.default is not None:
            values[field.key.removeprefix(OWN)] = field.default
        elif strictly and field.required and field.writable:
            raise Invalid(f"{field.label} is needed.", field=field.key)
    return values


def merged(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The own fields of a record after changes to some of them; what is emptied is not kept."""
    return {key: value for key, value in {**before, **changes}.items() if value is not None}


def naming(one: str) -> list[tuple[Kind, str]]:
    """The own fields, by kind and key, that name records of a kind (singular key), retired ones among them."""
    keeping = [kind for kind in LISTS.values() if kind.keeps_own]
    found = [(kind, each) for kind in keeping for each in kind.fields().values() if each.is_own and each.finds == one]
    added = CustomField.objects.filter(type=one).order_by("id").values_list("kind", "key")
    return [*((kind, each.key.removeprefix(OWN)) for kind, each in found), *((LISTS[kind], key) for kind, key in added)]


def write_values(kind: Kind, key: str, values: Mapping[int, Any]) -> None:
    """Put values into records (None takes the field out); a revision rises, so that nobody writes over it."""
    model = kind.model
    rows = model._default_manager.select_for_update().filter(id__in=list(values)).values_list("id", "fields")
    changed = {record_id: _with(own, key, values[record_id]) for record_id, own in rows}
    table, column = connection.ops.quote_name(model._meta.db_table), model._meta.get_field("fields")
    has_revision = any(field.name == "revision" for field in model._meta.concrete_fields)
    columns = "fields = %s, revision = revision + 1" if has_revision else "fields = %s"
    stored = [(column.get_db_prep_save(own, connection), record_id) for record_id, own in changed.items()]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", stored)  # noqa: S608 (the table's own name)


def _with(own: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    return {each: held for each, held in {**own, key: value}.items() if each != key or held is not None}
