"""The API of who answers for which number."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright.records.answers import json_answer
from dealwright.workspace.bodies import Body

from .commands import name_owner
from .queries import owned

owners = Router(tags=["scorecard"])


class Answering(Body):
    """Who answers for a number; null: the role that usually does."""

    member: int | None


@owners.get("")
def list_owners(request: HttpRequest) -> HttpResponse:
    """All numbers that somebody can answer for, the role that usually does, and who was named."""
    return json_answer({"items": [each.as_dict() for each in owned()], "next_cursor": None})


@owners.put("/{metric}")
def name_who_answers(request: HttpRequest, metric: str, body: Answering) -> HttpResponse:
    """Have a member answer for a number; only who manages members may."""
    name_owner(metric, body.member, by=request.user, via="api")
    return json_answer(next(each.as_dict() for each in owned() if each.metric == metric))
