"""The people on a deal: adding them, making them on the way, taking them off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Invalid
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.processes.queries import playbook

from ..commands import add_stakeholder, change_stance, remove_stakeholder
from ..models import Deal
from ..queries import visible_deal
from .answers import done
from .choosing import person, role_choices
from .deal import fresh
from .supplies import STANCES


@dataclass(frozen=True)
class AddPerson:
    """The form that adds a person to a deal."""

    deal: Deal
    roles: Sequence[tuple[str, str]]
    stances: Mapping[str, Any]
    name: str = ""
    role: str = ""
    stance: str = ""
    error: str = ""


@login_required
@require_http_methods(["GET", "POST"])
def deal_person(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Add a person: GET gives the dialog, POST adds, making the person when the name is new."""
    deal = visible_deal(deal_id, request.user)
    roles = role_choices(playbook(deal.version_id))
    asked = request.POST if request.method == "POST" else request.GET
    name, role, stance = asked.get("name", ""), asked.get("role", ""), asked.get("stance", "")
    form = AddPerson(deal, roles, STANCES, name, role, stance)
    if request.method != "POST":
        return render(request, "deals/person.html", form, block="dialog")
    try:
        if not name.strip():
            raise Invalid(_("Say who it is."), field="name")
        with transaction.atomic():
            person_id = person(name, deal.organisation_id, request.user, "name")
            add_stakeholder(deal.id, person_id or 0, role, stance=stance, by=request.user, via="page")
    except Invalid as error:
        sentence = error.sentence
        return render(request, "deals/person.html", replace(form, error=sentence), block="dialog", status=422)
    flash(request, _("%(name)s is on the deal") % {"name": name.strip()})
    return done(request, deal, playbook(deal.version_id))


@login_required
@require_POST
def deal_person_off(request: HttpRequest, deal_id: int, person_id: int, role: str) -> HttpResponse:
    """Take a person off a deal."""
    deal = visible_deal(deal_id, request.user)
    remove_stakeholder(deal_id, person_id, role, by=request.user, via="page")
    flash(request, _("Taken off the deal"), tone="info")
    return done(request, deal, playbook(deal.version_id))


@login_required
@require_POST
def deal_stance(request: HttpRequest, deal_id: int, person_id: int, role: str) -> HttpResponse:
    """Note what somebody on the deal thinks of buying from us."""
    change_stance(deal_id, person_id, role, request.POST.get("stance", ""), by=request.user, via="page")
    flash(request, _("Saved"))
    return fresh(request, deal_id)
