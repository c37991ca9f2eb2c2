"""Whose turn it is: what tasks, approvals and the buyer's steps leave in the facts, and what pages and the API say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dealwright.activities.commands import (
    NewTask,
    add_task,
    change_task,
    complete_task,
    log_activity,
    plan_tasks,
    remove_tasks,
    reopen_task,
)
from dealwright.deals.events import ApprovalAsked, ApprovalGiven, ConfirmationAdded, ConfirmationTakenBack
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.readers import catch_up
from dealwright.playbook import ActivityKind, PlannedActivity
from dealwright.playbook.words import Milestone
from dealwright.scorecard.commands import rebuild
from dealwright.scorecard.models import ActivityFact, SignFact
from dealwright.scorecard.projection import READER


def told() -> dict[str, list[tuple[Any, Any]]]:
    """The signs that are kept, by kind: when they begin and end."""
    catch_up(READER)
    rows = SignFact.objects.exclude(status="removed").order_by("sign_id").values_list("kind", "from_on", "to_on")
    found: dict[str, list[tuple[Any, Any]]] = {}
    for kind, *moments in rows:
        found.setdefault(kind, []).append(tuple(moments))
    return found


def test_a_task_is_late_from_its_day_on_until_it_is_done(cast: Any, sold: dict[str, int]) -> None:
    rep, about = {"by": cast.rep, "via": "page"}, ("deal", sold["open"])
    day = timezone.localdate()
    before = len(told().get("task", []))
    task = add_task(NewTask("Send the offer", due_on=day, about=about), **rep)
    late = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=1)
    assert told()["task"][before:] == [(late, None)]
    change_task(task, {"due_on": day + timedelta(days=3)}, **rep)
    complete_task(task, **rep)
    [(begins, ends)] = told()["task"][before:]
    assert (begins, ends is None) == (late + timedelta(days=3), False)
    reopen_task(task, **rep)
    assert told()["task"][before:] == [(late + timedelta(days=3), None)]
    remove_tasks([task], **rep)
    assert len(told().get("task", [])) == before
    kept = told()
    rebuild()
    assert told() == kept


def test_a_planned_demo_counts_once_it_took_place(cast: Any, sold: dict[str, int], api_of: Any) -> None:
    rep, deal = {"by": cast.rep, "via": "page"}, sold["open"]
    plan = PlannedActivity(key="demo", kind=ActivityKind.MEETING, title="Show it", counts_as=Milestone.DEMO)
    [task] = plan_tasks([(deal, cast.rep.id, plan)], at=timezone.now())

    def demos() -> int:
        catch_up(READER)
        [row] = api_of(cast.owner).get("/api/v1/scorecard/proposed").json()["rows"]
        return int(row["demos"])

    complete_task(task, outcome="no_answer", **rep)
    assert demos() == 0
    reopen_task(task, **rep)
    complete_task(task, outcome="agreed", **rep)
    assert demos() == 1
    reopen_task(task, **rep)
    assert demos() == 0


def test_approvals_and_steps_of_the_buyer_are_signs_but_documents_are_not(cast: Any, sold: dict[str, int]) -> None:
    now, deal = timezone.now(), sold["open"]
    step = {"confirmation": 1, "need": "buyer", "key": "budget", "title": "Budget is set aside"}
    events = [
        ApprovalAsked(approval=1, key="discount", title="Discount", role="manager"),
        ApprovalGiven(approval=1, key="discount", title="Discount"),
        ApprovalAsked(approval=2, key="terms", title="Terms", role="manager"),
        ConfirmationAdded(**step),
        ConfirmationAdded(**step | {"confirmation": 2, "need": "document"}),
        ConfirmationAdded(**step | {"confirmation": 3}),
        ConfirmationTakenBack(**step | {"confirmation": 3}),
    ]
    record(Happening(event, deal, cast.rep.id, "page", now + timedelta(hours=n)) for n, event in enumerate(events))
    found = told()
    hour = timedelta(hours=1)
    assert found["approval"] == [(now, now + hour), (now + 2 * hour, None)]
    assert found["buyer"] == [(now + 3 * hour, None)]


def test_the_way_of_a_mail_is_told_and_the_page_says_whose_wait_it_is(
    cast: Any, sold: dict[str, int], client_of: Any, api_of: Any
) -> None:
    about, by = ("deal", sold["open"]), {"by": cast.rep, "via": "page"}
    log_activity(about, "email", "When can you come?", at=timezone.now() - timedelta(days=2), direction="in", **by)
    catch_up(READER)
    assert list(ActivityFact.objects.values_list("direction", flat=True)) == ["in"]
    stages = api_of(cast.owner).get("/api/v1/scorecard/bottlenecks").json()["stages"]
    assert all(each["days"] == pytest.approx(sum(each[turn] for turn in TURNS)) for each in stages)
    assert "Whose wait it is" in client_of(cast.owner).get("/scorecard/bottlenecks/").content.decode()


TURNS = ("ours", "buyer", "others", "unknown")
