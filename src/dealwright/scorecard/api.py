"""The API of the scorecard."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright import BadRequest
from dealwright.records.answers import json_answer

from .freshness import freshen
from .queries import ask, definitions
from .questions import read_question

KNOWN = frozenset({"by", "from", "to", "process", "where", "as_of"})
scorecard = Router(tags=["scorecard"])


@scorecard.get("")
def list_metrics(request: HttpRequest) -> HttpResponse:
    """Every number of the scorecard with its definition."""
    return json_answer({"items": definitions()})


@scorecard.get("/{metric}")
def read_metric(request: HttpRequest, metric: str) -> HttpResponse:
    """The number over the deals you may see. `to` is the last day that counts, `as_of` the past day it is told as of;
    `where`, which may be repeated, is a filter as in a list of deals (of leads, for a number of leads).
    """
    if unknown := sorted(set(request.GET) - KNOWN):
        raise BadRequest(f"There is no parameter “{unknown[0]}”.", remedy=f"Known are: {', '.join(sorted(KNOWN))}.")
    question = read_question(metric, request.GET, request.GET.getlist("where"))
    freshen()
    return json_answer(ask(question, actor=request.user).as_dict())
