"""Lists of leads: set up, filled, emptied, taken away and brought back."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.ledger.queries import entries_about
from dealwright.ledger.rows import insert_rows
from dealwright.workspace.access import Verb, covers, require_owner
from dealwright.workspace.queries import Actor, member

from ..access import locked, visible_lists
from ..events import ProspectListChanged, ProspectListRemoved, ProspectListRestored
from ..models import Lead, Listed, ProspectList
from .change import change_leads
from .values import read_fields, read_list_title

LONGEST_PURPOSE = 2_000
AT_ONCE = 500
MINE = object()


@transaction.atomic
def write_list(list_id: int | None, title: str, purpose: str = "", owner: Any = MINE, *, by: Actor, via: str) -> int:
    """Make a list, the actor's own unless told, or change one; returns its number.

    Raises Invalid naming the field, Conflict for a title that is taken, NotFound, NotAllowed.
    """
    one = ProspectList(created_at=timezone.now()) if list_id is None else changeable_list(list_id, by)
    named, was = read_list_title(title, "title"), one.title
    if len(purpose) > LONGEST_PURPOSE:
        raise Invalid(f"The purpose is longer than {LONGEST_PURPOSE:,} characters.", field="purpose")
    if ProspectList.objects.filter(title=named).exclude(id=one.id).exists():
        raise Conflict(f"There is a list “{named}” already.", field="title", remedy="Choose another title.")
    one.title, one.purpose = named, purpose.strip()
    if list_id is None or owner is not MINE:
        _give(one, by.id if owner is MINE else read_fields({"owner": owner})["owner"], by)
    one.save()
    if was and was != named:
        _retitle(list(Listed.objects.filter(list=one).values_list("lead_id", flat=True)), was, named)
    _tell(one.id, ProspectListChanged(title=named, purpose=one.purpose, owner=one.owner_id, was=was), by, via)
    return int(one.id)


def _give(one: ProspectList, owner_id: int | None, by: Actor) -> None:
    was = None if one.id is None else {one.owner_id}
    require_owner(by, "lead", owner_id, "a list", was=was)
    if owner_id is not None and not member(owner_id).is_active:
        raise Invalid(f"{member(owner_id).name} does not work here any more.", field="owner")
    one.owner_id = owner_id


def changeable_list(list_id: int, by: Actor) -> ProspectList:
    """The list, locked; raises NotFound, and NotAllowed for one that may be seen but not changed."""
    one = ProspectList.objects.select_for_update(of=("self",)).filter(visible_lists(by), id=list_id).first()
    if one is None:
        raise NotFound(f"There is no list {list_id} that you may see.")
    if not covers(by, "lead", Verb.CHANGE, one.owner_id):
        raise NotAllowed(f"“{one.title}” belongs to somebody else.", remedy="Ask its owner or your manager.")
    return one


@transaction.atomic
def put_on_list(list_id: int, lead_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Put leads on a list; returns how many were not on it. Raises NotFound, NotAllowed."""
    title = changeable_list(list_id, by).title
    return _change(lead_ids, lambda titles: {*titles, title}, by, via)


@transaction.atomic
def take_off_list(list_id: int, lead_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Take leads off a list; returns how many were on it. Raises NotFound, NotAllowed."""
    title = changeable_list(list_id, by).title
    return _change(lead_ids, lambda titles: titles - {title}, by, via)


def _change(lead_ids: Sequence[int], wish: Callable[[set[str]], set[str]], by: Actor, via: str) -> int:
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for lead in locked(lead_ids, by):
        alike[tuple(sorted(wish(set(lead.lists))))].append(lead.id)
    return sum(change_leads(ids, {"lists": list(titles)}, by=by, via=via) for titles, ids in alike.items())


@transaction.atomic
def remove_list(list_id: int, *, by: Actor, via: str) -> None:
    """Take a list away; its leads stay. `restore_list` brings it back. Raises NotFound, NotAllowed."""
    one = changeable_list(list_id, by)
    lead_ids = list(Listed.objects.filter(list=one).order_by("id").values_list("lead_id", flat=True))
    _retitle(lead_ids, one.title, None)
    one.delete()
    _tell(list_id, ProspectListRemoved(one.title, one.purpose, one.owner_id, tuple(lead_ids)), by, via)


@transaction.atomic
def restore_list(list_id: int, *, by: Actor, via: str) -> None:
    """Bring a removed list back under its number, with those of its leads that there are.

    Raises NotFound for one that was never removed, Conflict where it or its title is there, NotAllowed.
    """
    told = entries_about({"lead_list": [list_id]}, kinds=[ProspectListRemoved.kind], limit=1)
    last = told[0].event if told else None
    if not isinstance(last, ProspectListRemoved):
        raise NotFound(f"No list {list_id} was removed.")
    if not covers(by, "lead", Verb.CHANGE, last.owner):
        raise NotAllowed(f"“{last.title}” belongs to somebody else.", remedy="Ask its owner or your manager.")
    if ProspectList.objects.filter(id=list_id).exists() or ProspectList.objects.filter(title=last.title).exists():
        raise Conflict(f"There is a list “{last.title}” already.")
    ProspectList.objects.create(
        id=list_id, title=last.title, purpose=last.purpose, owner_id=last.owner, created_at=timezone.now()
    )
    there = _retitle(last.leads, None, last.title)
    insert_rows(Listed, ["list_id", "lead_id"], ((list_id, lead_id) for lead_id in last.leads if lead_id in there))
    _tell(list_id, ProspectListRestored(title=last.title), by, via)


def _retitle(lead_ids: Sequence[int], was: str | None, title: str | None) -> set[int]:
    """Write the new title of a list on its leads, or none; returns those that there are."""
    found: set[int] = set()
    for start in range(0, len(lead_ids), AT_ONCE):
        leads = list(Lead.objects.select_for_update().filter(id__in=lead_ids[start : start + AT_ONCE]).order_by("id"))
        for lead in leads:
            lead.lists = sorted({*lead.lists, *([title] if title else ())} - ({was} if was else set()))
        Lead.objects.bulk_update(leads, ["lists"], batch_size=AT_ONCE)
        found |= {lead.id for lead in leads}
    return found


def _tell(list_id: int, event: Event, by: Actor, via: str) -> None:
    record([Happening(event, list_id, by.id, via, timezone.now())])
