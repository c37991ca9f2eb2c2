"""What was noted on a deal as proof, and what was asked to be approved."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from dealwright import NotFound
from dealwright.workspace.queries import Actor, roles_up_to

from ..access import may_judge, visible
from ..models import Approval, Confirmation, Deal


@dataclass(frozen=True)
class Noted:
    """Proof that was noted on a deal and not taken back: `by` is a name, `person` who consented, by number."""

    id: int
    need: str
    key: str
    title: str
    link: str
    person: int | None
    by_id: int | None
    by: str | None
    at: datetime
    until: datetime | None

    @property
    def counts(self) -> bool:
        """Whether it has not ended."""
        return self.until is None or self.until > timezone.now()


@dataclass(frozen=True)
class Wish:
    """An approval that was asked for; `granted` is None until somebody said yes or no. Who did what is told by name."""

    id: int
    deal_id: int
    deal: str
    key: str
    title: str
    role: str
    note: str
    asked_by_id: int | None
    asked_by: str | None
    asked_at: datetime
    granted: bool | None
    reason: str
    decided_by_id: int | None
    decided_by: str | None
    decided_at: datetime | None

    def decidable(self, actor: Actor) -> bool:
        """Whether the actor may say yes or no: of the role or a higher one, and not who asked but for the owner."""
        return self.granted is None and self.role in roles_up_to(actor) and may_judge(self.asked_by_id, actor)


NOTED = ("id", "need", "key", "title", "link", "person_id", "by_id", "by__name", "at", "until")
WISH = (
    "id", "deal_id", "deal__title", "key", "title", "role", "note", "asked_by_id", "asked_by__name", "asked_at",
    "granted", "reason", "decided_by_id", "decided_by__name", "decided_at",
)  # fmt: skip
MOST = 100


def noted_on(deal_id: int) -> list[Noted]:
    """The proof noted on a deal that has been found visible, latest first, ended proof among it; one query."""
    found = Confirmation.objects.filter(deal_id=deal_id, taken_back_at=None).order_by("-at", "-id")
    return [Noted(*row) for row in found.values_list(*NOTED)]


def wishes_on(deal_id: int) -> list[Wish]:
    """What was asked to be approved on a deal that has been found visible, last asked first; one query."""
    return _wishes(Approval.objects.filter(deal_id=deal_id).order_by("-asked_at", "-id"))


def wishes_for(actor: Actor) -> list[Wish]:
    """What waits for the actor's approval, first asked first, at most a hundred; one query."""
    found = Approval.objects.filter(
        deal__in=Deal.objects.filter(visible(actor)), granted=None, role__in=roles_up_to(actor)
    )
    return [wish for wish in _wishes(found.order_by("asked_at", "id")[:MOST]) if wish.decidable(actor)]


def wish_of(approval_id: int, actor: Actor) -> Wish:
    """One approval; raises NotFound unless the actor may see its deal."""
    found = Approval.objects.filter(deal__in=Deal.objects.filter(visible(actor)), id=approval_id)
    for wish in _wishes(found):
        return wish
    raise NotFound(f"There is no approval {approval_id} that you may see.")


def _wishes(found: QuerySet[Approval]) -> list[Wish]:
    return [Wish(*row) for row in found.values_list(*WISH)]
