"""What a change of many records would do or did, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from dealwright.desk import figures
from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor, member_names

from .bulk import states
from .fields import REFERENCES, Field
from .kinds import fields_of, kind_of, titles
from .models import BulkEdit, BulkRow
from .shown import text_of

MOST_VALUES = 8
MOST_REFUSED = 20
NOT_SEEN = "You may not see this record."


@dataclass(frozen=True)
class Turn:
    """From what to what a field goes, and for how many records."""

    label: str
    before: str
    after: str
    count: int


@dataclass(frozen=True)
class Refused:
    """A record that stays as it is, and why."""

    id: int
    title: str
    why: str


@dataclass(frozen=True)
class Story:
    """How many records would change or did, from what to what, and which do not and why."""

    ready: int
    same: int
    done: int
    restored: int
    kept: int
    refused: int
    waiting: int
    turns: Sequence[Turn]
    reasons: Sequence[tuple[str, int]]
    refusals: Sequence[Refused]
    more_turns: int


def can_be_undone(bulk: BulkEdit) -> bool:
    """Whether there is a way back: from a change always, from a deletion where the kind brings records back."""
    return bulk.act == "change" or kind_of(bulk.kind).restore_many is not None


def story(bulk: BulkEdit, by: Actor) -> Story:
    """The change in words; four queries for any number of records."""
    counts = states(bulk)
    turns, more = _turns(bulk, by)
    rows = _rows(bulk, by, "refused", "kept").filter(is_told=True).order_by()
    reasons = list(rows.values_list("reason").annotate(n=Count("id")).order_by("-n", "reason")[:MOST_VALUES])
    known = ("ready", "same", "done", "restored", "kept", "refused", "waiting")
    return Story(
        **{state: counts.get(state, 0) for state in known},
        turns=turns, reasons=reasons, refusals=_refusals(bulk, by), more_turns=more,
    )  # fmt: skip


def _rows(bulk: BulkEdit, by: Actor, *states: str) -> QuerySet[BulkRow]:
    """What became of the records, and whether it `is_told`: not of one that the reader does not see (any more)."""
    kind = kind_of(bulk.kind)
    rows, seen = BulkRow.objects.filter(bulk=bulk, state__in=states), kind.visible(by)
    unseen = kind.model._default_manager.filter(~seen, id=OuterRef("record_id"))
    return rows.annotate(is_told=~Exists(unseen) if seen else Value(True))


def _turns(bulk: BulkEdit, by: Actor) -> tuple[list[Turn], int]:
    if bulk.act == "remove":
        return [], 0
    catalogue = fields_of(kind_of(bulk.kind), by)
    rows = _rows(bulk, by, "ready", "done").filter(is_told=True).order_by()
    grouped = rows.values_list("before", "after").annotate(n=Count("id")).order_by("-n")[: MOST_VALUES + 1]
    found = list(grouped)
    fields = [catalogue[key] for key in bulk.changes if key in catalogue]
    names = _names(fields, found, by)
    turns = [
        Turn(field.label, _said(field, before.get(field.key), names), _said(field, after.get(field.key), names), n)
        for before, after, n in found[:MOST_VALUES]
        for field in fields
    ]
    rest = rows.count() - sum(n for *_, n in found[:MOST_VALUES]) if len(found) > MOST_VALUES else 0
    return turns, rest


def _names(fields: Sequence[Field], found: Sequence[tuple[Any, Any, int]], by: Actor) -> Mapping[tuple[str, int], str]:
    """What members and records that stand in the values are called."""
    named: dict[tuple[str, int], str] = {}
    if any(field.type == FieldType.MEMBER for field in fields):
        named |= {("member", key): name for key, name in member_names().items()}
    references = [field for field in fields if field.type in REFERENCES]
    wanted = [
        (field.type.value, values[field.key])
        for field in references
        for before, after, _ in found
        for values in (before, after)
        if values.get(field.key)
    ]
    return named | titles(wanted, by)


def _said(field: Field, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, int) and (field.type.value, value) in names:
        return names[field.type.value, value]
    if isinstance(value, list):
        return ", ".join(field.titles().get(str(each), str(each)) for each in value)
    return field.titles().get(str(value)) or _in_words(field, value)


def _in_words(field: Field, value: Any) -> str:
    """A plain value of the API; amounts come without their currency, which differs from record to record."""
    return figures.exactly(Decimal(value)) if field.type == FieldType.MONEY else text_of(field, [value], {})


def _refusals(bulk: BulkEdit, by: Actor) -> list[Refused]:
    rows = _rows(bulk, by, "refused", "kept").order_by("state", "record_id")
    found = list(rows.values_list("record_id", "reason", "is_told")[:MOST_REFUSED])
    one = kind_of(bulk.kind).one
    called = titles([(one, record_id) for record_id, *_ in found], by)
    return [
        Refused(record_id, called.get((one, record_id), f"{record_id}"), why if is_told else NOT_SEEN)
        for record_id, why, is_told in found
    ]
