"""Win, lose and reopen deals."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound, SalesError
from dealwright.activities.commands import plan_tasks
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.doors import IMPORT
from dealwright.ledger.event import Event
from dealwright.ledger.kept import Update, kept_update
from dealwright.ledger.rows import insert_rows
from dealwright.playbook import PlannedActivity, Playbook
from dealwright.processes.queries import playbook
from dealwright.workspace.queries import Actor

from .. import totals
from ..access import locked
from ..events import DealLost, DealReopened, DealWon
from ..evidence import evidence_of
from ..models import Deal, Outcome
from ..refusals import AlreadyClosed
from ..rules import Evidence, plan_win, proofs_kept
from .move import (
    Going,
    Moved,
    begin_visits,
    category_after,
    check_override,
    end_visits,
    overridden,
    pass_gate,
    require_revision,
)
from .open import OUTCOME_COLUMNS


def win_deal(
    deal_id: int, *, by: Actor, via: str, note: str = "", override: str = "", revision: int | None = None
) -> str:
    """Win one deal; returns what the process warns of ("" = nothing), raises what `win_deals` would report of it."""
    return win_deals([deal_id], by=by, via=via, note=note, override=override, revision=revision).alone()


@transaction.atomic
def win_deals(
    deal_ids: Sequence[int],
    *,
    by: Actor,
    via: str,
    note: str = "",
    override: str = "",
    revision: int | None = None,
) -> Moved:
    """Win deals whose gates are passed up to the end of the process; starts the follow-up tasks.

    A deal is refused with CriteriaUnmet, MoveRefused (stages would be skipped) or AlreadyClosed; a manager's
    `override`, a reason, lets it pass.
    """
    override = check_override(override, by)
    deals, now = locked(deal_ids, by), timezone.now()
    require_revision(deals, revision)
    evidence, refused, winning = evidence_of(deals, by), {}, []
    for deal in deals:
        try:
            _require_open(deal)
            winning.append(_winning(deal, evidence[deal.id], override))
        except SalesError as refusal:
            refused[deal.id] = refusal
    won = [going.deal for going in winning]
    _close(won, "won", "", note, by, now)
    record(
        Happening(event, going.deal.id, by.id, via, now)
        for going in winning
        for event in _won(going, note, override, now)
    )
    _plan(won, via, now, lambda book: book.outcomes.won.plans)
    warnings = {going.deal.id: going.step.warning for going in winning if going.step.warning}
    return Moved(tuple(deal.id for deal in won), refused, warnings)


def _winning(deal: Deal, evidence: Evidence, override: str) -> Going:
    _require_open(deal)
    book = playbook(deal.version_id)
    step = plan_win(book, deal.stage)
    unmet = pass_gate(deal, step, evidence, override)
    return Going(deal, step, unmet, proofs_kept(book, step.passed, evidence))


def _won(going: Going, note: str, override: str, now: datetime) -> list[Event]:
    deal, step = going.deal, going.step
    won = DealWon(stage=deal.stage, closed_at=now, note=note, warning=step.warning, proofs=going.proofs)
    return [*overridden(deal, step, going.unmet, "won", override), won]


def lose_deal(deal_id: int, reason: str, *, by: Actor, via: str, note: str = "", revision: int | None = None) -> None:
    """Lose one deal; raises what `lose_deals` would have reported for it."""
    for refusal in lose_deals([deal_id], reason, by=by, via=via, note=note, revision=revision).refused.values():
        raise refusal


@transaction.atomic
def lose_deals(
    deal_ids: Sequence[int], reason: str, *, by: Actor, via: str, note: str = "", revision: int | None = None
) -> Moved:
    """Lose deals for one of the reasons their process knows, from any stage; starts the tasks it plans then.

    A deal is refused with Invalid (its process knows no such reason) or AlreadyClosed.
    """
    deals, now = locked(deal_ids, by), timezone.now()
    require_revision(deals, revision)
    refused: dict[int, SalesError] = {}
    for deal in deals:
        try:
            _require_open(deal)
            require_reason(playbook(deal.version_id), reason)
        except SalesError as refusal:
            refused[deal.id] = refusal
    losing = [deal for deal in deals if deal.id not in refused]
    _close(losing, "lost", reason, note, by, now)
    record(
        Happening(DealLost(stage=deal.stage, closed_at=now, reason=reason, note=note), deal.id, by.id, via, now)
        for deal in losing
    )
    _plan(losing, via, now, lambda book: book.outcomes.lost.tasks)
    return Moved(tuple(deal.id for deal in losing), refused)


@transaction.atomic
def reopen_deal(deal_id: int, *, by: Actor, via: str, to: str | None = None, revision: int | None = None) -> None:
    """Make a won or lost deal open again, in the stage it was closed in unless `to` names another."""
    (deal,), now = locked([deal_id], by), timezone.now()
    require_revision([deal], revision)
    if deal.status == "open":
        raise Conflict(f"“{deal.title}” is open already.")
    stages = [stage.key for stage in playbook(deal.version_id).stages]
    stage = to or deal.stage or stages[0]
    if stage not in stages:
        raise NotFound(f"There is no stage “{stage}”.", field="stage", remedy=f"Its stages are: {', '.join(stages)}.")
    Outcome.objects.filter(deal_id=deal.id).delete()
    changes = {"status": "open", "stage": stage, "stage_since": now, "closed_at": None, "last_touch_at": now}
    changes["forecast_category"] = category_after(deal, stage)
    Deal.objects.filter(id=deal.id).update(**changes, revision=F("revision") + 1)
    begin_visits({deal.id: stage}, now)
    totals.apply([totals.share_of(deal, stage, 1)])
    record([Happening(DealReopened(stage=stage, was=deal.status), deal.id, by.id, via, now)])


def _plan(
    deals: Sequence[Deal], via: str, now: datetime, plans: Callable[[Playbook], Sequence[PlannedActivity]]
) -> None:
    """Make the tasks that the process of each deal plans for its end; what an import tells is long over."""
    if via != IMPORT:
        plan_tasks(
            ((deal.id, deal.owner_id, plan) for deal in deals for plan in plans(playbook(deal.version_id))), at=now
        )


def _require_open(deal: Deal) -> None:
    if deal.status != "open":
        raise AlreadyClosed(f"“{deal.title}” is {deal.status} already.", remedy="Open it again first.")


def require_reason(book: Playbook, reason: str) -> None:
    """Raise Invalid for a reason that the process does not know."""
    known = [choice.key for choice in book.outcomes.lost.reasons]
    if reason not in known:
        said = f"“{reason}” is not a reason that {book.title} knows." if reason else "Losing a deal needs a reason."
        raise Invalid(said, field="reason", remedy=f"Choose from: {', '.join(known)}.")


def _close(deals: Sequence[Deal], kind: str, reason: str, note: str, by: Actor, now: datetime) -> None:
    if not deals:
        return
    ids = [deal.id for deal in deals]
    _closed(ids=ids, kind=kind, now=now)
    end_visits(ids, now)
    insert_rows(Outcome, OUTCOME_COLUMNS, [(deal_id, kind, reason, note, now, by.id) for deal_id in ids])
    totals.apply(totals.share_of(deal, deal.stage, -1) for deal in deals)


@kept_update
def _closed(ids: Any, kind: Any, now: Any) -> Update:
    changes = {"status": kind, "closed_at": now, "last_touch_at": now, "revision": F("revision") + 1}
    return Deal.objects.filter(id__in=ids), changes
