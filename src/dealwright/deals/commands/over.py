"""Move open deals over to another version of their process, and back."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dealwright import Conflict, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.playbook import Playbook, category_in, followed
from dealwright.processes.queries import Published, playbook, version
from dealwright.workspace.queries import Actor, Right, require

from .. import totals
from ..events import DealMovedOver, StageMoved
from ..models import Deal, MovedOver, MoveOver
from ..queries.over import OverDeal, OverPlan, plan_over
from .move import begin_visits

CARRIED = ["version", "stage", "stage_since", "forecast_category", "revision"]


@transaction.atomic
def move_over(key: str, number: int, *, by: Actor, via: str, stages: Mapping[str, str] | None = None) -> int | None:
    """Let the open deals of a process follow one of its versions; returns the id of the move, None without deals.

    `stages` maps stages that the version does not have to those it has; gates do not apply, for the deals stay where
    they are. Raises NotAllowed without the right to publish, NotFound for an unknown version, Conflict while a stage
    has no place in it.
    """
    require(by, Right.PUBLISH)
    list(Deal.objects.select_for_update().filter(process__key=key, status="open").values_list("id"))
    plan = plan_over(key, number, by, stages)
    _require_homes(plan)
    if not plan.deals:
        return None
    now = timezone.now()
    move = MoveOver.objects.create(version_id=plan.version.id, by_id=by.id, at=now)
    deals = Deal.objects.in_bulk([deal.id for deal in plan.deals])
    MovedOver.objects.bulk_create(
        MovedOver(
            move=move, deal_id=one.id, was_version_id=deals[one.id].version_id, was_stage=one.stage,
            revision=deals[one.id].revision + 1,
        )
        for one in plan.deals
    )  # fmt: skip
    _carry_out([(deals[one.id], plan.version, one.to, _fails(one)) for one in plan.deals], by, via)
    return move.id


@transaction.atomic
def move_back(move_id: int, *, by: Actor, via: str) -> tuple[int, int]:
    """Undo a move: deals that were not changed since follow their old version again, in their old stage.

    Returns how many went back, and how many stayed because somebody has worked on them or closed them. Raises
    NotFound, NotAllowed without the right to publish, Conflict when it was undone already.
    """
    require(by, Right.PUBLISH)
    move = MoveOver.objects.select_for_update().filter(id=move_id).first()
    if move is None:
        raise NotFound(f"There is no move {move_id} to take back.")
    if move.undone_at is not None:
        raise Conflict("This move was taken back already.")
    MoveOver.objects.filter(id=move.id).update(undone_at=timezone.now())
    moved = {each.deal_id: each for each in MovedOver.objects.filter(move=move)}
    deals = Deal.objects.select_for_update().filter(id__in=moved, status="open", version_id=move.version_id)
    going = [deal for deal in deals.order_by("id") if deal.revision == moved[deal.id].revision]
    _carry_out(
        [(deal, version(moved[deal.id].was_version_id), moved[deal.id].was_stage, ()) for deal in going], by, via
    )
    return len(going), len(moved) - len(going)


def _require_homes(plan: OverPlan) -> None:
    if plan.homeless:
        stages = ", ".join(f"{stage} ({deals})" for stage, deals in plan.homeless.items())
        raise Conflict(
            f"Version {plan.version.number} has no place for deals in: {stages}.",
            field="stages",
            remedy="Say to which stage they go.",
        )


def _fails(one: OverDeal) -> tuple[str, ...]:
    return tuple(each.key for each in one.fails)


def _carry_out(moves: Sequence[tuple[Deal, Published, str | None, tuple[str, ...]]], by: Actor, via: str) -> None:
    now = timezone.now()
    leaving = [totals.share_of(deal, deal.stage, -1) for deal, *_ in moves]
    record(
        Happening(event, deal.id, by.id, via, now)
        for deal, to, stage, fails in moves
        for event in _events(deal, to, stage, fails)
    )
    begin_visits({deal.id: stage for deal, _, stage, _ in moves if stage and stage != deal.stage}, now)
    for deal, to, stage, _ in moves:
        deal.forecast_category = _category(deal, to.playbook, stage)
        if stage != deal.stage:
            deal.stage, deal.stage_since = stage, now
        deal.version_id, deal.revision = to.id, F("revision") + 1
    Deal.objects.bulk_update([deal for deal, *_ in moves], CARRIED, 500)
    totals.apply([*leaving, *(totals.share_of(deal, deal.stage, 1) for deal, *_ in moves)])


def _category(deal: Deal, book: Playbook, stage: str | None) -> str:
    """The forecast category after the two steps that `_events` tells: to the version, then to the stage."""
    there = category_in(book, deal.stage)
    over = followed(deal.forecast_category, category_in(playbook(deal.version_id), deal.stage), there)
    return over if stage == deal.stage else followed(over, there, category_in(book, stage))


def _events(deal: Deal, to: Published, stage: str | None, fails: tuple[str, ...]) -> list[Event]:
    over = DealMovedOver(was=deal.version_id, version=to.id, number=to.number, fails=fails)
    if stage is None or stage == deal.stage:
        return [over]
    return [over, StageMoved(origin=deal.stage, to=stage, forward=True)]
