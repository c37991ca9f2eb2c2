"""Erasing somebody on screen: what goes and what stays, and the word that it is meant."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright.desk.flash import flash
from dealwright.desk.render import render

from ..kinds import subject
from ..shown import address_of
from .erasing import Preview, erase, erasure


@dataclass(frozen=True)
class ErasingPage:
    """What erasing means for a record that is on the page `href`; `unsure` when it was asked for without a word."""

    one: str
    record_id: int
    found: Preview
    href: str
    unsure: str = ""


@login_required
@require_http_methods(["GET", "POST"])
def erasing(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """What goes and what stays when somebody is erased; a POST with `sure` erases them for good."""
    found = erasure(one, record_id, request.user)
    href = address_of(subject(one).page, record_id)
    if request.method == "POST" and request.POST.get("sure"):
        erase(one, record_id, by=request.user, via="page")
        flash(request, _("Erased for good."))
        return redirect(href)
    asked = request.method == "POST"
    unsure = _("Say that you mean it: nothing brings it back.") if asked else ""
    shown = ErasingPage(one, record_id, found, href, unsure)
    return render(request, "records/erasing.html", shown, status=422 if asked else 200)
