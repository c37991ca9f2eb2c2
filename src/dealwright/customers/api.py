"""The API of organisations and people."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright.records.answers import answer_list, answer_one, expected_revision
from dealwright.records.bodies import Amount, Body
from dealwright.records.kinds import kind_of

from .commands import add_organisation, add_person, change_organisation, change_person

organisations = Router(tags=["organisations"])
people = Router(tags=["people"])


class OrganisationChange(Body):
    """What of an organisation can be written; revenue as decimal text, parent and owner by number."""

    name: str | None = None
    website: str | None = None
    phone: str | None = None
    sector: str | None = None
    country: str | None = None
    employees: int | None = None
    founded: int | None = None
    revenue: Amount | None = None
    revenue_currency: str | None = None
    parent: int | None = None
    owner: int | None = None
    external_id: str | None = None


class NewOrganisationBody(OrganisationChange):
    """A new organisation needs a name."""

    name: str


class PersonChange(Body):
    """What of a person can be written; organisation and owner by number."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    job_title: str | None = None
    organisation: int | None = None
    owner: int | None = None
    external_id: str | None = None


class NewPersonBody(PersonChange):
    """A new person needs a name."""

    name: str


@organisations.get("")
def list_organisations(request: HttpRequest) -> HttpResponse:
    """Organisations, filtered by `field__operation=value`, sorted by `sort`, a page at a time."""
    return answer_list(request, kind_of("organisations"), request.user)


@organisations.post("")
def create_organisation(request: HttpRequest, body: NewOrganisationBody) -> HttpResponse:
    """Add an organisation."""
    organisation_id = add_organisation(body.model_dump(exclude_unset=True), by=request.user, via="api")
    return answer_one(kind_of("organisations"), organisation_id, request.user, 201)


@organisations.get("/{int:organisation_id}")
def get_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One organisation, with its revision as ETag."""
    return answer_one(kind_of("organisations"), organisation_id, request.user)


@organisations.patch("/{int:organisation_id}")
def edit_organisation(request: HttpRequest, organisation_id: int, body: OrganisationChange) -> HttpResponse:
    """Change the fields that the body names; `If-Match` guards against changing what somebody else has changed."""
    changes, revision = body.model_dump(exclude_unset=True), expected_revision(request)
    change_organisation(organisation_id, changes, by=request.user, via="api", revision=revision)
    return answer_one(kind_of("organisations"), organisation_id, request.user)


@people.get("")
def list_people(request: HttpRequest) -> HttpResponse:
    """People, filtered by `field__operation=value`, sorted by `sort`, a page at a time."""
    return answer_list(request, kind_of("people"), request.user)


@people.post("")
def create_person(request: HttpRequest, body: NewPersonBody) -> HttpResponse:
    """Add a person."""
    person_id = add_person(body.model_dump(exclude_unset=True), by=request.user, via="api")
    return answer_one(kind_of("people"), person_id, request.user, 201)


@people.get("/{int:person_id}")
def get_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person, with their revision as ETag."""
    return answer_one(kind_of("people"), person_id, request.user)


@people.patch("/{int:person_id}")
def edit_person(request: HttpRequest, person_id: int, body: PersonChange) -> HttpResponse:
    """Change the fields that the body names; `If-Match` as for organisations."""
    changes, revision = body.model_dump(exclude_unset=True), expected_revision(request)
    change_person(person_id, changes, by=request.user, via="api", revision=revision)
    return answer_one(kind_of("people"), person_id, request.user)
