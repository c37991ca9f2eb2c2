"""The inbox: leads by score, a page at a time, at the same cost for any number of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from dealwright.ledger.kept import kept, kept_count
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.queries import Actor

from ..access import visible
from ..models import OPEN, Lead

PAGE = 40
COUNTED = 1_000
MINE, FREE = "mine", "free"
VIEWS = {
    "open": OPEN,
    MINE: OPEN,
    FREE: OPEN & Q(owner_id=None),
    "recycled": Q(status="recycled"),
    "converted": Q(status="converted"),
    "disqualified": Q(status="disqualified"),
}


class Line(NamedTuple):
    """A lead as it stands in the inbox."""

    id: int
    name: str
    organisation: str
    email: str
    job_title: str
    score: int
    reasons: list[list[Any]]
    status: str
    source: str | None
    campaign: str | None
    created_at: datetime
    first_contact_at: datetime | None
    owner_id: int | None
    back_on: date | None
    reason: str

    @property
    def waits(self) -> bool:
        """Whether nobody has spoken to them yet, though somebody should."""
        return self.first_contact_at is None and self.status in ("new", "working", "qualified")

    @property
    def until_contact(self) -> int:
        """Whole days from when they came until we first spoke to them; 0 where we have not."""
        return max((self.first_contact_at - self.created_at).days, 0) if self.first_contact_at else 0


COLUMNS = [{"source": "source__name", "campaign": "campaign__name"}.get(name, name) for name in Line._fields]


@dataclass(frozen=True)
class Inbox:
    """Some leads of a view, and where the next ones begin ("" on the last page)."""

    lines: Sequence[Line]
    following: str


def inbox(view: str, actor: Actor, after: str = "") -> Inbox:
    """The next leads of a view after a place that an earlier page named; an unknown place is the beginning."""
    begin, values = _place(after), _values(view, actor)
    shape = (view, visible(actor), begin is not None)
    nothing: dict[str, Any] = {"email": "", "reasons": []}
    hidden = {key: nothing[key] for key in hidden_keys(kind_of("leads"), actor) & nothing.keys()}
    rows = [Line(*row) for row in _inbox(*shape, **values, **(begin or {}))]
    rows = [row._replace(**hidden) for row in rows] if hidden else rows
    more = f"{rows[PAGE - 1].score}.{rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    return Inbox(rows[:PAGE], more)


def count(view: str, actor: Actor) -> int:
    """How many leads the view holds, counted no further than a thousand and one."""
    return _counted(view, visible(actor), **_values(view, actor))


def _values(view: str, actor: Actor) -> dict[str, Any]:
    return {"owner": actor.id or 0} if view == MINE else {}


def _place(text: str) -> dict[str, int] | None:
    score, dot, lead_id = text.partition(".")
    digits = score.removeprefix("-")
    if not (dot and digits.isdecimal() and lead_id.isdecimal() and len(text) < 30):
        return None
    return {"score": int(score), "id": int(lead_id)}


def _rows(view: str, seen: Q, values: dict[str, Any]) -> QuerySet[Lead]:
    rows = Lead.objects.filter(seen, VIEWS[view])
    return rows.filter(owner_id=values["owner"]) if "owner" in values else rows


@kept
def _inbox(view: str, seen: Q, after: bool, **values: Any) -> QuerySet[Lead, Any]:
    rows = _rows(view, seen, values)
    if after:  # the first condition is implied by the second; it lets the database start in the middle of the index
        rows = rows.filter(score__lte=values["score"]).filter(
            Q(score__lt=values["score"]) | Q(score=values["score"], id__lt=values["id"])
        )
    return rows.order_by("-score", "-id").values_list(*COLUMNS)[: PAGE + 1]


@kept_count
def _counted(view: str, seen: Q, **values: Any) -> QuerySet[Lead, Any]:
    return _rows(view, seen, values).order_by().values_list("id")[: COUNTED + 1]
