"""Pages of organisations and people: lists, one record with all around it, forms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dealwright import Conflict, Invalid, NotFound, SalesError, Stale
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.kinds import titles
from dealwright.records.lists import list_page
from dealwright.records.search import Found
from dealwright.records.values import whole_number
from dealwright.workspace.ownership import may_write, require_write
from dealwright.workspace.queries import company

from .catalogue import organisations as organisation_catalogue
from .catalogue import people as person_catalogue
from .commands import add_organisation, add_person, change_organisation, change_person
from .forms import ORGANISATION_FIELDS, PERSON_FIELDS, RecordForm, inputs, read_form, texts_of
from .models import Organisation, Person
from .queries import Contact, people_of, similar_organisations, similar_people, visible

KEPT = (Invalid, Conflict, Stale, NotFound)


@dataclass(frozen=True)
class OrganisationPage:
    """An organisation and its people; deals, timeline and tasks come as panels."""

    record: Organisation
    people: Sequence[Contact]
    may_write: bool


@dataclass(frozen=True)
class PersonPage:
    """A person; deals, timeline and tasks come as panels."""

    record: Person
    may_write: bool


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
    record = _organisation(request, organisation_id)
    shown = OrganisationPage(record, people_of(record.id, request.user), may_write(request.user, record.owner_id))
    return render(request, "customers/organisation.html", shown)


@login_required
@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything about a person in one place."""
    record = _person(request, person_id)
    return render(request, "customers/person.html", PersonPage(record, may_write(request.user, record.owner_id)))


@login_required
@require_http_methods(["GET", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    """The form for a new organisation."""
    address, near = reverse("organisation-new"), reverse("organisations-near")
    form = RecordForm(_("New organisation"), address, reverse("organisations"), near, (), company().currency)
    return _form(request, form, "organisation", _asked(request), add_organisation)


@login_required
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    """The form for a new person, perhaps at an organisation."""
    address, near = reverse("person-new"), reverse("people-near")
    form = RecordForm(_("New person"), address, reverse("people"), near, (), company().currency)
    asked = _asked(request)
    if request.method == "GET" and (organisation_id := whole_number(asked.get("organisation", ""))):
        asked["organisation"] = _title("organisation", organisation_id)
    return _form(request, form, "person", asked, add_person)


@login_required
@require_http_methods(["GET", "POST"])
def edit_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The form that changes an organisation."""
    record = _organisation(request, organisation_id)
    names = {"parent": _title("organisation", record.parent_id)}
    return _edit(request, record, "organisation", names, change_organisation)


@login_required
@require_http_methods(["GET", "POST"])
def edit_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form that changes a person."""
    record = _person(request, person_id)
    names = {"organisation": _title("organisation", record.organisation_id)}
    return _edit(request, record, "person", names, change_person)


@login_required
@require_GET
def near_organisations(request: HttpRequest) -> HttpResponse:
    """Organisations whose names look like the one typed: a warning against doubles, or choices for a field."""
    return _near(request, similar_organisations)


@login_required
@require_GET
def near_people(request: HttpRequest) -> HttpResponse:
    """People whose names look like the one typed."""
    return _near(request, similar_people)


def _near(request: HttpRequest, similar: Callable[[str, Any], list[Found]]) -> HttpResponse:
    typed = next((text for name, text in request.GET.items() if name in FIELDS_WITH_NAMES), "")[:300]
    block = "options" if request.headers.get("HX-Target", "").endswith("-list") else "near"
    found = similar(typed, request.user) if len(typed.strip()) > 1 else []
    return render(request, "customers/near.html", NearPage(found), block=block)


FIELDS_WITH_NAMES = frozenset({"name", "organisation", "parent"})
SHAPES = {
    "organisation": (organisation_catalogue, ORGANISATION_FIELDS),
    "person": (person_catalogue, PERSON_FIELDS),
}


def _edit(
    request: HttpRequest, record: Any, one: str, names: Mapping[str, str], change: Callable[..., Any]
) -> HttpResponse:
    require_write(request.user, record.owner_id, record.name)
    columns = {column.attname: getattr(record, column.attname) for column in record._meta.concrete_fields}
    action, back = reverse(f"{one}-edit", args=[record.id]), reverse(one, args=[record.id])
    currency = company().currency
    form = RecordForm(record.name, action, back, "", (), columns.get("revenue_currency") or currency, record.revision)

    def save(given: Mapping[str, Any], **who: Any) -> int:
        change(record.id, given, revision=whole_number(request.POST.get("revision", "")), **who)
        return int(record.id)

    texts = texts_of(columns, names, currency) if request.method == "GET" else _asked(request)
    return _form(request, form, one, texts, save)


def _form(
    request: HttpRequest, form: RecordForm, one: str, texts: Mapping[str, str], save: Callable[..., int]
) -> HttpResponse:
    catalogue, keys = SHAPES[one][0](), SHAPES[one][1]
    if request.method == "GET":
        texts = texts if form.revision else {"owner": str(request.user.id), **texts}
        shown = replace(form, inputs=inputs(catalogue, keys, texts, request.user))
        block = "record_form" if request.headers.get("HX-Target") == "facts" else "dialog"
        return render(request, "customers/form.html", shown, block=block)
    try:
        record_id = save(read_form(request.POST, keys, catalogue, request.user), by=request.user, via="page")
    except KEPT as error:
        shown = replace(form, inputs=inputs(catalogue, keys, texts, request.user), errors=_told(error, keys))
        return render(request, "customers/form.html", shown, block="record_form", status=422)
    flash(request, _("Saved."))
    address = reverse(one, args=[record_id])
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _told(error: SalesError, keys: Sequence[str]) -> dict[str, str]:
    text = " ".join(part for part in (error.message, error.remedy) if part)
    return {error.field if error.field in keys else "": text}


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: text for name, text in (request.POST or request.GET).items() if isinstance(text, str)}


def _title(one: str, record_id: int | None) -> str:
    return titles([(one, record_id)]).get((one, record_id), "") if record_id else ""


def _organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    rows = Organisation.objects.select_related("owner", "parent").filter(visible(request.user), id=organisation_id)
    record = rows.first()
    if record is None:
        raise NotFound(f"There is no organisation {organisation_id}.")
    return record


def _person(request: HttpRequest, person_id: int) -> Person:
    rows = Person.objects.select_related("owner", "organisation").filter(visible(request.user), id=person_id)
    record = rows.first()
    if record is None:
        raise NotFound(f"There is no person {person_id}.")
    return record
