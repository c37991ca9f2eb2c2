"""On whose pages people stand: on that of the organisation they work for."""

from collections.abc import Collection, Iterable

from .models import Person


def pages_of_people(ids: Collection[int]) -> Iterable[tuple[int, tuple[str, int]]]:
    """Number of a person and the organisation on whose page they stand; one query."""
    rows = Person.objects.filter(id__in=ids).exclude(organisation_id=None).values_list("id", "organisation_id")
    return [(person_id, ("organisation", organisation_id)) for person_id, organisation_id in rows]
