"""The API of goals."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from dealwright import NotFound
from dealwright.records.answers import json_answer
from dealwright.workspace.bodies import Body

from ..freshness import freshen
from .commands import change_goal, set_goal, withdraw_goal
from .queries import Board, scope_of
from .scopes import People, read_scope

goals = Router(tags=["scorecard"])


class NewGoal(Body):
    """A goal: for `member:5`, `team:2` or `company`; `target` is a number, an amount or per cent, as a text.

    `metric` is a number of the scorecard, with the stage, reason or source where it is told by these
    (`conversion:closing`), or one of activities, deals_won, revenue_won.
    """

    metric: str
    who: str
    period: Literal["month", "quarter", "year"] = "quarter"
    target: str


class OtherTarget(Body):
    """What a goal is to be from now on."""

    target: str


@goals.get("")
def list_goals(request: HttpRequest) -> HttpResponse:
    """The goals you may see, and how they stand in the period that today lies in."""
    freshen()
    return json_answer({"items": _standing(request), "next_cursor": None})


@goals.post("")
def create_goal(request: HttpRequest, body: NewGoal) -> HttpResponse:
    """Set a goal, or give the one there is another target."""
    scope = read_scope(body.who, People(request.user))
    number = set_goal(body.metric, body.period, body.target, scope, by=request.user, via="api")
    return json_answer(_one(request, number), 201)


@goals.get("/{int:goal_id}")
def get_goal(request: HttpRequest, goal_id: int) -> HttpResponse:
    """A goal, and how it stands."""
    return json_answer(_one(request, goal_id))


@goals.patch("/{int:goal_id}")
def update_goal(request: HttpRequest, goal_id: int, body: OtherTarget) -> HttpResponse:
    """Give a goal another target."""
    change_goal(goal_id, body.target, by=request.user, via="api")
    return json_answer(_one(request, goal_id))


@goals.delete("/{int:goal_id}", operation_id="withdraw_goal")
def end_goal(request: HttpRequest, goal_id: int) -> HttpResponse:
    """Withdraw a goal. The answer is how it stood."""
    told = _one(request, goal_id)
    withdraw_goal(goal_id, by=request.user, via="api")
    return json_answer(told)


def _one(request: HttpRequest, goal_id: int) -> dict[str, object]:
    """How one goal stands; raises NotFound for one that is not seen."""
    freshen()
    found = next((each for each in _standing(request) if each["id"] == goal_id), None)
    if found is None:
        raise NotFound("There is no such goal.", remedy="It may have been withdrawn.")
    return found


def _standing(request: HttpRequest) -> list[dict[str, object]]:
    board = Board(request.user, timezone.localdate())
    return [each.as_dict() for each in board.standings({scope_of(row) for row in board.goals})]
