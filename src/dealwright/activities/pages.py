"""Pages: Today, what is done to several tasks at once, and taking back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from dealwright import Invalid
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.lists import list_page
from dealwright.records.values import whole_number

from .commands import Together, complete_tasks, drop_tasks, put_off_tasks, take_back
from .going import go
from .queries import Agenda, agenda_of
from .reading import back_from, read_until, today_here
from .rules import Until, When
from .today import Today, today_of

Tabs = Sequence[dict[str, object]]


@dataclass(frozen=True)
class TodayPage:
    """What a member has to do: the list in order of worth, or the tasks of one group."""

    today: date
    tabs: Tabs
    agenda: Agenda
    now: Today | None
    shown: When | None
    untils: Sequence[tuple[str, str]]


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What do I do now, and why?"""
    return show_today(request)


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """All tasks that the member may see."""
    return list_page(request, "tasks", "activities/tasks.html")


@login_required
@require_GET
def activities(request: HttpRequest) -> HttpResponse:
    """All activities that the member may see."""
    return list_page(request, "activities")


def show_today(request: HttpRequest) -> HttpResponse:
    """Today's page, or its list alone when htmx asks for it; `show` names a group of tasks instead."""
    return render(request, "activities/today.html", _page(request, request.GET.get("show") or request.POST.get("show")))


def _page(request: HttpRequest, asked: str | None) -> TodayPage:
    day = today_here()
    shown = When(asked) if asked in list(When) else None
    now = None if shown else today_of(request.user, day)
    agenda = now.agenda if now else agenda_of(request.user, day, timezone.now(), [shown] if shown else [])
    return TodayPage(day, _tabs(agenda, shown), agenda, now, shown, untils())


def _tabs(agenda: Agenda, shown: When | None) -> Tabs:
    names = [
        (When.OVERDUE, _("Overdue")),
        (When.TODAY, _("Today")),
        (When.TOMORROW, _("Tomorrow")),
        (When.WEEK, _("This week")),
        (When.LATER, _("Later")),
    ]
    home = reverse("today")
    parts: list[dict[str, object]] = [{"label": _("What now"), "href": home, "current": shown is None}]
    return parts + [
        {"label": name, "href": f"{home}?show={when}", "current": when == shown, "count": agenda.counts[when] or None}
        for when, name in names
    ]


def untils() -> list[tuple[str, str]]:
    """Until when a task can be put off, as options of a form."""
    return [
        (Until.LATER_TODAY, _("Later today")),
        (Until.TOMORROW, _("Tomorrow")),
        (Until.NEXT_WORKING_DAY, _("Next working day")),
        (Until.NEXT_WEEK, _("Next week")),
    ]


@login_required
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Do, put off or drop the tasks that are ticked."""
    ids = [number for text in request.POST.getlist("task") if (number := whole_number(text)) is not None]
    verb, who = request.POST.get("do", ""), {"by": request.user, "via": "page"}
    if verb == "done":
        _said(request, complete_tasks(ids, **who), ngettext("%(n)s task done.", "%(n)s tasks done.", len(ids)))
    elif verb == "put_off":
        found = put_off_tasks(ids, read_until(request.POST), **who)
        _said(request, found, ngettext("%(n)s task put off.", "%(n)s tasks put off.", len(ids)))
    elif verb == "drop":
        _said(request, drop_tasks(ids, **who), ngettext("%(n)s task dropped.", "%(n)s tasks dropped.", len(ids)))
    else:
        raise Invalid(_("Say what to do with them: done, put_off or drop."), field="do")
    return answer(request, back_from(request, reverse("today")))


def _said(request: HttpRequest, found: Together, text: str) -> None:
    undo = reverse("take-back", args=[found.change]) if found.change else ""
    said = text % {"n": len(found.done)}
    if found.refused:
        why = next(iter(found.refused.values()))
        said += " " + _("%(n)s left alone: %(why)s") % {"n": len(found.refused), "why": why}
    flash(request, said, undo=undo, tone="good" if found.done else "warn")


@login_required
@require_POST
def back(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take back what was done to tasks or an activity."""
    take_back(change_id, by=request.user, via="page")
    flash(request, _("Taken back."), tone="info")
    return answer(request, back_from(request, reverse("today")))


def answer(request: HttpRequest, address: str) -> HttpResponse:
    """Today's list anew where it is being worked off, else the page that the form came from."""
    if request.headers.get("HX-Target") == "today-list":
        return show_today(request)
    here, wanted = urlsplit(request.headers.get("HX-Current-URL", "")), urlsplit(address)
    if not here.path == wanted.path == reverse("today"):
        return go(request, address)
    page = _page(request, QueryDict(wanted.query).get("show"))
    response = render(request, "activities/today.html", page, block="today_list")
    response["HX-Retarget"], response["HX-Reswap"] = "#today-list", "innerHTML"
    response["HX-Trigger"] = "close-dialog"  # before the list is replaced: the cursor goes on from where it was opened
    return response
