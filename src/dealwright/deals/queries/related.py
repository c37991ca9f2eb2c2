"""The deals of a customer, and the customers around a deal."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from dealwright.customers.queries import people_of
from dealwright.records.kinds import conceal, kind_of
from dealwright.workspace.queries import Actor

from ..access import visible
from ..models import Deal, Stakeholder
from .cards import stage_of


@dataclass(frozen=True)
class Line:
    """A deal in a short list: amount in minor units, its stage or how it ended."""

    id: int
    title: str
    status: str
    stage: str
    owner: str
    amount_minor: int | None
    currency: str


def deals_of_organisation(organisation_id: int, actor: Actor, limit: int = 20) -> list[Line]:
    """The organisation's deals that the actor may see: open ones first, then the newest."""
    return _lines(Q(organisation_id=organisation_id), actor, limit)


def deals_of_person(person_id: int, actor: Actor, limit: int = 20) -> list[Line]:
    """The deals on which the person plays a part, of those the actor may see."""
    return _lines(Q(id__in=Stakeholder.objects.filter(person_id=person_id).values("deal_id")), actor, limit)


def deal_ids_of_organisation(organisation_id: int, actor: Actor, limit: int = 100) -> list[tuple[str, int]]:
    """The organisation's newest deals that the actor may see, as records for its timeline: ("deal", id)."""
    found = Deal.objects.filter(visible(actor), organisation_id=organisation_id).order_by("-id")
    return [("deal", deal_id) for deal_id in found.values_list("id", flat=True)[:limit]]


def deal_ids_of_person(person_id: int, actor: Actor, limit: int = 100) -> list[tuple[str, int]]:
    """The newest deals in which the person plays a part and that the actor may see, as records for their timeline."""
    parts = Stakeholder.objects.filter(person_id=person_id).values("deal_id")
    found = Deal.objects.filter(visible(actor), id__in=parts).order_by("-id")
    return [("deal", deal_id) for deal_id in found.values_list("id", flat=True)[:limit]]


def people_around_deal(deal_id: int, actor: Actor) -> list[tuple[int, str]]:
    """Number and name of those who play a part in a visible deal, then of the others at its organisation."""
    columns = ("person_id", "person__name", "deal__organisation_id")
    parts = list(Stakeholder.objects.filter(deal_id=deal_id).order_by("id").values_list(*columns))
    known = [row[2] for row in parts] or Deal.objects.filter(id=deal_id).values_list("organisation_id", flat=True)
    others = people_of(known[0], actor) if known[0] else []
    return [*((person_id, name) for person_id, name, _ in parts), *((each.id, each.name) for each in others)]


def _lines(wanted: Q, actor: Actor, limit: int) -> list[Line]:
    closed = Case(When(status="open", then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Deal.objects.select_related("owner").filter(visible(actor), wanted).order_by(closed, "-id")[:limit]
    kind = kind_of("deals")
    return [_line(conceal(kind, deal, actor)) for deal in found]


def _line(deal: Deal) -> Line:
    stage = stage_of(deal)
    owner = deal.owner.name if deal.owner else ""
    return Line(deal.id, deal.title, deal.status, stage.title if stage else "", owner, deal.amount_minor, deal.currency)


def known_parts(deal_ids: Collection[int]) -> dict[tuple[int, int, str], int]:
    """The parts that people play in these deals, by deal, person and part: their own numbers; one query."""
    rows = Stakeholder.objects.filter(deal_id__in=deal_ids).values_list("deal_id", "person_id", "role", "id")
    return {(deal_id, person_id, role): part_id for deal_id, person_id, role, part_id in rows}
