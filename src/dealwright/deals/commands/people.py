"""The people on a deal and the parts they play."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.customers.queries import person_name
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.rows import insert_rows, take_ids
from dealwright.playbook import Stance, worded
from dealwright.processes.queries import playbook
from dealwright.records.kinds import titles
from dealwright.workspace.queries import Actor

from ..access import locked
from ..events import StakeholderAdded, StakeholderChanged, StakeholderRemoved
from ..models import Stakeholder
from ..rules import known_roles


@transaction.atomic
def add_stakeholder(deal_id: int, person_id: int, role: str, *, stance: str = "", by: Actor, via: str) -> None:
    """Say that a person plays a part in the deal, and what they think of buying from us ("" = not known).

    Raises NotFound, Invalid for an unknown part or stance, Conflict when it is known already.
    """
    (deal,), now = locked([deal_id], by), timezone.now()
    _check_stance(stance)
    name = person_name(person_id, by)
    roles = list(known_roles(playbook(deal.version_id)))
    if role not in roles:
        raise Invalid(
            f"“{role}” is not a part that people play here.",
            field="role",
            remedy=f"Choose from: {', '.join(roles)}.",
        )
    known = {"stance": stance, "by_id": by.id, "at": now}
    _, made = Stakeholder.objects.get_or_create(deal_id=deal.id, person_id=person_id, role=role, defaults=known)
    if not made:
        raise Conflict(f"{name} is {worded(role)} already.", field="person")
    event = StakeholderAdded(person=person_id, name=name, role=role, stance=stance)
    record([Happening(event, deal.id, by.id, via, now)])


class NewStakeholder(NamedTuple):
    """A person's part in a deal as another program knew it: "executive_sponsor" is a part too."""

    deal_id: int
    person_id: int
    role: str


@transaction.atomic
def add_stakeholders(news: Sequence[NewStakeholder], *, by: Actor, via: str) -> list[int]:
    """Say which parts people play, any number at a time and any parts; returns the ids of those not known here already.

    Raises NotFound or NotAllowed for a deal that the actor may not change, and then adds nothing.
    """
    locked({new.deal_id for new in news}, by)
    known = set(_parts({new.deal_id for new in news}))
    fresh = [new for new in dict.fromkeys(news) if new not in known]
    ids, now = take_ids(Stakeholder, len(fresh)) if fresh else [], timezone.now()
    rows = [(part_id, *new, "", by.id, now) for part_id, new in zip(ids, fresh, strict=True)]
    insert_rows(Stakeholder, ["id", "deal_id", "person_id", "role", "stance", "by_id", "at"], rows)
    names = titles({("person", new.person_id) for new in fresh}, by)
    record(Happening(_added(new, names[("person", new.person_id)]), new.deal_id, by.id, via, now) for new in fresh)
    return ids


def _added(new: NewStakeholder, name: str) -> StakeholderAdded:
    return StakeholderAdded(person=new.person_id, name=name, role=new.role, stance="")


def _parts(deal_ids: Collection[int]) -> Iterator[NewStakeholder]:
    rows = Stakeholder.objects.filter(deal_id__in=deal_ids).values_list("deal_id", "person_id", "role")
    return (NewStakeholder(*row) for row in rows)


@transaction.atomic
def remove_stakeholders(ids: Sequence[int], *, by: Actor, via: str) -> None:
    """Take back parts by their own ids, as when an import is undone; those that are gone already are passed over."""
    parts = list(Stakeholder.objects.filter(id__in=ids).values_list("deal_id", "person_id", "role"))
    for deal_id, person_id, role in parts:
        remove_stakeholder(deal_id, person_id, role, by=by, via=via)


@transaction.atomic
def change_stance(deal_id: int, person_id: int, role: str, stance: str, *, by: Actor, via: str) -> None:
    """Note what somebody on the deal thinks of buying from us; raises NotFound, Invalid for an unknown stance."""
    (deal,), now = locked([deal_id], by), timezone.now()
    _check_stance(stance)
    name = person_name(person_id, by)
    part = Stakeholder.objects.filter(deal_id=deal.id, person_id=person_id, role=role)
    if not part.exists():
        raise NotFound(f"{name} is not {worded(role)} on this deal.", field="person")
    if part.exclude(stance=stance).update(stance=stance, by_id=by.id, at=now):
        event = StakeholderChanged(person=person_id, name=name, role=role, stance=stance)
        record([Happening(event, deal.id, by.id, via, now)])


def _check_stance(stance: str) -> None:
    if stance and stance not in list(Stance):
        raise Invalid(f"“{stance}” is no stance.", field="stance", remedy=f"Choose from: {', '.join(Stance)}.")


@transaction.atomic
def remove_stakeholder(deal_id: int, person_id: int, role: str, *, by: Actor, via: str) -> None:
    """Say that a person no longer plays that part; raises NotFound when they did not."""
    (deal,) = locked([deal_id], by)
    name = person_name(person_id, by)
    gone, _ = Stakeholder.objects.filter(deal_id=deal.id, person_id=person_id, role=role).delete()
    if not gone:
        raise NotFound(f"{name} is not {worded(role)} on this deal.", field="person")
    event = StakeholderRemoved(person=person_id, name=name, role=role)
    record([Happening(event, deal.id, by.id, via, timezone.now())])


@dataclass(frozen=True, slots=True)
class KnownPart:
    """A part that a person of that name is known to play in a deal since a moment in the past."""

    deal_id: int
    person_id: int
    name: str
    role: str
    since: datetime


@transaction.atomic
def record_stakeholders(parts: Sequence[KnownPart], *, by: Actor, via: str) -> None:
    """Record parts that people have played all along; each must be new, and its deal, person and role checked."""
    insert_rows(Stakeholder, ["deal_id", "person_id", "role"], [(p.deal_id, p.person_id, p.role) for p in parts])
    record(
        Happening(StakeholderAdded(person=p.person_id, name=p.name, role=p.role), p.deal_id, by.id, via, p.since)
        for p in parts
    )
