"""Turn a lead into an organisation, a person and a deal; and take that back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Conflict, Invalid, NotFound
from dealwright.deals.queries.parts import parts
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.processes.queries import current, in_force
from dealwright.records.values import whole_number

from ..commands import Wanted, convert_lead, undo_conversion
from ..models import Lead
from ..queries import Match, matches, visible_lead
from .inbox import changed

NAMES = ("organisation", "person", "deal", "process", "role")


@dataclass(frozen=True)
class ConvertForm:
    """What a lead can become: records that it probably is already, or new ones."""

    lead: Lead
    organisations: Sequence[Match]
    people: Sequence[Match]
    processes: Sequence[tuple[str, str]]
    roles: Sequence[tuple[str, str]]
    form: Filled


@login_required
@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Show what the lead becomes, what is there already, and do it."""
    found = visible_lead(lead_id, request.user)
    if request.method != "POST":
        return _show(request, found, None)
    given = filled(request.POST, *NAMES)
    wanted = Wanted(
        _choice(given.value("organisation")), _choice(given.value("person")), given.value("deal"),
        given.value("process") or None, given.value("role"),
    )  # fmt: skip
    try:
        made = convert_lead(lead_id, wanted, by=request.user, via="page")
    except (Invalid, Conflict, NotFound) as error:
        return _show(request, found, given.refused(error, "deal"), 422)
    left = ", ".join(key.replace("_", " ") for key in made.carried["left"])
    told = _("Converted; %(left)s had no place and stays on the lead") % {"left": left} if left else _("Converted")
    flash(request, told, undo=reverse("lead-unconvert", args=[lead_id]))
    address = reverse("deal", args=[made.deal_id]) if made.deal_id else reverse("lead", args=[lead_id])
    return HttpResponse(headers={"HX-Redirect": address}) if "HX-Request" in request.headers else redirect(address)


def _choice(text: str) -> int | str | None:
    return text if text == "new" else whole_number(text)


def _show(request: HttpRequest, found: Lead, form: Filled | None, status: int = 200) -> HttpResponse:
    organisations, people = matches(found, request.user)
    firm = str(organisations[0].id) if organisations else "new" if found.organisation else ""
    whom = str(people[0].id) if people else "new"
    about = found.organisation or found.name
    form = form or Filled({"organisation": firm, "person": whom, "deal": about, "process": current().key})
    processes = [(each.key, each.title) for each in in_force() if not each.retired_at]
    roles = parts(current(form.value("process") or None).playbook)
    shown = ConvertForm(found, organisations, people, processes, roles, form)
    return render(request, "leads/convert.html", shown, block="dialog", status=status)


@login_required
@require_POST
def unconvert(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Take a conversion back, while nothing has happened to what it made."""
    undo_conversion(lead_id, by=request.user, via="page")
    flash(request, _("The conversion is taken back"), tone="info")
    if "HX-Request" in request.headers and f"/leads/{lead_id}/" not in request.headers.get("HX-Current-URL", ""):
        return HttpResponse(headers={"HX-Redirect": reverse("lead", args=[lead_id])})
    return changed(request, lead_id)
