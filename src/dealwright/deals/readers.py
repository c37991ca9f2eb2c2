"""What the deals learn from the ledger."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from dealwright.activities.events import ActivityLogged
from dealwright.ledger.queries import Happened
from dealwright.ledger.rows import stored_time
from dealwright.workspace.queries import members

from .models import Deal


def note_touches(happened: Sequence[Happened]) -> None:
    """Set when deals were last touched from the activities logged about them; never backwards, no events."""
    latest: dict[int, datetime] = {}
    for each in happened:
        if each.kind == ActivityLogged.kind and each.subject_kind == "deal":
            said = ActivityLogged.decode(each.data).at
            at = min(said, each.recorded_at)  # what is said to happen later has not happened yet
            latest[each.subject_id] = max(at, latest.get(each.subject_id, at))
    if latest:
        rows = [(stored_time(at), deal_id, stored_time(at)) for deal_id, at in sorted(latest.items())]
        with connection.cursor() as cursor:
            cursor.executemany(TOUCH, rows)


TOUCH = f"""
    UPDATE {Deal._meta.db_table} SET last_touch_at = %s
    WHERE id = %s AND (last_touch_at IS NULL OR last_touch_at < %s)
"""  # noqa: S608 (the table's own name)


def asked_to_approve(happened: Sequence[Happened]) -> dict[int, list[int]]:
    """Who of the asked role may approve, by `Happened.id`; who may not see the deal is left out by who tells them."""
    by_role: dict[str, list[int]] = {}
    for member in members():
        by_role.setdefault(member.role, []).append(member.id)
    return {each.id: by_role.get(each.fields()["role"], []) for each in happened}
