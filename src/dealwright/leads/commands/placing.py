"""Where what is known of a lead goes when it becomes records: own fields by their type, consent, what they wrote."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dealwright import Invalid, NotAllowed
from dealwright.activities.commands import log_activity
from dealwright.customers.commands import note_consent
from dealwright.records.fields import OWN, Catalogue
from dealwright.records.kinds import subject
from dealwright.records.own_values import read_one
from dealwright.workspace.queries import Actor

from ..models import Lead

PURPOSE = "contact"
LONGEST_PLACE = 200
STANDS_IN = {
    "organisation": {"domain": ("website", "domains"), "country": ("country",)},
    "person": {"email": ("email", "mails"), "phone": ("phone", "phones"), "job_title": ("job_title",)},
}  # where a record may have what a lead tells, by the lead's column


def fitting(own: Mapping[str, Any], known: Catalogue) -> dict[str, Any]:
    """Those of a lead's own fields that the catalogue has, may be written and can hold the value, by key."""
    found = {}
    for key, value in own.items():
        field = known.get(OWN + key)
        if field is None or not field.writable:
            continue
        try:
            read_one(field, value)
        except Invalid:
            continue
        found[key] = value
    return found


def differing(lead: Lead, one: str, record_id: int) -> list[str]:
    """What the lead tells and a record that was there already does not: it stays on the lead."""
    row = subject(one).model._default_manager.filter(id=record_id).values().get()
    told = {name: str(getattr(lead, name)).casefold() for name in STANDS_IN[one]}
    known = {name: [str(row[column]).casefold() for column in columns] for name, columns in STANDS_IN[one].items()}
    return [name for name, text in told.items() if not any(text in each for each in known[name])]


def place_consent(lead: Lead, person_id: int | None, by: Actor, via: str) -> bool:
    """Note what the lead agreed to with the person they became: word for word, when and where.

    Returns False where there is nobody to note it with, or who is somebody else's; then it stays on the lead.
    """
    if not lead.consent or person_id is None:
        return not lead.consent
    came = ", ".join(each.name for each in (lead.source, lead.campaign) if each) or lead.medium
    try:
        with transaction.atomic():
            note_consent(
                person_id, PURPOSE, True, at=lead.consent_at, source=came[:LONGEST_PLACE], text=lead.consent, by=by,
                via=via,
            )  # fmt: skip
    except NotAllowed:
        return False
    return True


def place_message(lead: Lead, goal: tuple[str, int], by: Actor, via: str) -> int | None:
    """Put what the lead wrote on the timeline of what it became; returns the note’s id, None without one."""
    if not lead.message.strip():
        return None
    return log_activity(goal, "note", "What they wrote", lead.message, lead.created_at, by=by, via=via)
