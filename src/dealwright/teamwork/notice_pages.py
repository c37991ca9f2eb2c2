"""Pages: what somebody is told of, the number beside the bell, and the choice of what to hear."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.render import render
from dealwright.workspace.parts import Tab, tabs

from . import commands
from .digest import sends_mail
from .notices import COUNTED, LABELS, WAYS, Notice, href_of, notices, unread, ways_of
from .rules import What


@dataclass(frozen=True)
class NoticesPage:
    """What the reader is told of, newest first."""

    notices: Sequence[Notice]
    more: int | None
    new: int
    only_new: bool


@dataclass(frozen=True)
class ChoicePage:
    """How the reader hears of what."""

    tabs: Sequence[Tab]
    choices: Sequence[tuple[str, str, str]]
    ways: Sequence[tuple[str, str]]
    sends_mail: bool
    form: Filled = field(default_factory=Filled)
    saved: bool = False


@login_required
@require_GET
def notices_page(request: HttpRequest) -> HttpResponse:
    """The notifications, fifty at a time."""
    before = request.GET.get("before", "")
    upto = int(before) if before.isdecimal() and len(before) < 18 else None
    return _page(request, upto, "lines" if upto else None)


def _page(request: HttpRequest, before: int | None = None, block: str | None = None) -> HttpResponse:
    only_new = "new" in request.GET
    found, more = notices(request.user, before=before, new=only_new)
    shown = NoticesPage(found, more, unread(request.user), only_new)
    return render(request, "teamwork/notifications.html", shown, block=block)


@login_required
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The number beside the bell; nothing when there is nothing new."""
    count = unread(request.user)
    return HttpResponse("" if not count else f"{COUNTED}+" if count > COUNTED else str(count))


@login_required
@require_POST
def open_one(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Note that it was read, and go to its record."""
    one, record_id = commands.read_one(notification_id, by=request.user)
    there = redirect(href_of(one, record_id))
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": there.url})
    return there


@login_required
@require_POST
def read_them(request: HttpRequest) -> HttpResponse:
    """Note that all were read, up to the newest that the page showed."""
    upto = request.POST.get("upto", "")
    commands.read_all(by=request.user, upto=int(upto) if upto.isdecimal() and len(upto) < 18 else None)
    if "HX-Request" not in request.headers:
        return redirect("notifications")
    answer = _page(request, block="notices")
    answer.headers["HX-Trigger"] = "bell-changed"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """The choice of what to hear."""
    form = filled(request.POST, *What)
    if request.method == "GET":
        return _choice(request)
    ways = {what: way for what, way in form.values.items() if way}
    try:
        commands.choose_ways(ways, by=request.user, via="page")
    except SalesError as error:
        return _choice(request, form.refused(error, "ways"), error.status)
    return _choice(request, saved=True)


def _choice(
    request: HttpRequest, form: Filled | None = None, status: int = 200, *, saved: bool = False
) -> HttpResponse:
    chosen = ways_of(request.user)
    choices = [(str(what), str(label), chosen[what]) for what, label in LABELS.items()]
    ways = [(str(way), str(label)) for way, label in WAYS.items()]
    known = tabs(request.user, "settings-notifications")
    shown = ChoicePage(known, choices, ways, sends_mail(), form or Filled(), saved)
    return render(request, "teamwork/settings.html", shown, status=status)
