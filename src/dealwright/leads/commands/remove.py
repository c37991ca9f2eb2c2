"""Take leads back that were brought in by mistake, and bring them back with all that was known of them."""

from collections.abc import Sequence

import msgspec
from django.db import models, transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.activities.commands import remove_about, restore_about
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import entries_about
from dealwright.records.put_back import Kept, as_kept, keep_links, link_again, put_back
from dealwright.workspace.access import require_all_removable
from dealwright.workspace.queries import Actor

from ..access import locked
from ..events import LeadRemoved, LeadRestored
from ..models import Answer, Assignment, Lead, ProspectList, Touch
from .add import require_free
from .listing import enter

AT_ONCE = 500
BELONGING: tuple[type[models.Model], ...] = (Touch, Answer, Assignment)


@transaction.atomic
def remove_leads(lead_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Take leads back that were brought in by mistake; returns how many. `restore_leads` brings them back.

    Raises NotFound, NotAllowed, and Invalid for a lead that was converted.
    """
    removed, now = 0, timezone.now()
    for start in range(0, len(lead_ids), AT_ONCE):
        leads = locked(lead_ids[start : start + AT_ONCE], by)
        require_all_removable(by, "lead", {lead.id: (lead.owner_id, lead.name) for lead in leads})
        if converted := [lead for lead in leads if lead.status == "converted"]:
            raise Invalid(f"“{converted[0].name}” was converted.", remedy="Take the conversion back first.")
        kept = _kept(leads)
        record(Happening(LeadRemoved(name=lead.name, kept=kept[lead.id]), lead.id, by.id, via, now) for lead in leads)
        Lead.objects.filter(id__in=kept.keys()).delete()
        removed += len(leads)
    return removed


def _kept(leads: Sequence[Lead]) -> dict[int, Kept]:
    """All that is known of the leads, as plain values; their activities and tasks are taken away with that."""
    kept: dict[int, Kept] = {lead.id: {"row": as_kept(lead)} for lead in leads}
    for model in BELONGING:
        for row in model._default_manager.filter(lead_id__in=kept.keys()).order_by("id"):
            kept[row.lead_id].setdefault("more", []).append(as_kept(row))  # type: ignore[attr-defined]  # each has a lead
    for lead_id, about in remove_about("lead", list(kept)).items():
        kept[lead_id]["about"] = about
    keep_links(Lead, kept)
    return kept


@transaction.atomic
def restore_leads(lead_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Bring removed leads back under their numbers, as they were; returns how many came.

    Raises NotFound for one that was never removed, Conflict for one that is there or whose number elsewhere another
    lead has now, NotAllowed for what was somebody else's.
    """
    wanted, now = sorted(set(lead_ids)), timezone.now()
    last = _last(wanted)
    if strangers := set(wanted) - set(last):
        raise NotFound(f"No lead {min(strangers)} was removed.")
    if there := Lead.objects.filter(id__in=wanted).values_list("name", flat=True)[:1]:
        raise Conflict(f"“{there[0]}” is there already.")
    rows = {lead_id: kept["row"]["fields"] for lead_id, kept in last.items()}
    require_all_removable(by, "lead", {lead_id: (row.get("owner"), row["name"]) for lead_id, row in rows.items()})
    require_free([row["external_id"] for row in rows.values() if row.get("external_id")])
    for lead_id, kept in last.items():
        for each in (kept["row"], *kept.get("more", ())):
            put_back(each)
        restore_about(kept.get("about", ()))
        link_again(lead_id, kept)
    _list_again(wanted, by, via)
    record(Happening(LeadRestored(name=rows[one]["name"]), one, by.id, via, now) for one in wanted)
    return len(wanted)


def _list_again(lead_ids: Sequence[int], by: Actor, via: str) -> None:
    """Put the leads on those of their lists that there still are."""
    leads = list(Lead.objects.filter(id__in=lead_ids))
    there = set(ProspectList.objects.values_list("title", flat=True)) if any(lead.lists for lead in leads) else set()
    for lead in leads:
        lead.lists = [title for title in lead.lists if title in there]
    Lead.objects.bulk_update(leads, ["lists"], batch_size=AT_ONCE)
    enter({lead.id: lead.lists for lead in leads if lead.lists}, by=by, via=via)


def _last(lead_ids: Sequence[int]) -> dict[int, Kept]:
    """How each of them was removed last."""
    entries = entries_about({"lead": lead_ids}, kinds=[LeadRemoved.kind], limit=len(lead_ids) * 20)
    found = {entry.subject_id: msgspec.json.decode(entry.data).get("kept") for entry in reversed(entries)}
    return {lead_id: kept for lead_id, kept in found.items() if kept}
