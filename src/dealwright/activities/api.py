"""The API of activities and tasks. A record is named by one of `deal`, `organisation`, `person`."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import BadRequest, NotFound
from dealwright.records.answers import json_answer, read_limit
from dealwright.records.bodies import Body
from dealwright.records.kinds import require_visible
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Actor

from .commands import NewTask, add_task, change_task, complete_task, log_activity, reopen_task
from .listing import activities_page, activity_item, task_item, tasks_page
from .queries import task
from .reading import read_about, read_day, read_moment, require_about

activities = Router(tags=["activities"])
tasks = Router(tags=["tasks"])


class About(Body):
    """The record that something is about: exactly one of these."""

    deal: int | None = None
    organisation: int | None = None
    person: int | None = None


class ActivityBody(About):
    """Something done: a call, meeting, email or note; `at` is now unless told, `with_person` whom it was done with.

    `outcome` is held, agreed, declined, postponed or no_answer, or empty where nobody told.
    """

    kind: str
    subject: str
    text: str = ""
    at: str | None = None
    with_person: int | None = None
    outcome: str = ""


class TaskBody(About):
    """Something to do; `owner` is yourself unless told."""

    title: str
    kind: str = "task"
    due_on: str | None = None
    owner: int | None = None


class TaskChange(Body):
    """What of a task can be changed."""

    title: str | None = None
    due_on: str | None = None
    owner: int | None = None


class Doing(Body):
    """A task done, with what came of it."""

    note: str = ""


@activities.get("")
def list_activities(request: HttpRequest) -> HttpResponse:
    """The activities about a record, last logged first, a page at a time; `kind` narrows them."""
    _refuse_unknown(request, {"deal", "organisation", "person", "kind", "limit", "cursor"})
    one, record_id = require_about(request.GET.dict())
    require_visible(one, record_id, request.user)
    kind, limit, before = request.GET.get("kind", ""), read_limit(request), _number(request, "cursor")
    rows, cursor = activities_page(one, record_id, kind=kind, limit=limit, before=before)
    return json_answer({"items": rows, "next_cursor": cursor})


@activities.post("")
def create_activity(request: HttpRequest, body: ActivityBody) -> HttpResponse:
    """Log an activity about a record."""
    about = require_about(body.model_dump(include={"deal", "organisation", "person"}))
    activity_id = log_activity(
        about,
        body.kind,
        body.subject,
        body.text,
        read_moment(body.at),
        body.with_person,
        outcome=body.outcome,
        by=request.user,
        via="api",
    )
    return json_answer(activity_item(activity_id, request.user), 201)


@activities.get("/{int:activity_id}")
def get_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """One activity."""
    return json_answer(activity_item(activity_id, request.user))


@tasks.get("")
def list_tasks(request: HttpRequest) -> HttpResponse:
    """Tasks that you may see: open ones (or `done=true`), about a record, or of an `owner`; first planned first."""
    _refuse_unknown(request, {"deal", "organisation", "person", "done", "owner", "limit", "cursor"})
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
    about = read_about(body.model_dump(include={"deal", "organisation", "person"}))
    new = NewTask(body.title, body.kind, read_day(body.due_on), about, body.owner)
    return _one(add_task(new, by=request.user, via="api"), request.user, 201)


@tasks.get("/{int:task_id}")
def get_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One task."""
    return _one(task_id, request.user)


@tasks.patch("/{int:task_id}")
def edit_task(request: HttpRequest, task_id: int, body: TaskChange) -> HttpResponse:
    """Change a task's title, day or owner."""
    changes: dict[str, Any] = body.model_dump(exclude_unset=True)
    if "due_on" in changes:
        changes["due_on"] = read_day(changes["due_on"])
    if "owner" in changes:
        changes["owner_id"] = changes.pop("owner")
    change_task(task_id, changes, by=request.user, via="api")
    return _one(task_id, request.user)


@tasks.put("/{int:task_id}/done", operation_id="do_task")
def put_done(request: HttpRequest, task_id: int, body: Doing | None = None) -> HttpResponse:
    """Do the task; a call, meeting or e-mail is logged as an activity."""
    complete_task(task_id, body.note if body else "", by=request.user, via="api")
    return _one(task_id, request.user)


@tasks.delete("/{int:task_id}/done", operation_id="reopen_task")
def delete_done(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take back that the task was done."""
    reopen_task(task_id, by=request.user, via="api")
    return _one(task_id, request.user)


def _one(task_id: int, actor: Actor, status: int = 200) -> HttpResponse:
    if task(task_id, actor) is None:
        raise NotFound(f"There is no task {task_id} that you may see.")
    return json_answer(task_item(task_id), status)


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
