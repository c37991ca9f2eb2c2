"""The page on which a company names who answers for each number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Invalid
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Right, has_right, members, require

from .commands import OWNED, name_owner
from .queries import Owned, owned


@dataclass(frozen=True)
class OwnersPage:
    """All numbers with their owners, and the members to choose from."""

    owned: Sequence[Owned]
    options: Sequence[tuple[str, Any]]
    may_name: bool


@login_required
@require_http_methods(["GET", "POST"])
def owners(request: HttpRequest) -> HttpResponse:
    """Who answers for which number; who manages members names them."""
    if request.method == "POST":
        require(request.user, Right.MEMBERS)
        with transaction.atomic():
            for metric in OWNED:
                if metric in request.POST:
                    name_owner(metric, _member(request.POST[metric], metric), by=request.user, via="page")
        flash(request, _("Saved."))
        return HttpResponseRedirect(reverse("metric-owners"))
    everybody = members()
    options = [(str(each.id), each.name) for each in everybody if each.is_active]
    page = OwnersPage(owned(), options, has_right(request.user, Right.MEMBERS))
    return render(request, "scorecard/owners.html", page)


def _member(text: str, metric: str) -> int | None:
    number = whole_number(text)
    if text and number is None:
        raise Invalid(f"“{text[:20]}” is no member.", field=metric)
    return number
