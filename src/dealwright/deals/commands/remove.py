"""Remove deals, and bring them back with all that was known of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db import models, transaction
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.activities.commands import remove_about, restore_about
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import entries_about
from dealwright.records.put_back import Kept, as_kept, keep_links, link_again, put_back
from dealwright.workspace.access import require_all_removable
from dealwright.workspace.queries import Actor

from .. import totals
from ..access import locked
from ..events import DealRemoved, DealRestored
from ..models import Answer, Approval, Confirmation, Deal, MovedOver, Outcome, Review, StageVisit, Stakeholder, Supplied

AT_ONCE = 500
BELONGING: tuple[Any, ...] = (
    StageVisit, Outcome, Stakeholder, Supplied, Confirmation, Approval, Answer, MovedOver, Review,
)  # fmt: skip


@transaction.atomic
def remove_listed(ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Remove deals that are the actor's to remove; returns how many. `restore_deals` brings them back.

    Raises NotFound, NotAllowed; then all stay.
    """
    removed = 0
    for start in range(0, len(ids), AT_ONCE):
        deals = locked(ids[start : start + AT_ONCE], by, to_remove=True)
        removed += _remove(deals, _kept(deals), by, via)
    return removed


@transaction.atomic
def remove_deals(deal_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Take deals back that an import or sample made; returns how many. Their events stay, followed by DealRemoved."""
    removed = 0
    for start in range(0, len(deal_ids), AT_ONCE):
        deals = list(Deal.objects.select_for_update().filter(id__in=deal_ids[start : start + AT_ONCE]))
        remove_about("deal", [deal.id for deal in deals])
        removed += _remove(deals, {}, by, via)
    return removed


def _remove(deals: Sequence[Deal], kept: Mapping[int, Kept], by: Actor, via: str) -> int:
    now = timezone.now()
    totals.apply(totals.share_of(deal, deal.stage, -1) for deal in deals if deal.status == "open")
    told = ((deal.id, DealRemoved(title=deal.title, kept=kept.get(deal.id, {}))) for deal in deals)
    record(Happening(event, deal_id, by.id, via, now) for deal_id, event in told)
    Deal.objects.filter(id__in=[deal.id for deal in deals]).delete()
    return len(deals)


def _kept(deals: Sequence[Deal]) -> dict[int, Kept]:
    """All that is known of the deals, as plain values; their activities and tasks are taken away with that."""
    kept: dict[int, Kept] = {deal.id: {"row": as_kept(deal)} for deal in deals}
    for model in BELONGING:
        for row in model.objects.filter(deal_id__in=kept.keys()).order_by("pk"):
            kept[row.deal_id].setdefault("more", []).append(as_kept(row))
    for deal_id, about in remove_about("deal", list(kept)).items():
        kept[deal_id]["about"] = about
    keep_links(Deal, kept)
    return kept


@transaction.atomic
def restore_deals(deal_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Bring removed deals back under their numbers, as they were; returns how many came.

    Who or what they name and is gone since is left empty. Raises NotFound for one of which nothing was kept, Conflict
    for one that is there or whose number elsewhere another deal has now, NotAllowed for what was somebody else's.
    """
    wanted, now = sorted(set(deal_ids)), timezone.now()
    last = _last(wanted)
    if strangers := set(wanted) - set(last):
        raise NotFound(f"No deal {min(strangers)} was removed so that it can come back.")
    rows = {deal_id: kept["row"]["fields"] for deal_id, kept in last.items()}
    require_all_removable(by, "deal", {deal_id: (row.get("owner"), row["title"]) for deal_id, row in rows.items()})
    _require_free(rows)
    for deal_id, kept in last.items():
        for each in (kept["row"], *kept.get("more", ())):
            put_back(each)
        restore_about(kept.get("about", ()))
        link_again(deal_id, kept)
    back = Deal.objects.filter(id__in=wanted, status="open")
    totals.apply(totals.share_of(deal, deal.stage, 1) for deal in back)
    record(Happening(DealRestored(title=rows[one]["title"]), one, by.id, via, now) for one in wanted)
    return len(wanted)


def _require_free(rows: dict[int, Kept]) -> None:
    numbers = [row["external_id"] for row in rows.values() if row.get("external_id")]
    there = Deal.objects.filter(models.Q(id__in=rows) | models.Q(external_id__in=numbers)).order_by("id").first()
    if there is not None and there.id in rows:
        raise Conflict(f"“{there.title}” is there already.")
    if there is not None:
        raise Conflict(f"Another deal has the number {there.external_id} now.", field="external_id")


def _last(deal_ids: Sequence[int]) -> dict[int, Kept]:
    """How each of them was removed last."""
    entries = entries_about({"deal": deal_ids}, kinds=[DealRemoved.kind], limit=len(deal_ids) * 20)
    found = {entry.subject_id: msgspec.json.decode(entry.data).get("kept") for entry in reversed(entries)}
    return {deal_id: kept for deal_id, kept in found.items() if kept}
