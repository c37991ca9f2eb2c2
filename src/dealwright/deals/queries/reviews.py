"""What was learned from deals that ended, by stage and outcome, of those deals that the actor may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from dealwright import BadRequest
from dealwright.processes.queries import current, playbook
from dealwright.workspace.access import seen
from dealwright.workspace.queries import Actor

from ..models import Review

MOST = 50
OUTCOMES = ("won", "lost")


@dataclass(frozen=True)
class Reviewed:
    """A review with its deal; `change_passed` and `customer_passed` are the feedback that these parts became."""

    id: int
    deal_id: int
    deal: str
    process: str
    version_id: int
    outcome: str
    stage: str
    reason: str
    decided: str
    change: str
    asked: bool
    customer: str
    change_passed: int | None
    customer_passed: int | None
    by_id: int | None
    by: str | None
    at: datetime

    @property
    def stage_title(self) -> str:
        """What the deal's process calls the stage."""
        titles = {stage.key: stage.title for stage in playbook(self.version_id).stages}
        return titles.get(self.stage, self.stage)

    @property
    def reason_title(self) -> str:
        """What the deal's process calls the reason; "" without one."""
        titles = {each.key: each.title for each in playbook(self.version_id).outcomes.lost.reasons}
        return titles.get(self.reason, self.reason)


COLUMNS = (
    "id", "deal_id", "deal__title", "deal__process__key", "deal__version_id", "outcome", "stage", "reason", "decided",
    "change", "asked", "customer", "change_passed_id", "customer_passed_id", "by_id", "by__name", "at",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which reviews: of a process, a stage, an outcome; empty ones do not count."""

    process: str = ""
    stage: str = ""
    outcome: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Wanted":
        """What an address asks for; raises NotFound for an unknown process, BadRequest for an unknown outcome."""
        wanted = cls(given.get("process", ""), given.get("stage", "")[:60], given.get("outcome", ""))
        if wanted.process:
            current(wanted.process)
        if wanted.outcome not in ("", *OUTCOMES):
            raise BadRequest(
                f"A deal does not end “{wanted.outcome[:40]}”.", field="outcome", remedy="Choose won or lost."
            )
        return wanted


def reviews(wanted: Wanted, actor: Actor, before: int | None = None) -> tuple[list[Reviewed], int | None]:
    """The newest fifty reviews, those below a number when one is given; and the number to go on from, if there are
    more. One query."""
    found = _found(wanted, actor)
    if before is not None:
        found = found.filter(id__lt=before)
    rows = [Reviewed(*row) for row in found.order_by("-id").values_list(*COLUMNS)[: MOST + 1]]
    return rows[:MOST], rows[MOST - 1].id if len(rows) > MOST else None


def counted(wanted: Wanted, actor: Actor) -> dict[str, dict[str, int]]:
    """How many such reviews there are by stage, and of each how many won and lost; one query."""
    told: dict[str, dict[str, int]] = {}
    for stage, outcome, n in _found(wanted, actor).values_list("stage", "outcome").annotate(Count("id")).order_by():
        told.setdefault(stage, dict.fromkeys(OUTCOMES, 0))[outcome] = n
    return told


def review_on(deal_id: int) -> Reviewed | None:
    """The review of a deal that has been found visible; one query."""
    return next((Reviewed(*row) for row in Review.objects.filter(deal_id=deal_id).values_list(*COLUMNS)), None)


def _found(wanted: Wanted, actor: Actor) -> QuerySet[Review]:
    chosen: Sequence[tuple[str, str]] = [
        ("deal__process__key", wanted.process), ("stage", wanted.stage), ("outcome", wanted.outcome)
    ]  # fmt: skip
    wished = Q(**{name: value for name, value in chosen if value})
    return Review.objects.filter(seen(actor, "deal", "deal__owner_id"), wished)
