"""Pages: my working hours, the company's, and what becomes of overdue tasks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Invalid, read_each
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.values import whole_number
from dealwright.workspace.parts import Tab, tabs
from dealwright.workspace.queries import Right, require

from .calendars import COMPANY, USUAL, Rule, Times, escalation, times_of
from .commands import set_escalation, set_working_time
from .hours import WEEKDAYS, read_week
from .reading import told


@dataclass(frozen=True)
class HoursPage:
    """Hours of the week as texts, country and region of holidays, days off a line each; the rule for the company."""

    tabs: list[Tab]
    own: bool
    weekdays: Sequence[tuple[str, str]]
    values: Mapping[str, Any]
    countries: Sequence[tuple[str, str]]
    regions: Sequence[str]
    region_options: Sequence[tuple[str, str]]
    shared: Times
    errors: Mapping[str, str] = field(default_factory=dict)


@login_required
@require_http_methods(["GET", "POST"])
def my_hours(request: HttpRequest) -> HttpResponse:
    """When I work, where it differs from the company."""
    entered = times_of([request.user.id])
    shared, mine = entered.get(COMPANY, USUAL), entered.get(request.user.id, Times())
    if request.method == "GET":
        return _show(request, shared, _values(mine))
    try:
        hours = _hours(request.POST) if request.POST.get("differs") else None
        set_working_time(request.user.id, _times(request.POST, hours), by=request.user, via="page")
    except Invalid as error:
        return _show(request, shared, request.POST.dict(), told(error), 422)
    flash(request, _("Your working hours are saved."))
    return redirect("settings-hours")


@login_required
@require_http_methods(["GET", "POST"])
def company_hours(request: HttpRequest) -> HttpResponse:
    """When the company works, and what becomes of overdue tasks."""
    require(request.user, Right.MEMBERS)
    shared = times_of([]).get(COMPANY, USUAL)
    if request.method == "GET":
        return _show(request, shared, {**_values(shared), **_rule(escalation())}, company=True)
    try:
        _keep(request)
    except Invalid as error:
        return _show(request, shared, request.POST.dict(), told(error), 422, company=True)
    flash(request, _("The working hours are saved."))
    return redirect("settings-company-hours")


def _keep(request: HttpRequest) -> None:
    """Both or neither; what is wrong is told of both."""
    given, who = request.POST, {"by": request.user, "via": "page"}
    parts: dict[str, Callable[[], Any]] = {
        "rule": lambda: set_escalation(_after(given), given.get("hands_over") == "1", **who),
        "times": lambda: set_working_time(None, _times(given, _hours(given)), **who),
    }
    with transaction.atomic():
        read_each(parts, lambda _part, keep: keep())


def _hours(given: Mapping[str, str]) -> list[str]:
    return [given.get(name.lower(), "") for name in WEEKDAYS]


def _times(given: Mapping[str, str], hours: Sequence[str] | None) -> Times:
    lines = [line for line in given.get("days_off", "").splitlines() if line.strip()]
    readers: dict[str, Callable[[], Any]] = {
        "hours": lambda: read_week(hours or ()),
        "days_off": lambda: [_day_off(line) for line in lines],
    }
    read = read_each(readers, lambda _part, reader: reader())
    return Times(hours, given.get("country", ""), given.get("region", ""), read["days_off"])


def _day_off(line: str) -> tuple[date, date, str]:
    """A line such as "2026-12-24 Christmas Eve" or "2026-08-03 to 2026-08-14 Summer"."""
    words = line.split()
    try:
        first = date.fromisoformat(words[0])
        if len(words) > 2 and words[1] in ("to", "-", "–"):
            return first, date.fromisoformat(words[2]), " ".join(words[3:])
        return first, first, " ".join(words[1:])
    except ValueError:
        raise Invalid(
            f"“{line.strip()[:40]}” names no day.", field="days_off", remedy="Such as: 2026-08-03 to 2026-08-14 Summer."
        ) from None


def _after(given: Mapping[str, str]) -> int | None:
    text = given.get("after_hours", "").strip()
    if text and whole_number(text) is None:
        raise Invalid(_("Write a whole number of hours."), field="after_hours")
    return whole_number(text)


def _values(times: Times) -> dict[str, Any]:
    hours = times.hours or [""] * 7
    lines = [
        " ".join(part for part in (f"{first}", f"to {last}" if last != first else "", name) if part)
        for first, last, name in times.days_off
    ]
    named = {name.lower(): text for name, text in zip(WEEKDAYS, hours, strict=True)}
    more = {"country": times.country, "region": times.region, "days_off": "\n".join(lines)}
    return {**named, **more, "differs": "1" if times.hours else ""}


def _rule(rule: Rule) -> dict[str, Any]:
    return {"after_hours": rule.after_hours or "", "hands_over": "1" if rule.hands_over else ""}


def _show(
    request: HttpRequest, shared: Times, values: Mapping[str, Any], errors: Mapping[str, str] | None = None,
    status: int = 200, *, company: bool = False,
) -> HttpResponse:  # fmt: skip
    from .countries import countries, regions

    here = "settings-company-hours" if company else "settings-hours"
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    weekdays = [(key.lower(), name) for key, name in zip(WEEKDAYS, names, strict=True)]
    known = regions(str(values.get("country", "") or shared.country))
    page = HoursPage(
        tabs(request.user, here),
        not company,
        weekdays,
        values,
        countries(),
        known,
        [(code, code) for code in known],
        shared,
        errors or {},
    )
    return render(request, "activities/hours.html", page, status=status)
