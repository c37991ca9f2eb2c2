"""Add leads, one or very many at a time: scored, and given to somebody by the rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.ledger.rows import as_json, insert_rows, take_ids
from dealwright.records.kinds import missing
from dealwright.records.quality.keeping import require_new
from dealwright.workspace.access import require_owner
from dealwright.workspace.queries import Actor, member_names

from ..events import LeadAdded, LeadScored, LeadTouched
from ..models import Campaign, Lead, Source, Touch
from ..queries.scoring import scoring_rules
from ..rules import Scored, facts_of, score
from .giving import Gift, give_new, insert_gifts, told_gift
from .listing import enter
from .sources import ensure
from .values import NewLead, begun_by, moment_of, new_lead, told

AT_ONCE = 5_000
COLUMNS = [
    *("id", "name", "email", "phone", "organisation", "domain", "job_title", "country", "message", "fields"),
    *("source_id", "campaign_id", "medium", "last_source_id", "last_campaign_id", "first_touch_at", "last_touch_at"),
    *("touches", "referred_by_id", "status", "status_at", "reason", "owner_id", "score", "reasons", "consent"),
    *("consent_at", "external_id", "lists", "revision", "import_id", "created_at"),
]
TOUCH_COLUMNS = ["lead_id", "at", "source_id", "campaign_id", "medium", "address", "utm"]


@transaction.atomic
def add_lead(given: Mapping[str, Any], *, by: Actor, via: str) -> int:
    """Add a lead from values by field key; returns its id.

    Without an owner the rules say who gets it. Raises Invalid naming the field at fault, NotFound for an unknown
    owner or person, NotAllowed for giving it away without the right, Conflict for a number elsewhere that another has.
    """
    own = begun_by(given.get("fields") or {}, by, strictly=via in ("api", "page"))
    new = new_lead({key: value for key, value in given.items() if key != "fields"}, fields=own)
    require_new("leads", columns_of(new), by)
    return record_leads([new], by=by, via=via)[0]


def columns_of(new: NewLead) -> dict[str, Any]:
    """What rules on values look at of a new lead."""
    named = {"source__name": new.source, "campaign__name": new.campaign, "referred_by_id": new.referred_by}
    return msgspec.structs.asdict(new) | named


@transaction.atomic(savepoint=False)
def record_leads(
    news: Sequence[NewLead], *, by: Actor, via: str, import_id: int | None = None, assign: bool = True
) -> list[int]:
    """Add leads, any number at a time, each with its events; returns their ids in order. All or none,
    together with the transaction that this is called in: who wants to go on after a refusal makes a savepoint.

    Those without an owner are given away by the rules, unless `assign` is False.
    """
    ids: list[int] = []
    for start in range(0, len(news), AT_ONCE):
        ids += _write(news[start : start + AT_ONCE], by, via, import_id, assign)
    return ids


@dataclass(frozen=True)
class Writing:
    """What all leads of one write share."""

    sources: Mapping[str, int]
    campaigns: Mapping[str, int]
    import_id: int | None
    now: datetime


@dataclass(frozen=True)
class Ready:
    """A lead about to be written, with its score and to whom it is given."""

    id: int
    new: NewLead
    scored: Scored
    gift: Gift | None

    @property
    def owner_id(self) -> int | None:
        """Whose it is from the start."""
        return self.gift.decision.member_id if self.gift else self.new.owner_id


def _write(news: Sequence[NewLead], by: Actor, via: str, import_id: int | None, assign: bool) -> list[int]:
    _check(news, by)
    writing = Writing(
        ensure(Source, [new.source for new in news], by=by, via=via),
        ensure(Campaign, [new.campaign for new in news], by=by, via=via),
        import_id,
        timezone.now(),
    )
    ids, rules = take_ids(Lead, len(news)), scoring_rules()
    facts = [_facts(new) for new in news]
    gifts = give_new(news, facts, writing.now) if assign else {}
    ready = [
        Ready(lead_id, new, score(rules, fact), gifts.get(place))
        for place, (lead_id, new, fact) in enumerate(zip(ids, news, facts, strict=True))
    ]
    insert_rows(Lead, COLUMNS, (_row(each, writing) for each in ready))
    insert_rows(Touch, TOUCH_COLUMNS, (_touch(each, writing) for each in ready))
    insert_gifts([(each.id, each.gift) for each in ready if each.gift], by, writing.now)
    enter({each.id: each.new.lists for each in ready if each.new.lists}, by=by, via=via)
    record(Happening(event, each.id, by.id, via, writing.now) for each in ready for event in _events(each, writing))
    return ids


def _check(news: Sequence[NewLead], by: Actor) -> None:
    owners = {new.owner_id for new in news} - {None, by.id}
    for owner_id in owners:
        require_owner(by, "lead", owner_id, "a lead")
    if owners and (strangers := owners - set(member_names())):
        raise NotFound(f"There is no member {min(each for each in strangers if each)}.", field="owner")
    people = {new.referred_by for new in news if new.referred_by is not None}
    if people and (gone := missing("person", people, by)):
        raise NotFound(f"There is no person {min(gone)}.", field="referred_by")
    require_free([new.external_id for new in news if new.external_id])


def require_free(numbers: Sequence[str]) -> None:
    """Raise Conflict when one of these numbers from elsewhere is given twice or belongs to a lead already."""
    doubled = {number for number in numbers if numbers.count(number) > 1} if len(set(numbers)) < len(numbers) else set()
    taken = Lead.objects.filter(external_id__in=numbers).values_list("external_id", flat=True) if numbers else ()
    if found := doubled | {each for each in taken if each}:
        raise Conflict(f"Another lead has the number {min(found)} already.", field="external_id")


def _facts(new: NewLead) -> dict[str, Any]:
    known = {name: getattr(new, name, "") for name in new.__struct_fields__}
    came = {"last_source": new.source, "last_campaign": new.campaign, "touches": 1}
    return facts_of({**known, **came, "referred": new.referred_by is not None}, new.fields)


def _row(each: Ready, writing: Writing) -> tuple[Any, ...]:
    new, at = each.new, moment_of(each.new, writing.now)
    source_id, campaign_id = writing.sources.get(new.source), writing.campaigns.get(new.campaign)
    return (
        each.id, new.name, new.email, new.phone, new.organisation, new.domain, new.job_title, new.country, new.message,
        as_json(new.fields), source_id, campaign_id, new.medium, source_id, campaign_id, at, at, 1, new.referred_by,
        "new", writing.now, "", each.owner_id, each.scored.score, as_json(each.scored.reasons), new.consent,
        writing.now if new.consent else None, new.external_id, as_json(new.lists), 1, writing.import_id, writing.now,
    )  # fmt: skip


def _touch(each: Ready, writing: Writing) -> tuple[Any, ...]:
    new = each.new
    source_id, campaign_id = writing.sources.get(new.source), writing.campaigns.get(new.campaign)
    return each.id, moment_of(new, writing.now), source_id, campaign_id, new.medium, new.address, as_json(new.utm)


def _events(each: Ready, writing: Writing) -> Iterator[Event]:
    new = each.new
    owner_id = new.owner_id
    yield LeadAdded(name=new.name, fields=told(new), owner=owner_id, consent=new.consent, imported=writing.import_id)
    yield LeadTouched(
        at=moment_of(new, writing.now), source=new.source, campaign=new.campaign, medium=new.medium,
        address=new.address, utm=new.utm,
    )  # fmt: skip
    if each.scored.reasons:
        yield LeadScored(score=each.scored.score, was=0, reasons=each.scored.reasons)
    if each.gift:
        yield told_gift(each.gift, None)
