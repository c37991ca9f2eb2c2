"""Where leads come from and what that costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dealwright import Conflict, Invalid, NotFound
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.locale import babel_locale
from dealwright.desk.render import render
from dealwright.desk.times import spoken
from dealwright.records.money import to_text
from dealwright.workspace.queries import company

from ..access import may_set_up, require_set_up
from ..commands import set_up_source
from ..models import Source
from ..queries import Origin, names, origins
from ..queries.first_touch import Wait, first_touches
from .tabs import tabs

FIELDS = ("name", "cost", "currency", "cost_from", "cost_until", "source")


@dataclass(frozen=True)
class SourcesPage:
    """All sources and campaigns, with cost and what came of them."""

    tabs: Sequence[Mapping[str, object]]
    sources: Sequence[Origin]
    campaigns: Sequence[Origin]
    currency: str
    may_set_up: bool
    by_source: Sequence[Wait]
    by_owner: Sequence[Wait]

    @staticmethod
    def span(time: timedelta) -> str:
        """A time in words, such as 3 hours."""
        return str(format_timedelta(time, locale=babel_locale(spoken())))


@dataclass(frozen=True)
class SourceForm:
    """The form of one source or campaign."""

    one: str
    source_id: int
    heading: str
    form: Filled
    sources: Sequence[tuple[str, str]]


@login_required
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Sources and campaigns: what they cost, what a lead of theirs costs."""
    may = may_set_up(request.user)
    page = SourcesPage(
        tabs("lead-sources") if may else (), *origins(), company().currency, may, *first_touches(request.user)
    )
    return render(request, "leads/sources.html", page)


@login_required
@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, one: str, source_id: int) -> HttpResponse:
    """Set up a source or a campaign: number 0 is a new one."""
    require_set_up(request.user)
    if one not in ("source", "campaign"):
        raise NotFound
    known = next((each for each in origins()[one == "campaign"] if each.id == source_id), None)
    if source_id and known is None:
        raise NotFound
    if request.method != "POST":
        return _show(request, one, source_id, _filled(known))
    given = filled(request.POST, *FIELDS)
    try:
        set_up_source(
            given.value("name"), campaign=one == "campaign", cost=given.value("cost"), currency=given.value("currency"),
            cost_from=given.value("cost_from"), cost_until=given.value("cost_until"), source=given.value("source"),
            source_id=source_id or None, by=request.user, via="page",
        )  # fmt: skip
    except (Invalid, Conflict) as error:
        return _show(request, one, source_id, given.refused(error, "name"), error.status)
    flash(request, _("Saved"))
    return redirect("lead-sources")


def _filled(known: Origin | None) -> Filled:
    if known is None:
        return Filled({"currency": company().currency})
    days = {name: day.isoformat() if (day := getattr(known, name)) else "" for name in ("cost_from", "cost_until")}
    currency = known.currency or company().currency
    cost = to_text(known.cost_minor, currency) or ""
    return Filled({"name": known.name, "cost": cost, "currency": currency, "source": known.source, **days})


def _show(request: HttpRequest, one: str, source_id: int, form: Filled, status: int = 200) -> HttpResponse:
    heading = form.value("name") or (_("New campaign") if one == "campaign" else _("New source"))
    known = [(name, name) for name in names(Source)] if one == "campaign" else []
    page = SourceForm(one, source_id, heading, form, known)
    return render(request, "leads/source.html", page, status=status)
