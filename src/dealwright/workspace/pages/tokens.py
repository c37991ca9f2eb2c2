"""My access tokens."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from .. import commands
from ..models import Token
from ..queries import tokens_of
from .tabs import Tab, tabs

LIVES = {"30": later("30 days"), "90": later("90 days"), "365": later("a year"), "": later("until it is switched off")}


@dataclass(frozen=True)
class TokensPage:
    """The member's tokens, the form for another, and the one just made, shown this once."""

    tabs: list[Tab]
    tokens: list[Token]
    form: Filled
    lives: dict[str, str]
    now: datetime
    fresh: str = ""


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List my tokens, and make one."""
    if request.method == "GET":
        return _show(request, Filled({"days": "90"}))
    form = filled(request.POST, "name", "days")
    days = int(form.value("days")) if form.value("days") in ("30", "90", "365") else None
    try:
        secret = commands.create_token(request.user, form.value("name"), by=request.user, via="page", days=days)
    except SalesError as error:
        return _show(request, form.refused(error, "name"), status=error.status)
    return _show(request, Filled({"days": "90"}), secret)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Switch a token off."""
    commands.revoke_token(token_id, by=request.user, via="page")
    flash(request, _("The token is switched off."))
    return redirect("settings-tokens")


def _show(request: HttpRequest, form: Filled, fresh: str = "", status: int = 200) -> HttpResponse:
    shown = TokensPage(
        tabs(request.user, "settings-tokens"), tokens_of(request.user.id), form, LIVES, timezone.now(), fresh
    )
    return render(request, "workspace/tokens.html", shown, status=status)
