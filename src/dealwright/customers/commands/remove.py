"""Remove organisations and people, and bring them back."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.core.serializers.python import Deserializer, Serializer
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import entries_about
from dealwright.records.put_back import keep_links, link_again
from dealwright.workspace.access import require_remove
from dealwright.workspace.queries import Actor

from ..events import OrganisationRemoved, OrganisationRestored, PersonRemoved, PersonRestored
from ..models import Consent, Employment, Key, Organisation, Person, Relation
from ..queries import visible_of
from .keys import refresh
from .values import EMPTY, ORGANISATION, PERSON, Shape

AT_ONCE = 500
OF_PERSON = ((Employment, "person_id"), (Consent, "person_id"), (Relation, "person_id"), (Relation, "other_id"))
Kept = dict[str, Any]


@transaction.atomic
def remove_organisations(ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Remove organisations; those that other records still need stay. Returns how many went.

    Raises NotAllowed for what is somebody else's; then all stay. `restore_organisations` brings them back.
    """
    return _remove(ORGANISATION, OrganisationRemoved, ids, by, via)


@transaction.atomic
def remove_people(ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Remove people; those that other records still need stay; as `remove_organisations`."""
    return _remove(PERSON, PersonRemoved, ids, by, via)


@transaction.atomic
def restore_organisations(ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Bring removed organisations back under their numbers, as they were; returns how many came.

    What they were part of or named is left empty where it is gone. Raises NotFound for one that was never removed,
    Conflict for one that is there or whose number elsewhere somebody else has now, NotAllowed.
    """
    return _restore(ORGANISATION, OrganisationRestored, ids, by, via)


@transaction.atomic
def restore_people(ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Bring removed people back, with their consents, relations and former employers; as `restore_organisations`."""
    return _restore(PERSON, PersonRestored, ids, by, via)


def _remove(
    shape: Shape, removed: type[OrganisationRemoved] | type[PersonRemoved], ids: Sequence[int], by: Actor, via: str
) -> int:
    now, count = timezone.now(), 0
    for start in range(0, len(ids), AT_ONCE):
        found = shape.model._default_manager.select_for_update().filter(visible_of(shape.one, by))
        rows: dict[int, Any] = {row.id: row for row in found.filter(id__in=ids[start : start + AT_ONCE])}
        for row in rows.values():
            require_remove(by, shape.one, row.owner_id, row.name)
        kept = _kept(shape, rows)
        gone = _delete(shape.model, set(rows))
        Key.objects.filter(one=shape.one, record_id__in=gone).delete()
        events = ((one, removed(name=rows[one].name, kept=kept[one])) for one in sorted(gone))
        record(Happening(event, one, by.id, via, now) for one, event in events)
        count += len(gone)
    return count


def _kept(shape: Shape, rows: Mapping[int, Any]) -> dict[int, Kept]:
    """All that is known of the records, table by table, as plain values."""
    kept: dict[int, Kept] = {row.id: {"row": _plain([row])[0]} for row in rows.values()}
    for model, column in OF_PERSON if shape is PERSON else ():
        for found in model._default_manager.filter(**{f"{column}__in": rows.keys()}):
            kept[getattr(found, column)].setdefault("more", []).extend(_plain([found]))
    keep_links(shape.model, kept)
    return kept


def _plain(rows: Sequence[models.Model]) -> list[Kept]:
    """Rows without what is empty anyway."""
    told = Serializer().serialize(rows)
    return [
        {
            "model": each["model"],
            "id": each["pk"],
            "fields": {k: v for k, v in each["fields"].items() if v not in EMPTY},
        }
        for each in told
    ]


def _restore(
    shape: Shape,
    restored: type[OrganisationRestored] | type[PersonRestored],
    ids: Sequence[int],
    by: Actor,
    via: str,
) -> int:
    now, wanted = timezone.now(), sorted(set(ids))
    if there := shape.model._default_manager.filter(visible_of(shape.one, by), id__in=wanted).values_list("id")[:1]:
        raise Conflict(f"There is {shape.with_article} {there[0][0]} already.")
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        last = _last(shape, part)
        there = set(shape.model._default_manager.filter(id__in=part).values_list("id", flat=True))
        if strangers := set(part) - set(last) | there:
            raise NotFound(f"No {shape.one} {min(strangers)} was removed.")
        for event in last.values():
            require_remove(by, shape.one, event["kept"]["row"]["fields"].get("owner"), event["name"])
            _save(shape, event["kept"]["row"])
        for one, event in last.items():
            for each in event["kept"].get("more", ()):
                _save_if_whole(each)
            link_again(one, event["kept"])
        refresh(shape, part)
        events = ((one, restored(name=event["name"], kept=event["kept"])) for one, event in last.items())
        record(Happening(event, one, by.id, via, now) for one, event in events)
    return len(wanted)


def _last(shape: Shape, ids: Sequence[int]) -> dict[int, Kept]:
    """How each of them was removed last."""
    entries = entries_about({shape.one: ids}, kinds=[f"{shape.one}_removed"], limit=len(ids) * 20)
    found = {entry.subject_id: msgspec.json.decode(entry.data) for entry in reversed(entries)}
    return {one: event for one, event in found.items() if event.get("kept")}


def _save(shape: Shape, kept: Kept) -> None:
    given = dict(kept["fields"])
    number = given.get("external_id")
    if number and shape.model._default_manager.filter(external_id=number).exists():
        raise Conflict(f"Another {shape.one} has the number {number} now.", field="external_id")
    for column in ("organisation", "parent"):
        if given.get(column) and not Organisation.objects.filter(id=given[column]).exists():
            del given[column]
    _stored({**kept, "fields": given})


def _save_if_whole(kept: Kept) -> None:
    """Save what belonged to the person unless somebody it names is gone."""
    given = kept["fields"]
    people = {given[column] for column in ("person", "other") if column in given}
    firm = given.get("organisation")
    whole = Person.objects.filter(id__in=people).count() == len(people)
    if whole and (firm is None or Organisation.objects.filter(id=firm).exists()):
        _stored(kept)


def _stored(kept: Kept) -> None:
    told = {"model": kept["model"], "pk": kept["id"], "fields": kept["fields"]}
    for each in Deserializer([told]):
        each.save()


def _delete(model: type[models.Model], ids: set[int]) -> set[int]:
    """Delete what nothing needs; the database's own protection says what that is."""
    while ids:
        try:
            with transaction.atomic():
                model._default_manager.filter(id__in=ids).delete()
        except ProtectedError as error:
            ids -= {needed for record in error.protected_objects for needed in _needed(model, record)}
        else:
            break
    return ids


def _needed(model: type[models.Model], record: Any) -> list[int | None]:
    """The records of the model that this record points to."""
    pointers = [field for field in record._meta.concrete_fields if field.related_model is model]
    return [getattr(record, field.attname) for field in pointers]
