"""The rules by which leads are scored: written, tried on the leads there are, put in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Invalid, SalesError, Stale
from dealwright.desk.askable import Askable
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from ..access import require_set_up, visible
from ..commands import read_scoring, scoring_mark, undo_scoring, write_scoring
from ..models import OPEN, Lead
from ..queries import scoring_rules
from ..queries.fields import asked_of_leads
from ..queries.told import facts_by_id
from ..rules import Scored, score
from .tabs import tabs

TRIED = 30
BLANK = ("", "", "")
Texts = tuple[str, str, str]


@dataclass(frozen=True)
class Tried:
    """A lead with its score now and by the rules that are being written."""

    id: int
    name: str
    organisation: str
    was: int
    scored: Scored


@dataclass(frozen=True)
class ScoringPage:
    """The rules as texts (condition, points, reason), what they would change, and what is wrong with one of them."""

    tabs: Sequence[Mapping[str, object]]
    rules: Sequence[Texts]
    asked: Sequence[Askable]
    tried: Sequence[Tried] | None = None
    wrong: Mapping[str, str] | None = None
    was: str = ""
    is_stale: bool = False


@login_required
@require_http_methods(["GET", "POST"])
def scoring(request: HttpRequest) -> HttpResponse:
    """Show the rules; POST tries them on existing leads (`try`), adds an empty one (`more`) or puts them in force."""
    require_set_up(request.user)
    if request.method != "POST":
        return _show(request, [(rule.condition, str(rule.points), rule.reason) for rule in scoring_rules()])
    rules = _read(request.POST)
    if "more" in request.POST:
        return _show(request, [*rules, BLANK])
    given = [dict(zip(("condition", "points", "reason"), rule, strict=True)) for rule in rules]
    try:
        if "try" in request.POST:
            return _show(request, rules, _try(request, given))
        changed = write_scoring(given, by=request.user, via="page", was=request.POST.get("was"))
    except (Invalid, Stale) as error:
        return _refused(request, rules, error)
    words = ngettext("%(num)d lead has another score now.", "%(num)d leads have another score now.", changed)
    flash(request, _("The rules are in force.") + " " + words % {"num": changed}, undo=reverse("lead-scoring-back"))
    return redirect("lead-scoring")


@login_required
@require_POST
def scoring_back(request: HttpRequest) -> HttpResponse:
    """Put the rules in force again that were before the last change."""
    undo_scoring(by=request.user, via="page")
    flash(request, _("The rules from before are in force again."), undo=reverse("lead-scoring-back"))
    return redirect("lead-scoring")


def _read(form: QueryDict) -> list[Texts]:
    columns = (form.getlist("condition"), form.getlist("points"), form.getlist("reason"))
    return [rule for rule in zip(*columns, strict=False) if any(text.strip() for text in (rule[0], rule[2]))]


def _try(request: HttpRequest, given: Sequence[Mapping[str, str]]) -> list[Tried]:
    rules = read_scoring(given)
    rows = Lead.objects.filter(OPEN, visible(request.user)).order_by("-score", "-id")
    leads = list(rows.values_list("id", "name", "organisation", "score")[:TRIED])
    facts = facts_by_id([row[0] for row in leads])
    return sorted((Tried(*row, score(rules, facts[row[0]])) for row in leads), key=lambda one: -one.scored.score)


def _refused(request: HttpRequest, rules: Sequence[Texts], error: SalesError) -> HttpResponse:
    is_stale = isinstance(error, Stale)
    return _show(request, rules, None, {error.field or "": error.sentence}, error.status, is_stale)


def _show(
    request: HttpRequest,
    rules: Sequence[Texts],
    tried: Sequence[Tried] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    """The form with these rules; what it was made of stays as it was until it turns out that others are in force."""
    was = scoring_mark() if is_stale or request.method != "POST" else request.POST.get("was", "")
    shown = ScoringPage(tabs("lead-scoring"), rules or [BLANK], asked_of_leads(), tried, wrong or {}, was, is_stale)
    return render(request, "leads/scoring.html", shown, status=status)
