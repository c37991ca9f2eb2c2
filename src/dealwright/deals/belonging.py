"""On whose pages deals stand: on those of their organisation and of the people on them."""

from collections.abc import Collection, Iterable

from .models import Deal, Stakeholder


def pages_of_deals(ids: Collection[int]) -> Iterable[tuple[int, tuple[str, int]]]:
    """Number of a deal and each record on whose page it stands; two queries."""
    firms = Deal.objects.filter(id__in=ids).exclude(organisation_id=None).values_list("id", "organisation_id")
    people = Stakeholder.objects.filter(deal_id__in=ids).values_list("deal_id", "person_id")
    yield from ((deal_id, ("organisation", organisation_id)) for deal_id, organisation_id in firms)
    yield from ((deal_id, ("person", person_id)) for deal_id, person_id in people)
