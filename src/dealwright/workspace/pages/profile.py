"""My profile: name, zone, language and password."""

from dataclasses import dataclass

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from .. import commands
from ..places import Choices, locales, zones
from ..queries import company
from .tabs import Tab, tabs


@dataclass(frozen=True)
class ProfilePage:
    """The profile and the password form, with what can be chosen."""

    tabs: list[Tab]
    form: Filled
    password: Filled
    zones: Choices
    locales: Choices


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change what I am called and how I want dates and numbers."""
    member = request.user
    if request.method == "GET":
        return _show(request, form=_stored(member))
    form = filled(request.POST, "name", "zone", "locale")
    try:
        commands.change_profile(member.id, **form.values, by=member, via="page")
    except SalesError as error:
        return _show(request, form=form.refused(error, "name"), status=error.status)
    flash(request, _("Your profile is saved."))
    return redirect("settings")


@login_required
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change my password; other browsers in which I am signed in are signed out."""
    old, new = request.POST.get("old", ""), request.POST.get("password", "")
    try:
        member = commands.change_password(request.user.id, old, new, by=request.user, via="page")
    except SalesError as error:
        refused = Filled().refused(error, "password")
        return _show(request, form=_stored(request.user), password=refused, status=error.status)
    update_session_auth_hash(request, member)
    flash(request, _("Your password is changed, and every other browser is signed out."))
    return redirect("settings")


def _stored(member: object) -> Filled:
    return Filled({name: getattr(member, name) for name in ("name", "zone", "locale")})


def _show(request: HttpRequest, *, form: Filled, password: Filled | None = None, status: int = 200) -> HttpResponse:
    shared = company()
    own = ProfilePage(
        tabs(request.user, "settings"),
        form,
        password or Filled(),
        (("", _("As the company: %(zone)s") % {"zone": shared.zone}), *zones()),
        (("", _("As the company: %(locale)s") % {"locale": shared.locale}), *locales()),
    )
    return render(request, "workspace/profile.html", own, status=status)
