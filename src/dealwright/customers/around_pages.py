"""What is noted around customers: relations, former employers, consents; removing and bringing back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Conflict, Invalid, NotFound
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import FieldType
from dealwright.records.called import required
from dealwright.records.values import read_value

from .commands import (
    add_employment,
    note_consent,
    relate,
    remove_employment,
    remove_organisations,
    remove_people,
    restore_organisations,
    restore_people,
    unrelate,
)
from .known import known_keys
from .models import Person
from .queries import visible_of
from .relating import RELATIONS
from .showing import record_of

REMOVE: dict[str, Callable[..., int]] = {"organisation": remove_organisations, "person": remove_people}
RESTORE: dict[str, Callable[..., int]] = {"organisation": restore_organisations, "person": restore_people}
LISTS = {"organisation": "organisations", "person": "people"}


@dataclass(frozen=True)
class AroundForm:
    """A small form about a person: what it adds, what was typed, what is wrong with it."""

    record: Person
    what: str
    action: str
    typed: Mapping[str, str]
    choices: list[tuple[str, str]]
    errors: Mapping[str, str] = field(default_factory=dict)


@login_required
@require_http_methods(["GET", "POST"])
def person_relation(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form that says how a person stands to another."""
    kinds = [
        *((kind, _(there)) for kind, (there, _back) in RELATIONS.items()),
        *((f"-{kind}", _(back)) for kind, (there, back) in RELATIONS.items() if there != back),
    ]
    return _form(request, person_id, "relation", kinds, _relate)


def _relate(request: HttpRequest, record: Person, typed: Mapping[str, str]) -> None:
    """A kind with a minus is said from the other's side."""
    other, kind = _person(typed.get("other", ""), record, request), typed.get("kind", "")
    one, to = (other, record.id) if kind.startswith("-") else (record.id, other)
    relate(one, to, kind.removeprefix("-"), note=typed.get("note", ""), by=request.user, via="page")


def _person(name: str, record: Person, request: HttpRequest) -> int:
    """The person of that name; among several the one at the same organisation."""
    rows = Person.objects.filter(visible_of("person", request.user), name__iexact=name.strip()).exclude(id=record.id)
    found = list(rows.values_list("id", "organisation_id")[:10])
    near = [each for each in found if each[1] == record.organisation_id] if len(found) > 1 else found
    if len(near) != 1:
        said = "There are several people called" if found else "There is nobody called"
        raise Invalid(f"{said} “{name.strip()[:80]}”.", field="other", remedy="Choose one from the list.")
    return int(near[0][0])


@login_required
@require_http_methods(["GET", "POST"])
def person_employment(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form that notes where a person worked before."""
    return _form(request, person_id, "employment", [], _employ)


def _employ(request: HttpRequest, record: Person, typed: Mapping[str, str]) -> None:
    if not typed.get("organisation", "").strip():
        raise Invalid("Where did they work?", field="organisation")
    firm = required("organisation", typed["organisation"], request.user, "organisation")
    since, until = (_day(typed, key) for key in ("since", "until"))
    title = typed.get("job_title", "")
    add_employment(record.id, firm, title, since=since, until=until, by=request.user, via="page")


def _day(typed: Mapping[str, str], key: str) -> date | None:
    found: date | None = read_value(FieldType.DATE, typed.get(key, ""), key=key)
    return found


@login_required
@require_http_methods(["GET", "POST"])
def person_consent(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form that notes what a person said about a purpose."""
    return _form(request, person_id, "consent", [(each, each) for each in known_keys("consent")], _consent)


def _consent(request: HttpRequest, record: Person, typed: Mapping[str, str]) -> None:
    told = {key: typed.get(key, "") for key in ("source", "text")}
    given = typed.get("given", "yes") == "yes"
    note_consent(record.id, typed.get("purpose", ""), given, **told, by=request.user, via="page")


def _form(
    request: HttpRequest,
    person_id: int,
    what: str,
    choices: list[tuple[str, str]],
    save: Callable[[HttpRequest, Person, Mapping[str, str]], None],
) -> HttpResponse:
    record: Person = record_of("person", person_id, request.user)
    typed = {name: text for name, text in (request.POST or request.GET).items() if isinstance(text, str)}
    form = AroundForm(record, what, reverse(f"person-{what}", args=[person_id]), typed, choices)
    if request.method == "GET":
        return render(request, "customers/around.html", form, block="dialog")
    try:
        save(request, record, typed)
    except (Invalid, NotFound, Conflict) as error:
        told = AroundForm(record, what, form.action, typed, choices, error.by_field())
        return render(request, "customers/around.html", told, block="dialog", status=422)
    return _back(request, person_id)


@login_required
@require_POST
def person_unrelate(request: HttpRequest, person_id: int, relation_id: int) -> HttpResponse:
    """Say that a relation is no longer so."""
    unrelate(person_id, relation_id, by=request.user, via="page")
    return _back(request, person_id)


@login_required
@require_POST
def person_unemploy(request: HttpRequest, person_id: int, employment_id: int) -> HttpResponse:
    """Forget a former employment."""
    remove_employment(person_id, employment_id, by=request.user, via="page")
    return _back(request, person_id)


def _back(request: HttpRequest, person_id: int) -> HttpResponse:
    address = reverse("person", args=[person_id])
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


@login_required
@require_POST
def remove_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Remove an organisation that nothing needs, with a way back."""
    return _remove(request, "organisation", organisation_id)


@login_required
@require_POST
def remove_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Remove a person whom nothing needs, with a way back."""
    return _remove(request, "person", person_id)


@login_required
@require_POST
def restore_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Bring a removed organisation back."""
    return _restore(request, "organisation", organisation_id)


@login_required
@require_POST
def restore_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Bring a removed person back."""
    return _restore(request, "person", person_id)


def _remove(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    record: Any = record_of(one, record_id, request.user)
    if not REMOVE[one]([record_id], by=request.user, via="page"):
        raise Conflict(f"Deals or other records need “{record.name}”.", remedy="Take it out of those first.")
    flash(request, _("%(name)s was removed.") % {"name": record.name}, undo=reverse(f"{one}-restore", args=[record_id]))
    return _to(request, reverse(LISTS[one]))


def _restore(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    RESTORE[one]([record_id], by=request.user, via="page")
    flash(request, _("It is back."))
    return _to(request, reverse(one, args=[record_id]))


def _to(request: HttpRequest, address: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
