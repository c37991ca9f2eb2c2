"""The API of activities and tasks. A record is named by one of `deal`, `organisation`, `person`, `lead`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import BadRequest, Invalid, NotFound
from dealwright.records.answers import json_answer, read_limit
from dealwright.records.bodies import Body
from dealwright.records.kinds import require_visible
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Actor

from .commands import (
    NewTask,
    add_task,
    change_activity,
    change_task,
    complete_task,
    complete_tasks,
    drop_tasks,
    log_activity,
    put_off_task,
    put_off_tasks,
    remove_activity,
    reopen_task,
    take_back,
)
from .listing import activities_page, activity_item, task_item, tasks_page
from .queries import task
from .reading import read_about, read_day, read_due_moment, read_moment, read_until, require_about

activities = Router(tags=["activities"])
tasks = Router(tags=["tasks"])
NAMED = ("deal", "organisation", "person", "lead")


class About(Body):
    """The record that something is about: exactly one of these."""

    deal: int | None = None
    organisation: int | None = None
    person: int | None = None
    lead: int | None = None


class ActivityBody(About):
    """Something done: a call, meeting, email or note; `at` is now unless told, `with_person` whom it was done with.

    `outcome` is held, agreed, declined, postponed or no_answer, or empty where nobody told; `direction` in or out;
    `people` are further people who took part.
    """

    kind: str
    subject: str
    text: str = ""
    at: str | None = None
    with_person: int | None = None
    outcome: str = ""
    direction: str = ""
    minutes: int | None = None
    place: str = ""
    people: list[int] = []
    fields: dict[str, Any] = {}


class ActivityChange(Body):
    """What of an activity can be corrected; `people` are all who took part, the first one first."""

    kind: str | None = None
    subject: str | None = None
    text: str | None = None
    at: str | None = None
    outcome: str | None = None
    direction: str | None = None
    minutes: int | None = None
    place: str | None = None
    people: list[int] | None = None
    fields: dict[str, Any] | None = None


class TaskBody(About):
    """Something to do; `owner` is yourself unless told; `due_at` is a moment, and then says the day.

    `repeat` is a rule of RFC 5545 such as FREQ=WEEKLY;BYDAY=MO,TH.
    """

    title: str
    kind: str = "task"
    due_on: str | None = None
    due_at: str | None = None
    minutes: int | None = None
    place: str = ""
    repeat: str = ""
    owner: int | None = None
    fields: dict[str, Any] = {}


class TaskChange(Body):
    """What of a task can be changed."""

    title: str | None = None
    due_on: str | None = None
    due_at: str | None = None
    minutes: int | None = None
    place: str | None = None
    repeat: str | None = None
    owner: int | None = None
    fields: dict[str, Any] | None = None


class Doing(Body):
    """A task done, with what came of it; of a call, meeting or email also how it went."""

    note: str = ""
    outcome: str = ""


class Waiting(Body):
    """Until when: later_today, tomorrow, next_working_day, next_week, or a day."""

    until: str


class Several(Body):
    """Several tasks, and what to do with them: done (with an `outcome`), put_off (`until`) or drop."""

    tasks: list[int]
    do: str
    until: str = ""
    outcome: str = ""


@activities.get("")
def list_activities(request: HttpRequest) -> HttpResponse:
    """The activities about a record, last logged first, a page at a time; `kind` narrows them."""
    _refuse_unknown(request, {*NAMED, "kind", "limit", "cursor"})
    one, record_id = require_about(request.GET.dict())
    require_visible(one, record_id, request.user)
    kind, limit, before = request.GET.get("kind", ""), read_limit(request), _number(request, "cursor")
    rows, cursor = activities_page(one, record_id, request.user, kind=kind, limit=limit, before=before)
    return json_answer({"items": rows, "next_cursor": cursor})


@activities.post("")
def create_activity(request: HttpRequest, body: ActivityBody) -> HttpResponse:
    """Log an activity about a record."""
    about = require_about(body.model_dump(include=set(NAMED)))
    how: dict[str, Any] = {"direction": body.direction, "minutes": body.minutes, "place": body.place}
    more: dict[str, Any] = {"outcome": body.outcome, "people": tuple(body.people), "fields": body.fields}
    activity_id = log_activity(
        about, body.kind, body.subject, body.text, read_moment(body.at), body.with_person, **how, **more,
        strictly=True, by=request.user, via="api",
    )  # fmt: skip
    return json_answer(activity_item(activity_id, request.user), 201)


@activities.get("/{int:activity_id}")
def get_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity."""
    return json_answer(activity_item(activity_id, request.user))


@activities.patch("/{int:activity_id}")
def edit_activity(request: HttpRequest, activity_id: int, body: ActivityChange) -> HttpResponse:
    """Correct an activity; `change` in the answer is what `POST /activities/changes/{change}/back` undoes."""
    changes = _plain(body, may_be_empty={"minutes"})
    if "at" in changes:
        changes["at"] = read_moment(changes["at"])
    change = change_activity(activity_id, changes, by=request.user, via="api")
    return json_answer({**activity_item(activity_id, request.user), "change": change})


@activities.delete("/{int:activity_id}")
def delete_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take back an activity that was logged by mistake; `change` is what puts it back."""
    return json_answer({"change": remove_activity(activity_id, by=request.user, via="api")})


@activities.post("/changes/{int:change_id}/back", operation_id="take_back")
def post_back(request: HttpRequest, change_id: int) -> HttpResponse:
    """Undo what you did to tasks or an activity."""
    take_back(change_id, by=request.user, via="api")
    return json_answer({"taken_back": change_id})


@tasks.get("")
def list_tasks(request: HttpRequest) -> HttpResponse:
    """Tasks that you may see: open ones (or `done=true`), about a record, or of an `owner`; first planned first."""
    _refuse_unknown(request, {*NAMED, "done", "owner", "limit", "cursor"})
    about = read_about(request.GET.dict())
    if about:
        require_visible(*about, request.user)
    rows, cursor = tasks_page(
        request.user,
        about=about,
        done=_yes(request, "done"),
        owner_id=_number(request, "owner"),
        limit=read_limit(request),
        after=_number(request, "cursor"),
    )
    return json_answer({"items": rows, "next_cursor": cursor})


@tasks.post("")
def create_task(request: HttpRequest, body: TaskBody) -> HttpResponse:
    """Plan a task."""
    about = read_about(body.model_dump(include=set(NAMED)))
    day, moment = read_day(body.due_on), read_due_moment(body.due_at)
    how: dict[str, Any] = {"minutes": body.minutes, "place": body.place, "repeat": body.repeat}
    new = NewTask(body.title, body.kind, day, about, body.owner, moment, **how, fields=body.fields)
    return _one(add_task(new, strictly=True, by=request.user, via="api"), request.user, 201)


@tasks.post("/together", operation_id="change_tasks")
def post_together(request: HttpRequest, body: Several) -> HttpResponse:
    """Do, put off or drop several tasks; says which were left alone and why, and what undoes it (`change`)."""
    who: dict[str, Any] = {"by": request.user, "via": "api"}
    if body.do == "done":
        found = complete_tasks(body.tasks, outcome=body.outcome, **who)
    elif body.do == "put_off":
        found = put_off_tasks(body.tasks, read_until({"until": body.until}), **who)
    elif body.do == "drop":
        found = drop_tasks(body.tasks, **who)
    else:
        raise Invalid(f"“{body.do[:20]}” cannot be done.", field="do", remedy="Choose from: done, put_off, drop.")
    refused = {str(task_id): why for task_id, why in found.refused.items()}
    return json_answer({"done": found.done, "refused": refused, "change": found.change})


@tasks.get("/{int:task_id}")
def get_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One task."""
    return _one(task_id, request.user)


@tasks.patch("/{int:task_id}")
def edit_task(request: HttpRequest, task_id: int, body: TaskChange) -> HttpResponse:
    """Change a task's title, day, time, length, place, rule of repeating or owner."""
    changes = _plain(body, may_be_empty={"due_on", "due_at", "minutes"})
    if "due_on" in changes:
        changes["due_on"] = read_day(changes["due_on"])
    if "due_at" in changes:
        changes["due_at"] = read_due_moment(changes["due_at"])
    if "owner" in changes:
        changes["owner_id"] = changes.pop("owner")
    change_task(task_id, changes, by=request.user, via="api")
    return _one(task_id, request.user)


@tasks.put("/{int:task_id}/wait", operation_id="put_off_task")
def put_wait(request: HttpRequest, task_id: int, body: Waiting) -> HttpResponse:
    """Put the task off."""
    put_off_task(task_id, read_until(body.model_dump()), by=request.user, via="api")
    return _one(task_id, request.user)


@tasks.put("/{int:task_id}/done", operation_id="do_task")
def put_done(request: HttpRequest, task_id: int, body: Doing | None = None) -> HttpResponse:
    """Do the task; a call, meeting or e-mail is logged as an activity."""
    said = body or Doing()
    complete_task(task_id, said.note, outcome=said.outcome, by=request.user, via="api")
    return _one(task_id, request.user)


@tasks.delete("/{int:task_id}/done", operation_id="reopen_task")
def delete_done(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take back that the task was done."""
    reopen_task(task_id, by=request.user, via="api")
    return _one(task_id, request.user)


def _plain(body: Body, may_be_empty: set[str]) -> dict[str, Any]:
    """The fields that were sent; null only where a field may be emptied."""
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)
    for name, value in changes.items():
        if value is None and name not in may_be_empty:
            raise Invalid(f"{name} cannot be empty.", field=name)
    return changes


def _one(task_id: int, actor: Actor, status: int = 200) -> HttpResponse:
    if task(task_id, actor) is None:
        raise NotFound(f"There is no task {task_id} that you may see.")
    return json_answer(task_item(task_id, actor), status)


def _refuse_unknown(request: HttpRequest, known: set[str]) -> None:
    for name in request.GET:
        if name not in known:
            can = ", ".join(sorted(known))
            raise BadRequest(
                f"There is nothing called “{name[:40]}” to filter by.", field=name[:40], remedy=f"Known are: {can}."
            )


def _yes(request: HttpRequest, name: str) -> bool:
    text = request.GET.get(name, "false")
    if text not in ("true", "false"):
        raise BadRequest(f"{name} is true or false, not “{text[:20]}”.", field=name)
    return text == "true"


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    number = whole_number(text)
    if text and number is None:
        raise BadRequest(f"{name} is a number, not “{text[:20]}”.", field=name)
    return number
