"""The API of the scorecard."""

from collections.abc import Collection
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from dealwright import BadRequest, NotFound
from dealwright.records.answers import json_answer

from . import mining
from .adoption.told import told as adopted
from .charts import FIGURES, Asking
from .charts import figure as drawn
from .charts.told import told
from .freshness import freshen
from .oddities import answered, as_told
from .queries import definitions, desk, require_amounts
from .questions import Question, read_day, read_question, read_scope

SCOPE = frozenset({"process", "where", "as_of"})
PERIOD = SCOPE | {"from", "to"}
KNOWN = PERIOD | {"by"}
scorecard = Router(tags=["scorecard"])


@scorecard.get("")
def list_metrics(request: HttpRequest) -> HttpResponse:
    """Every number of the scorecard with its definition."""
    return json_answer({"items": definitions()})


@scorecard.get("/bottlenecks")
def read_bottlenecks(request: HttpRequest) -> HttpResponse:
    """Where time and deals are lost, the worst first."""
    return json_answer(mining.bottlenecks(_scope(request, SCOPE), actor=request.user))


@scorecard.get("/waterfall")
def read_waterfall(request: HttpRequest) -> HttpResponse:
    """How the open pipeline changed from the beginning of `from` to the end of `to`, 90 days up to today without them;
    with `closing_by`, of deals expected to close by that day.
    """
    question = _scope(request, PERIOD | {"closing_by"})
    last = question.last or timezone.localdate()
    start = question.start or last - timedelta(days=90)
    by = request.GET.get("closing_by")
    closing_by = read_day(by, "closing_by") if by else None
    return json_answer(mining.waterfall(start, last, closing_by, question, actor=request.user))


@scorecard.get("/moves")
def read_moves(request: HttpRequest) -> HttpResponse:
    """How often deals went from one stage to another, and which of these moves the process does not have."""
    asked = desk(request.user, _scope(request, SCOPE))
    return json_answer({"items": mining.moves(asked), "odd": as_told(asked)})


@scorecard.get("/variants")
def read_variants(request: HttpRequest) -> HttpResponse:
    """The paths that most deals took."""
    asked = desk(request.user, _scope(request, SCOPE))
    return json_answer({"items": mining.variants(asked), "odd": as_told(asked)})


@scorecard.get("/adoption")
def read_adoption(request: HttpRequest) -> HttpResponse:
    """Who uses the process, of the members whose deals you see, in the four weeks up to `to`; and how the fields of
    deals that closed in the period are filled in.
    """
    question = _scope(request, PERIOD)
    return json_answer(adopted(request.user, desk(request.user, question), question))


@scorecard.get("/figures")
def read_figure_names(request: HttpRequest) -> HttpResponse:
    """The names of all figures that the pages show."""
    return json_answer({"items": list(FIGURES)})


@scorecard.get("/figures/{figure}")
def read_figure(request: HttpRequest, figure: str) -> HttpResponse:
    """A figure of the pages as numbers: heads and rows; a trend takes `metric` and `grain` (week, month, quarter)."""
    if figure not in FIGURES:
        raise NotFound(f"There is no figure called “{figure}”.", remedy=f"Ask for: {', '.join(FIGURES)}.")
    question = _scope(request, PERIOD | {"metric", "grain"})
    given = {key: request.GET.get(key, "") for key in ("metric", "grain")}
    asked = desk(request.user, question)
    found = drawn(figure, Asking(request.user, asked, question, chosen=given))
    require_amounts(found is not None)
    return json_answer(told(found))


@scorecard.get("/{metric}")
def read_metric(request: HttpRequest, metric: str) -> HttpResponse:
    """The number over the deals you may see. `to` is the last day that counts, `as_of` the past day it is told as of;
    `where`, which may be repeated, is a filter as in a list of deals (of leads, for a number of leads).
    """
    _require_known(request, KNOWN)
    question = read_question(metric, request.GET, request.GET.getlist("where"))
    freshen()
    return json_answer(answered(question, actor=request.user))


def _scope(request: HttpRequest, known: Collection[str]) -> Question:
    """What is asked about; the facts are fresh then."""
    _require_known(request, known)
    question = read_scope(request.GET, request.GET.getlist("where"))
    freshen()
    return question


def _require_known(request: HttpRequest, known: Collection[str]) -> None:
    """Refuse a parameter that is not known, so that a typing error is not taken for an answer."""
    if unknown := sorted(set(request.GET) - set(known)):
        raise BadRequest(f"There is no parameter “{unknown[0]}”.", remedy=f"Known are: {', '.join(sorted(known))}.")
