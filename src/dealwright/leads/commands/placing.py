"""Where what is known of a lead goes when it becomes records: own fields by their type, consent, what they wrote."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dealwright import Invalid, NotAllowed
from dealwright.activities.commands import log_activity
from dealwright.customers.commands import note_consent
from dealwright.records.fields import OWN, Catalogue
from dealwright.records.own.values import read_one
from dealwright.workspace.queries import Actor

from ..models import Lead

PURPOSE = "contact"
LONGEST_PLACE = 200


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
