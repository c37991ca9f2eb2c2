"""The search page, which the palette asks too."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from dealwright.desk.render import render

from .called import matching, options
from .search import Found, search

IN_PALETTE = 8
ON_PAGE = 50
LONGEST = 200


@dataclass(frozen=True)
class SearchPage:
    """What was asked and what was found."""

    q: str
    found: Sequence[Found]


@login_required
@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Records by their names: a page, or options for the palette."""
    asked = request.GET.get("q", "")[:LONGEST]
    limit = IN_PALETTE if request.headers.get("HX-Target") == "palette-found" else ON_PAGE
    return render(request, "records/search.html", SearchPage(asked, search(asked, request.user, limit)))


@login_required
@require_GET
def find(request: HttpRequest, one: str) -> HttpResponse:
    """Names of records of a kind for a field that finds by typing; the text stands in the field's own name."""
    return HttpResponse(options(matching(one, next(iter(request.GET.values()), "")[:LONGEST], request.user)))
