"""Questions to the customers: organisations and people that a member may see."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from dealwright import NotFound
from dealwright.ledger.kept import kept
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.records.search import Found, similar
from dealwright.workspace.access import seen
from dealwright.workspace.queries import Actor

from .known import home_country
from .models import Key, Organisation, Person
from .normal import key_of

MOST_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class Contact:
    """A person as they stand on their organisation's page."""

    id: int
    name: str
    job_title: str
    email: str
    phone: str


def visible(actor: Actor) -> Q:
    """The filter for organisations the actor may see: customers are known to the whole company."""
    return seen(actor, "organisation")


def visible_of(one: str, actor: Actor) -> Q:
    """The filter for the customers of one kind (singular key) that the actor may see."""
    return seen(actor, one)


def organisation_name(organisation_id: int, by: Actor) -> str:
    """The organisation's name; raises NotFound."""
    name = Organisation.objects.filter(visible(by), id=organisation_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound(f"There is no organisation {organisation_id}.", field="organisation")
    return name


class Firm(NamedTuple):
    """What checks may look at of an organisation."""

    name: str
    country: str
    sector: str
    employees: int | None


def firms(organisation_ids: Collection[int]) -> dict[int, Firm]:
    """What checks may look at of organisations, by id; one query for any number."""
    rows = Organisation.objects.filter(id__in=organisation_ids).values_list("id", *Firm._fields)
    return {organisation_id: Firm(*row) for organisation_id, *row in rows}


def person_name(person_id: int, by: Actor) -> str:
    """The person's name; raises NotFound."""
    name = Person.objects.filter(visible_of("person", by), id=person_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound(f"There is no person {person_id}.", field="person")
    return name


def employer_of(person_id: int, by: Actor) -> tuple[str, int | None]:
    """The person's name and the number of the organisation they work for now; raises NotFound."""
    row = Person.objects.filter(visible_of("person", by), id=person_id).values_list("name", "organisation_id").first()
    if row is None:
        raise NotFound(f"There is no person {person_id}.", field="person")
    return row


def people_of(organisation_id: int, by: Actor) -> list[Contact]:
    """The people of an organisation by name, at most a hundred."""
    found = Person.objects.filter(visible_of("person", by), organisation_id=organisation_id).order_by("name", "id")
    hidden = hidden_keys(kind_of("people"), by)
    rows = found.values_list("id", "name", "job_title", "email", "phone")[:MOST_PEOPLE]
    ways = (("" if "email" in hidden else row[3], "" if "phone" in hidden else row[4]) for row in rows)
    return [Contact(*row[:3], *way) for row, way in zip(rows, ways, strict=True)]


def people_with(what: str, text: str, by: Actor) -> list[int]:
    """The people who have this mail, phone, tag or consent ("mail", …), whatever way it is written; at most a hundred.

    Phones without a prefix are taken for those of the company's own country.
    """
    if _hides("people", what, by):
        return []
    ids = [row[0] for row in _with(what, "person", MOST_PEOPLE, key=key_of(what, text, home_country()))]
    return sorted(Person.objects.filter(visible_of("person", by), id__in=ids).values_list("id", flat=True))


def organisations_with(what: str, text: str, by: Actor) -> list[int]:
    """The organisations that have this domain (of a mail, too), phone or tag; as `people_with`."""
    if _hides("organisations", what, by):
        return []
    ids = [row[0] for row in _with(what, "organisation", MOST_PEOPLE, key=key_of(what, text, home_country()))]
    return sorted(Organisation.objects.filter(visible_of("organisation", by), id__in=ids).values_list("id", flat=True))


def _hides(many: str, what: str, by: Actor) -> bool:
    return {"mail": "email"}.get(what, what) in hidden_keys(kind_of(many), by)


@kept
def _with(what: str, one: str, most: int, key: Any) -> QuerySet[Key, Any]:
    return Key.objects.filter(what=what, key=key, one=one).order_by("record_id").values_list("record_id")[:most]


def similar_organisations(name: str, by: Actor) -> list[Found]:
    """Organisations whose names look like this one, closest first."""
    return similar(kind_of("organisations"), name, by)


def similar_people(name: str, by: Actor) -> list[Found]:
    """People whose names look like this one, closest first."""
    return similar(kind_of("people"), name, by)
