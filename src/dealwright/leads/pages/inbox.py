"""The inbox: who came to us, how promising they are, how long they wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from dealwright.desk.render import render
from dealwright.records.lists import list_page
from dealwright.workspace.queries import member_names

from ..access import may_see
from ..queries import VIEWS, Inbox, count, inbox, lead_page
from ..queries.inbox import COUNTED
from ..rules import REASONS, STATUSES
from .lead import LeadView, view_of


@dataclass(frozen=True)
class InboxPage:
    """Leads of one view, the views to choose from, and what keys and numbers in them mean."""

    view: str
    tabs: Sequence[Mapping[str, object]]
    found: Inbox
    more: str
    names: Mapping[int, str]
    statuses: Mapping[str, str]
    reasons: Mapping[str, str]


@login_required
@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """The inbox, or for htmx the next leads of it."""
    block = "lines" if request.GET.get("after") else None
    return render(request, "leads/inbox.html", inbox_page(request, request.GET), block=block)


@login_required
@require_GET
def all_leads(request: HttpRequest) -> HttpResponse:
    """All leads as a list with columns and filters."""
    return list_page(request, "leads")


def inbox_page(request: HttpRequest, asked: QueryDict) -> InboxPage:
    """What the inbox shows to this member under that address."""
    view = asked.get("view", "open")
    view = view if view in VIEWS else "open"
    found = inbox(view, request.user, asked.get("after", ""))
    more = f"{reverse('leads')}?view={view}&after={found.following}" if found.following else ""
    return InboxPage(view, _tabs(request, view), found, more, member_names(), STATUSES, REASONS)


def _tabs(request: HttpRequest, view: str) -> list[dict[str, object]]:
    titles = {
        "open": _("To work"), "mine": _("Mine"), "free": _("Nobody's"), "recycled": _("Coming back"),
        "converted": _("Converted"), "disqualified": _("Disqualified"),
    }  # fmt: skip
    tabs: list[dict[str, object]] = []
    for key, title in titles.items():
        tab: dict[str, object] = {"label": title, "href": f"{reverse('leads')}?view={key}", "current": key == view}
        if key in ("open", "mine", "free"):
            found = count(key, request.user)
            tab |= {"count": min(found, COUNTED), "more": found > COUNTED}
        tabs.append(tab)
    return tabs


def changed(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The answer to a change of a lead: the inbox or the lead's page as it is now, wherever it was made."""
    seen = may_see(lead_id, request.user)
    if "HX-Request" not in request.headers:
        return redirect("lead", lead_id) if seen else redirect("leads")
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    if here.path == reverse("leads"):
        shown: InboxPage | LeadView = inbox_page(request, QueryDict(here.query))
        response = render(request, "leads/inbox.html", shown, block="inbox")
        target = "#inbox"
    elif seen and here.path == reverse("lead", args=[lead_id]):
        shown = view_of(lead_page(lead_id, request.user), request.user)
        response = render(request, "leads/lead.html", shown, block="lead")
        target = "#lead"
    else:
        return HttpResponse(headers={"HX-Redirect": reverse("lead", args=[lead_id]) if seen else reverse("leads")})
    response["HX-Retarget"], response["HX-Reswap"] = target, "innerHTML"
    # The dialog closes before the page changes: the cursor goes on from where it was opened.
    response["HX-Trigger"] = "close-dialog, lead-changed"
    return response
