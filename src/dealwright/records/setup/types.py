"""Give a field another type: seen beforehand, done with nothing lost, taken back."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.rows import insert_rows
from dealwright.playbook import FieldType
from dealwright.workspace.commands import renew_settings
from dealwright.workspace.queries import Actor, Right, company, require

from ..fields import Field
from ..kinds import Kind, kind_of
from ..models import CustomField, TypeChange, ValueBefore
from ..money import to_text
from ..own.catalogue import as_field
from ..own.configured import own_field
from ..own.events import FieldTypeChanged, FieldTypeTakenBack
from ..own.values import read_one
from .fields import CHOOSING, read_choices, read_type

AT_ONCE = 2_000
EXAMPLES = 20
DEFINITION = ("type", "choices", "currency", "default")
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
    """What a change of type would do: how many values are taken along, how many set aside, with examples of both."""

    total: int
    converted: int
    taken: Sequence[Example]
    aside: Sequence[Example]

    @property
    def emptied(self) -> int:
        """How many records would no longer show a value."""
        return self.total - self.converted


class Conversion:
    """Values of a field on their way to another type; equal values are read once."""

    def __init__(self, row: CustomField, to: FieldType, choices: Any = ()) -> None:
        """From what the row says to this type; raises Invalid for choices that are missing."""
        self.kind = kind_of(row.kind)
        self.before = as_field(own_field(row), self.kind.has_currency)
        given = choices or (row.choices if row.type in CHOOSING and to in CHOOSING else ())
        row_after = CustomField(kind=row.kind, key=row.key, title=row.title, type=to)
        row_after.choices = [list(pair) for pair in read_choices(to, given).items()]
        row_after.currency = company().currency if to == FieldType.MONEY and not self.kind.has_currency else ""
        self.row = row_after
        self.after = as_field(own_field(row_after), self.kind.has_currency)
        self.known: dict[tuple[str, str], tuple[Any, str]] = {}

    def became(self, value: Any, currency: str) -> tuple[Any, str]:
        """What a stored value becomes, None for what cannot be taken along, and why not."""
        place = (repr(value), currency)
        if place not in self.known:
            self.known[place] = converted(self.before, self.after, value, currency)
        return self.known[place]


def converted(before: Field, after: Field, value: Any, currency: str = "") -> tuple[Any, str]:
    """A stored value of one field as another would store it, or None and the reason."""
    try:
        return read_one(replace(after, required=False), _as_given(before, after.type, value, currency), currency), ""
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
    if before.type == FieldType.CHOICE:
        return titles.get(value, value)
    if before.type == FieldType.DATETIME and to == FieldType.DATE:
        return str(value)[:10]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return str(value)


def preview(field_id: int, to: str, choices: Any = (), *, by: Actor) -> Preview:
    """What giving the field this type would do to the values of all records; nothing is changed.

    Raises Invalid for an unknown type or missing choices, NotFound and NotAllowed.
    """
    row = _row(field_id, by)
    way = Conversion(row, read_type(to), choices)
    counted: dict[tuple[str, str], list[Any]] = {}
    for _, value, currency in _values(way.kind, row.key):
        counted.setdefault((repr(value), currency), [0, value])[0] += 1
    taken, aside = [], []
    for (_, currency), (records, value) in sorted(counted.items(), key=lambda pair: -pair[1][0]):
        became, why = way.became(value, currency)
        shown = Example(_told(way.before, value, currency), _told(way.after, became, currency), records, why)
        (aside if became is None else taken).append(shown)
    total, converted = (sum(each.records for each in found) for found in ([*taken, *aside], taken))
    return Preview(total, converted, taken[:EXAMPLES], aside[:EXAMPLES])


@transaction.atomic
def change_type(field_id: int, to: str, choices: Any = (), *, by: Actor, via: str) -> int:
    """Give a field another type; returns the id of the change, by which it can be taken back.

    Values that fit are taken along, the others are set aside; what every record held before is kept. Raises as
    `preview`, and Conflict when it has that type already.
    """
    row = _row(field_id, by, is_locked=True)
    if row.type == to:
        raise Conflict(f"“{row.title}” has that type already.", field="type", remedy="Choose another one.")
    way = Conversion(row, read_type(to), choices)
    change = TypeChange.objects.create(field=row, was={key: getattr(row, key) for key in DEFINITION}, by_id=by.id)
    converted = emptied = 0
    for batch in _batches(way.kind, row.key):
        became = [(record_id, value, way.became(value, currency)[0]) for record_id, value, currency in batch]
        insert_rows(ValueBefore, ["change_id", "record_id", "value", "became"], _stored(change.id, became))
        _write(way.kind, row.key, {record_id: new for record_id, _, new in became})
        emptied += sum(new is None for *_, new in became)
        converted += sum(new is not None for *_, new in became)
    was = row.type
    for key in DEFINITION:
        setattr(row, key, getattr(way.row, key))
    row.save()
    told = FieldTypeChanged(
        of=row.kind, title=row.title, type=row.type, was=was, converted=converted, emptied=emptied
    )  # fmt: skip
    renew_settings()
    record([Happening(told, row.id, by.id, via, timezone.now())])
    return int(change.id)


@transaction.atomic
def take_back_type(change_id: int, *, by: Actor, via: str) -> None:
    """Give a field its former type and every record the value it had; what was written since is taken along.

    Raises Conflict when the field was changed again after it, or when it was taken back already.
    """
    require(by, Right.FIELDS)
    change = TypeChange.objects.select_for_update().filter(id=change_id).first()
    if change is None:
        raise NotFound(f"There is no change {change_id} of a type.")
    row = _row(change.field_id, by, is_locked=True)
    if TypeChange.objects.filter(field=row, undone_at=None).order_by("-id").first() != change:
        raise Conflict("This change is no longer the last one.", remedy="Take the later one back first.")
    back = _way_back(row, change)
    for batch in _batches(back.kind, row.key, also=change.id):
        _write(back.kind, row.key, _former(change.id, batch, back))
    for key in DEFINITION:
        setattr(row, key, change.was[key])
    row.save()
    change.undone_at = timezone.now()
    change.save()
    renew_settings()
    told = FieldTypeTakenBack(of=row.kind, title=row.title, type=row.type)
    record([Happening(told, row.id, by.id, via, timezone.now())])


def last_change(field_id: int) -> TypeChange | None:
    """The last change of the field's type that was not taken back."""
    return TypeChange.objects.filter(field_id=field_id, undone_at=None).order_by("-id").first()


def _way_back(row: CustomField, change: TypeChange) -> Conversion:
    back = Conversion(row, FieldType(change.was["type"]), change.was["choices"])
    back.row.currency = change.was["currency"]
    back.after = as_field(own_field(back.row), back.kind.has_currency)
    return back


def _former(change_id: int, batch: Sequence[tuple[int, Any, str]], back: Conversion) -> dict[int, Any]:
    """The values of records before a change; one that was written since is converted instead, where it can be."""
    kept = ValueBefore.objects.filter(change_id=change_id, record_id__in=[record_id for record_id, *_ in batch])
    before = {record_id: (value, became) for record_id, value, became in kept.values_list(*KEPT)}
    found = {}
    for record_id, value, currency in batch:
        was, became = before.get(record_id, (None, None))
        changed = value != became
        new = back.became(value, currency)[0] if changed and value is not None else None
        found[record_id] = was if new is None else new
    return found


KEPT = ("record_id", "value", "became")


def _stored(change_id: int, became: Sequence[tuple[int, Any, Any]]) -> list[tuple[Any, ...]]:
    return [
        (change_id, record_id, json.dumps(value), None if new is None else json.dumps(new))
        for record_id, value, new in became
    ]


def _row(field_id: int, by: Actor, is_locked: bool = False) -> CustomField:
    require(by, Right.FIELDS)
    rows = CustomField.objects.select_for_update() if is_locked else CustomField.objects.all()
    row = rows.filter(id=field_id).first()
    if row is None:
        raise NotFound(f"There is no field {field_id}.")
    return row


def _values(kind: Kind, key: str, also: int | None = None) -> Iterator[tuple[int, Any, str]]:
    """What all records hold in a field: number, value, the record's currency; nothing where the change kept one."""
    rows, last = kind.model._default_manager.order_by("id"), 0
    columns = ["id", "fields", *(["currency"] if kind.has_currency else [])]
    while True:
        wanted = rows.filter(id__gt=last)
        found = list((wanted if also else wanted.filter(fields__has_key=key)).values_list(*columns)[:AT_ONCE])
        held = {row[0] for row in found} & _kept_ids(also, found)
        for record_id, own, *currency in found:
            if key in own or record_id in held:
                yield record_id, own.get(key), (currency or [""])[0]
        if len(found) < AT_ONCE:
            return
        last = found[-1][0]


def _kept_ids(change_id: int | None, found: Sequence[Any]) -> set[int]:
    if change_id is None or not found:
        return set()
    ids = ValueBefore.objects.filter(change_id=change_id, record_id__range=(found[0][0], found[-1][0]))
    return set(ids.values_list("record_id", flat=True))


def _batches(kind: Kind, key: str, also: int | None = None) -> Iterator[list[tuple[int, Any, str]]]:
    values = _values(kind, key, also)
    while batch := list(islice(values, AT_ONCE)):
        yield batch


def _write(kind: Kind, key: str, values: Mapping[int, Any]) -> None:
    """Put values into records (None takes the field out); their revision rises, so that nobody writes over it."""
    manager = kind.model._default_manager
    rows = manager.select_for_update().filter(id__in=list(values)).only("id", "fields", "revision")
    changed = []
    for row in rows:
        now: Any = row
        own = {each: value for each, value in now.fields.items() if each != key}
        if values[now.id] is not None:
            own[key] = values[now.id]
        now.fields, now.revision = own, now.revision + 1
        changed.append(now)
    table, quote = kind.model._meta.db_table, connection.ops.quote_name
    statement = f"UPDATE {quote(table)} SET fields = %s, revision = %s WHERE id = %s"  # noqa: S608 (the table's own name)
    column = kind.model._meta.get_field("fields")
    with connection.cursor() as cursor:
        cursor.executemany(
            statement, [(column.get_db_prep_save(each.fields, connection), each.revision, each.id) for each in changed]
        )


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
    return field.reading.choices.get(str(value), str(value))
