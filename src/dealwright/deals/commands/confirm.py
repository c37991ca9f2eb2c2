"""Note proof that lies outside a deal's fields: documents, events of the offer, the buyer's steps, consents."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotFound
from dealwright.customers.queries import person_name
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import BuyerNeed, ConsentNeed, DocumentNeed, EventNeed, OfferEvent, Playbook, flat, worded
from dealwright.processes.queries import playbook
from dealwright.workspace.queries import Actor, one_line

from ..access import locked
from ..events import ConfirmationAdded, ConfirmationTakenBack
from ..models import Confirmation
from ..rules import EVENT_NAMES
from ..rules.links import check_link

LONGEST_TITLE = 300


@dataclass(frozen=True, kw_only=True)
class NewConfirmation:
    """Proof to note: `need` is document, event, buyer or consent; `key` what the process calls it.

    `link` leads to it; `person` is who consented; it counts from `at` (now unless told) to `until` (for good).
    """

    need: str
    key: str
    title: str = ""
    link: str = ""
    person: int | None = None
    at: datetime | None = None
    until: datetime | None = None


@transaction.atomic
def confirm(deal_id: int, new: NewConfirmation, *, by: Actor, via: str) -> int:
    """Note proof on the deal; returns its id.

    Raises Invalid for what the process does not know, a link that is none, a moment that lies ahead, or proof
    that ends before it begins.
    """
    (deal,), now = locked([deal_id], by), timezone.now()
    known = dict(confirmable(playbook(deal.version_id), new.need))
    if new.key not in known:
        raise Invalid(
            f"This process knows no {new.need} “{new.key}”.",
            field="key",
            remedy=f"Choose from: {', '.join(known) or 'nothing'}.",
        )
    at = new.at or now
    _check(new, at, now)
    if new.person is not None:
        person_name(new.person, by)
    title = (
        one_line(new.title, "The title", field="title", longest=LONGEST_TITLE) if new.title.strip() else known[new.key]
    )
    made = Confirmation.objects.create(
        deal_id=deal.id, need=new.need, key=new.key, title=title, link=new.link.strip(), person_id=new.person,
        by_id=by.id, at=at, until=new.until,
    )  # fmt: skip
    event = ConfirmationAdded(
        confirmation=made.id, need=new.need, key=new.key, title=title, link=made.link, person=new.person,
        until=new.until,
    )  # fmt: skip
    record([Happening(event, deal.id, by.id, via, at)])
    return made.id


@transaction.atomic
def take_back_confirmation(deal_id: int, confirmation_id: int, *, by: Actor, via: str) -> None:
    """Say that noted proof no longer holds; raises NotFound when it is not there or was taken back already."""
    (deal,), now = locked([deal_id], by), timezone.now()
    found = Confirmation.objects.filter(deal_id=deal.id, id=confirmation_id, taken_back_at=None).first()
    if found is None:
        raise NotFound("This proof is not on the deal any more.")
    Confirmation.objects.filter(id=found.id).update(taken_back_at=now)
    event = ConfirmationTakenBack(confirmation=found.id, need=found.need, key=found.key, title=found.title)
    record([Happening(event, deal.id, by.id, via, now)])


def confirmable(book: Playbook, kind: str) -> Iterator[tuple[str, str]]:
    """What can be noted on deals of a process, by key and title: all it asks for, and every event and buyer's step."""
    if kind == EventNeed.need:
        yield from ((str(event), EVENT_NAMES[event]) for event in OfferEvent)
    if kind == BuyerNeed.need:
        yield from ((step.key, step.title) for stage in book.stages for step in stage.buyer)
    for need in (need for stage in book.stages for need in flat(stage.exit) if need.need == kind):
        match need:
            case DocumentNeed():
                yield need.document, need.title or worded(need.document, upper=True)
            case ConsentNeed():
                yield need.purpose, need.title or worded(need.purpose, upper=True)


def _check(new: NewConfirmation, at: datetime, now: datetime) -> None:
    if at > now:
        raise Invalid("What is noted has happened already.", field="at", remedy="Give a moment that is past.")
    if new.until is not None and new.until <= at:
        raise Invalid("It would end before it begins.", field="until", remedy="Give a later day.")
    check_link(new.link.strip())
