"""Approvals: what waits for a member's word, and saying yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dealwright import Invalid
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from ..commands import decide_approval
from ..queries import Wish, wish_of, wishes_for


@dataclass(frozen=True)
class Waiting:
    """What waits for the member's approval, first asked first."""

    wishes: Sequence[Wish]


@dataclass(frozen=True)
class Deciding:
    """One approval with the form that decides it."""

    wish: Wish
    decidable: bool
    form: Filled


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The panel of what waits for the member's approval."""
    return render(request, "deals/approvals.html", Waiting(wishes_for(request.user)), block="panel")


@login_required
@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Approve, or refuse with a reason: `says` is yes or no."""
    wish = wish_of(approval_id, request.user)
    page = Deciding(wish, wish.decidable(request.user), Filled())
    if request.method != "POST":
        return render(request, "deals/approval.html", page, block="dialog")
    form = filled(request.POST, "says", "reason")
    try:
        if form.value("says") not in ("yes", "no"):
            raise Invalid(_("Say yes or no."), field="says")
        granted = form.value("says") == "yes"
        decide_approval(approval_id, granted, reason=form.value("reason"), by=request.user, via="page")
    except Invalid as error:
        wrong = Deciding(wish, page.decidable, form.refused(error, "reason"))
        return render(request, "deals/approval.html", wrong, block="dialog", status=422)
    flash(request, _("Approved") if granted else _("Not approved"), tone="good" if granted else "info")
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("deal", wish.deal_id)
