"""The API of the working day: the timeline of a record, what waits now, working hours, the rule for overdue tasks."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import BadRequest
from dealwright.playbook import FieldType
from dealwright.records.answers import json_answer, read_limit
from dealwright.records.bodies import Body
from dealwright.records.kinds import require_visible
from dealwright.records.values import read_value, whole_number
from dealwright.workspace.queries import Right, require

from .calendars import COMPANY, USUAL, Times, escalation, times_of
from .commands import make_feed, revoke_feed, set_escalation, set_working_time
from .reading import read_due_moment, require_about, today_here
from .story import Narrowed, story_of
from .today import today_of

working = Router(tags=["working day"])


class DayOff(Body):
    """Days on which nobody works, both ends among them, as ISO days."""

    first: str
    last: str
    name: str = ""


class HoursBody(Body):
    """Seven texts, Monday first, such as "9-12, 13-17" (null: as the company); country, region, days off."""

    hours: list[str] | None = None
    country: str = ""
    region: str = ""
    days_off: list[DayOff] = []


class OverdueBody(Body):
    """After how many working hours a manager is told (null: never), and whether they get the task."""

    after_hours: int | None = None
    hands_over: bool = False


@working.get("/timeline")
def get_timeline(request: HttpRequest) -> HttpResponse:
    """The timeline of a record, newest first, a page at a time.

    `group` (calls, emails, meetings, notes, tasks, stages, comments, changes), `who` (a member), `since` (a moment)
    and `q` (words) narrow it.
    """
    given = request.GET.dict()
    one, record_id = require_about(given)
    require_visible(one, record_id, request.user)
    who, since = whole_number(given.get("who", "")), read_due_moment(given.get("since"))
    if given.get("who") and who is None:
        raise BadRequest("who is the number of a member.", field="who")
    narrowed = Narrowed(given.get("group", ""), who, since, given.get("q", "")[:100])
    found = story_of(
        one, record_id, request.user, before=given.get("cursor"), narrowed=narrowed, limit=read_limit(request)
    )
    items = [
        {
            "id": each.id, "at": each.at, "words": each.words, "text": each.text, "detail": each.detail,
            "by": each.who, "about": {"kind": each.about[0], "id": each.about[1], "title": each.about_title},
        }
        for each in found.entries
    ]  # fmt: skip
    return json_answer({"items": items, "next_cursor": found.before})


@working.get("/today")
def get_today(request: HttpRequest) -> HttpResponse:
    """What to do now, the most worth first, each with its reason; `task` is the number of a task."""
    found = today_of(request.user, today_here())
    items = [
        {
            "title": each.title, "why": " · ".join(each.why), "task": each.task.id if each.task else None,
            "about": {"kind": each.about[0], "id": each.about[1], "title": each.about_title} if each.about else None,
            "expected": round(each.stake.expected, 2),
        }
        for each in found.items
    ]  # fmt: skip
    return json_answer({"items": items, "counts": {when.value: n for when, n in found.agenda.counts.items()}})


@working.get("/working-hours")
def get_working_hours(request: HttpRequest) -> HttpResponse:
    """The company's working hours and your own."""
    entered = times_of([request.user.id])
    own = entered.get(request.user.id, Times())
    return json_answer({"company": _shown(entered.get(COMPANY, USUAL)), "own": _shown(own)})


@working.put("/working-hours", operation_id="set_my_working_hours")
def put_my_hours(request: HttpRequest, body: HoursBody) -> HttpResponse:
    """Say when you work, where it differs from the company."""
    set_working_time(request.user.id, _read(body), by=request.user, via="api")
    return get_working_hours(request)


@working.put("/working-hours/company", operation_id="set_company_working_hours")
def put_company_hours(request: HttpRequest, body: HoursBody) -> HttpResponse:
    """Say when the company works."""
    set_working_time(None, _read(body), by=request.user, via="api")
    return get_working_hours(request)


@working.get("/overdue-rule")
def get_overdue_rule(request: HttpRequest) -> HttpResponse:
    """What becomes of overdue tasks."""
    require(request.user, Right.MEMBERS)
    rule = escalation()
    return json_answer({"after_hours": rule.after_hours, "hands_over": rule.hands_over})


@working.put("/overdue-rule", operation_id="set_overdue_rule")
def put_overdue_rule(request: HttpRequest, body: OverdueBody) -> HttpResponse:
    """Say what becomes of overdue tasks."""
    set_escalation(body.after_hours, body.hands_over, by=request.user, via="api")
    return get_overdue_rule(request)


@working.post("/calendar-address", operation_id="make_calendar_address")
def post_calendar(request: HttpRequest) -> HttpResponse:
    """Make your secret calendar address; it is shown this once, and the one before stops working."""
    secret = make_feed(by=request.user, via="api")
    return json_answer({"address": request.build_absolute_uri(f"/calendar/{secret}.ics")}, 201)


@working.delete("/calendar-address", operation_id="revoke_calendar_address")
def delete_calendar(request: HttpRequest) -> HttpResponse:
    """Stop your calendar address from working."""
    revoke_feed(by=request.user, via="api")
    return json_answer({"revoked": True})


def _read(body: HoursBody) -> Times:
    if body.hours is not None and len(body.hours) != 7:
        raise BadRequest("hours are seven texts, Monday first.", field="hours")
    days = [(_day(each.first), _day(each.last), each.name) for each in body.days_off]
    return Times(body.hours, body.country, body.region, days)


def _day(text: str) -> date:
    day: date | None = read_value(FieldType.DATE, text, key="days_off")
    if day is None:
        raise BadRequest("A day off needs a first and a last day.", field="days_off")
    return day


def _shown(times: Times) -> dict[str, Any]:
    days = [{"first": first, "last": last, "name": name} for first, last, name in times.days_off]
    return {"hours": times.hours, "country": times.country, "region": times.region, "days_off": days}
