"""The pages of the scorecard: the overview, a page for each question, the numbers as a file, the deals behind one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dealwright import NotFound
from dealwright.desk.charts import Figure
from dealwright.desk.render import render
from dealwright.metrics import METRICS
from dealwright.records.kinds import fields_of, kind_of
from dealwright.workspace.failing import failures

from .answers import Purse
from .behind import PAGE, Listed, Wanted, deals_of, listed, page_of
from .charts import Asking, figure
from .charts.odd import address as odd_address
from .charts.stats import Stat, balance, stat
from .charts.trends import GRAINS, TRENDS, chosen
from .filtering import Filters, filters_of, kept_of, params_of, question_of
from .freshness import freshen
from .leaves import LEAVES, Leaf, tabs
from .numbers import FORMS, written
from .oddities import deals_of as odd_deals
from .oddities import found as odd_ways
from .queries import LEFT_OUT, desk
from .rows import row_of
from .shapes import Sheet
from .sheet import Maker

Balance = Sequence[tuple[str, str, Sequence[Stat]]]


@dataclass(frozen=True)
class Around:
    """What stands around the numbers of each page."""

    filters: Filters
    tabs: Sequence[Mapping[str, object]]
    as_of: datetime | None
    counting: str
    left_out: str
    purse: Purse
    deals: int
    leads: int
    odd: Sequence[tuple[object, int, str]]

    @property
    def anything(self) -> bool:
        """Whether there is anything to be counted."""
        return bool(self.deals or self.leads)


@dataclass(frozen=True)
class ScorecardPage:
    """The overview."""

    around: Around
    sheet: Sheet
    balance: Balance


@dataclass(frozen=True)
class LeafPage:
    """A page with figures."""

    around: Around
    leaf: Leaf
    figures: Sequence[Figure]
    stats: Sequence[Stat]
    metric: str
    grain: str
    metrics: Sequence[tuple[str, str]]
    grains: Sequence[tuple[str, str]]
    failures: Sequence[str]


@dataclass(frozen=True)
class BehindPage:
    """The records behind one number, a page of them."""

    title: str
    note: str
    found: Listed
    first: int
    trail: Sequence[tuple[str, str]]
    previous: str
    following: str


@login_required
@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    """All numbers over the deals that the member may see."""
    if "operation" in request.GET:
        return _with_the_filter(request)
    asking, counting = _asking(request)
    sheet = Maker(asking).sheet()
    around = _around(request, asking, "", counting)
    page = ScorecardPage(around, sheet, balance(asking) if around.anything else ())
    return render(request, "scorecard/scorecard.html", page)


@login_required
@require_safe
def leaf_page(request: HttpRequest, leaf: str) -> HttpResponse:
    """One page of figures; raises NotFound for one that there is not."""
    if "operation" in request.GET:
        return _with_the_filter(request)
    shown = _leaf(leaf)
    asking, counting = _asking(request)
    around = _around(request, asking, leaf, counting)
    metric, grain = chosen(asking)
    page = LeafPage(
        around=around,
        leaf=shown,
        figures=_figures(shown, asking) if around.anything else (),
        stats=[stat(asking, name) for name in shown.stats if asking.desk.may_tell(name.partition(".")[0])]
        if around.anything
        else (),
        metric=metric,
        grain=grain,
        metrics=[(name, METRICS[name].title) for name in TRENDS if asking.desk.may_tell(name)],
        grains=[(name, f"By {name}") for name in GRAINS],
        failures=list(failures()) if leaf == "oddities" else [],
    )
    return render(request, "scorecard/leaf.html", page)


@login_required
@require_safe
def numbers(request: HttpRequest, leaf: str, form: str) -> HttpResponse:
    """The numbers of a page as a file."""
    if form not in FORMS:
        raise NotFound(f"Numbers are not written as “{form}”.", remedy="Ask for csv or xlsx.")
    shown = _leaf(leaf)
    body = written(_figures(shown, _asking(request)[0]), form)
    disposition = f'attachment; filename="{shown.key}.{form}"'
    return HttpResponse(body, headers={"Content-Type": FORMS[form], "Content-Disposition": disposition})


@login_required
@require_safe
def deals(request: HttpRequest, metric: str) -> HttpResponse:
    """The deals behind one number."""
    question = question_of(request, metric)
    wanted = Wanted.read(question, request.GET)
    freshen()
    found = listed(question, wanted, actor=request.user)
    metric = question.definition
    kept = kept_of(request, question)
    return _behind(request, kept, f"{metric.title}: {wanted.label}", metric.definition, found, wanted.page, "")


@login_required
@require_safe
def odd(request: HttpRequest, key: str) -> HttpResponse:
    """The deals that are odd in one way."""
    question = question_of(request)
    freshen()
    asked, number = desk(request.user, question), page_of(request.GET.get("page", "1"))
    oddity, ids = odd_deals(key, asked)
    shown = dict.fromkeys(ids[(number - 1) * PAGE : number * PAGE], "")
    found = Listed(deals_of(asked, shown, request.user), len(ids))
    kept = kept_of(request, question)
    return _behind(request, kept, _(oddity.title), _(oddity.handled), found, number, "oddities")


@login_required
@require_safe
def row(request: HttpRequest, mined: str) -> HttpResponse:
    """The deals behind a row of a figure that is mined from the log: see `rows`."""
    question = question_of(request)
    freshen()
    asked, number = desk(request.user, question), page_of(request.GET.get("page", "1"))
    found = row_of(mined, request.GET.dict(), question, asked)
    shown = dict(found.deals[::-1][(number - 1) * PAGE : number * PAGE])
    listed_now = Listed(deals_of(asked, shown, request.user), len(found.deals))
    return _behind(request, kept_of(request, question), found.title, found.note, listed_now, number, found.leaf)


def _behind(
    request: HttpRequest,
    kept: Sequence[tuple[str, str]],
    title: str,
    note: str,
    found: Listed,
    number: int,
    key: str,
) -> HttpResponse:
    query = "?" + urlencode(kept) if kept else ""
    trail = [(_("Scorecard"), reverse("scorecard") + query)]
    if key:
        trail.append((str(LEAVES[key].title), reverse("scorecard-leaf", args=[key]) + query))
    asked = [(name, value) for name, values in request.GET.lists() for value in values if name != "page"]

    def turned(to: int) -> str:
        return "?" + urlencode([*asked, ("page", to)])

    page = BehindPage(
        title,
        note,
        found,
        first=(number - 1) * PAGE + 1,
        trail=trail,
        previous=turned(number - 1) if number > 1 else "",
        following=turned(number + 1) if number * PAGE < found.total else "",
    )
    return render(request, "scorecard/deals.html", page)


def _leaf(key: str) -> Leaf:
    if key not in LEAVES:
        raise NotFound(f"The scorecard has no page “{key}”.", remedy=f"It has: {', '.join(LEAVES)}.")
    return LEAVES[key]


def _asking(request: HttpRequest) -> tuple[Asking, str]:
    """Who asks, of what, once what has happened is read; and what is to be said when some of it is left."""
    question = question_of(request)
    counting = freshen()
    given = {name: request.GET.get(name, "") for name in ("metric", "grain")}
    catalogue = fields_of(kind_of("deals"), request.user)
    found = desk(request.user, question, catalogue)
    return Asking(request.user, found, question, params_of(request), given, catalogue), counting


def _figures(shown: Leaf, asking: Asking) -> list[Figure]:
    return [found for name in shown.figures if (found := figure(name, asking)) is not None]


def _around(request: HttpRequest, asking: Asking, key: str, counting: str) -> Around:
    counter = asking.desk
    filters = filters_of(request, asking.question, asking.catalogue, counter.versions)
    return Around(
        filters=filters,
        tabs=tabs(key, filters.query),
        as_of=counter.as_of,
        counting=counting,
        left_out="" if counter.tells_money else LEFT_OUT,
        purse=counter.purse,
        deals=counter.count(),
        leads=asking.of_leads().desk.count("lead"),
        odd=[(_(each.oddity.title), each.deals, odd_address(asking, each.oddity.key)) for each in odd_ways(counter)],
    )


def _with_the_filter(request: HttpRequest) -> HttpResponse:
    """The same page with the condition that was just picked among the others, so that its address can be kept."""
    filters = filters_of(request, question_of(request))
    return redirect(request.path + filters.query)
