"""The API of what was learned from deals that ended."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import BadRequest, NotFound
from dealwright.records.answers import json_answer
from dealwright.records.bodies import Body
from dealwright.records.values import whole_number

from .commands import NewReview, pass_on, review_deal
from .queries import Reviewed, review_on, reviews, visible_deal
from .queries.reviews import Wanted

reviewed = Router(tags=["reviews"])
own_review = Router(tags=["reviews"])


class ReviewBody(Body):
    """What decided it; without `stage` its last one, without `reason` the one it was lost for."""

    decided: str
    stage: str = ""
    reason: str = ""
    change: str = ""
    asked: bool = False
    customer: str = ""


class Passing(Body):
    """What of the review: `change` or `customer`."""

    part: str


@reviewed.get("")
def list_reviews(request: HttpRequest) -> HttpResponse:
    """What was learned from deals that ended, newest first: of a `process`, a `stage`, an `outcome`."""
    cursor = request.GET.get("cursor")
    before = whole_number(cursor) if cursor else None
    if cursor and before is None:
        raise BadRequest("This cursor is none of ours.", field="cursor", remedy="Send the next_cursor of before.")
    found, more = reviews(Wanted.read(request.GET.dict()), request.user, before)
    return json_answer({"items": [_shown(one) for one in found], "next_cursor": str(more) if more else None})


@own_review.get("/{int:deal_id}/review")
def get_review(request: HttpRequest, deal_id: int) -> HttpResponse:
    """What was learned from a deal."""
    return _answer(request, deal_id)


@own_review.put("/{int:deal_id}/review")
def write_review(request: HttpRequest, deal_id: int, body: ReviewBody) -> HttpResponse:
    """Say what decided a deal that ended; it takes the place of what was said before."""
    review_deal(deal_id, NewReview(**body.model_dump()), by=request.user, via="api")
    return _answer(request, deal_id)


@own_review.post("/{int:deal_id}/review/feedback")
def pass_review_on(request: HttpRequest, deal_id: int, body: Passing) -> HttpResponse:
    """Make what should change, or what the customer said, feedback on the stage."""
    pass_on(deal_id, body.part, by=request.user, via="api")
    return _answer(request, deal_id, 201)


def _answer(request: HttpRequest, deal_id: int, status: int = 200) -> HttpResponse:
    deal = visible_deal(deal_id, request.user)
    found = review_on(deal.id)
    if found is None:
        raise NotFound(f"“{deal.title}” has no review yet.", remedy="PUT one.")
    return json_answer(_shown(found), status)


def _shown(one: Reviewed) -> dict[str, Any]:
    return {
        "deal": one.deal_id, "deal.title": one.deal, "process": one.process, "outcome": one.outcome,
        "stage": one.stage, "reason": one.reason, "decided": one.decided, "change": one.change, "asked": one.asked,
        "customer": one.customer, "feedback_of_change": one.change_passed, "feedback_of_customer": one.customer_passed,
        "by": one.by_id, "by.name": one.by, "at": one.at,
    }  # fmt: skip
