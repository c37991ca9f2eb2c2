"""What would happen if open deals followed another version of their process."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from dealwright import Invalid, NotFound
from dealwright.processes.queries import Published, versions
from dealwright.workspace.queries import Actor

from ..access import visible
from ..evidence import GLANCE, Glance, gates_of
from ..models import Deal, MovedOver, MoveOver
from ..rules import Judgement

AT_ONCE = 1_000


@dataclass(frozen=True)
class OverDeal:
    """A deal that would be moved over: its stage now and then, and which needs its gate newly fails."""

    id: int
    title: str
    number: int
    stage: str | None
    to: str | None
    fails: tuple[Judgement, ...]


@dataclass(frozen=True)
class OverPlan:
    """The plan of moving deals over to a version.

    `homeless` are stages of open deals that the version does not have, with how many deals stand there: say where
    they go before the plan can be carried out.
    """

    version: Published
    deals: tuple[OverDeal, ...]
    homeless: Mapping[str, int] = field(default_factory=dict)

    @property
    def failing(self) -> tuple[OverDeal, ...]:
        """The deals whose gate newly fails something."""
        return tuple(deal for deal in self.deals if deal.fails)

    @property
    def by_need(self) -> dict[str, tuple[str, int]]:
        """For each need that deals newly fail, by key: why it is asked for, and how many deals fail it."""
        counted: dict[str, tuple[str, int]] = {}
        for one in (each for deal in self.deals for each in deal.fails):
            counted[one.key] = (one.why, counted.get(one.key, ("", 0))[1] + 1)
        return counted


def plan_over(key: str, number: int, actor: Actor, stages: Mapping[str, str] | None = None) -> OverPlan:
    """The plan of moving the open deals of a process that the actor sees over to one of its versions.

    `stages` maps a stage that the version no longer has to one that it has. Raises NotFound for an unknown version,
    Invalid for a stage that is mapped to none.
    """
    version, stages = version_of(key, number), dict(stages or {})
    known = {stage.key for stage in version.playbook.stages}
    if strange := [stage for stage in stages.values() if stage not in known]:
        raise Invalid(
            f"Version {number} has no stage “{strange[0]}”.", field="stages", remedy=f"It has: {', '.join(known)}."
        )
    numbers = {each.id: each.number for each in versions(key)}
    found = Deal.objects.filter(visible(actor), process_id=version.process_id, status="open")
    rows = [Glance(*row) for row in found.exclude(version_id=version.id).order_by("id").values_list(*GLANCE)]
    homeless: dict[str, int] = {}
    for row in rows:
        if row.stage and row.stage not in known and row.stage not in stages:
            homeless[row.stage] = homeless.get(row.stage, 0) + 1
    placed = [row for row in rows if row.stage not in homeless]
    deals = tuple(deal for batch in _batches(placed) for deal in _planned(batch, version, stages, numbers))
    return OverPlan(version, deals, homeless)


def version_of(key: str, number: int) -> Published:
    """A version of a process by its number; raises NotFound."""
    for version in versions(key):
        if version.number == number:
            return version
    raise NotFound(f"Process “{key}” has no version {number}.", field="to", remedy="dealwright playbook list")


def _batches(rows: Sequence[Glance]) -> Iterator[Sequence[Glance]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _planned(
    rows: Sequence[Glance], version: Published, stages: Mapping[str, str], numbers: Mapping[int, int]
) -> Iterator[OverDeal]:
    now: datetime = timezone.now()
    after = [row._replace(version_id=version.id, stage=stages.get(row.stage or "", row.stage)) for row in rows]
    before_gates, after_gates = gates_of(rows, now), gates_of(after, now)
    for row, moved in zip(rows, after, strict=True):
        missed = {one.key for one in before_gates[row.id] if not one.met}
        fails = tuple(one for one in after_gates[row.id] if not one.met and one.key not in missed)
        yield OverDeal(row.id, row.title, numbers[row.version_id], row.stage, moved.stage, fails)


@dataclass(frozen=True)
class PastMove:
    """Open deals of a process were moved over to version `number`; `undone_at` when that was taken back."""

    id: int
    number: int
    who: str | None
    at: datetime
    undone_at: datetime | None
    deals: int


def past_moves(key: str, limit: int = 20) -> list[PastMove]:
    """The moves of a process's open deals so far, the last first."""
    deals = MovedOver.objects.filter(move=OuterRef("id")).order_by().values("move").annotate(n=Count("id")).values("n")
    found = MoveOver.objects.filter(version__process__key=key).annotate(deals=Coalesce(Subquery(deals), 0))
    rows = found.order_by("-id").values_list("id", "version__number", "by__name", "at", "undone_at", "deals")
    return [PastMove(*row) for row in rows[:limit]]
