"""Who of those that sign up is a lead already, and how they came before."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from ..models import Lead, Touch

CLOSED = ("converted", "disqualified")


def open_by_mail(mails: Collection[str], columns: Collection[str]) -> dict[str, dict[str, Any]]:
    """These columns of the leads that have one of the addresses and from which something may still come.

    Of several with one address the latest; whoever asks may not see all of them.
    """
    rows = Lead.objects.filter(email__in=mails).exclude(status__in=CLOSED).order_by("id")
    return {row["email"]: row for row in rows.values(*{"id", "email", *columns})} if mails else {}


def ways_come(lead_ids: Collection[int]) -> dict[int, list[tuple[str, str, datetime]]]:
    """By which source and campaign (names, "" for none) and when these leads came, by id."""
    found: dict[int, list[tuple[str, str, datetime]]] = {lead_id: [] for lead_id in lead_ids}
    rows = Touch.objects.filter(lead_id__in=lead_ids)
    for lead_id, source, campaign, at in rows.values_list("lead_id", "source__name", "campaign__name", "at"):
        found[lead_id].append((source or "", campaign or "", at))
    return found
