"""The API of the scorecard."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import BadRequest
from dealwright.records.answers import json_answer

from .freshness import freshen
from .queries import ask, definitions
from .questions import read_question

KNOWN = frozenset({"by", "from", "to", "process"})
scorecard = Router(tags=["scorecard"])


@scorecard.get("")
def list_metrics(request: HttpRequest) -> HttpResponse:
    """Every number of the scorecard with its definition."""
    return json_answer({"items": definitions()})


@scorecard.get("/{metric}")
def read_metric(request: HttpRequest, metric: str) -> HttpResponse:
    """The number over the deals you may see. `to` is the last day that counts."""
    if unknown := sorted(set(request.GET) - KNOWN):
        raise BadRequest(f"There is no parameter “{unknown[0]}”.", remedy=f"Known are: {', '.join(sorted(KNOWN))}.")
    question = read_question(metric, request.GET)
    freshen()
    return json_answer(ask(question, actor=request.user).as_dict())
