"""Parts of others' pages: the leads that became a record, and whom a person referred."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from dealwright import NotFound
from dealwright.desk.render import render
from dealwright.records.kinds import require_visible

from ..models import Lead
from ..queries.became import leads_behind, referred
from ..rules import STATUSES

KINDS = ("organisation", "person", "deal")


@dataclass(frozen=True)
class BehindPage:
    """Leads in a few lines each."""

    leads: Sequence[Lead]
    statuses: dict[str, str]


@login_required
@require_GET
def leads_of(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """The leads that became this organisation, person or deal."""
    if one not in KINDS:
        raise NotFound
    require_visible(one, record_id, request.user)
    found = leads_behind(one, record_id, request.user)
    return render(request, "leads/behind.html", BehindPage(found, STATUSES), block="panel")


@login_required
@require_GET
def leads_referred(request: HttpRequest, person_id: int) -> HttpResponse:
    """The leads that this person sent us."""
    require_visible("person", person_id, request.user)
    found = referred(person_id, request.user)
    return render(request, "leads/referred.html", BehindPage(found, STATUSES), block="panel")
