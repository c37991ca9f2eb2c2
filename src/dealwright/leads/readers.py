"""What the leads learn from the ledger."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from dealwright.activities.events import ActivityLogged
from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import stored_time

from .models import Lead

SPOKEN = frozenset({"call", "meeting", "email"})


def note_first_contacts(happened: Sequence[Happened]) -> None:
    """Set when leads were first spoken to, from the calls, meetings and mails logged about them; no events."""
    first: dict[int, datetime] = {}
    for each in happened:
        if each.kind == ActivityLogged.kind and each.subject_kind == "lead":
            logged = ActivityLogged.decode(each.data)
            if logged.activity_kind in SPOKEN:
                first[each.subject_id] = min(logged.at, first.get(each.subject_id, logged.at))
    if first:
        rows = [(stored_time(at), lead_id, stored_time(at)) for lead_id, at in sorted(first.items())]
        with connection.cursor() as cursor:
            cursor.executemany(CONTACT, rows)


CONTACT = f"""
    UPDATE {Lead._meta.db_table} SET first_contact_at = %s
    WHERE id = %s AND (first_contact_at IS NULL OR first_contact_at > %s)
"""  # noqa: S608 (the table's own name)


def lead_given(happened: Sequence[Happened]) -> dict[int, list[int]]:
    """To whom each event gives a lead, by `Happened.id`, for notifications."""
    owners = {each.id: each.fields().get("owner") for each in happened}
    return {number: [owner] for number, owner in owners.items() if owner}
