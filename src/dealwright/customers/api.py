"""The API of organisations and people."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import Conflict
from dealwright.records.answers import answer_list, answer_one, expected_revision
from dealwright.records.kinds import kind_of

from .bodies import NewOrganisationBody, NewPersonBody, OrganisationChange, PersonChange
from .commands import (
    add_organisation,
    add_person,
    change_organisation,
    change_person,
    remove_organisations,
    remove_people,
    restore_organisations,
    restore_people,
)
from .people_api import around

organisations = Router(tags=["organisations"])
people = Router(tags=["people"])
people.add_router("", around)


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


@organisations.delete("/{int:organisation_id}")
def remove_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Remove an organisation that no other record needs; the answer is what it was."""
    kind = kind_of("organisations")
    answer = answer_one(kind, organisation_id, request.user)
    if not remove_organisations([organisation_id], by=request.user, via="api"):
        raise Conflict("Other records need this organisation.", remedy="Remove its deals and people first.")
    return answer


@organisations.post("/{int:organisation_id}/restore")
def restore_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Bring a removed organisation back as it was."""
    restore_organisations([organisation_id], by=request.user, via="api")
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


@people.delete("/{int:person_id}")
def remove_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Remove a person whom no other record needs; the answer is what they were."""
    answer = answer_one(kind_of("people"), person_id, request.user)
    if not remove_people([person_id], by=request.user, via="api"):
        raise Conflict("Other records need this person.", remedy="Take them off their deals first.")
    return answer


@people.post("/{int:person_id}/restore")
def restore_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Bring a removed person back as they were."""
    restore_people([person_id], by=request.user, via="api")
    return answer_one(kind_of("people"), person_id, request.user)
