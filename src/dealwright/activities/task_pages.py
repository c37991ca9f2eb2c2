"""Pages of tasks: add, change, put off, do, and take that back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import Invalid, NotFound
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.desk.times import day as day_text
from dealwright.desk.times import local
from dealwright.desk.times import moment as moment_text
from dealwright.records.kinds import require_visible
from dealwright.records.layouts import Arranged
from dealwright.records.repeats import once
from dealwright.records.values import whole_number
from dealwright.workspace.access import Verb, reach
from dealwright.workspace.queries import Actor, members

from .commands import NewTask, add_task, change_task, complete_task, put_off_task, reopen_task
from .going import page_of, title_of
from .meanwhile import merged, texts
from .own import locked
from .own_forms import NO_INPUTS, OwnInput, own_inputs, own_lists, own_sent, texts_begun
from .pages import answer, untils
from .queries import OpenTask, open_tasks_about, own_of_task, task
from .reading import back_from, read_about, read_due, read_repeat, read_until, today_here, told
from .repeating import choices_of

SPECIAL = ("every", "weekdays", "interval", "until", "place", "minutes")


@dataclass(frozen=True)
class TaskPage:
    """A form about one task; `doing` asks what came of it and what happens next.

    `was` are the texts that it began with, `theirs` what somebody else made of them while it was open.
    """

    heading: str
    note: str
    action: str
    back: str
    save: str
    values: Mapping[str, Any]
    one: str = ""
    record_id: int | None = None
    doing: bool = False
    has_kind: bool = False
    owners: Sequence[tuple[int, str]] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    drop: int | None = None
    was: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, str] = field(default_factory=dict)
    own: Arranged[OwnInput] = NO_INPUTS
    locked: Collection[str] = ()

    @property
    def is_special(self) -> bool:
        """Whether it repeats, has a place or a length, or went wrong there."""
        return any(self.values.get(name) or self.errors.get(name) or name in self.theirs for name in SPECIAL)


@dataclass(frozen=True)
class PutOffPage:
    """Until when shall the task be put off?"""

    task: OpenTask
    action: str
    back: str
    untils: Sequence[tuple[str, str]]
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TasksAboutPage:
    """The open tasks about a record."""

    one: str
    record_id: int
    title: str
    back: str
    today: date
    tasks: Sequence[OpenTask]


@login_required
@require_http_methods(["GET", "POST"])
@once
def add(request: HttpRequest) -> HttpResponse:
    """The form for a new task, and what it sends."""
    given = request.POST if request.method == "POST" else request.GET
    about = read_about(given)
    one, record_id = about or ("", None)
    note = require_visible(*about, request.user) if about else ""
    back = back_from(request, page_of(*about) if about else reverse("today"))
    values = texts_begun("tasks", None, request.user) | _texts(given, request.user)
    form = TaskPage(_("Add task"), note, reverse("task-add"), back, _("Add task"), values, one, record_id)
    form = replace(form, has_kind=True, own=own_inputs("tasks", request.user), locked=locked("tasks", request.user))
    if request.method == "GET":
        return render(request, "activities/task.html", form, block="dialog")
    try:
        add_task(_new(request.POST, about, request.user), strictly=True, by=request.user, via="page")
    except Invalid as error:
        return _again(request, form, error)
    flash(request, _("Added."))
    return answer(request, back)


def _new(given: QueryDict, about: tuple[str, int] | None, by: Actor) -> NewTask:
    day, moment = read_due(given)
    first = local(moment).date() if moment else day
    return NewTask(
        given.get("title", ""), given.get("kind", "task"), day, about, due_at=moment, minutes=_minutes(given),
        place=given.get("place", ""), repeat=read_repeat(given, first), fields=own_sent("tasks", given, by),
    )  # fmt: skip


def _minutes(given: Mapping[str, str]) -> int | None:
    text = given.get("minutes", "")
    if text and whole_number(text) is None:
        raise Invalid(_("Write the minutes as a whole number."), field="minutes")
    return whole_number(text)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, task_id: int) -> HttpResponse:
    """Change a task; a form may send only some of its fields."""
    found = _task(request, task_id)
    gives = reach(request.user, "task", Verb.GIVE) is not None
    owners = [(each.id, each.name) for each in members() if each.is_active] if gives else []
    back = back_from(request, reverse("today"))
    address = reverse("task-change", args=[task_id])
    values = _values(found) | texts_begun("tasks", own_of_task(task_id), request.user)
    if not gives:
        del values["owner"]
    form = TaskPage(_("Change task"), found.about_title, address, back, _("Save"), values, owners=owners)
    form = replace(
        form,
        drop=task_id,
        was=texts(values),
        own=own_inputs("tasks", request.user),
        locked=locked("tasks", request.user),
    )
    if request.method == "GET":
        return render(request, "activities/task.html", form, block="dialog")
    said, theirs = merged(request.POST, values)
    form = replace(form, values={**values, **_texts(said, request.user)}, theirs=theirs)
    if theirs:
        return render(request, "activities/task.html", form, block="task_form", status=422)
    try:
        undo = change_task(task_id, _changes(said, request.user), by=request.user, via="page")
    except Invalid as error:
        return _again(request, form, error)
    flash(request, _("Saved."), undo=reverse("take-back", args=[undo]) if undo else "")
    return answer(request, back)


def _values(found: OpenTask) -> dict[str, Any]:
    clock = f"{local(found.due_at):%H:%M}" if found.due_at else ""
    said = {"title": found.title, "due_on": found.due_on or "", "due_time": clock, "owner": found.owner_id}
    repeats = choices_of(found.repeat)
    weekdays = [day for day in repeats["weekdays"].split(",") if day]
    more = {"minutes": found.minutes or "", "place": found.place, "until": repeats["until"] or ""}
    return {
        **said,
        **more,
        "every": repeats["every"],
        "weekdays": weekdays,
        "interval": repeats["interval"] if repeats["interval"] > 1 else "",
    }


def _changes(given: QueryDict, by: Actor) -> dict[str, Any]:
    changes: dict[str, Any] = {name: given[name] for name in ("title", "place") if name in given}
    if "due_on" in given:
        day, moment = read_due(given)
        changes |= {"due_at": moment} if moment else {"due_on": day}
        if "every" in given:
            changes["repeat"] = read_repeat(given, local(moment).date() if moment else day)
    if "minutes" in given:
        changes["minutes"] = _minutes(given)
    if owner_id := whole_number(given.get("owner", "")):
        changes["owner_id"] = owner_id
    if own := own_sent("tasks", given, by):
        changes["fields"] = own
    return changes


@login_required
@require_http_methods(["GET", "POST"])
def put_off(request: HttpRequest, task_id: int) -> HttpResponse:
    """Until when shall it wait?"""
    found = _task(request, task_id)
    back, address = back_from(request, reverse("today")), reverse("task-put-off", args=[task_id])
    page = PutOffPage(found, address, back, untils())
    if request.method == "GET":
        return render(request, "activities/put_off.html", page, block="dialog")
    try:
        undo = put_off_task(task_id, read_until(request.POST), by=request.user, via="page")
    except Invalid as error:
        page = replace(page, values=_texts(request.POST, request.user), errors=told(error))
        return render(request, "activities/put_off.html", page, block="put_off_form", status=422)
    moved = _task(request, task_id)
    until = moment_text(moved.due_at) if moved.due_at else day_text(moved.due_on)
    flash(request, _("Put off until %(day)s.") % {"day": until}, undo=reverse("take-back", args=[undo]))
    return answer(request, back)


@login_required
@require_http_methods(["GET", "POST"])
@once
def done(request: HttpRequest, task_id: int) -> HttpResponse:
    """Do a task: at once, or with what came of it and what happens next."""
    found = _task(request, task_id)
    back = back_from(request, reverse("today"))
    address = reverse("task-done", args=[task_id])
    form = TaskPage(_("Done: %(title)s") % {"title": found.title}, found.about_title, address, back, _("Done"), {})
    form = replace(form, doing=True, has_kind=True, own=own_inputs("tasks", request.user, only_needed=True))
    form = replace(form, locked=locked("tasks", request.user))
    if request.method == "GET":
        return render(request, "activities/task.html", form, block="dialog")
    try:
        _complete(request, found)
    except Invalid as error:
        return _again(request, form, error)
    text = _("Done: %(title)s") % {"title": found.title}
    flash(request, text, undo=reverse("task-reopen", args=[task_id]))
    return answer(request, back)


@transaction.atomic
def _complete(request: HttpRequest, found: OpenTask) -> None:
    """The task done, with what came of it, and the next one planned when the form names one."""
    given = request.POST
    outcome = given.get("outcome", "")
    complete_task(found.id, given.get("note", ""), outcome=outcome, by=request.user, via="page")
    if given.get("title", "").strip():
        add_task(_new(given, found.about, request.user), strictly=True, by=request.user, via="page")


@login_required
@require_POST
def reopen(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take back that a task was done."""
    reopen_task(task_id, by=request.user, via="page")
    flash(request, _("The task is open again."), tone="info")
    return answer(request, back_from(request, reverse("today")))


@login_required
@require_GET
def about(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """The open tasks about a record, as a page or a panel."""
    require_visible(one, record_id, request.user)
    tasks = open_tasks_about(one, [record_id], request.user)
    back = page_of(one, record_id)
    shown = TasksAboutPage(one, record_id, title_of(one, record_id, request.user), back, today_here(), tasks)
    return render(request, "activities/tasks_about.html", shown, block="panel")


def _task(request: HttpRequest, task_id: int) -> OpenTask:
    found = task(task_id, request.user)
    if found is None:
        raise NotFound("There is no such task that you may see.")
    return found


def _texts(given: QueryDict, by: Actor) -> dict[str, Any]:
    plain = {key: given[key] for key in given}
    return {**plain, **own_lists("tasks", given, by), "weekdays": given.getlist("weekdays")}


def _again(request: HttpRequest, form: TaskPage, error: Invalid) -> HttpResponse:
    shown = replace(form, values={**_texts(request.POST, request.user), **form.values}, errors=told(error))
    return render(request, "activities/task.html", shown, block="task_form", status=422)
