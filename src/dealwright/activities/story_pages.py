"""Pages: the timeline of a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dealwright.desk.render import render
from dealwright.records.values import whole_number
from dealwright.workspace.queries import member_names

from .going import page_of, title_of
from .story import Narrowed, Timeline, story_of
from .telling import kinds_in

SPANS = (7, 30, 90, 365)
ASKED = ("group", "who", "days", "q")


@dataclass(frozen=True)
class StoryPage:
    """The timeline of a record; `asked` is how it is narrowed, as a query string."""

    one: str
    record_id: int
    title: str
    back: str
    more: str
    story: Timeline
    group: str
    groups: Sequence[tuple[str, str, str]]
    who: str
    whos: Sequence[tuple[str, str]]
    days: str
    spans: Sequence[tuple[str, str]]
    q: str
    asked: str


@login_required
@require_GET
def story(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """The timeline of a record: a page, a panel, or for htmx the next lines after `before`."""
    given = {name: request.GET.get(name, "").strip() for name in ASKED}
    before, days = request.GET.get("before"), whole_number(given["days"])
    since = timezone.now() - timedelta(days=days) if days in SPANS else None
    narrowed = Narrowed(given["group"], whole_number(given["who"]), since, given["q"][:100])
    found = story_of(one, record_id, request.user, before=before, narrowed=narrowed)
    shown = StoryPage(
        one, record_id, title_of(one, record_id, request.user), page_of(one, record_id),
        reverse("timeline", args=[one, record_id]), found, given["group"], _groups(given), given["who"], _whos(),
        given["days"], _spans(), given["q"],
        _query(given),
    )  # fmt: skip
    return render(request, "activities/timeline.html", shown, block="entries" if before else "panel")


def _groups(given: dict[str, str]) -> list[tuple[str, str, str]]:
    """Key, label and query string of each group that has anything to tell."""
    groups = [
        ("", _("Everything")),
        ("calls", _("Calls")),
        ("emails", _("E-mails")),
        ("meetings", _("Meetings")),
        ("notes", _("Notes")),
        ("tasks", _("Tasks")),
        ("stages", _("Stages")),
        ("comments", _("Comments")),
        ("changes", _("Changes")),
    ]
    known = [(key, label) for key, label in groups if not key or kinds_in(key)]
    return [(key, label, _query({**given, "group": key})) for key, label in known]


def _query(given: dict[str, str]) -> str:
    asked = QueryDict(mutable=True)
    asked.update({name: text for name, text in given.items() if text})
    return asked.urlencode()


def _whos() -> list[tuple[str, str]]:
    return [("", _("by anybody")), *((str(key), name) for key, name in member_names().items())]


def _spans() -> list[tuple[str, str]]:
    return [("", _("at any time")), *((str(days), _("last %(n)s days") % {"n": days}) for days in SPANS)]
