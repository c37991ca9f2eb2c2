"""Change the fields of leads, note further touches, take leads back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound, Stale
from dealwright.ledger.commands import Happening, record
from dealwright.records.kinds import missing
from dealwright.records.own_values import merged
from dealwright.records.quality.keeping import Watch
from dealwright.workspace.queries import Actor

from ..access import locked
from ..events import LeadChanged, LeadTouched, LeadUntouched
from ..models import Campaign, Lead, Source, Touch
from .add import require_free
from .giving import assign_leads
from .listing import enter
from .rules import rescore
from .sources import ensure
from .values import own_of, read_fields, require_small

NAMED = {"source": Source, "campaign": Campaign}
COLUMNS = {"referred_by": "referred_by_id", "source": "source_id", "campaign": "campaign_id"}


def change_lead(lead_id: int, changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None) -> int:
    """Give fields of a lead new values; see `change_leads`."""
    return change_leads([lead_id], changes, by=by, via=via, revision=revision)


@transaction.atomic
def change_leads(
    lead_ids: Sequence[int], changes: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None
) -> int:
    """Give fields of leads the same new values, by field key; returns how many leads differ now.

    Of `fields` only the keys that are named change; None empties one. Raises Invalid naming the field at fault,
    NotFound, NotAllowed, Conflict for a number elsewhere that another lead has, Stale when `revision` is not the
    lead's. Then nothing is changed.
    """
    given = dict(changes)
    require_revision(locked(lead_ids, by), revision)
    moved = _give(lead_ids, given.pop("owner"), by, via) if "owner" in given else 0
    leads = locked(lead_ids, by)
    read, rules = _read(given, leads, by), Watch("leads", leads, by)
    ids = {key: ensure(model, [read[key]], by=by, via=via) for key, model in NAMED.items() if read.get(key)}
    changed = [pair for lead in leads if (pair := _assign(lead, read, ids))]
    for lead, _ in changed:
        rules.require(lead)
        lead.revision += 1
        lead.save()
    now = timezone.now()
    record(Happening(event, lead.id, by.id, via, now) for lead, event in changed)
    if "lists" in read:
        enter({lead.id: lead.lists for lead, _ in changed}, by=by, via=via)
    rescore([lead.id for lead, _ in changed], by=by, via=via)
    return max(moved, len(changed))


def _give(lead_ids: Sequence[int], owner: Any, by: Actor, via: str) -> int:
    return assign_leads(lead_ids, read_fields({"owner": owner})["owner"], by=by, via=via)


def require_revision(leads: Sequence[Lead], revision: int | None) -> None:
    """Raise Stale when a revision is told and is not that of every lead."""
    for lead in leads:
        if revision is not None and lead.revision != revision:
            raise Stale(f"“{lead.name}” was changed by somebody else.", remedy="Read it again, then change it.")


def _read(given: Mapping[str, Any], leads: Sequence[Lead], by: Actor) -> dict[str, Any]:
    read = read_fields({key: value for key, value in given.items() if key != "fields"})
    if "fields" in given:
        read["fields"] = own_of(given["fields"], by)
    if "name" in read and not read["name"]:
        raise Invalid("A lead needs a name.", field="name")
    if read.get("referred_by") and missing("person", {read["referred_by"]}, by):
        raise NotFound(f"There is no person {read['referred_by']}.", field="referred_by")
    if read.get("external_id") and any(lead.external_id != read["external_id"] for lead in leads):
        require_free([read["external_id"]] * len(leads))
    return read


def _assign(
    lead: Lead, read: Mapping[str, Any], ids: Mapping[str, Mapping[str, int]]
) -> tuple[Lead, LeadChanged] | None:
    old, new = {}, {}
    for key, value in read.items():
        column = COLUMNS.get(key, key)
        wanted = ids.get(key, {}).get(value) if key in NAMED else value
        if key == "fields":
            require_small(wanted := merged(lead.fields, value))
        before = getattr(lead, column)
        if before != wanted:
            old[key] = _name(lead, key) if key in NAMED else before
            new[key] = value if key in NAMED else wanted
            setattr(lead, column, wanted)
    if "consent" in new:
        lead.consent_at = timezone.now() if lead.consent else None
    return (lead, LeadChanged(old=old, new=new)) if new else None


def _name(lead: Lead, key: str) -> str:
    row = getattr(lead, key)
    return row.name if row else ""


@transaction.atomic
def touch_lead(
    lead_id: int,
    *,
    source: str = "",
    campaign: str = "",
    medium: str = "",
    address: str = "",
    utm: Mapping[str, str] | None = None,
    at: datetime | None = None,
    by: Actor,
    via: str,
) -> int:
    """Note that a lead came to us once more; the first touch stays, unless this one came before it.

    Returns the number of the touch, by which `untouch_lead` takes it back.

    Raises NotFound, NotAllowed, Invalid for a name that is too long.
    """
    (lead,), now = locked([lead_id], by), timezone.now()
    read = read_fields({"source": source, "campaign": campaign, "medium": medium})
    moment = min(at or now, now)
    source_id = ensure(Source, [read["source"]], by=by, via=via).get(read["source"])
    campaign_id = ensure(Campaign, [read["campaign"]], by=by, via=via).get(read["campaign"])
    kept = {"source_id": source_id, "campaign_id": campaign_id, "medium": read["medium"]}
    touch = Touch.objects.create(lead_id=lead.id, at=moment, address=address[:1000], utm=dict(utm or {}), **kept)
    _note(lead, moment, kept)
    event = LeadTouched(
        at=moment, source=read["source"], campaign=read["campaign"], medium=read["medium"], address=address[:1000],
        utm=dict(utm or {}),
    )  # fmt: skip
    record([Happening(event, lead.id, by.id, via, now)])
    rescore([lead.id], by=by, via=via)
    return int(touch.id)


def _note(lead: Lead, at: datetime, kept: Mapping[str, Any]) -> None:
    lead.touches += 1
    if lead.first_touch_at is None or at < lead.first_touch_at:
        lead.first_touch_at = at
        for name, value in kept.items():
            setattr(lead, name, value)
    if lead.last_touch_at is None or at >= lead.last_touch_at:
        lead.last_touch_at = at
        lead.last_source_id, lead.last_campaign_id = kept["source_id"], kept["campaign_id"]
    lead.revision += 1
    lead.save()


@transaction.atomic
def untouch_lead(lead_id: int, touch_id: int, *, by: Actor, via: str) -> None:
    """Take a touch back that was noted by mistake; the first and the last are those that are left.

    Raises NotFound, NotAllowed, and Conflict for the only touch a lead has.
    """
    (lead,) = locked([lead_id], by)
    touch = Touch.objects.select_related("source", "campaign").filter(id=touch_id, lead_id=lead.id).first()
    if touch is None:
        raise NotFound(f"“{lead.name}” has no such touch.")
    left = list(Touch.objects.filter(lead_id=lead.id).exclude(id=touch.id).order_by("at", "id"))
    if not left:
        raise Conflict(f"“{lead.name}” came to us just once.")
    first, last = left[0], left[-1]
    if touch.at == lead.first_touch_at and touch.at < first.at:
        lead.source_id, lead.campaign_id, lead.medium = first.source_id, first.campaign_id, first.medium
    lead.first_touch_at, lead.last_touch_at = first.at, last.at
    lead.last_source_id, lead.last_campaign_id, lead.touches = last.source_id, last.campaign_id, len(left)
    lead.revision += 1
    touch.delete()
    lead.save()
    names = [each.name if each else "" for each in (touch.source, touch.campaign)]
    event = LeadUntouched(at=touch.at, source=names[0], campaign=names[1], medium=touch.medium)
    record([Happening(event, lead.id, by.id, via, timezone.now())])
    rescore([lead.id], by=by, via=via)
