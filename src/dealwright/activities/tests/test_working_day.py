"""Tasks of the working day: time, repeating, putting off, several at once, escalation; all with a way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.activities import rules
from dealwright.activities.calendars import Times, escalation
from dealwright.activities.commands import (
    NewTask,
    add_task,
    change_activity,
    change_task,
    complete_task,
    complete_tasks,
    drop_tasks,
    escalate_overdue,
    log_activity,
    put_off_tasks,
    remove_activity,
    reopen_task,
    set_escalation,
    set_working_time,
    take_back,
)
from dealwright.activities.commands import tasks as task_commands
from dealwright.activities.hours import Calendar
from dealwright.activities.models import Activity, Change, Task
from dealwright.activities.queries import working_calendar
from dealwright.activities.rules import Until
from dealwright.activities.snapshots import snapshot
from dealwright.customers.commands import add_organisation, add_person
from dealwright.workspace.models import Member

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
GERMAN = Times(("9-17",) * 5 + ("", ""), "DE", "BY", ((date(2026, 3, 6), date(2026, 3, 6), "Outing"),))


@pytest.fixture
def acme(cast: Cast) -> int:
    return add_organisation({"name": "Acme"}, by=cast.rep, via="page")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Turns the clock."""

    def turn(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return turn


def add(by: Any, **values: Any) -> int:
    return add_task(NewTask("Call Bo", **values), by=by, via="page")


def test_a_time_says_the_day_on_the_clock_of_its_owner(cast: Cast) -> None:
    task = Task.objects.get(id=add(cast.rep, due_at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC)))
    assert task.due_on == date(2026, 3, 3)  # half past midnight in Berlin
    change_task(task.id, {"due_on": date(2026, 3, 9)}, by=cast.rep, via="page")
    assert Task.objects.values_list("due_on", "due_at").get() == (date(2026, 3, 9), None)
    with pytest.raises(Invalid, match="first day"):
        add(cast.rep, repeat="FREQ=DAILY")


def test_a_task_that_repeats_makes_one_next_task_and_takes_it_back(cast: Cast, acme: int, now: Any) -> None:
    now(MONDAY)
    about, at = ("organisation", acme), datetime(2026, 3, 2, 14, tzinfo=UTC)
    first = add(cast.rep, kind="call", about=about, due_at=at, repeat="FREQ=WEEKLY;BYDAY=MO", minutes=20)
    for _ in range(2):
        complete_task(first, by=cast.rep, via="page")
    following = Task.objects.get(done_at=None)
    assert (following.due_on, following.follows_id, following.repeat) == (
        date(2026, 3, 9),
        first,
        "FREQ=WEEKLY;BYDAY=MO",
    )
    assert following.due_at == at + timedelta(days=7)
    assert Activity.objects.get().minutes == 20
    reopen_task(first, by=cast.rep, via="page")
    assert list(Task.objects.values_list("id", "done_at")) == [(first, None)]
    complete_task(first, by=cast.rep, via="page")
    after = Task.objects.get(done_at=None)
    complete_task(after.id, by=cast.rep, via="page")
    reopen_task(first, by=cast.rep, via="page")
    complete_task(first, by=cast.rep, via="page")
    assert Task.objects.filter(follows_id=first).count() == 1


def test_summer_time_keeps_the_clock_of_a_task_that_repeats(cast: Cast, now: Any) -> None:
    now(datetime(2026, 3, 27, 8, tzinfo=UTC))
    add(cast.rep, due_at=datetime(2026, 3, 27, 8, tzinfo=UTC), repeat="FREQ=DAILY;INTERVAL=3")  # nine in Berlin
    complete_task(Task.objects.get().id, by=cast.rep, via="page")
    assert Task.objects.get(done_at=None).due_at == datetime(2026, 3, 30, 7, tzinfo=UTC)


def test_working_days_know_holidays_and_the_company_outing(cast: Cast, now: Any) -> None:
    set_working_time(None, GERMAN, by=cast.owner, via="page")
    now(datetime(2026, 3, 5, 9, tzinfo=UTC))
    first = add(cast.rep, due_on=date(2026, 3, 5), repeat="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    complete_task(first, by=cast.rep, via="page")
    assert Task.objects.get(done_at=None).due_on == date(2026, 3, 9)
    calendar = working_calendar(cast.rep.id)
    assert (calendar.zone, calendar.works_on(date(2026, 1, 6))) == ("Europe/Berlin", False)
    set_working_time(cast.rep.id, Times(("",) * 5 + ("10-14", "")), by=cast.rep, via="page")
    mine = working_calendar(cast.rep.id)
    assert [mine.works_on(date(2026, 3, day)) for day in (5, 6, 7)] == [False, False, True]
    assert working_calendar(cast.mate.id).works_on(date(2026, 3, 5))


@pytest.mark.parametrize(
    ("until", "day", "hour"),
    [
        (Until.LATER_TODAY, date(2026, 3, 5), 11),
        (Until.TOMORROW, date(2026, 3, 6), 14),
        (Until.NEXT_WORKING_DAY, date(2026, 3, 9), 14),
        (Until.NEXT_WEEK, date(2026, 3, 9), 14),
        (date(2026, 5, 1), date(2026, 5, 1), 14),
    ],
)
def test_putting_off_keeps_the_time_of_day(until: Any, day: date, hour: int) -> None:
    calendar = Calendar(off=frozenset({date(2026, 3, 6)}))
    due = datetime(2026, 3, 2, 14, tzinfo=UTC)
    found = rules.put_off(until, due, datetime(2026, 3, 5, 8, 50, tzinfo=UTC), calendar)
    assert found == (day, datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
    assert rules.put_off(until, None, datetime(2026, 3, 5, 8, 50, tzinfo=UTC), calendar)[0] == day


def test_several_tasks_are_put_off_done_and_dropped_with_a_way_back(cast: Cast, acme: int) -> None:
    mine = [add(cast.rep, due_on=date(2026, 3, day), about=("organisation", acme), kind="call") for day in (1, 2)]
    theirs = add(cast.stranger, due_on=date(2026, 3, 1))
    before = [snapshot(task) for task in Task.objects.order_by("id")]
    for act in (
        lambda: put_off_tasks([*mine, theirs], Until.NEXT_WEEK, by=cast.rep, via="page"),
        lambda: complete_tasks([*mine, theirs], outcome="no_answer", by=cast.rep, via="page"),
        lambda: drop_tasks([*mine, theirs], by=cast.rep, via="page"),
    ):
        found = act()
        assert (found.done, list(found.refused)) == (mine, [theirs])
        assert [snapshot(task) for task in Task.objects.order_by("id")] != before
        with pytest.raises(NotFound):
            take_back(found.change, by=cast.mate, via="page")
        take_back(found.change, by=cast.rep, via="page")
        take_back(found.change, by=cast.rep, via="page")
        assert [snapshot(task) for task in Task.objects.order_by("id")] == before
        assert not Activity.objects.exists()
    with pytest.raises(Invalid, match="at least one"):
        drop_tasks([], by=cast.rep, via="page")


def test_what_was_done_since_is_not_put_back(cast: Cast) -> None:
    task = add(cast.rep, due_on=date(2026, 3, 1))
    change = put_off_tasks([task], Until.TOMORROW, by=cast.rep, via="page").change
    complete_task(task, by=cast.rep, via="page")
    with pytest.raises(Conflict, match="done since"):
        take_back(change, by=cast.rep, via="page")
    assert Change.objects.get(id=change).taken_back_at is None


def test_an_activity_is_corrected_removed_and_put_back_whole(cast: Cast, acme: int) -> None:
    who: dict[str, Any] = {"by": cast.rep, "via": "page"}
    bo, eve = (add_person({"name": name, "organisation": acme}, **who) for name in ("Bo", "Eve"))
    task = add(cast.rep, about=("organisation", acme), kind="meeting", place="Hall 3")
    activity = complete_task(task, "Fine", people=(bo, eve), direction="out", **who)
    before = snapshot(Activity.objects.get(id=activity))
    assert (before["place"], before["direction"], before["person_id"]) == ("Hall 3", "out", bo)
    changed = change_activity(activity, {"subject": "Fair", "people": [eve], "minutes": 90}, **who)
    assert Activity.objects.values_list("subject", "person_id", "minutes").get() == ("Fair", eve, 90)
    assert change_activity(activity, {"subject": "Fair"}, **who) is None
    removed = remove_activity(activity, **who)
    assert Task.objects.get().activity_id is None
    take_back(removed, **who)
    take_back(changed, **who)
    again = Activity.objects.get()
    assert (snapshot(again), [each.person_id for each in again.participants.all()]) == (before, [eve])
    assert Task.objects.get().activity_id == activity
    with pytest.raises(NotAllowed):
        change_activity(activity, {"subject": "Mine"}, by=cast.stranger, via="page")
    with pytest.raises(Invalid, match="no field"):
        change_activity(activity, {"by_id": 1}, **who)


def test_only_who_logged_or_leads_corrects(cast: Cast, acme: int) -> None:
    activity = log_activity(("organisation", acme), "call", "Hello", by=cast.rep, via="page")
    change_activity(activity, {"text": "Better"}, by=cast.manager, via="page")
    other = log_activity(("organisation", acme), "call", "Hello", by=cast.manager, via="page")
    with pytest.raises(NotAllowed):
        change_activity(other, {"text": "Mine"}, by=cast.rep, via="page")


@pytest.mark.parametrize("hands_over", [False, True])
def test_overdue_tasks_reach_the_manager_once(cast: Cast, now: Any, hands_over: bool) -> None:
    set_working_time(None, Times(("9-17",) * 5 + ("", "")), by=cast.owner, via="page")
    set_escalation(8, hands_over, by=cast.owner, via="page")
    now(MONDAY)
    late = add(cast.rep, due_on=date(2026, 3, 2))
    add(cast.stranger, due_on=date(2026, 3, 2))  # nobody leads South
    counts = []
    for moment in (
        MONDAY + timedelta(hours=12),
        MONDAY + timedelta(days=1, hours=6),
        MONDAY + timedelta(days=1, hours=7),
    ):
        now(moment)
        counts.append(escalate_overdue())
    assert (counts, escalate_overdue()) == ([0, 0, 1], 0)
    task = Task.objects.get(id=late)
    assert task.escalated_to_id == cast.manager.id
    assert task.owner_id == (cast.manager.id if hands_over else cast.rep.id)


def test_overdue_tasks_reach_a_manager_who_signs_in(cast: Cast, now: Any) -> None:
    """Of two who lead the team the first counts, but not one who is known from an import alone."""
    Member.objects.filter(id=cast.mate.id).update(role="manager", email=None)
    set_escalation(1, by=cast.owner, via="page")
    now(MONDAY)
    late = add(cast.rep, due_on=date(2026, 3, 2))
    now(MONDAY + timedelta(days=2))
    assert escalate_overdue() == 1
    assert Task.objects.get(id=late).escalated_to_id == cast.manager.id


@pytest.mark.parametrize("day", ["0001-01-01", "0206-03-01", "9999-12-31"])
def test_a_task_of_another_age_is_a_mistyped_year(cast: Cast, client_of: Browser, day: str) -> None:
    task, browser = add(cast.rep, due_on=date(2026, 3, 1)), client_of(cast.rep)
    for address, sent in (
        ("/tasks/new/", {"title": "Call", "due_on": day, "due_time": "23:50"}),
        (f"/tasks/{task}/", {"due_on": day}),
        (f"/tasks/{task}/put-off/", {"until": day}),
    ):
        answer = browser.post(address, sent)
        assert (answer.status_code, "is too far away" in answer.content.decode()) == (422, True)
    part = browser.post(f"/tasks/{task}/", {"due_on": day}, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="task-form"')  # what is put in place of itself holds its last button, too
    assert part.count("Need not be done") == 1
    with pytest.raises(Invalid, match="too far away"):
        change_task(task, {"due_on": date.fromisoformat(day)}, by=cast.rep, via="api")


def test_nobody_is_told_without_a_rule_and_only_who_manages_members_makes_one(cast: Cast) -> None:
    add(cast.rep, due_on=timezone.now().date() - timedelta(days=30))
    assert escalate_overdue() == 0
    with pytest.raises(NotAllowed):
        set_escalation(8, by=cast.manager, via="page")
    with pytest.raises(NotAllowed):
        set_working_time(cast.mate.id, Times(), by=cast.rep, via="page")
    for wrong in (Times(("",) * 7), Times(None, "DE", "XX"), Times(None, "XX")):
        with pytest.raises(Invalid):
            set_working_time(None, wrong, by=cast.owner, via="page")


@pytest.mark.parametrize(
    ("at", "days", "due"),
    [
        (datetime(2026, 3, 6, 9, tzinfo=UTC), 1, date(2026, 3, 9)),  # a Friday
        (datetime(2026, 11, 22, 22, 30, tzinfo=UTC), 180, date(2027, 5, 21)),  # half an hour to midnight, in winter
    ],
)
def test_tasks_of_a_process_fall_due_on_working_days(cast: Cast, at: datetime, days: int, due: date) -> None:
    from dealwright.playbook import PlannedActivity

    plan = PlannedActivity(key="call", kind="call", title="Call", days=days)
    task_commands.plan_tasks([(1, cast.rep.id, plan)], at=at)
    assert Task.objects.get().due_on == due


def test_pages_change_repeat_put_off_and_tick_tasks(cast: Cast, client_of: Browser) -> None:
    browser = client_of(cast.rep)
    form = {"title": "Report", "kind": "task", "due_on": "2030-03-04", "due_time": "09:30", "every": "weekly"}
    browser.post("/tasks/new/", {**form, "weekdays": ["MO", "TH"], "interval": "2"})
    task = Task.objects.get()
    assert task.due_at == datetime(2030, 3, 4, 8, 30, tzinfo=UTC)
    assert task.repeat == "FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2"
    shown = browser.get(f"/tasks/{task.id}/").content.decode()
    assert 'value="09:30"' in shown
    assert shown.count(" checked") == 2
    wrong = browser.post("/tasks/new/", {**form, "due_time": "noon"})
    assert (wrong.status_code, "is no time" in wrong.content.decode()) == (422, True)
    assert browser.post(f"/tasks/{task.id}/put-off/", {"until": ""}).status_code == 422
    browser.post(f"/tasks/{task.id}/put-off/", {"until": "2031-01-01"})
    assert Task.objects.get().due_at == datetime(2031, 1, 1, 8, 30, tzinfo=UTC)
    answer = browser.post("/tasks/together/", {"task": [task.id], "do": "done"}, headers={"HX-Target": "today-list"})
    assert "1 task done." in answer.content.decode()
    browser.post(f"/activities/back/{Change.objects.latest('id').id}/")
    assert Task.objects.filter(done_at=None).count() == 1
    assert browser.post("/tasks/together/", {"task": [task.id], "do": "paint"}).status_code == 422


@pytest.mark.thorough
def test_pages_of_working_hours_keep_what_was_typed(cast: Cast, client_of: Browser) -> None:
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "9-12, 13-17")
    owner = client_of(cast.owner)
    sent = {**week, "country": "DE", "days_off": "2026-08-03 to 2026-08-14 Summer\n2026-12-24 Eve", "after_hours": "8"}
    assert owner.post("/settings/hours/company/", sent).status_code == 302
    page = owner.get("/settings/hours/company/").content.decode()
    assert "09:00-12:00, 13:00-17:00" in page
    assert "2026-08-03 to 2026-08-14 Summer" in page
    wrong = owner.post("/settings/hours/company/", {**sent, "friday": "late"})
    assert (wrong.status_code, "is no span of hours" in wrong.content.decode()) == (422, True)
    faulty = {**sent, "monday": "17-9", "friday": "late", "days_off": "soon", "after_hours": "soon"}
    told = owner.post("/settings/hours/company/", faulty).content.decode()
    for each in ("“17-9” ends before it begins", "“late” is no span", "“soon” names no day", "a whole number of hours"):
        assert each in told
    owner.post("/settings/hours/company/", {**sent, "friday": "late", "after_hours": "3"})
    assert escalation().after_hours == 8  # nothing is kept of a page that could not be
    browser = client_of(cast.rep)
    assert browser.post("/settings/hours/", {"days_off": "soon"}).status_code == 422
    assert browser.post("/settings/hours/", {"differs": "1", "sunday": "10-12"}).status_code == 302
    assert working_calendar(cast.rep.id).works_on(date(2026, 3, 8))
    assert browser.get("/settings/hours/company/").status_code == 403


def test_the_api_does_what_pages_do(cast: Cast, acme: int, api_of: Browser) -> None:
    client, sent = api_of(cast.rep), {"content_type": "application/json"}
    body = {"title": "Call", "due_at": "2030-03-04T09:30:00Z", "repeat": "FREQ=DAILY", "organisation": acme}
    task = client.post("/api/v1/tasks", {**body, "kind": "call", "place": "Phone"}, **sent).json()
    address = f"/api/v1/tasks/{task['id']}"
    assert (task["due_on"], task["repeat"], task["place"]) == ("2030-03-04", "FREQ=DAILY", "Phone")
    assert client.patch(address, {"title": None}, **sent).status_code == 422
    assert (
        client.patch(address, {"minutes": 15, "due_at": None, "due_on": "2030-03-05"}, **sent).json()["minutes"] == 15
    )
    assert client.put(f"{address}/wait", {"until": "2031-05-05"}, **sent).json()["due_on"] == "2031-05-05"
    assert client.put(f"{address}/done", {"outcome": "agreed"}, **sent).json()["outcome"] == "agreed"
    call = Activity.objects.get()
    assert call.outcome == "agreed"
    listed = client.get("/api/v1/tasks").json()["items"]
    several = client.post("/api/v1/tasks/together", {"tasks": [listed[0]["id"]], "do": "drop"}, **sent).json()
    assert client.get("/api/v1/tasks").json()["items"] == []
    client.post(f"/api/v1/activities/changes/{several['change']}/back")
    assert client.get("/api/v1/tasks").json()["items"] == listed
    one = f"/api/v1/activities/{call.id}"
    assert client.patch(one, {"place": "Here"}, **sent).json()["place"] == "Here"
    assert client.delete(one).status_code == 200
    assert client.get(one).status_code == 404
    hours = {"hours": ["9-17"] * 7, "country": "AT", "days_off": [{"first": "2026-01-02", "last": "2026-01-03"}]}
    assert client.put("/api/v1/working-hours", hours, **sent).json()["own"]["country"] == "AT"
    assert client.put("/api/v1/working-hours/company", hours, **sent).status_code == 403
    assert client.get("/api/v1/overdue-rule").status_code == 403
    boss = api_of(cast.owner)
    assert boss.put("/api/v1/overdue-rule", {"after_hours": 4}, **sent).json() == {
        "after_hours": 4,
        "hands_over": False,
    }
    found = client.get(f"/api/v1/timeline?organisation={acme}&q=acme").json()["items"]
    assert ["Acme" in each["words"] for each in found] == [True]
    assert client.get("/api/v1/today").json()["items"] == []
    assert client.get("/api/v1/timeline?organisation=999").status_code == 404
