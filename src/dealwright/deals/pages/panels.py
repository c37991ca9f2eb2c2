"""The deals' parts of other pages: a customer's deals, and what went quiet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dealwright.desk.render import render

from ..queries import Line, Quiet, deals_of_organisation, deals_of_person, quiet_deals


@dataclass(frozen=True)
class CustomerDeals:
    """The deals of an organisation or a person."""

    deals: Sequence[Line]


@dataclass(frozen=True)
class QuietDeals:
    """Deals that went quiet, the most valuable first."""

    quiet: Sequence[Quiet]


@login_required
@require_safe
def organisation_deals(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The panel of an organisation's deals."""
    context = CustomerDeals(deals_of_organisation(organisation_id, request.user))
    return render(request, "deals/customer_deals.html", context, block="panel")


@login_required
@require_safe
def person_deals(request: HttpRequest, person_id: int) -> HttpResponse:
    """The panel of a person's deals."""
    context = CustomerDeals(deals_of_person(person_id, request.user))
    return render(request, "deals/customer_deals.html", context, block="panel")


@login_required
@require_safe
def quiet(request: HttpRequest) -> HttpResponse:
    """The panel of the member's deals that went quiet."""
    return render(request, "deals/quiet.html", QuietDeals(quiet_deals(request.user)), block="panel")
