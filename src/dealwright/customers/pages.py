"""Pages of organisations and people: lists, one record with all around it, names that look alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from dealwright.desk.render import render
from dealwright.records.kinds import conceal, kind_of
from dealwright.records.lists import list_page
from dealwright.records.search import Found, search

from .mapped import Branch, map_of
from .models import Organisation, Person
from .queries import Contact, people_of, similar_organisations, similar_people
from .related import (
    Firm,
    Former,
    Stay,
    Tie,
    Word,
    count_people,
    former_people,
    group_of,
    newest,
    stays_of,
    ties_of,
    words_of,
)
from .showing import Facts, facts, record_of

SHOWN = 12
FIELDS_WITH_NAMES = frozenset({"name", "organisation", "parent", "other"})


@dataclass(frozen=True)
class OrganisationPage:
    """An organisation, its people and its group; deals, timeline and tasks come as panels."""

    facts: Facts
    record: Organisation
    one: str
    people: Sequence[Contact]
    people_count: int
    group: Sequence[Firm]
    former: Sequence[Former]
    may_write: bool


@dataclass(frozen=True)
class PersonPage:
    """A person with their relations, consents and former employers; deals, timeline and tasks come as panels."""

    facts: Facts
    record: Person
    one: str
    ties: Sequence[Tie]
    stays: Sequence[Stay]
    words: Sequence[Word]
    history: Sequence[Word]
    may_write: bool


@dataclass(frozen=True)
class MapPage:
    """Who reports to whom at an organisation, and how its people stand to each other beside that."""

    record: Organisation
    tree: Sequence[Branch]
    ties: Sequence[tuple[int, str, str, int, str]]


@dataclass(frozen=True)
class NearPage:
    """Records whose names look like the one being typed."""

    near: Sequence[Found]


@login_required
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """The list of organisations."""
    return list_page(request, "organisations")


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The list of people."""
    return list_page(request, "people")


@login_required
@require_GET
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Everything about an organisation in one place."""
    actor = request.user
    record = record_of("organisation", organisation_id, actor)
    shown = facts(actor, "organisation", conceal(kind_of("organisations"), record, actor))
    known, group = people_of(record.id, actor), group_of(record, actor)
    count = count_people(record.id, actor) if len(known) > SHOWN else len(known)
    former = former_people(record.id, actor)
    page = OrganisationPage(shown, record, "organisation", known[:SHOWN], count, group, former, shown.may_write)
    return render(request, "customers/organisation.html", page)


@login_required
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything about a person in one place."""
    actor = request.user
    record = record_of("person", person_id, actor)
    shown, words = facts(actor, "person", conceal(kind_of("people"), record, actor)), words_of(record.id)
    ties, stays = ties_of(record.id, actor), stays_of(record.id)
    page = PersonPage(shown, record, "person", ties, stays, newest(words), words, shown.may_write)
    return render(request, "customers/person.html", page)


@login_required
@require_GET
def people_map(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Who reports to whom at an organisation."""
    record = record_of("organisation", organisation_id, request.user)
    tree, ties = map_of(record.id, request.user)
    return render(request, "customers/map.html", MapPage(record, tree, ties))


@login_required
@require_GET
def near_organisations(request: HttpRequest) -> HttpResponse:
    """Organisations whose names look like the one typed: a warning against doubles, or choices for a field."""
    return _near(request, "organisation", similar_organisations)


@login_required
@require_GET
def near_people(request: HttpRequest) -> HttpResponse:
    """People whose names look like the one typed."""
    return _near(request, "person", similar_people)


def _near(request: HttpRequest, one: str, similar: Callable[[str, Any], list[Found]]) -> HttpResponse:
    typed = next((text for name, text in request.GET.items() if name in FIELDS_WITH_NAMES), "")[:300]
    block = "options" if request.headers.get("HX-Target", "").endswith("-list") else "near"
    found = similar(typed, request.user) if len(typed.strip()) > 1 else []
    if block == "options":
        begun = [each for each in search(typed, request.user) if each.one == one]
        found = list({each.id: each for each in (*begun, *found)}.values())
    return render(request, "customers/near.html", NearPage(found), block=block)
