"""Pages of the activities: Today, the form that logs, timelines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from dealwright.activities.calendars import working_calendar
from dealwright.activities.commands import NewTask, add_task
from dealwright.activities.models import Activity, Task
from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.commands import NewDeal, add_stakeholder, open_deal

if TYPE_CHECKING:
    from conftest import Cast


Browser = Callable[[object], Client]


@pytest.fixture
def acme(cast: Cast) -> int:
    return add_organisation({"name": "Acme"}, by=cast.rep, via="page")


def plan(cast: Cast, acme: int, title: str, days: int, kind: str = "call") -> int:
    due = working_calendar(cast.rep.id).today(timezone.now()) + timedelta(days=days)
    return add_task(NewTask(title, kind, due, ("organisation", acme)), by=cast.rep, via="page")


@pytest.mark.thorough
def test_groups_of_tasks_stay_in_reach(cast: Cast, acme: int, client_of: Browser) -> None:
    named = {"overdue": -3, "today": 0, "tomorrow": 1, "week": 5, "later": 30}
    for title, days in named.items():
        plan(cast, acme, f"Task {title}", days)
    browser = client_of(cast.rep)
    for show in named:
        page = browser.get(f"/?show={show}").content.decode()
        assert [title for title in named if f"Task {title}" in page] == [show]
    now = browser.get("/").content.decode()
    assert now.index("Task overdue") < now.index("Task today")
    assert "Task tomorrow" not in now
    assert "overdue by 3 days" in now
    assert "Acme" in now


def test_today_says_what_belongs_there_when_nothing_does(cast: Cast, client_of: Browser) -> None:
    assert "Nothing waits for you" in client_of(cast.mate).get("/").content.decode()


def test_a_call_done_on_today_is_logged_and_can_be_taken_back(cast: Cast, acme: int, client_of: Browser) -> None:
    task, browser = plan(cast, acme, "Call Bo", 0), client_of(cast.rep)
    headers = {"HX-Request": "true", "HX-Target": "today-list"}
    answer = browser.post(f"/tasks/{task}/done/", {"next": "/"}, headers=headers)
    assert "Undo" in answer.content.decode()
    assert Activity.objects.values_list("kind", "subject").get() == ("call", "Call Bo")
    browser.post(f"/tasks/{task}/reopen/")
    assert not Activity.objects.exists()
    assert Task.objects.get().done_at is None


def test_done_with_a_note_plans_what_happens_next(cast: Cast, acme: int, client_of: Browser) -> None:
    task = plan(cast, acme, "Call Bo", 0)
    form = {"note": "Wants a price", "title": "Send the price", "kind": "email", "due_on": "tomorrow"}
    answer = client_of(cast.rep).post(f"/tasks/{task}/done/", form)
    assert answer.status_code == 302
    assert Activity.objects.get().text == "Wants a price"
    assert Task.objects.values_list("title", "about_id").get(done_at=None) == ("Send the price", acme)


def test_putting_off_moves_the_day(cast: Cast, acme: int, client_of: Browser) -> None:
    task = plan(cast, acme, "Call Bo", -3)
    client_of(cast.rep).post(f"/tasks/{task}/", {"due_on": "monday"})
    assert Task.objects.get().due_on.weekday() == 0
    assert Task.objects.get().due_on > timezone.now().date()


def test_the_form_keeps_what_was_typed(cast: Cast, acme: int, client_of: Browser) -> None:
    form = {"organisation": acme, "kind": "call", "subject": " ", "text": "A long story"}
    answer = client_of(cast.rep).post("/activities/new/", form)
    assert answer.status_code == 422
    assert "A long story" in answer.content.decode()
    assert "Say in a few words" in answer.content.decode()


def test_what_has_not_happened_yet_is_not_logged(cast: Cast, acme: int, client_of: Browser) -> None:
    form = {"organisation": acme, "kind": "call", "subject": "Call", "at": "2999-01-01T10:00"}
    answer = client_of(cast.rep).post("/activities/new/", form)
    assert answer.status_code == 422
    assert "not happened yet" in answer.content.decode()


def test_logging_shows_on_the_timeline(cast: Cast, acme: int, client_of: Browser) -> None:
    browser = client_of(cast.rep)
    form = {"organisation": acme, "kind": "meeting", "subject": "Lunch", "text": "Good mood", "next": "//evil.example"}
    answer = browser.post("/activities/new/", form)
    assert answer.headers["Location"] == f"/organisations/{acme}/"
    page = browser.get(f"/timeline/organisation/{acme}/").content.decode()
    assert "Meeting: Lunch" in page
    assert "Good mood" in page
    assert "Acme was added" in page


@pytest.mark.parametrize(
    "address", ["/tasks/new/", "/activities/new/?organisation={}", "/tasks/about/organisation/{}/"]
)
def test_every_form_has_a_page_of_its_own(address: str, cast: Cast, acme: int, client_of: Browser) -> None:
    answer = client_of(cast.rep).get(address.format(acme))
    assert answer.status_code == 200
    assert "</html>" in answer.content.decode()


@pytest.mark.parametrize("size", [3, 40])
def test_today_asks_the_same_number_of_questions(
    size: int, cast: Cast, acme: int, client_of: Browser, django_assert_max_num_queries: Callable
) -> None:
    for number in range(size):
        plan(cast, acme, f"Task {number}", number % 20 - 5)
    browser = client_of(cast.rep)
    browser.get("/")
    with django_assert_max_num_queries(12):
        browser.get("/")


def test_the_form_asks_with_whom(cast: Cast, acme: int, published: object, client_of: Browser) -> None:
    ann: dict[str, Any] = {"by": cast.rep, "via": "page"}
    bo, eve, dan = (add_person({"name": name, "organisation": acme}, **ann) for name in ("Bo", "Eve", "Dan"))
    deal = open_deal(NewDeal("CRM", organisation_id=acme), **ann)
    add_stakeholder(deal, eve, "champion", **ann)
    browser = client_of(cast.rep)
    form = browser.get(f"/activities/new/?deal={deal}").content.decode()
    places = [form.index(f'name="with" value="{one}"') for one in (eve, bo, dan)]
    assert places == sorted(places)
    assert form.count(f'name="with" value="{eve}"') == 1
    assert f'name="with" value="{dan}"' in browser.get(f"/activities/new/?organisation={acme}").content.decode()
    assert "With whom?" not in browser.get(f"/activities/new/?person={bo}").content.decode()
    sent = {"deal": deal, "kind": "call", "subject": "", "with": [dan, eve]}
    wrong = browser.post("/activities/new/", sent)
    assert (wrong.status_code, wrong.content.decode().count(" checked")) == (422, 2)
    browser.post(
        "/activities/new/", {**sent, "subject": "Hello", "outcome": "agreed", "minutes": "30", "direction": "out"}
    )
    logged = Activity.objects.get()
    assert (logged.person_id, logged.outcome, logged.minutes, logged.direction) == (dan, "agreed", 30, "out")
    assert [each.person_id for each in logged.participants.all()] == [eve]
    told = browser.get(f"/timeline/deal/{deal}/").content.decode()
    assert "outgoing · with Dan, Eve · 30 minutes" in told
