"""The page of the sample company: ask for one, watch it being made, take it away."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dealwright import Invalid
from dealwright.desk.render import render
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import entries_of
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Right, require

from .events import SampleRequested
from .removing import count_sample

THE_SAMPLE = 1  # there is one sample company, and events want a number
SIZES = (200, 500, 2_000, 10_000)


@dataclass(frozen=True)
class SamplePage:
    """How many sample deals there are, and how many are on their way (None: nothing is)."""

    deals: int
    wanted: int | None
    sizes: tuple[int, ...] = SIZES


@login_required
@require_http_methods(["GET", "POST"])
def sample(request: HttpRequest) -> HttpResponse:
    """The page itself; posting a number of deals asks for them, posting 0 takes the sample away."""
    require(request.user, Right.MEMBERS)
    page = SamplePage(count_sample(), _wanted())
    if request.method == "POST" and page.wanted is None:
        asked = SampleRequested(deals=_size(request.POST.get("deals", "")))
        record([Happening(asked, THE_SAMPLE, request.user.id, "page", timezone.now())])
    if request.method == "POST":
        return redirect("sample")
    if request.headers.get("HX-Request") and page.wanted is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "exchange/sample.html", page, block="sample_progress")


def _wanted() -> int | None:
    """What was asked for last, unless it is done."""
    latest = entries_of("sample", [THE_SAMPLE], limit=1)
    event = latest[0].event if latest else None
    return event.deals if isinstance(event, SampleRequested) else None


def _size(text: str) -> int:
    size = whole_number(text)
    if size is None or size not in (0, *SIZES):
        raise Invalid("A sample has one of the sizes offered.", field="deals")
    return size
