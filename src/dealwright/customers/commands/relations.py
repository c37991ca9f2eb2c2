"""How people stand to each other."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.access import changeable
from dealwright.workspace.queries import Actor

from ..events import RelationAdded, RelationRemoved
from ..models import Person, Relation
from ..queries import person_name, visible_of
from ..relating import RELATIONS, SINGLE, ends, said

DEEPEST = 50
LONGEST_NOTE = 300


@transaction.atomic
def relate(person_id: int, other_id: int, kind: str, *, note: str = "", by: Actor, via: str) -> int:
    """Say how a person stands to another, such as "reports_to"; returns the relation's id. It shows on both.

    Raises NotFound, NotAllowed when neither is the actor's to change, Invalid for an unknown kind or a circle of
    reports, Conflict when it is known already or they report to somebody else.
    """
    if kind not in RELATIONS:
        raise Invalid(f"“{kind[:40]}” is no relation.", field="kind", remedy=f"Choose from: {', '.join(RELATIONS)}.")
    if person_id == other_id:
        raise Invalid("Nobody is related to themselves.", field="other")
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"This is {len(note)} characters long; {LONGEST_NOTE} fit.", field="note")
    _require_one(person_id, other_id, by)
    name, now = person_name(other_id, by), timezone.now()
    start, end = ends(person_id, other_id, kind)
    _require_new(start, end, kind, name)
    relation = Relation(person_id=start, other_id=end, kind=kind, note=note.strip(), by_id=by.id, at=now)
    relation.save()
    _tell(RelationAdded, relation, by, via, now)
    return relation.id


def _require_one(one: int, other: int, by: Actor) -> None:
    """Lock both; raise NotFound when one is not visible, NotAllowed when neither is the actor's to change."""
    found = Person.objects.select_for_update().filter(visible_of("person", by), id__in=(one, other)).order_by("id")
    owners = {row.id: row.owner_id for row in found}
    if gone := {one, other} - set(owners):
        raise NotFound(f"There is no person {min(gone)}.", field="other")
    if not changeable(by, "person", owners):
        raise NotAllowed("Both of them belong to somebody else.", remedy="Ask an owner or your manager.")


def _require_new(start: int, end: int, kind: str, name: str) -> None:
    known = Relation.objects.filter(person_id=start, kind=kind)
    if known.filter(other_id=end).exists():
        raise Conflict(f"It is known already: {said(kind, from_other=False)} {name}.", field="other")
    if kind not in SINGLE:
        return
    if known.exists():
        raise Conflict("They report to somebody else already.", field="kind", remedy="Take that off first.")
    above: int | None = end
    for _ in range(DEEPEST):
        above = Relation.objects.filter(person_id=above, kind=kind).values_list("other_id", flat=True).first()
        if above is None:
            return
        if above == start:
            break
    raise Invalid("They would report to each other in a circle.", field="other")


@transaction.atomic
def unrelate(person_id: int, relation_id: int, *, by: Actor, via: str) -> None:
    """Say that a relation is no longer so, from either side; raises NotFound, NotAllowed."""
    relation = Relation.objects.filter(id=relation_id).first()
    if relation is None or person_id not in (relation.person_id, relation.other_id):
        raise NotFound(f"There is no relation {relation_id}.")
    _require_one(relation.person_id, relation.other_id, by)
    _tell(RelationRemoved, relation, by, via, timezone.now())
    relation.delete()


def _tell(event: type[RelationAdded], relation: Relation, by: Actor, via: str, now: datetime) -> None:
    """Record it on both people, each from their own side."""
    names = {relation.person_id: relation.person.name, relation.other_id: relation.other.name}
    sides = ((relation.person_id, relation.other_id, False), (relation.other_id, relation.person_id, True))
    record(
        Happening(
            event(other=other, name=names[other], relation=relation.kind, from_other=from_other, note=relation.note),
            one,
            by.id,
            via,
            now,
        )
        for one, other, from_other in sides
    )
