"""The list of deals."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dealwright.records.lists import list_page


@login_required
@require_safe
def deals(request: HttpRequest) -> HttpResponse:
    """The deals that the member may see, filtered and sorted by any of their fields."""
    return list_page(request, "deals", "deals/list.html")
