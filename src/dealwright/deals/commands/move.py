"""Move deals through their stages, past the gates."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from dealwright import Invalid, NotFound, SalesError, Stale
from dealwright.activities.commands import plan_tasks
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.doors import IMPORT
from dealwright.ledger.event import Event
from dealwright.ledger.kept import Update, kept, kept_update
from dealwright.ledger.rows import insert_rows
from dealwright.playbook import category_in, followed
from dealwright.processes.queries import playbook
from dealwright.records.quality.keeping import Watch
from dealwright.workspace.queries import Actor, Right, require

from .. import totals
from ..access import locked
from ..events import GateOverridden, StageMoved
from ..evidence import evidence_of
from ..models import Deal, StageVisit
from ..refusals import AlreadyClosed, CriteriaUnmet, MoveRefused
from ..rules import Evidence, Judgement, Step, missing, plan_move, proofs_kept

VISIT_COLUMNS = ["deal_id", "n", "stage", "entered_at", "left_at"]


@dataclass(frozen=True)
class Moved:
    """What a move of many did: the ids that moved, for each other one why not, and what counts as a deviation."""

    done: tuple[int, ...]
    refused: dict[int, SalesError]
    warnings: dict[int, str] = field(default_factory=dict)

    def alone(self) -> str:
        """The warning of a move of one ("" = none); raises why it was refused."""
        for refusal in self.refused.values():
            raise refusal
        return next(iter(self.warnings.values()), "")


@dataclass(frozen=True)
class Going:
    """A deal on its way: what the move means, what its gates miss under an override, and what proves the rest."""

    deal: Deal
    step: Step
    unmet: list[Judgement]
    proofs: tuple[dict[str, Any], ...]


def move_stage(deal_id: int, to: str, *, by: Actor, via: str, override: str = "", revision: int | None = None) -> str:
    """Move one deal; returns what the process warns of ("" = nothing), raises what `move_stages` would report of it."""
    return move_stages([deal_id], to, by=by, via=via, override=override, revision=revision).alone()


@transaction.atomic
def move_stages(
    deal_ids: Sequence[int], to: str, *, by: Actor, via: str, override: str = "", revision: int | None = None
) -> Moved:
    """Move deals to a stage of their process; a deal already there stays as it is.

    A deal is refused with CriteriaUnmet (what its gate misses and how to supply it), MoveRefused (skip or back
    against the process), AlreadyClosed or NotFound (no such stage). With `override`, a reason, a manager lets deals
    pass all the same; that is an event of its own. Raises NotFound or NotAllowed when one of the deals may not be
    seen or changed, Stale when `revision` is not the deal's.
    """
    override = check_override(override, by)
    deals, now = locked(deal_ids, by), timezone.now()
    require_revision(deals, revision)
    evidence, refused, moves, rules = evidence_of(deals, by), {}, [], Watch("deals", deals, by)
    for deal in deals:
        try:
            going = _judge(deal, to, evidence[deal.id], override)
            rules.require(deal, {"stage": to})
            moves.append(going)
        except SalesError as refusal:
            refused[deal.id] = refusal
    _write([each for each in moves if each.deal.stage != to], to, by, via, override, now)
    warnings = {each.deal.id: each.step.warning for each in moves if each.step.warning}
    return Moved(tuple(each.deal.id for each in moves), refused, warnings)


def _judge(deal: Deal, to: str, evidence: Evidence, override: str) -> Going:
    book = playbook(deal.version_id)
    if deal.status != "open":
        raise AlreadyClosed(f"“{deal.title}” is {deal.status}.", remedy="Open it again first.")
    if to not in {stage.key for stage in book.stages}:
        known = ", ".join(stage.key for stage in book.stages)
        raise NotFound(f"{book.title} has no stage “{to}”.", field="stage", remedy=f"Its stages are: {known}.")
    step = plan_move(book, deal.stage, to, evidence.facts)
    unmet = pass_gate(deal, step, evidence, override)
    return Going(deal, step, unmet, proofs_kept(book, step.passed, evidence))


def pass_gate(deal: Deal, step: Step, evidence: Evidence, override: str) -> list[Judgement]:
    """What the override lets pass, nothing without one; raises CriteriaUnmet or MoveRefused when the deal stays."""
    book = playbook(deal.version_id)
    # Where stages may not be skipped only the gate at hand matters, until somebody overrides them all.
    passed = step.passed[:1] if step.refusal and not override else step.passed
    unmet = missing(book, passed, evidence)
    if not override and unmet:
        raise CriteriaUnmet(book.stage(deal.stage).title if deal.stage else book.title, unmet)
    if not override and step.refusal:
        raise MoveRefused(step.refusal, field="stage", remedy="Take the next step, or ask a manager to override.")
    return unmet


def require_revision(deals: Sequence[Deal], revision: int | None) -> None:
    """Raise Stale when the caller saw an older revision of the one deal."""
    if revision is not None and any(deal.revision != revision for deal in deals):
        raise Stale("Somebody changed this deal in the meantime.", remedy="Look at it again, then repeat your change.")


def _write(
    going: Sequence[Going],
    to: str,
    by: Actor,
    via: str,
    override: str,
    now: datetime,
) -> None:
    if not going:
        return
    deals = [each.deal for each in going]
    for category, alike in _by_category(deals, to).items():
        _moved(ids=alike, to=to, category=category, now=now)
    begin_visits({deal.id: to for deal in deals}, now)
    totals.apply(
        change for deal in deals for change in (totals.share_of(deal, deal.stage, -1), totals.share_of(deal, to, 1))
    )
    record(Happening(event, each.deal.id, by.id, via, now) for each in going for event in _events(each, to, override))
    if via == IMPORT:
        return
    plan_tasks(
        ((deal.id, deal.owner_id, plan) for deal in deals for plan in playbook(deal.version_id).stage(to).activities),
        at=now,
    )


def _by_category(deals: Sequence[Deal], to: str) -> dict[str, list[int]]:
    """The deals by the forecast category that they have in that stage."""
    found: dict[str, list[int]] = defaultdict(list)
    for deal in deals:
        found[category_after(deal, to)].append(deal.id)
    return found


def category_after(deal: Deal, to: str) -> str:
    """The forecast category that the deal has in a stage of its process."""
    book = playbook(deal.version_id)
    return followed(deal.forecast_category, category_in(book, deal.stage), category_in(book, to))


@kept_update
def _moved(ids: Any, to: Any, category: Any, now: Any) -> Update:
    moved = {"stage": to, "stage_since": now, "forecast_category": category}
    changes = {**moved, "last_touch_at": now, "revision": F("revision") + 1}
    return Deal.objects.filter(id__in=ids), changes


def begin_visits(stages: dict[int, str], now: datetime) -> None:
    """End each deal's present visit and begin one in the given stage."""
    end_visits(list(stages), now)
    last = dict(_last_visits(deals=list(stages)))
    rows = [(deal_id, last.get(deal_id, 0) + 1, stage, now, None) for deal_id, stage in stages.items()]
    insert_rows(StageVisit, VISIT_COLUMNS, rows)


@kept
def _last_visits(deals: Any) -> QuerySet[StageVisit, Any]:
    return StageVisit.objects.filter(deal_id__in=deals).values_list("deal_id").annotate(Max("n"))


def end_visits(deal_ids: Sequence[int], now: datetime) -> None:
    """End the visits that the deals are in."""
    _ended(deals=deal_ids, now=now)


@kept_update
def _ended(deals: Any, now: Any) -> Update:
    return StageVisit.objects.filter(deal_id__in=deals, left_at=None), {"left_at": now}


def _events(going: Going, to: str, override: str) -> list[Event]:
    deal, step = going.deal, going.step
    moved = StageMoved(
        origin=deal.stage, to=to, forward=step.forward, skipped=step.skipped, warning=step.warning,
        shortcut=step.shortcut, proofs=going.proofs,
    )  # fmt: skip
    return [*overridden(deal, step, going.unmet, to, override), moved]


def overridden(deal: Deal, step: Step, unmet: Sequence[Judgement], to: str, override: str) -> list[GateOverridden]:
    """The event of an override that let something pass; none where nothing stood in the way."""
    if not override or not (unmet or step.refusal):
        return []
    missed = (*(one.why for one in unmet), *([step.refusal] if step.refusal else []))
    return [GateOverridden(stage=deal.stage, to=to, reason=override, missing=missed)]


def check_override(override: str, by: Actor) -> str:
    """The reason of an override, "" without one; raises NotAllowed for a rep, Invalid for a reason without words."""
    if not override:
        return ""
    require(by, Right.OVERRIDE)
    if len(override.strip()) < 3:
        raise Invalid(
            "An override needs a reason.", field="override", remedy="Say in a sentence why the deal may pass."
        )
    return override.strip()
