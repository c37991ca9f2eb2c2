"""Open deals, and record deals whose past is already known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.activities.commands import plan_tasks
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.ledger.rows import as_json, insert_rows, take_ids
from dealwright.playbook import Playbook, category_in
from dealwright.processes.queries import Published, current
from dealwright.records.money import in_company_money
from dealwright.records.quality.keeping import Watch
from dealwright.workspace.access import require_owner
from dealwright.workspace.queries import Actor, CompanySettings, company

from .. import totals
from ..events import DealChanged, DealLost, DealOpened, DealWon, StageMoved
from ..models import Deal, Outcome, Product, StageVisit
from ..refusals import MoveRefused
from ..rules import start_refusal
from .beginning import History, NewDeal, Visit
from .move import VISIT_COLUMNS
from .products import ensure_products
from .starting import past_starts, starts

OUTCOME_COLUMNS = ["deal_id", "kind", "reason", "note", "at", "by_id"]
LONGEST_TITLE = 300


def open_deal(new: NewDeal, *, by: Actor, via: str, version: Published | None = None) -> int:
    """Open a deal on the version in force; returns its id. See `open_deals`."""
    return open_deals([new], by=by, via=via, asked=[version] if version else ())[0]


@transaction.atomic
def open_deals(news: Sequence[NewDeal], *, by: Actor, via: str, asked: Sequence[Published] = ()) -> list[int]:
    """Open deals now, each in its stage (the first unless it says otherwise), with the tasks the process plans there.

    Raises Invalid for an empty title, NotFound for an unknown process or stage, MoveRefused when the process does
    not let a deal start there, Conflict for a retired process, NotAllowed when a rep opens a deal for somebody else.
    `asked` are versions in force that the caller has looked up just now, to read what the deals say.
    """
    now = timezone.now()
    known: dict[str | None, Published] = {version.key: version for version in asked}
    versions = {key: _in_use(known.get(key) or current(key)) for key in {new.process for new in news}}
    begun = starts(news, versions, now)
    pasts = [_beginning(new, start.playbook, now, by) for new, start in zip(news, begun, strict=True)]
    watch = Watch("deals", (), by)
    for past, start in zip(pasts, begun, strict=True):
        watch.require_new(_columns(past.deal, past.visits[-1].stage, start))
    ids = _write(pasts, begun, by, via, now, None)
    plan_tasks(_planned(ids, pasts, begun), at=now)
    return ids


def _columns(deal: NewDeal, stage: str, version: Published) -> dict[str, Any]:
    """What rules on values look at of a new deal."""
    known = {"product__name": deal.product, "currency": deal.currency or version.playbook.currency}
    return msgspec.structs.asdict(deal) | known | {"stage": stage, "version_id": version.id}


def _in_use(version: Published) -> Published:
    if version.retired_at:
        raise Conflict(
            f"No new deals begin on {version.title}: it was retired.", field="process", remedy="Choose another process."
        )
    return version


def _beginning(new: NewDeal, book: Playbook, now: datetime, by: Actor) -> History:
    if len(new.title) > LONGEST_TITLE:
        said = f"The title is {len(new.title):,} characters long; {LONGEST_TITLE} fit."
        raise Invalid(said, field="title", remedy="Shorten it.")
    if not new.title.strip():
        raise Invalid("A deal needs a title.", field="title", remedy="Say what it is about, like “CRM for Acme”.")
    require_owner(by, "deal", new.owner_id, "a new deal")
    stage = new.stage or book.stages[0].key
    if stage not in {each.key for each in book.stages}:
        known = ", ".join(each.key for each in book.stages)
        raise NotFound(f"{book.title} has no stage “{stage}”.", field="stage", remedy=f"Its stages are: {known}.")
    if refusal := start_refusal(book, stage):
        raise MoveRefused(refusal, field="stage")
    owner_id = new.owner_id if new.owner_id is not None else by.id
    return History(
        msgspec.structs.replace(new, owner_id=owner_id), [Visit(stage, now)], opened_at=now, last_touch_at=now
    )


def _planned(
    ids: Sequence[int], pasts: Sequence[History], begun: Sequence[Published]
) -> Iterator[tuple[int, int | None, Any]]:
    for deal_id, past, start in zip(ids, pasts, begun, strict=True):
        stage = start.playbook.stage(past.visits[-1].stage)
        for activity in stage.activities:
            yield deal_id, past.deal.owner_id, activity


@transaction.atomic(savepoint=False)
def record_deals(pasts: Sequence[History], *, by: Actor, via: str, import_id: int | None = None) -> list[int]:
    """Record deals with their past as it was, on the versions in force; gates do not apply to what has happened.

    Of a process with variants, an open deal that has been in one stage only starts on the variant that picks it, where
    that has its stage. Titles and stages must have been checked; returns the ids in order. No tasks are planned. All or
    none, together with the transaction that this is called in: who wants to go on after a refusal makes a savepoint.
    """
    versions = {key: current(key) for key in {past.deal.process for past in pasts}}
    now = timezone.now()
    return _write(pasts, past_starts(pasts, versions, now), by, via, now, import_id)


class Row(NamedTuple):
    """A row of the table of deals."""

    id: int
    title: str
    external_id: str | None
    process_id: int
    version_id: int
    stage: str | None
    status: str
    organisation_id: int | None
    owner_id: int | None
    product_id: int | None
    source: str
    amount_minor: int | None
    currency: str
    base_minor: int | None
    close_on: date | None
    forecast_category: str
    opened_at: datetime | None
    closed_at: datetime | None
    stage_since: datetime | None
    last_touch_at: datetime | None
    fields: str
    revision: int
    import_id: int | None
    created_at: datetime


@dataclass(frozen=True)
class Writing:
    """What all deals of one write share."""

    versions: dict[int, Published]
    products: dict[str, Product]
    company: CompanySettings
    now: datetime
    import_id: int | None


def _write(
    pasts: Sequence[History],
    begun: Sequence[Published],
    by: Actor,
    via: str,
    now: datetime,
    import_id: int | None,
) -> list[int]:
    if not pasts:
        return []
    named = [past.deal.product for past in pasts if past.deal.product]
    products = ensure_products(named, by=by, via=via) if named else {}
    writing = Writing({start.id: start for start in begun}, products, _company(pasts, begun, by), now, import_id)
    ids = take_ids(Deal, len(pasts))
    pairs = [(_row(*each, writing), each[1]) for each in zip(ids, pasts, begun, strict=True)]
    insert_rows(Deal, Row._fields, [row for row, _ in pairs])
    insert_rows(StageVisit, VISIT_COLUMNS, _visit_rows(pairs))
    if outcomes := list(_outcome_rows(pairs, by, now)):
        insert_rows(Outcome, OUTCOME_COLUMNS, outcomes)
    totals.apply(_share(row) for row, _ in pairs if row.status == "open")
    record(
        Happening(event, row.id, by.id, via, at or now)
        for row, past in pairs
        for event, at in _events(row, past, writing)
    )
    return ids


def _company(pasts: Sequence[History], begun: Sequence[Published], by: Actor) -> CompanySettings:
    """What amounts are turned into the company's currency by; asked for only where some are in another, or where the
    actor has not brought along which that is."""
    own = getattr(by, "company_currency", None)
    used = {past.deal.currency or version.playbook.currency for past, version in zip(pasts, begun, strict=True)}
    return CompanySettings("", own, "", "") if own and used <= {own} else company()


def _row(deal_id: int, past: History, version: Published, writing: Writing) -> Row:
    deal = past.deal
    currency = deal.currency or version.playbook.currency
    stage = past.visits[-1].stage if past.visits else None
    begun = past.opened_at if len(past.visits) == 1 else past.visits[-1].entered_at if past.visits else None
    return Row(
        deal_id, deal.title, deal.external_id, version.process_id, version.id,
        stage, past.status, deal.organisation_id, deal.owner_id,
        writing.products[deal.product].id if deal.product else None, deal.source, deal.amount_minor, currency,
        in_company_money(deal.amount_minor, currency, writing.company), deal.close_on,
        deal.forecast_category or category_in(version.playbook, stage), past.opened_at, past.closed_at, begun,
        past.last_touch_at, as_json(deal.fields), 1, writing.import_id, writing.now,
    )  # fmt: skip


def _share(row: Row) -> totals.Delta | None:
    return totals.delta(row.version_id, row.stage, row.owner_id, row.currency, row.amount_minor, row.base_minor, 1)


def _outcome_rows(pairs: Iterable[tuple[Row, History]], by: Actor, now: datetime) -> Iterator[tuple[Any, ...]]:
    for row, past in pairs:
        if past.status != "open":
            yield row.id, past.status, past.reason, "", past.closed_at or now, by.id


def _visit_rows(pairs: Iterable[tuple[Row, History]]) -> Iterator[tuple[Any, ...]]:
    for row, past in pairs:
        begun = [past.opened_at, *(visit.entered_at for visit in past.visits[1:])]
        ended = [*begun[1:], past.closed_at]
        for n, visit in enumerate(past.visits):
            yield row.id, n + 1, visit.stage, begun[n], ended[n]


def _events(row: Row, past: History, writing: Writing) -> Iterator[tuple[Event, datetime | None]]:
    """The happenings that the record stands for, so that replaying them gives the record again."""
    deal, version = past.deal, writing.versions[row.version_id]
    yield DealOpened(
        title=deal.title, process=version.key, version=version.id, number=version.number, currency=row.currency,
        stage=past.visits[0].stage if past.visits else None, owner=deal.owner_id, organisation=deal.organisation_id,
        product=deal.product, source=deal.source, amount=deal.amount_minor, base=row.base_minor,
        close_on=deal.close_on, opened_at=past.opened_at, fields=deal.fields, imported=writing.import_id,
        picked=_picked(version, deal),
    ), past.opened_at  # fmt: skip
    book = version.playbook
    for before, after in pairwise(past.visits):
        origin, goal = book.position(before.stage), book.position(after.stage)
        skipped = tuple(stage.key for stage in book.stages[origin + 1 : goal])
        yield StageMoved(origin=before.stage, to=after.stage, forward=goal > origin, skipped=skipped), after.entered_at
    if deal.forecast_category and row.forecast_category != (usual := category_in(book, row.stage)):
        old, new = {"forecast_category": usual}, {"forecast_category": row.forecast_category}
        yield DealChanged(old=old, new=new), _last_step(past)
    if past.status == "won":
        yield DealWon(stage=row.stage, closed_at=past.closed_at), past.closed_at
    elif past.status == "lost":
        yield DealLost(stage=row.stage, closed_at=past.closed_at, reason=past.reason), past.closed_at


def _last_step(past: History) -> datetime | None:
    """When the deal came to the stage that it is in, or was closed in."""
    stay = past.visits[-1].entered_at if len(past.visits) > 1 else None
    return stay or past.opened_at or past.closed_at


def _picked(version: Published, deal: NewDeal) -> str:
    """The title of the variant that picked the deal; empty where it started on the process that was asked for."""
    return version.title if version.extends and version.key != deal.process else ""
