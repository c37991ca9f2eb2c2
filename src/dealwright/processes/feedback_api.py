"""The API of what those who work by a process say of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import NotFound
from dealwright.records.answers import json_answer
from dealwright.records.bodies import Body

from . import commands
from .feedback import Said, feedback_by_id, feedback_on
from .queries import current

router = Router(tags=["processes"])


class NewFeedback(Body):
    """What is the matter: `kind` is silly, missing, buyer (a customer says it) or other.

    Without `stage` it is about the whole process.
    """

    kind: str
    text: str
    stage: str = ""


class Taking(Body):
    """The draft that takes it up; without one the latest under way, or a new one."""

    draft: int | None = None


@router.get("/{key}/feedback")
def list_feedback(request: HttpRequest, key: str) -> HttpResponse:
    """What is said of a process (of ?stage=) and not closed yet, what most agree with first."""
    current(key)
    said = feedback_on(key, request.user, stage=request.GET.get("stage"))
    return json_answer({"items": [_shown(one) for one in said], "next_cursor": None})


@router.post("/{key}/feedback")
def create_feedback(request: HttpRequest, key: str, body: NewFeedback) -> HttpResponse:
    """Say what is the matter with a stage, or with the process; it starts with your own vote."""
    made = commands.give_feedback(key, body.kind, body.text, stage=body.stage, by=request.user, via="api")
    return _answer(request, key, made, 201)


@router.put("/{key}/feedback/{int:feedback_id}/vote")
def vote_for_feedback(request: HttpRequest, key: str, feedback_id: int) -> HttpResponse:
    """Agree with what somebody said; twice is once."""
    commands.vote(_of(request, key, feedback_id).id, by=request.user, via="api")
    return _answer(request, key, feedback_id)


@router.delete("/{key}/feedback/{int:feedback_id}/vote")
def unvote_feedback(request: HttpRequest, key: str, feedback_id: int) -> HttpResponse:
    """Take your agreement back."""
    commands.unvote(_of(request, key, feedback_id).id, by=request.user, via="api")
    return _answer(request, key, feedback_id)


@router.put("/{key}/feedback/{int:feedback_id}/draft")
def take_up_feedback(request: HttpRequest, key: str, feedback_id: int, body: Taking) -> HttpResponse:
    """Let a draft take it up; `draft` in the answer is which."""
    commands.take_up_feedback(_of(request, key, feedback_id).id, draft=body.draft, by=request.user, via="api")
    return _answer(request, key, feedback_id)


@router.delete("/{key}/feedback/{int:feedback_id}")
def close_feedback(request: HttpRequest, key: str, feedback_id: int) -> HttpResponse:
    """Do nothing more about it."""
    commands.close_feedback(_of(request, key, feedback_id).id, by=request.user, via="api")
    return _answer(request, key, feedback_id)


def _of(request: HttpRequest, key: str, feedback_id: int) -> Said:
    found = feedback_by_id(key, feedback_id, request.user)
    if found is None:
        raise NotFound(f"There is no feedback {feedback_id} on “{key}”.")
    return found


def _answer(request: HttpRequest, key: str, feedback_id: int, status: int = 200) -> HttpResponse:
    return json_answer(_shown(_of(request, key, feedback_id)), status)


def _shown(one: Said) -> dict[str, Any]:
    return {
        "id": one.id,
        "stage": one.stage or None,
        "kind": one.kind,
        "text": one.text,
        "by": one.who,
        "at": one.at,
        "state": one.state,
        "draft": one.draft,
        "version": one.number,
        "votes": one.votes,
        "mine": one.mine,
    }
