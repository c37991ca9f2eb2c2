"""Pages: the form that logs an activity, correct it, take it back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Invalid
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.desk.times import local
from dealwright.records.kinds import require_visible
from dealwright.records.layouts import Arranged
from dealwright.records.repeats import once
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Actor

from .around import people_around
from .commands import change_activity, log_activity, remove_activity
from .going import go, page_of, title_of
from .listing import activity_form
from .meanwhile import merged, texts
from .own import locked
from .own_forms import NO_INPUTS, OwnInput, own_inputs, own_lists, own_sent, texts_begun
from .pages import answer
from .reading import back_from, read_moment, require_about, told

PLAIN = ("kind", "subject", "text", "outcome", "direction", "place")


@dataclass(frozen=True)
class LogPage:
    """The form that logs an activity about a record, or corrects one (`action`).

    `was` are the texts that it began with, `theirs` what somebody else made of them while it was open.
    """

    heading: str
    action: str
    save: str
    one: str
    record_id: int
    title: str
    back: str
    values: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    people: Sequence[tuple[str, str]] = ()
    remove: str = ""
    was: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)
    own: Arranged[OwnInput] = NO_INPUTS
    locked: Collection[str] = ()


@login_required
@require_http_methods(["GET", "POST"])
@once
def log(request: HttpRequest) -> HttpResponse:
    """The form that logs an activity, and what it sends."""
    given = request.POST if request.method == "POST" else request.GET
    one, record_id = require_about(given)
    title = require_visible(one, record_id, request.user)
    back = back_from(request, page_of(one, record_id))
    form = LogPage(
        _("Log activity"), reverse("log-activity"), _("Log it"), one, record_id, title, back,
        texts_begun("activities", None, request.user) | _typed(given, request.user),
        people=people_around(one, record_id, request.user), own=own_inputs("activities", request.user),
        locked=locked("activities", request.user),
    )  # fmt: skip
    if request.method == "GET":
        return render(request, "activities/log.html", form, block="dialog")
    try:
        activity_id = log_activity(
            (one, record_id), strictly=True, by=request.user, via="page", **_read(request.POST, request.user)
        )
    except Invalid as error:
        return _again(request, form, error)
    flash(request, _("Logged."), undo=reverse("activity-remove", args=[activity_id]))
    return answer(request, back)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, activity_id: int) -> HttpResponse:
    """The form that corrects an activity, and what it sends."""
    item = activity_form(activity_id, request.user)
    one, record_id = item["about"]
    back, address = back_from(request, page_of(one, record_id)), reverse("activity", args=[activity_id])
    people = dict(people_around(one, record_id, request.user)) | {str(key): name for key, name in item["names"].items()}
    values = {name: item[name] for name in PLAIN}
    values |= {"at": f"{local(item['at']):%Y-%m-%dT%H:%M}", "with": [str(each) for each in item["people"]]}
    values["minutes"] = item["minutes"] or ""
    values |= texts_begun("activities", item["fields"], request.user)
    form = LogPage(
        _("Correct"), address, _("Save"), one, record_id, title_of(one, record_id, request.user), back, values,
        people=list(people.items()), remove=reverse("activity-remove", args=[activity_id]), was=texts(values),
        own=own_inputs("activities", request.user), locked=locked("activities", request.user),
    )  # fmt: skip
    if request.method == "GET":
        return render(request, "activities/log.html", form, block="dialog")
    said, theirs = merged(request.POST, values)
    form = replace(form, values={**values, **_typed(said, request.user)}, theirs=theirs)
    if theirs:
        return render(request, "activities/log.html", form, block="log_form", status=422)
    try:
        unsaid = {name for name in form.locked if name not in said}
        read = {name: value for name, value in _read(said, request.user).items() if name not in unsaid}
        if said.get("at") == values["at"]:
            del read["at"]  # the form knows no seconds
        change = change_activity(activity_id, read, by=request.user, via="page")
    except Invalid as error:
        return _again(request, form, error)
    flash(request, _("Saved."), undo=reverse("take-back", args=[change]) if change else "")
    return go(request, back)


def _typed(given: QueryDict, by: Actor) -> dict[str, Any]:
    plain = {key: given[key] for key in given}
    return {**plain, **own_lists("activities", given, by), "with": _with(given)}


def _with(given: QueryDict) -> list[str]:
    return given.getlist("with") or given.getlist("with_person")


def _read(given: QueryDict, by: Actor) -> dict[str, Any]:
    """What the form says of an activity, as `log_activity` and `change_activity` take it."""
    said: dict[str, Any] = {name: given.get(name, "") for name in PLAIN}
    people = [number for text in _with(given) if (number := whole_number(text)) is not None]
    minutes = given.get("minutes", "")
    if minutes and whole_number(minutes) is None:
        raise Invalid(_("Write the minutes as a whole number."), field="minutes")
    said |= {"at": read_moment(given.get("at")), "minutes": whole_number(minutes), "people": tuple(people)}
    return {**said, "fields": own_sent("activities", given, by)}


def _again(request: HttpRequest, form: LogPage, error: Invalid) -> HttpResponse:
    return render(request, "activities/log.html", replace(form, errors=told(error)), block="log_form", status=422)


@login_required
@require_POST
def remove(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take back an activity that was logged by mistake."""
    change = remove_activity(activity_id, by=request.user, via="page")
    flash(request, _("Taken back."), tone="info", undo=reverse("take-back", args=[change]))
    return go(request, back_from(request, reverse("today")))
