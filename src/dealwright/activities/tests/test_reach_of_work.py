"""Roles reach tasks and activities too, and what nobody in a team does reaches the nearest manager above it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from dealwright import NotAllowed
from dealwright.activities.calendars import Times
from dealwright.activities.commands import (
    NewActivity,
    NewTask,
    add_task,
    change_activity,
    change_task,
    complete_task,
    drop_tasks,
    escalate_overdue,
    log_activities,
    log_activity,
    remove_activity,
    set_escalation,
    set_working_time,
)
from dealwright.activities.listing import tasks_page
from dealwright.activities.models import Activity, Task
from dealwright.customers.commands import add_organisation
from dealwright.workspace.commands import NewMember, add_members, give_roles, make_role, move_team
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine
from dealwright.workspace.rules import Role

if TYPE_CHECKING:
    from conftest import Cast

MACHINE: dict[str, Any] = {"by": Machine(), "via": "cli"}


def with_role(member: Member, reach: dict[str, dict[str, str]]) -> Member:
    give_roles(member.id, [make_role("Helper", reach, **MACHINE)], **MACHINE)
    return Member.objects.get(id=member.id)


def test_a_role_reaches_tasks_of_others_verb_by_verb(cast: Cast) -> None:
    task_id = add_task(NewTask("Call"), by=cast.mate, via="page")
    ann = with_role(cast.rep, {"task": {"see": "team", "change": "team"}})
    assert [row["id"] for row in tasks_page(ann)[0]] == [task_id]
    assert not tasks_page(cast.stranger)[0]
    change_task(task_id, {"title": "Call again"}, by=ann, via="page")
    assert drop_tasks([task_id], by=ann, via="page").refused == {task_id: "This is somebody else's task."}
    with pytest.raises(NotAllowed):
        change_task(task_id, {"owner_id": cast.stranger.id}, by=ann, via="api")
    with pytest.raises(NotAllowed):
        add_task(NewTask("Call", owner_id=cast.mate.id), by=ann, via="page")
    complete_task(task_id, by=ann, via="page")
    assert Task.objects.get(id=task_id).done_by_id == ann.id


def test_a_role_that_removes_and_adds_for_others(cast: Cast) -> None:
    task_id = add_task(NewTask("Call"), by=cast.mate, via="page")
    ann = with_role(cast.rep, {"task": {"remove": "team", "add": "team", "give": "team"}})
    assert add_task(NewTask("Call", owner_id=cast.mate.id), by=ann, via="page")
    assert not drop_tasks([task_id], by=ann, via="page").refused


def test_a_role_reaches_activities_of_others(cast: Cast) -> None:
    acme = add_organisation({"name": "Acme"}, by=cast.mate, via="page")
    call = log_activity(("organisation", acme), "call", "Hello", by=cast.mate, via="page")
    theirs = NewActivity(("organisation", acme), "call", "Said so", by_id=cast.mate.id)
    ann = with_role(cast.rep, {"activity": {"change": "team", "add": "team"}})
    change_activity(call, {"text": "Better"}, by=ann, via="page")
    log_activities([theirs], by=ann, via="page")
    with pytest.raises(NotAllowed):
        remove_activity(call, by=ann, via="page")
    with pytest.raises(NotAllowed):
        log_activities([theirs], by=cast.stranger, via="page")
    assert Activity.objects.filter(by_id=cast.mate.id).count() == 2


def test_an_overdue_task_climbs_to_the_nearest_team_that_somebody_leads(cast: Cast) -> None:
    head = NewMember("Uma", "uma@example.com", Role.MANAGER, "Europe")
    (uma,) = add_members([head], **MACHINE)
    for team in (cast.stranger.team_id, cast.rep.team_id):
        move_team(team, uma.team_id, **MACHINE)
    set_working_time(None, Times(("9-17",) * 7), by=cast.owner, via="page")
    set_escalation(1, by=cast.owner, via="page")
    day: date = timezone.now().date() - timedelta(days=9)
    late = [add_task(NewTask("Call", due_on=day), by=each, via="page") for each in (cast.stranger, cast.rep)]
    assert escalate_overdue() == 2
    told = dict(Task.objects.filter(id__in=late).values_list("owner_id", "escalated_to_id"))
    assert told == {cast.stranger.id: uma.id, cast.rep.id: cast.manager.id}
