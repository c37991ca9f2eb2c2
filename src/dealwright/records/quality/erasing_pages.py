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
from .erasing import Preview, erase, erasure, require_erasable


@dataclass(frozen=True)
class ErasingPage:
    """Erasing a record called `title`, on the page `href`; `found` is what it means, where that was asked.

    `unsure` says that it was asked for without a word that it is meant.
    """

    one: str
    record_id: int
    title: str
    href: str
    found: Preview | None = None
    unsure: str = ""


@login_required
@require_http_methods(["GET", "POST"])
def erasing(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """A POST with `look` tells what goes and what stays when somebody is erased, with `sure` it is done for good."""
    title = require_erasable(one, record_id, request.user)
    href = address_of(subject(one).page, record_id)
    if request.method != "POST":
        return render(request, "records/erasing.html", ErasingPage(one, record_id, title, href))
    if request.POST.get("sure"):
        erase(one, record_id, by=request.user, via="page", shared=bool(request.POST.get("shared")))
        flash(request, _("Erased for good."))
        return redirect(href)
    found, is_look = erasure(one, record_id, request.user), bool(request.POST.get("look"))
    unsure = "" if is_look else _("Say that you mean it: nothing brings it back.")
    shown = ErasingPage(one, record_id, title, href, found, unsure)
    return render(request, "records/erasing.html", shown, status=200 if is_look else 422)
