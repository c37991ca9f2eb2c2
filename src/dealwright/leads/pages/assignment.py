"""The rules that give leads away: written in order, replayed on last month's leads, put in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _t
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Invalid, SalesError, Stale
from dealwright.desk.askable import Askable
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.values import whole_number
from dealwright.workspace.queries import member_names, members

from ..access import require_set_up
from ..commands import assignment_mark, read_assignment, undo_assignment, write_assignment
from ..queries import assignment_rules
from ..queries.fields import asked_of_leads
from ..queries.replaying import MONTH, MOST, Replayed, replay
from ..rules import Rule
from .tabs import tabs

SHOWN = 200
METHODS = (
    ("round_robin", _t("Each in turn")),
    ("least_load", _t("Whoever has the fewest open leads")),
    ("member", _t("The first of them")),
    ("territory", _t("Whoever has the territory")),
)
BLANK: dict[str, Any] = {
    "id": None, "title": "", "condition": "", "method": "round_robin", "members": (), "in_hours": False,
}  # fmt: skip


@dataclass(frozen=True)
class Share:
    """How many leads of the period a member had, and would have had."""

    name: str
    had: int
    gets: int


@dataclass(frozen=True)
class AssignmentPage:
    """The rules as they are written, and who would have got last month's leads by them; `cut` is after how many."""

    tabs: Sequence[Mapping[str, object]]
    rules: Sequence[Mapping[str, Any]]
    methods: Sequence[tuple[str, Any]]
    people: Sequence[tuple[int, str]]
    asked: Sequence[Askable]
    days: int = MONTH
    replayed: Sequence[Replayed] | None = None
    shares: Sequence[Share] = ()
    known: Mapping[int, str] = field(default_factory=dict)
    differ: int = 0
    cut: int = 0
    wrong: Mapping[str, str] = field(default_factory=dict)
    was: str = ""
    is_stale: bool = False

    def among(self, rule: Mapping[str, Any]) -> list[tuple[int, str]]:
        """The people, those of the rule first in its order: boxes are sent in the order in which they stand."""
        places = {member_id: place for place, member_id in enumerate(rule["members"])}
        return sorted(self.people, key=lambda one: places.get(one[0], len(places)))


@login_required
@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest) -> HttpResponse:
    """Show the rules; POST replays them (`try`), adds an empty one (`more`), moves one up (`up`), drops one
    (`remove`) or keeps them."""
    require_set_up(request.user)
    if request.method != "POST":
        return _show(request, [rule._asdict() for rule in assignment_rules()])
    rules = _read(request.POST)
    if "more" in request.POST:
        return _show(request, [*rules, BLANK])
    if gone := whole_number(request.POST.get("remove", "")):
        return _show(request, [*rules[: gone - 1], *rules[gone:]])
    if (place := whole_number(request.POST.get("up", ""))) and 0 < place < len(rules):
        rules[place - 1], rules[place] = rules[place], rules[place - 1]
        return _show(request, rules)
    try:
        if "try" in request.POST:
            return _show(request, rules, replay(_as_rules(rules)))
        write_assignment(rules, by=request.user, via="page", was=request.POST.get("was"))
    except (Invalid, Stale) as error:
        return _refused(request, rules, error)
    flash(request, _("The rules are in force."), undo=reverse("lead-assignment-back"))
    return redirect("lead-assignment")


@login_required
@require_POST
def assignment_back(request: HttpRequest) -> HttpResponse:
    """Put the rules in force again that were before the last change."""
    undo_assignment(by=request.user, via="page")
    flash(request, _("The rules from before are in force again."), undo=reverse("lead-assignment-back"))
    return redirect("lead-assignment")


def _read(form: QueryDict) -> list[dict[str, Any]]:
    """Rules from the form, whose fields have the place of their rule at the end of their names."""
    found = []
    for place in form.getlist("rule"):
        one = {name: form.get(f"{name}.{place}", "") for name in ("title", "condition", "method")}
        ids = [number for text in form.getlist(f"members.{place}") if (number := whole_number(text))]
        if ids or one["title"].strip() or one["condition"].strip() or one["method"] == "territory":
            own = whole_number(form.get(f"id.{place}", ""))
            found.append({**one, "id": own, "members": ids, "in_hours": f"in_hours.{place}" in form})
    return found


def _as_rules(rules: Sequence[Mapping[str, Any]]) -> list[Rule]:
    read = read_assignment(rules)
    return [
        Rule(one["id"] or -place, one["title"], one["condition"], one["method"], tuple(one["members"]), one["in_hours"])
        for place, one in enumerate(read, 1)
    ]


def _refused(request: HttpRequest, rules: Sequence[Mapping[str, Any]], error: SalesError) -> HttpResponse:
    is_stale = isinstance(error, Stale)
    return _show(request, rules, None, {error.field or "": error.sentence}, error.status, is_stale)


def _show(
    request: HttpRequest,
    rules: Sequence[Mapping[str, Any]],
    replayed: Sequence[Replayed] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    """The form with these rules; what it was made of stays as it was until it turns out that others are in force."""
    was = assignment_mark() if is_stale or request.method != "POST" else request.POST.get("was", "")
    people = [(each.id, each.name) for each in members() if each.is_active]
    known = member_names() if replayed else {}
    shown = AssignmentPage(
        tabs("lead-assignment"), rules or [BLANK], METHODS, people, asked_of_leads(), MONTH,
        replayed[-SHOWN:][::-1] if replayed is not None else None, _shares(replayed or (), known), known,
        sum(each.differs for each in replayed or ()), MOST if len(replayed or ()) == MOST else 0,
        wrong or {}, was, is_stale,
    )  # fmt: skip
    return render(request, "leads/assignment.html", shown, status=status)


def _shares(replayed: Sequence[Replayed], known: Mapping[int, str]) -> list[Share]:
    had, gets = [each.had_id for each in replayed], [each.decision.member_id for each in replayed]
    ids = sorted({*had, *gets}, key=lambda one: -gets.count(one))
    return [Share(known.get(one or 0, _("Nobody")), had.count(one), gets.count(one)) for one in ids]
