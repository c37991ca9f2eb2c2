"""Where leads stand: worked, qualified, disqualified with a reason, put off until a day, brought back."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid
from dealwright.activities.calendars import working_calendar, working_calendars
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import entries_about
from dealwright.playbook import coverage
from dealwright.workspace.queries import Actor, Machine

from ..access import locked
from ..events import LeadMoved
from ..models import Answer, Lead
from ..queries.qualifying import frameworks_asked
from ..rules import OPEN_STATUSES, REASONS, Status, require_move
from .giving import assign_leads
from .rules import rescore

LONGEST_NOTE = 2_000
FARTHEST_YEARS = 5
MOST_STEPS = 20
AT_ONCE = 500


@transaction.atomic
def work_leads(lead_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Say that leads are being worked; those without an owner become the actor's. Returns how many changed."""
    leads = locked(lead_ids, by)
    return _move(leads, Status.WORKING, by, via, take=True)


@transaction.atomic
def qualify_leads(lead_ids: Sequence[int], *, note: str = "", by: Actor, via: str) -> int:
    """Say that leads are worth a deal; what was known of each then is kept. Raises Conflict, NotFound, NotAllowed."""
    leads = locked(lead_ids, by)
    _check_note(note)
    known: dict[int, dict[str, int]] = {lead.id: {} for lead in leads}
    answers = Answer.objects.filter(lead_id__in=list(known))
    for lead_id, concept, strength in answers.values_list("lead_id", "concept", "strength"):
        known[lead_id][concept] = strength
    asked = frameworks_asked()
    covered = {lead_id: coverage(asked, given).total for lead_id, given in known.items()}
    more = {lead_id: {"answered": each.answered, "asked": each.concepts} for lead_id, each in covered.items()}
    return _move(leads, Status.QUALIFIED, by, via, note=note, more=more, take=True)


@transaction.atomic
def disqualify_leads(lead_ids: Sequence[int], reason: str, *, note: str = "", by: Actor, via: str) -> int:
    """Say that nothing will come of leads, and why: one of REASONS. Returns how many changed.

    Raises Invalid for an unknown reason or a long note, Conflict for a converted lead, NotFound, NotAllowed.
    """
    _check_reason(reason)
    _check_note(note)
    return _move(locked(lead_ids, by), Status.DISQUALIFIED, by, via, reason=reason, note=note)


@transaction.atomic
def recycle_leads(lead_ids: Sequence[int], back_on: date, *, note: str = "", by: Actor, via: str) -> int:
    """Put leads off until a day, ahead on the actor's clock, on which they come back. Returns how many changed.

    Raises Invalid for a day that is not ahead of us or too far, Conflict for a converted lead, NotFound, NotAllowed.
    """
    today = working_calendar(by.id).today(timezone.now())
    if back_on <= today or back_on.year > today.year + FARTHEST_YEARS:
        raise Invalid("This day is not ahead of us.", field="back_on", remedy="Choose one within the next five years.")
    _check_note(note)
    leads = locked(lead_ids, by)
    return _move(leads, Status.RECYCLED, by, via, note=note, more={lead.id: {"back_on": back_on} for lead in leads})


@transaction.atomic
def bring_back(lead_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Bring recycled or disqualified leads back as new ones, scored by the rules in force now.

    Raises Conflict for others, NotFound, NotAllowed.
    """
    return _move(locked(lead_ids, by), Status.NEW, by, via)


def bring_back_due(now: datetime | None = None) -> int:
    """Bring back the recycled leads whose day has come on their owner's clock; returns how many.

    Doing it again changes nothing.
    """
    moment = now or timezone.now()
    waiting = Lead.objects.filter(status=Status.RECYCLED, back_on__lte=(moment + timedelta(days=1)).date())
    rows = list(waiting.order_by("id").values_list("id", "owner_id", "back_on"))
    calendars = working_calendars({owner_id for _, owner_id, _ in rows})
    due = [lead_id for lead_id, owner_id, day in rows if day and day <= calendars[owner_id].today(moment)]
    batches = (due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE))
    return sum(bring_back(ids, by=Machine(), via="job") for ids in batches)


@transaction.atomic
def undo_move(lead_id: int, *, by: Actor, via: str) -> None:
    """Take the last change of status back, with the reason and the day it had before.

    Raises Conflict when there is none or the lead was converted.
    """
    (lead,) = locked([lead_id], by)
    told = entries_about({"lead": [lead.id]}, kinds=[LeadMoved.kind], limit=MOST_STEPS)
    steps = [each.event for each in told if isinstance(each.event, LeadMoved)]
    if not steps or lead.status != steps[0].to:
        raise Conflict("There is no step to take back.", field="status")
    last = steps[0]
    was = next((step for step in steps[1:] if step.to == last.origin), None)
    reason, back_on = (was.reason, was.back_on) if was else ("", None)
    lead.status, lead.status_at, lead.reason, lead.back_on = last.origin, timezone.now(), reason, back_on
    lead.revision += 1
    lead.save(update_fields=["status", "status_at", "reason", "back_on", "revision"])
    event = LeadMoved(origin=last.to, to=last.origin, reason=reason, back_on=back_on)
    record([Happening(event, lead.id, by.id, via, timezone.now())])
    if lead.status in OPEN_STATUSES:
        rescore([lead.id], by=by, via=via)


def _check_reason(reason: str) -> None:
    if reason not in REASONS:
        raise Invalid("Say why.", field="reason", remedy=f"Choose from: {', '.join(REASONS)}.")


def _check_note(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"The note is longer than {LONGEST_NOTE:,} characters.", field="note", remedy="Shorten it.")


def _move(
    leads: Sequence[Lead],
    to: Status,
    by: Actor,
    via: str,
    *,
    reason: str = "",
    note: str = "",
    more: dict[int, dict[str, Any]] | None = None,
    take: bool = False,
) -> int:
    """Move leads that are not there yet, or until another day; `take` gives those without an owner to the actor."""
    now, days = timezone.now(), {lead_id: each.get("back_on") for lead_id, each in (more or {}).items()}
    moved = [lead for lead in leads if lead.status != to or lead.back_on != days.get(lead.id)]
    back = [lead.id for lead in moved if to in OPEN_STATUSES and lead.status not in OPEN_STATUSES]
    events = []
    for lead in moved:
        if lead.status != to:
            require_move(lead.status, to, lead.name)
        kept = (more or {}).get(lead.id, {})
        events.append((lead.id, LeadMoved(origin=lead.status, to=to, reason=reason, note=note.strip(), **kept)))
        lead.status, lead.status_at, lead.reason, lead.back_on = to, now, reason, days.get(lead.id)
        lead.revision += 1
    Lead.objects.bulk_update(moved, ["status", "status_at", "reason", "back_on", "revision"], batch_size=500)
    record(Happening(event, lead_id, by.id, via, now) for lead_id, event in events)
    if back:
        rescore(back, by=by, via=via)  # while they were closed, no change of the rules reached them
    if take and by.id is not None and (free := [lead.id for lead in moved if lead.owner_id is None]):
        assign_leads(free, by.id, by=by, via=via)
    return len(moved)
