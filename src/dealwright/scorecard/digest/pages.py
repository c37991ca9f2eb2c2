"""Pages of the week: the week itself, the same on paper, and the choice of its mail."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.render import render
from dealwright.teamwork.digest import sends_mail
from dealwright.workspace.parts import Tab, tabs

from .commands import choose_weekday, weekday_of
from .content import Week, week_of
from .paper import can_print, to_pdf
from .sending import paper_of

WEEKDAYS = [("", _("Not at all")), ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")),
            ("4", _("Friday")), ("5", _("Saturday")), ("6", _("Sunday"))]  # fmt: skip


@dataclass(frozen=True)
class WeekPage:
    """The reader's last whole week, and whether it can be printed here."""

    week: Week
    can_print: bool


@dataclass(frozen=True)
class ChoicePage:
    """On which weekday the reader gets the mail."""

    tabs: Sequence[Tab]
    weekday: str
    weekdays: Sequence[tuple[str, object]]
    sends_mail: bool
    can_print: bool
    form: Filled
    saved: bool


@login_required
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The reader's last whole week."""
    shown = WeekPage(week_of(request.user, timezone.localdate()), can_print())
    return render(request, "scorecard/week.html", shown)


@login_required
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The same as a PDF."""
    found = week_of(request.user, timezone.localdate())
    answer = HttpResponse(to_pdf(paper_of(found)), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="week-{found.first.isoformat()}.pdf"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The choice of the weekday."""
    form = filled(request.POST, "weekday")
    if request.method == "GET":
        return _choice(request, form)
    text = form.value("weekday")
    try:
        choose_weekday({str(n): n for n in range(7)}.get(text, -1) if text else None, by=request.user, via="page")
    except SalesError as error:
        return _choice(request, form.refused(error, "weekday"), error.status)
    return _choice(request, form, saved=True)


def _choice(request: HttpRequest, form: Filled, status: int = 200, *, saved: bool = False) -> HttpResponse:
    chosen = weekday_of(request.user)
    known = tabs(request.user, "settings-week")
    shown = ChoicePage(
        known, "" if chosen is None else str(chosen), WEEKDAYS, sends_mail(), can_print(), form, saved
    )  # fmt: skip
    return render(request, "scorecard/week_settings.html", shown, status=status)
