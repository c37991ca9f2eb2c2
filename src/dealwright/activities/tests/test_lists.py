"""Lists of tasks and of activities: what they show to whom, and what is changed in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.activities.commands import (
    NewTask,
    add_task,
    change_activities,
    change_tasks,
    complete_task,
    log_activity,
)
from dealwright.activities.models import Activity, Task
from dealwright.customers.commands import add_organisation
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.records import bulk
from dealwright.records.kinds import SUBJECTS, kind_of
from dealwright.records.queries import listing, page
from dealwright.workspace.queries import Actor

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]


@pytest.fixture
def acme(cast: Cast) -> int:
    return add_organisation({"name": "Acme"}, by=cast.rep, via="page")


def plan(by: Actor, title: str, days: int = 0, about: tuple[str, int] | None = None, kind: str = "task") -> int:
    due = timezone.now().date() + timedelta(days=days)
    return add_task(NewTask(title, kind, due, about), by=by, via="page")


def listed(key: str, by: Actor, *given: tuple[str, str], show: str = "", sort: str = "id") -> list[object]:
    kind = kind_of(key)
    catalogue = kind.fields()
    fields = [catalogue[show or kind.title]]
    return [row[show or kind.title] for row in page(listing(kind, by, given, sort), fields).shown(fields)]


@pytest.mark.django_db
def test_a_task_says_what_it_is_about_and_whether_it_is_done(cast: Cast, acme: int, published: object) -> None:
    deal = open_deal(NewDeal("Rollout", organisation_id=acme), by=cast.rep, via="page")
    plan(cast.rep, "Call Bo", about=("organisation", acme))
    done = plan(cast.rep, "Sketch", about=("deal", deal))
    plan(cast.rep, "Tidy up")
    complete_task(done, by=cast.rep, via="page")
    mine = (("owner", "me"), ("title__in", "Call Bo,Sketch,Tidy up"))
    assert listed("tasks", cast.rep, *mine, show="about.name") == ["Acme", "Rollout", None]
    assert listed("tasks", cast.rep, *mine, show="done") == [False, True, False]
    assert listed("tasks", cast.rep, *mine, ("done", "true")) == ["Sketch"]
    assert listed("tasks", cast.rep, *mine, ("done_at__empty", "true")) == ["Call Bo", "Tidy up"]
    assert listed("tasks", cast.rep, ("about_kind", "deal"), ("about", str(deal)), *mine) == ["Sketch"]
    assert listed("tasks", cast.rep, *mine, ("about.name__contains", "cm")) == ["Call Bo"]


@pytest.mark.django_db
def test_whoever_sees_neither_owner_nor_record_sees_no_entry(cast: Cast, acme: int, published: object) -> None:
    theirs = open_deal(NewDeal("Secret"), by=cast.rep, via="page")
    for about, name in ((("deal", theirs), "of the deal"), (("organisation", acme), "of Acme")):
        plan(cast.rep, f"Task {name}", about=about)
        log_activity(about, "note", f"Note {name}", by=cast.rep, via="page")
    plan(cast.stranger, "Task of Cid's own")
    assert listed("tasks", cast.stranger, ("title__starts", "Task")) == ["Task of Acme", "Task of Cid's own"]
    assert listed("activities", cast.stranger) == ["Note of Acme"]
    assert listed("activities", cast.manager) == ["Note of the deal", "Note of Acme"]
    assert set(listed("tasks", cast.owner)) >= {"Task of the deal", "Task of Acme", "Task of Cid's own"}
    with pytest.raises(NotFound):
        change_activities(
            list(Activity.objects.values_list("id", flat=True)), {"place": "x"}, by=cast.stranger, via="api"
        )


@pytest.mark.django_db
def test_tasks_are_changed_done_and_opened_again_all_or_none(cast: Cast, acme: int) -> None:
    call = plan(cast.rep, "Call Bo", about=("organisation", acme), kind="call")
    task, theirs = plan(cast.rep, "Sketch"), plan(cast.mate, "Theirs", about=("organisation", acme))
    day = timezone.now().date() + timedelta(days=9)
    assert change_tasks([call, task], {"due_on": day.isoformat()}, by=cast.rep, via="page") == 2
    assert change_tasks([call, task], {"due_on": day.isoformat()}, by=cast.rep, via="page") == 0
    with pytest.raises(NotAllowed):
        change_tasks([call, theirs], {"title": "Mine now"}, by=cast.rep, via="page")
    assert not Task.objects.filter(title="Mine now").exists()
    assert change_tasks([call, task], {"done": True}, by=cast.rep, via="page") == 2
    assert Activity.objects.get().subject == "Call Bo"  # proof at the gate, as when it is done on Today
    with pytest.raises(Conflict):
        change_tasks([task], {"title": "Too late"}, by=cast.rep, via="page")
    assert change_tasks([call], {"done": False, "title": "Call Bo again"}, by=cast.rep, via="page") == 1
    assert not Activity.objects.exists()
    with pytest.raises(Invalid):
        change_tasks([call], {"kind": "call"}, by=cast.rep, via="page")


@pytest.mark.django_db
def test_many_are_tried_done_and_set_back(cast: Cast) -> None:
    mine = [plan(cast.manager, "One"), plan(cast.manager, "Two")]
    made = bulk.begin("tasks", "change", {"owner": {"set": cast.rep.id}, "done": {"set": True}}, mine, by=cast.manager)
    bulk.ask(made, "try", by=cast.manager, via="page")
    assert set(Task.objects.filter(id__in=mine).values_list("owner_id", "done_at")) == {(cast.manager.id, None)}
    bulk.ask(made, "do", by=cast.manager, via="page")
    done = Task.objects.filter(id__in=mine, done_at__isnull=False)
    assert set(done.values_list("owner_id", flat=True)) == {cast.rep.id}
    bulk.ask(made, "undo", by=cast.manager, via="page")
    assert set(Task.objects.filter(id__in=mine).values_list("owner_id", "done_at")) == {(cast.manager.id, None)}


@pytest.mark.django_db
def test_the_pages_list_filter_group_and_write_a_cell(cast: Cast, acme: int, client_of: Browser) -> None:
    late, about = plan(cast.rep, "Late", -3, ("organisation", acme)), ("organisation", acme)
    plan(cast.rep, "Soon", 3)
    log_activity(about, "call", "Spoke with Bo", by=cast.rep, via="page")
    browser = client_of(cast.rep)
    overdue = browser.get("/tasks/?done_at__empty=true&due_on__lt=today&sort=due_on").content.decode()
    assert "Late" in overdue
    assert "Soon" not in overdue
    assert f'<a href="/organisations/{acme}/">Acme</a>' in overdue
    assert 'aria-current="page">Overdue' in overdue
    assert f'href="/tasks/{late}/" data-open data-action="dialog#load"' in overdue
    grouped = browser.get("/tasks/?group=about_kind").content.decode()
    assert "Organisation" in grouped
    assert browser.post(f"/lists/tasks/{late}/minutes/", {"value": "30", "was": ""}).status_code == 302
    assert Task.objects.get(id=late).minutes == 30
    spoken = browser.get("/activities/?kind=call").content.decode()
    assert "Spoke with Bo" in spoken
    assert "Give to…" not in spoken  # what was done has no owner
    assert "Nothing matches" in browser.get("/activities/?kind=email").content.decode()


@pytest.mark.django_db
def test_what_an_export_holds(cast: Cast, acme: int, client_of: Browser) -> None:
    log_activity(("organisation", acme), "note", "Met at the fair", "=1+1", by=cast.owner, via="page")
    answer = client_of(cast.owner).get("/exchange/export/activities.csv")
    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))  # type: ignore[attr-defined]
    assert (row["subject"], row["about.name"], row["about_kind"]) == ("Met at the fair", "Acme", "organisation")


def test_entries_can_be_about_records_and_not_about_each_other() -> None:
    assert {"task", "activity"}.isdisjoint(SUBJECTS)
