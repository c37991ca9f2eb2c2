"""Tasks and activities in files: named by the names of ours, and read back as they were exported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dealwright.activities.commands import NewTask, add_task, complete_task, log_activity
from dealwright.activities.models import Activity, Task
from dealwright.customers.commands import add_organisation, add_person
from dealwright.exchange.commands import engine_for, guess_map, planned, run_import, start_import, take_up
from dealwright.exchange.export import written
from dealwright.exchange.queries import get, summary
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db
Bring = Callable[[str, str], dict[str, Any]]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """A file brought in by its headers alone, as somebody does who changes nothing; returns the summary."""

    def brought(kind: str, text: str) -> dict[str, Any]:
        path, by = tmp_path / f"{kind}.csv", Machine()
        path.write_text(text, encoding="utf-8", newline="")
        one = take_up(path, guess_map(kind, path, by), by=by, via="cli")
        start_import(one.id, by=by, via="cli")
        list(run_import(one.id, by=by))
        return summary(get(one.id, by))

    return brought


@pytest.fixture
def acme(cast: Any) -> int:
    """An organisation."""
    return add_organisation({"name": "Acme Works"}, by=cast.owner, via="test")


def counts(told: dict[str, Any]) -> tuple[int, int, int]:
    return told["created"], told["skipped"], told["refused"]


def as_csv(kind: str, by: Any) -> str:
    return "".join(written(kind, by, "csv"))


def kept(model: Any, *columns: str) -> list[tuple[Any, ...]]:
    return list(model.objects.order_by(*columns[:1]).values_list(*columns))


TASK = (
    "title", "kind", "due_on", "due_at", "owner_id", "about_kind", "about_id", "minutes", "place", "outcome", "done_at",
)  # fmt: skip
ACTIVITY = (
    "subject", "kind", "at", "text", "by_id", "about_kind", "about_id", "person_id", "outcome", "direction", "minutes",
    "place",
)  # fmt: skip


def test_tasks_come_back_as_they_went_out(cast: Any, acme: int, bring: Bring) -> None:
    eve = add_person({"name": "Eve Stone"}, by=cast.owner, via="test")
    add_task(NewTask("A ring", "call", about=("organisation", acme), minutes=20, place="Hall 3"), by=cast.rep, via="t")
    done = add_task(NewTask("B seen", "task", about=("person", eve)), by=cast.rep, via="t")
    complete_task(done, outcome="agreed", by=cast.rep, via="t")
    add_task(NewTask("C alone"), by=cast.owner, via="t")
    was, text = kept(Task, *TASK), as_csv("tasks", cast.owner)
    assert counts(bring("tasks", text)) == (0, 3, 0)
    Task.objects.all().delete()
    assert counts(bring("tasks", text)) == (3, 0, 0)
    assert kept(Task, *TASK) == was


def test_activities_come_back_as_they_went_out(cast: Any, acme: int, bring: Bring) -> None:
    eve = add_person({"name": "Eve Stone"}, by=cast.owner, via="test")
    log_activity(
        ("organisation", acme), "call", "About pumps", "They like them.", person_id=eve, outcome="agreed",
        direction="in", minutes=12, by=cast.rep, via="t",
    )  # fmt: skip
    was, text = kept(Activity, *ACTIVITY), as_csv("activities", cast.owner)
    assert counts(bring("activities", text)) == (0, 1, 0)
    Activity.objects.all().delete()
    assert counts(bring("activities", text)) == (1, 0, 0)
    assert kept(Activity, *ACTIVITY) == was


def test_a_name_that_several_have_is_told_and_the_others_come_in(cast: Any, acme: int, bring: Bring) -> None:
    for _ in range(2):
        add_person({"name": "Ann Twice"}, by=cast.owner, via="test")
    bob = add_person({"name": "Bob Once", "email": "bob@example.org"}, by=cast.owner, via="test")
    text = (
        "Title,Contact,Contact email,Owner\nOne,Ann Twice,,\nTwo,Bob Once,,Nobody Known\nThree,Nobody Such,,\n"
        "Four,Ann Twice,bob@example.org,\n"
    )
    told = bring("tasks", text)
    assert counts(told) == (2, 0, 2)
    assert [problem["message"] for problem in told["problems"]] == [
        "There is more than one person called Ann Twice.", "There is no person called Nobody Such.",
    ]  # fmt: skip
    assert kept(Task, "title", "about_kind", "about_id") == [("Four", "person", bob), ("Two", "person", bob)]


def test_a_name_whose_kind_nobody_tells_is_not_taken_for_one(cast: Any, acme: int, bring: Bring) -> None:
    told = bring("tasks", "title,about.name,about_kind\nOne,Acme Works,\nTwo,Acme Works,Organisation\nThree,,\n")
    assert counts(told) == (2, 0, 1)
    assert told["problems"][0]["message"] == "The row does not say what “Acme Works” is."
    assert kept(Task, "title", "about_id") == [("Three", None), ("Two", acme)]


def test_what_all_rows_are_about_may_stand_in_the_map(cast: Any, acme: int, bring_in: Any) -> None:
    mapping = "columns: {what: title}\nfixed: {about.name: Acme Works, about_kind: organisation}\n"
    assert counts(bring_in("tasks", mapping, "what\nCall them\n")) == (1, 0, 0)
    assert kept(Task, "about_kind", "about_id") == [("organisation", acme)]


def test_what_is_not_done_yet_cannot_be_done(cast: Any, acme: int, tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text("title,done_at\nOne,2190-01-01T10:00Z\n")
    told = planned(engine_for(path, guess_map("tasks", path, Machine()), by=Machine(), via="import"))
    assert [problem["message"] for problem in told["problems"]] == ["This is not done yet."]
