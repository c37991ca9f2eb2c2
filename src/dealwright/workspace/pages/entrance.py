"""Signing in and out."""

from dataclasses import dataclass

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.render import render

from .. import commands
from ..queries import has_owner

LOOPBACK = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class SignInPage:
    """The form, where to go afterwards, and whether anybody could sign in at all."""

    form: Filled
    there: str
    has_owner: bool


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for e-mail address and password; a session with a new id starts, and the page that was asked for opens."""
    there = own_path(request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET":
        return redirect(there) if request.user.is_authenticated else _show(request, Filled(), there)
    form = filled(request.POST, "email")
    try:
        member = commands.sign_in(form.value("email"), request.POST.get("password", ""), address=address_of(request))
    except SalesError as error:
        return _show(request, form.refused(error, "password"), there, error.status)
    login(request, member)
    return redirect(there)


def _show(request: HttpRequest, form: Filled, there: str, status: int = 200) -> HttpResponse:
    return render(request, "workspace/sign_in.html", SignInPage(form, there, has_owner()), status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


def own_path(text: str) -> str:
    """The path when it is one of this site, otherwise the start page: nobody is sent elsewhere from here."""
    is_own = text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    return text if is_own else "/"


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy on this machine, what the proxy says."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return forwarded if forwarded and address in LOOPBACK else address
