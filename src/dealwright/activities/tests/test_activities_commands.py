"""Commands of the activities: what they write, what they refuse, and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.activities.commands import (
    NewActivity,
    NewTask,
    add_task,
    change_task,
    complete_task,
    log_activities,
    log_activity,
    remove_activity,
    reopen_task,
)
from dealwright.activities.models import Activity, Task
from dealwright.activities.queries import agenda_of, logged_about
from dealwright.activities.rules import When, grouped, next_monday, when_due
from dealwright.activities.story import story_of, timeline
from dealwright.activities.telling import words_of
from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.commands import NewDeal, add_stakeholder, open_deal
from dealwright.ledger.queries import entries_about

if TYPE_CHECKING:
    from conftest import Cast


Browser = Callable[[object], Client]


@pytest.fixture
def deal(cast: Cast, published: object) -> int:
    """Ann's deal, without the tasks that the process planned."""
    deal_id = open_deal(NewDeal("Paint shop"), by=cast.rep, via="page")
    Task.objects.all().delete()
    return deal_id


def events(deal: int) -> list[str]:
    """What happened since the deal was opened and its first tasks planned."""
    found = reversed(entries_about({"deal": [deal]}))
    return [entry.kind for entry in found if entry.via != "process" and entry.kind != "deal_opened"]


def test_an_activity_is_told_by_its_event(cast: Cast, deal: int) -> None:
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    activity = log_activity(("deal", deal), "call", " Price talk ", "Fine", at, by=cast.rep, via="page")
    [told] = entries_about({"deal": [deal]}, kinds=["activity_logged"])
    row = Activity.objects.values("id", "kind", "subject", "text", "at", "person_id").get()
    fields = {"id": "activity", "kind": "activity_kind", "subject": "title", "person_id": "person"}
    assert {name: getattr(told.event, fields.get(name, name)) for name in row} == row
    assert (told.actor_id, told.occurred_at, row["subject"], row["id"]) == (cast.rep.id, at, "Price talk", activity)
    assert [str(each) for each in logged_about("deal", [deal])[deal]] == ["Call on 2026-03-01: Price talk"]


def test_what_came_of_an_activity_is_kept_and_told(cast: Cast, deal: int) -> None:
    log_activity(("deal", deal), "call", "Price talk", outcome="agreed", by=cast.rep, via="page")
    [told] = entries_about({"deal": [deal]}, kinds=["activity_logged"])
    assert (told.event.outcome, Activity.objects.get().outcome) == ("agreed", "agreed")
    assert words_of([told]) == {told.id: "Call: Price talk (they agreed)"}
    with pytest.raises(Invalid, match="no outcome"):
        log_activity(("deal", deal), "call", "Price talk", outcome="perhaps", by=cast.rep, via="page")


def test_many_at_once_keep_the_rules(cast: Cast, deal: int) -> None:
    good = [NewActivity(("deal", deal), "call", f"Call {number}") for number in range(50)]
    assert len(set(log_activities(good, by=cast.rep, via="import", import_id=3))) == 50
    assert log_activities([], by=cast.rep, via="import") == []
    bad = [
        (NewActivity(("deal", deal), "dance", "x"), Invalid),
        (NewActivity(("deal", deal), "task", "x"), Invalid),
        (NewActivity(("deal", deal), "call", " "), Invalid),
        (NewActivity(("deal", 999), "call", "x"), NotFound),
        (NewActivity(("deal", deal), "call", "x", person_id=999), NotFound),
        (NewActivity(("deal", deal), "call", "x", by_id=cast.mate.id), NotAllowed),
    ]
    for new, refusal in bad:
        with pytest.raises(refusal):
            log_activities([*good, new], by=cast.rep, via="import")
    assert Activity.objects.count() == 50


@pytest.mark.parametrize(
    ("who", "may"), [("rep", True), ("manager", True), ("owner", True), ("mate", False), ("stranger", False)]
)
def test_whoever_sees_a_record_may_log_on_it(who: str, may: bool, cast: Cast, deal: int) -> None:
    member = cast.everybody()[who]
    if may:
        assert log_activity(("deal", deal), "note", "x", by=member, via="page")
        assert add_task(NewTask("x", about=("deal", deal)), by=member, via="page")
        return
    with pytest.raises(NotFound):
        log_activity(("deal", deal), "note", "x", by=member, via="page")
    with pytest.raises(NotFound):
        add_task(NewTask("x", about=("deal", deal)), by=member, via="page")


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("rep", None), ("manager", None), ("owner", None), ("mate", NotFound), ("stranger", NotFound)],
)
def test_tasks_are_done_by_their_owner_or_who_leads(who: str, refusal: Any, cast: Cast, deal: int) -> None:
    task, member = (
        add_task(NewTask("Call", "call", about=("deal", deal)), by=cast.rep, via="page"),
        cast.everybody()[who],
    )
    if refusal is None:
        assert complete_task(task, by=member, via="page")
        return
    with pytest.raises(refusal):
        complete_task(task, by=member, via="page")
    with pytest.raises(refusal):
        change_task(task, {"title": "Mine"}, by=member, via="page")


def test_a_mate_who_sees_the_record_may_not_do_my_task(cast: Cast) -> None:
    acme = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    task = add_task(NewTask("Call", about=("organisation", acme)), by=cast.rep, via="page")
    with pytest.raises(NotAllowed, match="somebody else's"):
        complete_task(task, by=cast.mate, via="page")


def test_a_rep_gives_no_task_away(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        add_task(NewTask("x", owner_id=cast.mate.id), by=cast.rep, via="page")
    task = add_task(NewTask("x", owner_id=cast.mate.id), by=cast.manager, via="page")
    assert Task.objects.get(id=task).owner_id == cast.mate.id


@pytest.mark.parametrize(
    ("kind", "note", "logged"), [("call", "", "call"), ("task", "", None), ("task", "Wrote it", "note")]
)
def test_doing_is_proof_and_can_be_taken_back(kind: str, note: str, logged: str | None, cast: Cast, deal: int) -> None:
    task = add_task(NewTask("Do it", kind, about=("deal", deal)), by=cast.rep, via="page")
    complete_task(task, note, by=cast.rep, via="page")
    complete_task(task, note, by=cast.rep, via="page")
    assert list(Activity.objects.values_list("kind", flat=True)) == ([logged] if logged else [])
    with pytest.raises(Conflict):
        change_task(task, {"title": "Late"}, by=cast.rep, via="page")
    reopen_task(task, by=cast.rep, via="page")
    assert not Activity.objects.exists()
    told = ["task_planned", *(["activity_logged"] if logged else []), "task_done", "task_reopened"]
    assert events(deal) == told + (["activity_removed"] if logged else [])


def test_a_mistake_is_taken_back_by_who_made_it(cast: Cast, deal: int) -> None:
    activity = log_activity(("deal", deal), "call", "Wrong deal", by=cast.manager, via="page")
    with pytest.raises(NotAllowed):
        remove_activity(activity, by=cast.rep, via="page")
    remove_activity(activity, by=cast.manager, via="page")
    with pytest.raises(NotFound):
        remove_activity(activity, by=cast.manager, via="page")


def test_the_timeline_pages_through_everything_once(cast: Cast, deal: int) -> None:
    same = timezone.now() - timedelta(days=1)
    news = [NewActivity(("deal", deal), "call", f"Call {number}", at=same) for number in range(25)]
    log_activities(news, by=cast.rep, via="import")
    seen, before = [], None
    while True:
        page = timeline([("deal", deal)], cast.rep, before=before, limit=7)
        seen += [entry.words for entry in page.entries]
        if not (before := page.before):
            break
    assert len(seen) == len(set(seen)) == 26
    assert seen[0].startswith("Opened")
    assert seen[1] == "Call: Call 24"


def test_a_timeline_costs_the_same_at_any_length(cast: Cast, deal: int) -> None:
    counts = []
    for size in (5, 200):
        log_activities([NewActivity(("deal", deal), "call", f"C{n}") for n in range(size)], by=cast.rep, via="import")
        with CaptureQueriesContext(connection) as asked:
            timeline([("deal", deal)], cast.rep, group="activities")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_the_story_of_a_hidden_record_is_not_told(cast: Cast, deal: int) -> None:
    with pytest.raises(NotFound):
        story_of("deal", deal, cast.stranger)


def test_an_organisations_story_tells_of_its_visible_deals(cast: Cast, published: object) -> None:
    acme = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    open_deal(NewDeal("Mine", organisation_id=acme), by=cast.rep, via="page")
    open_deal(NewDeal("Theirs", organisation_id=acme), by=cast.stranger, via="page")
    assert {entry.about_title for entry in story_of("organisation", acme, cast.rep).entries} == {"Acme", "Mine"}
    assert {entry.about_title for entry in story_of("organisation", acme, cast.owner).entries} == {
        "Acme",
        "Mine",
        "Theirs",
    }


def test_the_agenda_counts_beyond_what_it_shows(cast: Cast) -> None:
    today = timezone.now().date()
    for _ in range(105):
        add_task(NewTask("Late", due_on=today - timedelta(days=2)), by=cast.rep, via="page")
    add_task(NewTask("Theirs", due_on=today), by=cast.mate, via="page")
    agenda = agenda_of(cast.rep, today, timezone.now())
    assert (len(agenda.groups[When.OVERDUE]), agenda.counts[When.OVERDUE], agenda.total) == (100, 105, 105)


@given(st.dates(), st.one_of(st.none(), st.dates()))
def test_every_task_is_in_one_group(today: Any, due_on: Any) -> None:
    due = NewTask("x", due_on=due_on)
    groups = grouped([due], today)
    assert [when for when, tasks in groups.items() if tasks] == [when_due(due_on, today)]


@given(st.dates(max_value=datetime(9999, 1, 1).date()))  # noqa: DTZ001 (a date)
def test_next_monday_is_a_monday_to_come(today: Any) -> None:
    assert next_monday(today).weekday() == 0
    assert 1 <= (next_monday(today) - today).days <= 7


def test_the_api_logs_plans_does_and_lists(cast: Cast, deal: int, api_of: Browser) -> None:
    client, sent = api_of(cast.rep), {"content_type": "application/json"}
    body = {"deal": deal, "kind": "call", "subject": "Hello", "at": "2026-03-01T09:00:00Z"}
    made = client.post("/api/v1/activities", body, **sent)
    assert (made.status_code, made.json()["deal"], made.json()["by"]) == (201, deal, cast.rep.id)
    call = f"/api/v1/activities/{made.json()['id']}"
    assert client.get(call).json() == made.json()
    assert client.get("/api/v1/activities/999").status_code == 404
    assert api_of(cast.stranger).get(call).status_code == 404
    for wrong in ({**body, "person": 1}, {**body, "deal": None}, {**body, "colour": "red"}, {**body, "at": "soon"}):
        assert client.post("/api/v1/activities", wrong, **sent).status_code == 422
    task = client.post("/api/v1/tasks", {"deal": deal, "title": "Call", "kind": "call", "due_on": "2026-12-01"}, **sent)
    address = f"/api/v1/tasks/{task.json()['id']}"
    assert client.patch(address, {"due_on": "2026-12-24"}, **sent).json()["due_on"] == "2026-12-24"
    assert client.put(f"{address}/done", {"note": "Nice"}, **sent).json()["done_at"]
    assert client.delete(f"{address}/done").json()["done_at"] is None
    assert [item["title"] for item in client.get("/api/v1/tasks").json()["items"]] == ["Call"]
    assert [item["subject"] for item in client.get(f"/api/v1/activities?deal={deal}").json()["items"]] == ["Hello"]
    assert client.get("/api/v1/tasks?colour=red").status_code == 400
    assert api_of(cast.stranger).get(address).status_code == 404
    assert api_of(cast.stranger).get(f"/api/v1/activities?deal={deal}").status_code == 404


def test_a_persons_story_tells_of_the_deals_they_play_a_part_in(cast: Cast, deal: int) -> None:
    bo = add_person({"name": "Bo"}, by=cast.rep, via="page")
    add_stakeholder(deal, bo, "champion", by=cast.rep, via="page")
    assert {entry.about_title for entry in story_of("person", bo, cast.rep).entries} == {"Bo", "Paint shop"}
    assert "Paint shop" not in {entry.about_title for entry in story_of("person", bo, cast.stranger).entries}
