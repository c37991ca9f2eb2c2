"""The API of what proves a deal: its gate, noted proof, answers, approvals, what people think of buying."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import NotFound
from dealwright.playbook import FieldType
from dealwright.records.answers import json_answer
from dealwright.records.bodies import Body
from dealwright.records.values import read_value
from dealwright.workspace.queries import member_names

from .commands import (
    NewConfirmation,
    answer,
    ask_approval,
    choose_frameworks,
    confirm,
    decide_approval,
    take_back_confirmation,
)
from .qualifying.known import Qualified
from .queries import (
    Noted,
    Part,
    Wish,
    deal_gate,
    noted_on,
    qualification,
    visible_deal,
    wish_of,
    wishes_for,
    wishes_on,
)
from .rules import Judgement, Proof

proof = Router(tags=["deals"])
approvals = Router(tags=["approvals"])
Item = dict[str, Any]


class ConfirmationBody(Body):
    """Proof to note: `need` is document, event, buyer or consent, `key` what the process calls it."""

    need: str
    key: str
    title: str = ""
    link: str = ""
    person: int | None = None
    at: str | None = None
    until: str | None = None


class AnswerBody(Body):
    """An answer: strength from 0 (unknown) to 3 (proven), what is known, and a link to the evidence."""

    strength: int
    text: str = ""
    link: str = ""


class FrameworksBody(Body):
    """The keys of frameworks, in order."""

    frameworks: list[str]


class Wanted(Body):
    """What to ask approval for: the key of a need, and what the approver should know."""

    key: str
    note: str = ""


class Decision(Body):
    """Whether it is approved; a no needs a reason."""

    granted: bool
    reason: str = ""


@proof.get("/{int:deal_id}/gate", operation_id="list_needs_of_gate")
def get_gate(request: HttpRequest, deal_id: int) -> HttpResponse:
    """What the deal's stage asks for: each need, whether it is met, and by what."""
    return _list(map(_judged, deal_gate(visible_deal(deal_id, request.user), request.user)))


@proof.get("/{int:deal_id}/confirmations", operation_id="list_confirmations")
def get_confirmations(request: HttpRequest, deal_id: int) -> HttpResponse:
    """The proof noted on the deal, latest first."""
    visible_deal(deal_id, request.user)
    return _list(map(_noted, noted_on(deal_id)))


@proof.post("/{int:deal_id}/confirmations", operation_id="add_confirmation")
def post_confirmation(request: HttpRequest, deal_id: int, body: ConfirmationBody) -> HttpResponse:
    """Note proof on the deal."""
    given = body.model_dump()
    moments = {name: read_value(FieldType.DATETIME, given[name], key=name) for name in ("at", "until")}
    made = confirm(deal_id, NewConfirmation(**{**given, **moments}), by=request.user, via="api")
    return json_answer(_confirmation(deal_id, made), 201)


@proof.delete("/{int:deal_id}/confirmations/{int:confirmation_id}", operation_id="take_back_confirmation")
def delete_confirmation(request: HttpRequest, deal_id: int, confirmation_id: int) -> HttpResponse:
    """Say that noted proof no longer holds."""
    visible_deal(deal_id, request.user)
    before = _confirmation(deal_id, confirmation_id)
    take_back_confirmation(deal_id, confirmation_id, by=request.user, via="api")
    return json_answer(before)


@proof.get("/{int:deal_id}/answers", operation_id="list_answers")
def get_answers(request: HttpRequest, deal_id: int) -> HttpResponse:
    """What is known of the deal: each element of its frameworks, answered or not."""
    return _answers(request, deal_id)


@proof.put("/{int:deal_id}/answers/{framework}/{element}", operation_id="answer_element")
def put_answer(request: HttpRequest, deal_id: int, framework: str, element: str, body: AnswerBody) -> HttpResponse:
    """Answer an element of a framework; the answer serves every framework that shares its concept."""
    answer(deal_id, framework, element, body.strength, body.text, link=body.link, by=request.user, via="api")
    return _answers(request, deal_id)


@proof.put("/{int:deal_id}/frameworks", operation_id="choose_frameworks")
def put_frameworks(request: HttpRequest, deal_id: int, body: FrameworksBody) -> HttpResponse:
    """Say by which frameworks the deal is qualified; no answer is lost."""
    choose_frameworks(deal_id, body.frameworks, by=request.user, via="api")
    return _answers(request, deal_id)


@proof.get("/{int:deal_id}/approvals", operation_id="list_approvals_of_deal")
def get_approvals(request: HttpRequest, deal_id: int) -> HttpResponse:
    """What was asked to be approved on the deal, last asked first."""
    visible_deal(deal_id, request.user)
    return _list(map(_wish, wishes_on(deal_id)))


@proof.post("/{int:deal_id}/approvals", operation_id="ask_approval")
def post_approval(request: HttpRequest, deal_id: int, body: Wanted) -> HttpResponse:
    """Ask for an approval that the process wants."""
    made = ask_approval(deal_id, body.key, note=body.note, by=request.user, via="api")
    return json_answer(_wish(wish_of(made, request.user)), 201)


@approvals.get("")
def list_approvals(request: HttpRequest) -> HttpResponse:
    """What waits for your approval, first asked first."""
    return _list(map(_wish, wishes_for(request.user)))


@approvals.get("/{int:approval_id}")
def get_approval(request: HttpRequest, approval_id: int) -> HttpResponse:
    """One approval."""
    return json_answer(_wish(wish_of(approval_id, request.user)))


@approvals.put("/{int:approval_id}", operation_id="decide_approval")
def put_approval(request: HttpRequest, approval_id: int, body: Decision) -> HttpResponse:
    """Approve, or refuse with a reason."""
    decide_approval(approval_id, body.granted, reason=body.reason, by=request.user, via="api")
    return json_answer(_wish(wish_of(approval_id, request.user)))


def part_item(part: Part) -> Item:
    """A person on a deal as the API shows them."""
    return {"person": part.person_id, "person.name": part.name, "role": part.role, "stance": part.stance}


def _answers(request: HttpRequest, deal_id: int) -> HttpResponse:
    deal = visible_deal(deal_id, request.user)
    return _list(item for one in qualification(deal, member_names()) for item in _qualified(one))


def _qualified(one: Qualified) -> Iterator[Item]:
    for known in one.elements:
        asked = known.element
        yield {
            "framework": one.framework.framework, "element": asked.key, "concept": asked.concept, "title": asked.title,
            "strength": known.strength, "text": known.text, "link": known.link, "by": known.by or None, "at": known.at,
        }  # fmt: skip


def _judged(one: Judgement) -> Item:
    told = one.as_missing() | {"met": one.met, "proof": _proof(one.proof) if one.proof else None}
    return told | ({"of": [_judged(part) for part in one.parts]} if one.parts else {})


def _proof(proof: Proof) -> Item:
    return {"text": proof.text, "link": proof.link, "by": proof.by, "at": proof.at, "until": proof.until}


def _confirmation(deal_id: int, confirmation_id: int) -> Item:
    for each in noted_on(deal_id):
        if each.id == confirmation_id:
            return _noted(each)
    raise NotFound("This proof is not on the deal any more.")


def _noted(each: Noted) -> Item:
    return _named(asdict(each), {"by_id": "by", "by": "by.name"})


def _wish(each: Wish) -> Item:
    names = {
        "deal_id": "deal", "deal": "deal.title", "asked_by_id": "asked_by", "asked_by": "asked_by.name",
        "decided_by_id": "decided_by", "decided_by": "decided_by.name",
    }  # fmt: skip
    return _named(asdict(each), names)


def _named(item: Item, names: Mapping[str, str]) -> Item:
    return {names.get(key, key): value for key, value in item.items()}


def _list(items: Any) -> HttpResponse:
    return json_answer({"items": list(items), "next_cursor": None})
