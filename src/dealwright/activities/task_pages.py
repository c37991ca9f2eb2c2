"""Pages of tasks: add, change, put off, do, and take that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import Invalid, NotFound
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.desk.times import day as day_text
from dealwright.records.kinds import require_visible
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Right, has_right, members

from .commands import NewTask, add_task, change_task, complete_task, reopen_task
from .pages import go, page_of, show_today, title_of
from .queries import OpenTask, open_tasks_about, task
from .reading import back_from, read_about, read_day, today_here, told


@dataclass(frozen=True)
class TaskPage:
    """A form about one task; `doing` asks what came of it and what happens next."""

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
def add(request: HttpRequest) -> HttpResponse:
    """The form for a new task, and what it sends."""
    given = request.POST if request.method == "POST" else request.GET
    about = read_about(given)
    one, record_id = about or ("", None)
    if about:
        require_visible(*about, request.user)
    back = back_from(request, page_of(*about) if about else reverse("today"))
    note = title_of(*about) if about else ""
    form = TaskPage(_("Add task"), note, reverse("task-add"), back, _("Add task"), _texts(given), one, record_id)
    form = replace(form, has_kind=True)
    if request.method == "GET":
        return render(request, "activities/task.html", form, block="dialog")
    try:
        new = NewTask(given.get("title", ""), given.get("kind", "task"), read_day(given.get("due_on")), about)
        add_task(new, by=request.user, via="page")
    except Invalid as error:
        return _again(request, form, error)
    flash(request, _("Added."))
    return _answer(request, back)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, task_id: int) -> HttpResponse:
    """Change a task; a form may send only the day to put it off."""
    found = _task(request, task_id)
    lead = has_right(request.user, Right.REASSIGN)
    owners = [(each.id, each.name) for each in members() if each.is_active] if lead else []
    back = back_from(request, reverse("today"))
    values = {"title": found.title, "due_on": found.due_on or "", "owner": found.owner_id}
    address = reverse("task-change", args=[task_id])
    form = TaskPage(_("Change task"), found.about_title, address, back, _("Save"), values, owners=owners)
    if request.method == "GET":
        return render(request, "activities/task.html", form, block="dialog")
    try:
        changes = _changes(request)
        change_task(task_id, changes, by=request.user, via="page")
    except Invalid as error:
        return _again(request, replace(form, values={**values, **_texts(request.POST)}), error)
    until = changes.get("due_on")
    flash(
        request, _("Put off until %(day)s.") % {"day": day_text(until)} if list(changes) == ["due_on"] else _("Saved.")
    )
    return _answer(request, back)


def _changes(request: HttpRequest) -> dict[str, Any]:
    given, changes = request.POST, {}
    if "title" in given:
        changes["title"] = given["title"]
    if "due_on" in given:
        changes["due_on"] = read_day(given["due_on"])
    if owner_id := whole_number(given.get("owner", "")):
        changes["owner_id"] = owner_id
    return changes


@login_required
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest, task_id: int) -> HttpResponse:
    """Do a task: at once, or with a note and what happens next."""
    found = _task(request, task_id)
    back = back_from(request, reverse("today"))
    address = reverse("task-done", args=[task_id])
    form = TaskPage(_("Done: %(title)s") % {"title": found.title}, found.about_title, address, back, _("Done"), {})
    form = replace(form, doing=True, has_kind=True)
    if request.method == "GET":
        return render(request, "activities/task.html", form, block="dialog")
    try:
        _complete(request, found)
    except Invalid as error:
        return _again(request, replace(form, values=_texts(request.POST)), error)
    text = _("Done: %(title)s") % {"title": found.title}
    flash(request, text, undo=reverse("task-reopen", args=[task_id]))
    return _answer(request, back)


@transaction.atomic
def _complete(request: HttpRequest, found: OpenTask) -> None:
    """The task done, with its note, and the next one planned when the form names one."""
    given = request.POST
    complete_task(found.id, given.get("note", ""), by=request.user, via="page")
    if given.get("title", "").strip():
        about = (found.about_kind, found.about_id) if found.about_id is not None else None
        new = NewTask(given["title"], given.get("kind", "task"), read_day(given.get("due_on")), about)
        add_task(new, by=request.user, via="page")


@login_required
@require_POST
def reopen(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take back that a task was done."""
    reopen_task(task_id, by=request.user, via="page")
    flash(request, _("The task is open again."), tone="info")
    return _answer(request, back_from(request, reverse("today")))


@login_required
@require_GET
def about(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """The open tasks about a record, as a page or a panel."""
    require_visible(one, record_id, request.user)
    tasks = open_tasks_about(one, [record_id])
    back = page_of(one, record_id)
    shown = TasksAboutPage(one, record_id, title_of(one, record_id), back, today_here(), tasks)
    return render(request, "activities/tasks_about.html", shown, block="panel")


def _task(request: HttpRequest, task_id: int) -> OpenTask:
    found = task(task_id, request.user)
    if found is None:
        raise NotFound("There is no such task that you may see.")
    return found


def _texts(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: given[key] for key in given}


def _again(request: HttpRequest, form: TaskPage, error: Invalid) -> HttpResponse:
    shown = replace(form, values={**form.values, **_texts(request.POST)}, errors=told(error))
    return render(request, "activities/task.html", shown, block="task_form", status=422)


def _answer(request: HttpRequest, back: str) -> HttpResponse:
    """Today's tasks anew where they are being worked off, else the page that the form came from."""
    if request.headers.get("HX-Target") == "today-tasks":
        return show_today(request)
    return go(request, back)
