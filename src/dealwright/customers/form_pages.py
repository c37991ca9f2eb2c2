"""Pages with forms: new organisations and people, all their fields, one fact where it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Conflict, Invalid, NotAllowed, NotFound, SalesError
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.fields import Catalogue
from dealwright.records.kinds import fields_of, kind_of, titles
from dealwright.records.repeats import once
from dealwright.records.values import whole_number
from dealwright.workspace.access import require_change
from dealwright.workspace.queries import Actor

from .commands import add_organisation, add_person, change_organisation, change_person
from .forms import SAME, RecordForm, by_layout, meanwhile, read_form, typed
from .inputs import ORGANISATION_FIELDS, PERSON_FIELDS, Input, input_of, values_of
from .showing import facts_of, fresh_facts, record_of

KEPT = (Invalid, Conflict, NotFound)
KEYS = {"organisation": ORGANISATION_FIELDS, "person": PERSON_FIELDS}
MANY = {"organisation": "organisations", "person": "people"}
ADD: dict[str, Callable[..., int]] = {"organisation": add_organisation, "person": add_person}
CHANGE: dict[str, Callable[..., bool]] = {"organisation": change_organisation, "person": change_person}


@dataclass(frozen=True)
class FactPage:
    """One fact being edited; `theirs` is what somebody else made of it meanwhile."""

    one: str
    record: Any
    input: Input
    error: str = ""
    theirs: str = ""


@login_required
@require_http_methods(["GET", "POST"])
@once
def new_organisation(request: HttpRequest) -> HttpResponse:
    """The form for a new organisation."""
    return _new(request, "organisation", _("New organisation"), {})


@login_required
@require_http_methods(["GET", "POST"])
@once
def new_person(request: HttpRequest) -> HttpResponse:
    """The form for a new person, perhaps at an organisation."""
    asked = whole_number(request.GET.get("organisation", ""))
    name = titles([("organisation", asked)], request.user).get(("organisation", asked), "") if asked else ""
    return _new(request, "person", _("New person"), {"organisation": name})


@login_required
@require_http_methods(["GET", "POST"])
def edit_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The form with all fields of an organisation."""
    return _edit(request, "organisation", organisation_id)


@login_required
@require_http_methods(["GET", "POST"])
def edit_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form with all fields of a person."""
    return _edit(request, "person", person_id)


@login_required
@require_http_methods(["GET", "POST"])
def organisation_field(request: HttpRequest, organisation_id: int, fact: str) -> HttpResponse:
    """A fact of an organisation where it stands: GET gives its form, POST saves it."""
    return _field(request, "organisation", organisation_id, fact)


@login_required
@require_http_methods(["GET", "POST"])
def person_field(request: HttpRequest, person_id: int, fact: str) -> HttpResponse:
    """A fact of a person where it stands."""
    return _field(request, "person", person_id, fact)


def writable(one: str, by: Actor) -> Catalogue:
    """The fields of such a record that the actor may write, in the order of its form; own ones last."""
    known = fields_of(kind_of(MANY[one]), by)
    keys = [*KEYS[one], *(key for key, each in known.items() if each.is_own)]
    return {key: known[key] for key in keys if key in known and known[key].writable}


def _new(request: HttpRequest, one: str, heading: str, begin: Mapping[str, Any]) -> HttpResponse:
    fields = writable(one, request.user)
    given = {
        **begin,
        "owner": str(request.user.id),
        **{key: request.GET[key] for key in ("name",) if key in request.GET},
    }
    inputs = [replace(input_of(each, given.get(key), request.user), was="") for key, each in fields.items()]
    many = MANY[one]
    form = RecordForm(heading, reverse(f"{one}-new"), reverse(many), reverse(f"{many}-near"), inputs, is_new=True)
    if request.method == "GET":
        return _shown(request, one, form)
    try:
        read = read_form(request.POST, inputs, fields, request.user)
        record_id = ADD[one](read, by=request.user, via="page")
    except KEPT as error:
        return _again(request, one, form, fields, error)
    return _saved(request, one, record_id)


def _edit(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    fields = writable(one, request.user)
    record, inputs = _inputs(one, record_id, fields, request.user)
    form = RecordForm(record.name, reverse(f"{one}-edit", args=[record_id]), reverse(one, args=[record_id]), "", inputs)
    if request.method == "GET":
        return _shown(request, one, form)
    try:
        wanted = read_form(request.POST, inputs, fields, request.user)
        with transaction.atomic():
            record, inputs = _inputs(one, record_id, fields, request.user, lock=True)
            theirs = meanwhile(request.POST, inputs, wanted)
            if theirs:
                return _again(request, one, replace(form, inputs=inputs, theirs=theirs), fields, None)
            CHANGE[one](record_id, wanted, by=request.user, via="page")
    except KEPT as error:
        return _again(request, one, form, fields, error)
    return _saved(request, one, record_id)


def _inputs(one: str, record_id: int, fields: Catalogue, by: Actor, *, lock: bool = False) -> tuple[Any, list[Input]]:
    record = record_of(one, record_id, by, lock=lock)
    require_change(by, one, record.id, record.owner_id, record.name)
    values = values_of(record, fields, list(fields))
    currency = getattr(record, "revenue_currency", "")
    return record, [input_of(each, values[key], by, currency=currency) for key, each in fields.items()]


def _shown(request: HttpRequest, one: str, form: RecordForm) -> HttpResponse:
    shown = replace(form, arranged=by_layout(MANY[one], form.inputs, request.user))
    return render(request, "customers/form.html", shown, block="dialog")


def _again(
    request: HttpRequest, one: str, form: RecordForm, fields: Catalogue, error: SalesError | None
) -> HttpResponse:
    """The form once more with what was typed, and why it was not saved."""
    kept = [_with_text(request, each, fields, form.theirs) for each in form.inputs]
    errors = _told(error, [each.key for each in kept]) if error else {}
    shown = replace(form, inputs=kept, arranged=by_layout(MANY[one], kept, request.user), errors=errors)
    return render(request, "customers/form.html", shown, block="record_form", status=422)


def _with_text(request: HttpRequest, one: Input, fields: Catalogue, theirs: Mapping[str, str]) -> Input:
    """What was typed; the form goes on from where it began, but where the other's text was shown, from that."""
    was = one.was if one.key in theirs else request.POST.get(f"was.{one.key}", one.was)
    return replace(one, value=typed(request.POST, fields[one.key], one.type), was=was)


def _told(error: SalesError, keys: Sequence[str]) -> dict[str, str]:
    named = {SAME.get(name, name): text for name, text in error.by_field().items()}
    return {name if name in keys else "": text for name, text in named.items()}


def _saved(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    flash(request, _("Saved."))
    address = reverse(one, args=[record_id])
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _field(request: HttpRequest, one: str, record_id: int, name: str) -> HttpResponse:
    fields = {key: each for key, each in writable(one, request.user).items() if key == name}
    if not fields:
        raise NotFound("There is no such field that you may change.")
    record, (control,) = _inputs(one, record_id, fields, request.user)
    if request.method == "GET":
        return render(request, "customers/field.html", FactPage(one, record, control), block="fact")
    try:
        wanted = read_form(request.POST, [control], fields, request.user)
        with transaction.atomic():
            record, (control,) = _inputs(one, record_id, fields, request.user, lock=True)
            theirs = meanwhile(request.POST, [control], wanted).get(name, "")
            if not theirs:
                CHANGE[one](record_id, wanted, by=request.user, via="page")
    except (*KEPT, NotAllowed) as error:
        return _fact_again(request, one, record, control, fields, error.sentence)
    if theirs:
        return _fact_again(request, one, record, control, fields, "", theirs)
    return fresh_facts(request, one, facts_of(request, one, record_id), name)


def _fact_again(
    request: HttpRequest, one: str, record: Any, control: Input, fields: Catalogue, error: str, theirs: str = ""
) -> HttpResponse:
    kept = _with_text(request, control, fields, {control.key: theirs} if theirs else {})
    shown = FactPage(one, record, kept, error, theirs)
    return render(request, "customers/field.html", shown, block="fact", status=422)
