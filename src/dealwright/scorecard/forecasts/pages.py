"""The pages of the forecast: a period ahead, how good forecasts were, and the form to say one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from dealwright import SalesError
from dealwright.desk.charts import Figure
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook.categories import TITLES
from dealwright.records.money import to_text
from dealwright.records.repeats import once
from dealwright.workspace.queries import year_of_company
from dealwright.workspace.year import Year

from ..freshness import freshen
from ..goals.scopes import COMPANY, People, Scope, read_scope
from ..queries import desk_with_money
from . import figures
from .commands import may_say, require_say, submit
from .moves import Moves, moves
from .outlook import Outlook, outlook
from .periods import Period, ahead, read_period
from .snapshots import whole
from .submitted import Said, latest, said_in
from .sums import CLOSED
from .track import Track, track

CAUSES = {
    "opened": lazy("Opened"), "reopened": lazy("Opened again"), "pulled_in": lazy("Moved into the period"),
    "received": lazy("Taken over"), "grown": lazy("Grown"), "shrunk": lazy("Shrunk"),
    "slipped": lazy("Slipped to later"), "moved_before": lazy("Expected before it now"),
    "given_away": lazy("Handed over"), "won": lazy("Won"), "lost": lazy("Lost"),
}  # fmt: skip
NAMED = (lazy("This month"), lazy("Next month"), lazy("This quarter"), lazy("Next quarter"))
PARTS = {"closed": lazy("Won"), **TITLES}
SHOWN_NOTES = 30


@dataclass(frozen=True)
class ForecastPage:
    """A period ahead. `expected` is amount, low and high of the whole period; `may_say` whether one's own is asked."""

    found: Outlook
    tabs: Sequence[tuple[str, str, bool]]
    expected: tuple[float | None, float | None, float | None]
    course: Figure | None
    parts: dict[str, Any]
    hrefs: dict[str, str]
    mine: Said | None
    may_say: bool
    say: str
    track: str
    moves: str
    counting: str
    notes: Sequence[Said]


@dataclass(frozen=True)
class MovesPage:
    """What moved since last week."""

    found: Moves
    causes: dict[str, Any]
    parts: dict[str, Any]
    back: str


@dataclass(frozen=True)
class TrackPage:
    """How good forecasts were."""

    found: Track
    tried: Figure | None
    reliable: Figure | None
    back: str
    titles: dict[str, str]


@dataclass(frozen=True)
class SayPage:
    """The form for a submission."""

    period: Period
    scope: Scope
    title: str
    currency: str
    form: Filled
    action: str


@login_required
@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    """What will be won in a period: by the model, by category, and by what people say."""
    counting, period = freshen(), _period(request, request.GET)
    found = outlook(period, request.GET.get("who", ""), actor=request.user)
    page = ForecastPage(
        found=found,
        tabs=_tabs(found, request.GET.get("who", ""), year_of_company(request.user)),
        expected=whole(found.snapshot) if found.snapshot else (None, None, None),
        course=figures.course(found),
        parts=dict(PARTS),
        hrefs={part: _deals(found, part) for part in PARTS},
        mine=latest(found.said).get(found.scope),
        may_say=period.last >= found.today and may_say(found.scope, found.people),
        say=_address("forecast-say", period, found.scope),
        track=_address("forecast-track", period, found.scope),
        moves=_address("forecast-moves", period, found.scope),
        counting=counting,
        notes=found.said[:SHOWN_NOTES],
    )
    return render(request, "scorecard/forecast.html", page)


@login_required
@require_safe
def moved(request: HttpRequest) -> HttpResponse:
    """What moved in a period since last week; a part of the page of the forecast, which it comes into later."""
    found = moves(_period(request, request.GET), request.GET.get("who", ""), actor=request.user)
    page = MovesPage(found, dict(CAUSES), dict(PARTS), _address("forecast", found.period, found.scope))
    return render(request, "scorecard/forecast_moves.html", page, block="moves")


@login_required
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """How good forecasts were: tried on the past, and as they were made."""
    freshen()
    found = track(_period(request, request.GET), request.GET.get("who", ""), actor=request.user)
    back = _address("forecast", found.period, found.scope)
    titles = found.snapshot.figures.get("titles", {}) if found.snapshot else {}
    page = TrackPage(found, figures.tried(found), figures.reliable(found), back, titles)
    return render(request, "scorecard/forecast_track.html", page)


@login_required
@require_http_methods(["GET", "POST"])
@once
def say(request: HttpRequest) -> HttpResponse:
    """Say what one is sure of in a period and what it may become; what was said before stays."""
    asked = request.POST if request.method == "POST" else request.GET
    people, period = People(request.user), _period(request, asked)
    scope = _scope(asked.get("who", ""), people)
    require_say(scope, people)
    currency = desk_with_money(request.user).purse.currency
    if request.method == "GET":
        before = latest(said_in(period, people)).get(scope)
        return _form(request, people, period, scope, currency, _typed(before, currency))
    given = filled(request.POST, "period", "who", "commit", "best", "note")
    words = [given.value(name) for name in ("commit", "best", "note")]
    try:
        submit(scope, period, *words, by=request.user, via="page")
    except SalesError as error:
        return _form(request, people, period, scope, currency, given.refused(error, "commit"), error.status)
    flash(request, _("Forecast submitted."))
    there = _address("forecast", period, scope)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return HttpResponseRedirect(there)


def _form(
    request: HttpRequest, people: People, period: Period, scope: Scope, currency: str, given: Filled, status: int = 200
) -> HttpResponse:
    page = SayPage(period, scope, people.title(scope), currency, given, reverse("forecast-say"))
    return render(request, "scorecard/forecast_say.html", page, block="dialog", status=status)


def _typed(said: Said | None, currency: str) -> Filled:
    if said is None or said.currency != currency:
        return Filled()
    amounts = {"commit": said.commit, "best": said.best}
    return Filled({name: to_text(minor, currency) or "" for name, minor in amounts.items()})


def _scope(who: str, people: People) -> Scope:
    if who == "company":
        return COMPANY
    return read_scope(who, people) if who else Scope(member=people.actor.id)


def _deals(found: Outlook, part: str) -> str:
    """The list of the deals behind a sum; there is none of a team's."""
    if found.scope.team:
        return ""
    first, end = found.period.start.isoformat(), found.period.end.isoformat()
    won = {"status": "won", "closed_on__gte": first, "closed_on__lt": end}
    closing = {"status": "open", "forecast_category": part, "close_on__gte": first, "close_on__lt": end}
    asked = won if part == CLOSED else closing
    owner = {"owner": found.scope.member} if found.scope.member else {}
    return f"{reverse('deals')}?{urlencode({**asked, **owner})}"


def _address(page: str, period: Period, scope: Scope) -> str:
    return f"{reverse(page)}?{urlencode({'period': period.key, 'who': scope.key})}"


def _period(request: HttpRequest, asked: Any) -> Period:
    return read_period(asked.get("period", ""), timezone.localdate(), year_of_company(request.user))


def _tabs(found: Outlook, who: str, year: Year) -> list[tuple[str, str, bool]]:
    """The periods to choose from, and the one that is shown where it is none of them."""
    known = dict(zip(NAMED, ahead(found.today, year), strict=True))
    shown = [(str(name), each) for name, each in known.items()]
    if found.period not in known.values():
        shown.append((found.period.title, found.period))
    return [
        (name, "?" + urlencode({"period": each.key, **({"who": who} if who else {})}), each == found.period)
        for name, each in shown
    ]
