"""Give a deal to somebody, in a dialog."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Invalid
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.values import whole_number
from dealwright.workspace.access import Verb, covers
from dealwright.workspace.queries import Actor, member_names, members

from ..access import visible
from ..commands import change_deal
from ..models import Deal
from ..queries import visible_deal


@dataclass(frozen=True)
class AssignForm:
    """The form that gives a deal to somebody: to whom it can be given, and who is chosen."""

    deal: Deal
    people: Sequence[tuple[str, str]]
    owner: str
    error: str = ""


@login_required
@require_http_methods(["GET", "POST"])
def deal_assign(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Give a deal to a member: GET gives the dialog, POST gives the deal; `owner` is a number, "" for nobody."""
    deal = visible_deal(deal_id, request.user)
    was = str(deal.owner_id or "")
    if request.method != "POST":
        return _show(request, AssignForm(deal, _people(deal, request.user), was))
    owner = request.POST.get("owner", request.GET.get("owner", ""))
    try:
        change_deal(deal_id, {"owner": _chosen(owner)}, by=request.user, via="page")
    except Invalid as error:
        sentence = error.sentence
        return _show(request, AssignForm(deal, _people(deal, request.user), owner, sentence), 422)
    name = member_names().get(whole_number(owner) or 0)
    told = _("%(title)s is %(name)s's now") % {"title": deal.title, "name": name} if name else _("It is nobody's now")
    flash(request, told, undo=f"{reverse('deal-assign', args=[deal_id])}?owner={was}")
    return _on(request, deal_id)


def _chosen(owner: str) -> int | None:
    if owner and whole_number(owner) is None:
        raise Invalid(_("Choose somebody from the list."), field="owner")
    return whole_number(owner)


def _people(deal: Deal, by: Actor) -> list[tuple[str, str]]:
    gives = covers(by, "deal", Verb.GIVE, deal.owner_id)
    named = [(str(each.id), each.name) for each in members() if each.is_active and (gives or each.id == by.id)]
    return [*named, ("", _("Nobody"))]


def _show(request: HttpRequest, form: AssignForm, status: int = 200) -> HttpResponse:
    return render(request, "deals/assign.html", form, block="dialog", status=status)


def _on(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Back to the page one was on; to all deals where the deal is out of sight now."""
    stays = Deal.objects.filter(visible(request.user), id=deal_id).exists()
    if "HX-Request" not in request.headers:
        return redirect("deal", deal_id) if stays else redirect("deals")
    return HttpResponse(headers={"HX-Refresh": "true"} if stays else {"HX-Redirect": reverse("deals")})
