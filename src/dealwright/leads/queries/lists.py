"""Lists of leads: how far each has come, and which lead is next."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from dealwright import NotFound
from dealwright.workspace.access import Verb, covers, seen
from dealwright.workspace.queries import Actor

from ..access import visible_lists
from ..models import Listed, ProspectList

MOST = 500
OPEN = ("new", "working", "qualified")
PARTS = ("new", "working", "qualified", "converted", "disqualified", "recycled")


class ListLine(NamedTuple):
    """A list with how many of its leads, that the member sees, stand where."""

    id: int
    title: str
    purpose: str
    owner_id: int | None
    may_change: bool
    counts: dict[str, int]

    @property
    def leads(self) -> int:
        """How many leads it holds."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """How many of them are still to be worked."""
        return sum(self.counts.get(status, 0) for status in OPEN)

    @property
    def done(self) -> float:
        """The share of its leads, from 0 to 1, of which it is known what became; 0 for an empty list."""
        return 1 - self.open / self.leads if self.leads else 0.0


class Through(NamedTuple):
    """A list being worked through: the lead's place among the open ones, and how many there are."""

    id: int
    title: str
    place: int
    of: int


def list_lines(actor: Actor) -> list[ListLine]:
    """The lists the actor may see by title, at most five hundred, with their counts; two queries."""
    rows = ProspectList.objects.filter(visible_lists(actor)).order_by("title")
    found = list(rows.values_list("id", "title", "purpose", "owner_id")[:MOST])
    counts: dict[int, dict[str, int]] = {}
    grouped = _entries(actor).values_list("list_id", "lead__status").order_by().annotate(n=Count("id"))
    for list_id, status, n in grouped:
        counts.setdefault(list_id, {})[status] = n
    return [ListLine(*row, covers(actor, "lead", Verb.CHANGE, row[3]), counts.get(row[0], {})) for row in found]


def visible_list(list_id: int, actor: Actor) -> ProspectList:
    """The list; raises NotFound when it is not visible."""
    one = ProspectList.objects.filter(visible_lists(actor), id=list_id).first()
    if one is None:
        raise NotFound(f"There is no list {list_id} that you may see.")
    return one


def leads_on(list_id: int, actor: Actor) -> Sequence[int]:
    """The visible leads of a list in order, by number."""
    return list(_entries(actor).filter(list_id=list_id).order_by("id").values_list("lead_id", flat=True))


def next_on(list_id: int, after: int | None, actor: Actor) -> int | None:
    """The open lead of a list that comes after another (None: the first); None at the end."""
    place = _place(list_id, after)
    rows = _entries(actor).filter(list_id=list_id, id__gt=place, lead__status__in=OPEN).order_by("id")
    return rows.values_list("lead_id", flat=True).first()


def through(list_id: int, lead_id: int, actor: Actor) -> Through | None:
    """How far the actor is in working through a list; None unless they see it and the lead stands on it."""
    one, place = ProspectList.objects.filter(visible_lists(actor), id=list_id).first(), _place(list_id, lead_id)
    if one is None or not place:
        return None
    rows = _entries(actor).filter(list_id=list_id).filter(Q(lead__status__in=OPEN) | Q(id=place))
    found = rows.aggregate(of=Count("id"), place=Count("id", filter=Q(id__lte=place)))
    return Through(one.id, one.title, found["place"], found["of"])


def _place(list_id: int, lead_id: int | None) -> int:
    row = Listed.objects.filter(list_id=list_id, lead_id=lead_id).values_list("id", flat=True).first()
    return row or 0


def _entries(actor: Actor) -> QuerySet[Listed, Any]:
    """What stands on lists, of the leads that the actor may see."""
    return Listed.objects.filter(seen(actor, "lead", "lead__owner_id"))
