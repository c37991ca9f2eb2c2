"""Pages: a member's calendar address, and the calendar itself."""

import hashlib
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dealwright import NotFound
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.workspace.parts import Tab, tabs

from .commands import make_feed, revoke_feed
from .feed import calendar_of, feed_of
from .going import go
from .models import Feed

KIND = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class FeedPage:
    """The member's calendar address; it is known only right after it was made."""

    tabs: list[Tab]
    feed: Feed | None
    made: str = ""


@login_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Whether there is a calendar address, and the buttons that make and revoke one."""
    return _show(request)


@login_required
@never_cache
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make an address; it is shown this once."""
    secret = make_feed(by=request.user, via="page")
    return _show(request, request.build_absolute_uri(reverse("calendar", args=[secret])))


def _show(request: HttpRequest, made: str = "") -> HttpResponse:
    page = FeedPage(tabs(request.user, "settings-calendar"), feed_of(request.user.id), made)
    return render(request, "activities/feed.html", page)


@login_required
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Stop the address from working."""
    revoke_feed(by=request.user, via="page")
    flash(request, _("The calendar address no longer works."), tone="info")
    return go(request, reverse("settings-calendar"))


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar under a secret address, for programs that cannot sign in; 304 when it is as they know it."""
    try:
        body = calendar_of(secret, request.build_absolute_uri("/").rstrip("/"))
    except NotFound as error:
        return HttpResponse(error.message, status=404, content_type="text/plain; charset=utf-8")
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    found = HttpResponseNotModified() if tag in known else HttpResponse(body, content_type=KIND)
    found.headers["ETag"], found.headers["Cache-Control"] = tag, "private, no-cache"
    return found
