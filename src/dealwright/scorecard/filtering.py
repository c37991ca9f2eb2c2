"""The filters that all pages of the scorecard share, as they stand in the address and on the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from dealwright import BadRequest
from dealwright.playbook import FieldType
from dealwright.processes.queries import Published, in_force
from dealwright.records.fields import Catalogue
from dealwright.records.groups import conditions, read_filters
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.narrowing import Chip, Options, Picker, pickable, picked, picker, told
from dealwright.workspace.queries import Actor, member_names, year_of_company

from .charts.asking import FILTERS
from .narrowed import Pairs, written
from .periods import PERIODS, days_asked, days_in_words
from .questions import Question, read_question, read_scope
from .sheet import BY, TOGETHER


@dataclass(frozen=True)
class Filters:
    """What is chosen, what can be, and the address of this page without each condition in force."""

    params: dict[str, str]
    kept: Sequence[tuple[str, str]]
    periods: Sequence[tuple[str, object]]
    dimensions: Sequence[tuple[str, object]]
    processes: Sequence[tuple[str, str]]
    chips: Sequence[Chip]
    fields: Options
    picker: Picker | None

    @property
    def said(self) -> list[str]:
        """The filters in force in words, as they are printed."""
        process = dict(self.processes).get(self.params["process"], "")
        return [*days_in_words(self.params), *([process] if process else []), *(chip.value for chip in self.chips)]

    @property
    def query(self) -> str:
        """The filters as they stand in an address, with the question mark."""
        return "?" + urlencode(self.kept) if self.kept else ""


def params_of(request: HttpRequest) -> dict[str, str]:
    """What the address says of the filters that stand there once."""
    return {name: request.GET.get(name, "") for name in FILTERS}


def where_of(request: HttpRequest) -> list[str]:
    """The conditions of the address, with the one that was just picked."""
    given = request.GET.getlist("where")
    if "operation" in request.GET:
        pair = picked(request.GET.get("pick", ""), request.GET["operation"], request.GET.getlist("value"))
        given = [*given, written(pair)]
    return given


def question_of(request: HttpRequest, metric: str = "") -> Question:
    """What the address asks for, of a number or of a whole page; see `read_question` for what is refused."""
    params = params_of(request)
    days = days_asked(params, timezone.localdate(), year_of_company(request.user))
    given = {"by": params["by"], "process": params["process"], "as_of": params["as_of"], **days}
    if metric:
        return read_question(metric, given, where_of(request))
    return replace(read_scope(given, where_of(request)), by=_known(params["by"]))


def _known(by: str) -> str | None:
    """The dimension that a page tells its numbers by; raises BadRequest for one that there is not."""
    if by and by not in BY:
        raise BadRequest(
            f"Numbers cannot be told by “{by[:40]}”.", field="by", remedy=f"Choose one of: {', '.join(BY)}."
        )
    return by or None


def kept_of(request: HttpRequest, question: Question) -> list[tuple[str, str]]:
    """The filters in force as they stand in an address: those that stand there once, then the conditions."""
    given = [(name, request.GET.get(name, "")) for name in (*FILTERS, "metric", "grain")]
    return [*((name, value) for name, value in given if value), *(("where", written(pair)) for pair in question.where)]


def filters_of(
    request: HttpRequest,
    question: Question,
    catalogue: Catalogue | None = None,
    published: Sequence[Published] | None = None,
) -> Filters:
    """The filters in force and those that can be added; raises BadRequest for one that no list of deals has.

    `catalogue` and `published` are the fields of deals and the versions of processes, where they are known already.
    """
    params, path = params_of(request), request.path
    kept = kept_of(request, question)
    single = [pair for pair in kept if pair[0] != "where"]
    catalogue = catalogue or fields_of(kind_of("deals"), request.user)
    cancel = f"{path}?{urlencode(kept)}"
    return Filters(
        params=params,
        kept=kept,
        periods=list(PERIODS.items()),
        dimensions=[("", TOGETHER), *BY.items()],
        processes=[(each.key, each.title) for each in in_force(published)],
        chips=_chips(path, single, question.where, request.user, catalogue),
        fields=pickable(catalogue),
        picker=None if "operation" in request.GET else picker(request, catalogue, cancel),
    )


def _chips(path: str, kept: Sequence[tuple[str, str]], where: Pairs, actor: Actor, catalogue: Catalogue) -> list[Chip]:
    """A chip for each condition, with the address of the page without it."""
    if not where:
        return []
    nodes = read_filters(catalogue, where, actor)
    names = member_names() if any(each.field.type == FieldType.MEMBER for each in conditions(nodes)) else {}
    texts = [written(pair) for pair in where]
    found = []
    for n, node in enumerate(nodes):
        rest = [("where", text) for place, text in enumerate(texts) if place != n]
        found.append(Chip("", told(node, names), f"{path}?{urlencode([*kept, *rest])}"))
    return found
