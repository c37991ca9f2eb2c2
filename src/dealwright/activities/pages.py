"""Pages: Today, the form that logs an activity, timelines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import Invalid
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.kinds import require_visible, subject, titles
from dealwright.records.values import whole_number

from .around import people_around
from .commands import log_activity, remove_activity
from .queries import Agenda, Timeline, story_of, tasks_of
from .reading import back_from, read_moment, require_about, today_here, told
from .rules import When


@dataclass(frozen=True)
class TodayPage:
    """What a member has to do; `first` is the group that holds the most urgent task."""

    agenda: Agenda
    today: date
    headings: Sequence[tuple[When, str]]
    first: When | None


@dataclass(frozen=True)
class LogPage:
    """The form that logs an activity about a record."""

    one: str
    record_id: int
    title: str
    back: str
    values: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    people: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class StoryPage:
    """The timeline of a record."""

    one: str
    record_id: int
    title: str
    back: str
    more: str
    story: Timeline
    group: str
    groups: Sequence[tuple[str, str]]


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What do I do now, and why?"""
    return show_today(request)


def show_today(request: HttpRequest) -> HttpResponse:
    """Today's page, or its tasks alone when htmx asks for them."""
    day = today_here()
    agenda = tasks_of(request.user, day)
    headings = [
        (When.OVERDUE, _("Overdue")),
        (When.TODAY, _("Today")),
        (When.WEEK, _("This week")),
        (When.LATER, _("Later")),
    ]
    first = next((when for when, _title in headings if agenda.groups[when]), None)
    return render(request, "activities/today.html", TodayPage(agenda, day, headings, first))


@login_required
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The form that logs an activity, and what it sends."""
    given = request.POST if request.method == "POST" else request.GET
    one, record_id = require_about(given)
    require_visible(one, record_id, request.user)
    back = back_from(request, page_of(one, record_id))
    people = people_around(one, record_id, request.user)
    form = LogPage(one, record_id, title_of(one, record_id), back, {key: given[key] for key in given}, people=people)
    if request.method == "GET":
        return render(request, "activities/log.html", form, block="dialog")
    try:
        activity_id = _log(request, (one, record_id))
    except Invalid as error:
        return render(request, "activities/log.html", replace(form, errors=told(error)), block="log_form", status=422)
    flash(request, _("Logged."), undo=reverse("activity-remove", args=[activity_id]))
    return go(request, back)


def _log(request: HttpRequest, about: tuple[str, int]) -> int:
    given = request.POST
    return log_activity(
        about,
        given.get("kind", ""),
        given.get("subject", ""),
        given.get("text", ""),
        read_moment(given.get("at")),
        whole_number(given.get("with_person", "")),
        outcome=given.get("outcome", ""),
        by=request.user,
        via="page",
    )


@login_required
@require_POST
def remove(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take back an activity that was logged by mistake."""
    remove_activity(activity_id, by=request.user, via="page")
    flash(request, _("Taken back."), tone="info")
    return go(request, back_from(request, reverse("today")))


@login_required
@require_GET
def story(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """The timeline of a record: a page, a panel, or for htmx the next lines after `before`."""
    group, before = request.GET.get("group", ""), request.GET.get("before")
    found = story_of(one, record_id, request.user, before=before, group=group)
    groups = [("", _("Everything")), ("activities", _("Activities")), ("tasks", _("Tasks")), ("changes", _("Changes"))]
    more = reverse("timeline", args=[one, record_id])
    shown = StoryPage(one, record_id, title_of(one, record_id), page_of(one, record_id), more, found, group, groups)
    return render(request, "activities/timeline.html", shown, block="entries" if before else "panel")


def title_of(one: str, record_id: int) -> str:
    """What the record is called."""
    return titles([(one, record_id)]).get((one, record_id), "")


def page_of(one: str, record_id: int) -> str:
    """The address of the record's page."""
    return reverse(subject(one).page, args=[record_id])


def go(request: HttpRequest, address: str) -> HttpResponse:
    """On to another page, for htmx and for a plain form."""
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
