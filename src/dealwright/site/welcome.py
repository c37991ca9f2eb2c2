"""The one-time link: the first run, which makes the owner and all that a first deal needs, or a new password."""

from dataclasses import dataclass

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dealwright import NotFound, SalesError
from dealwright.desk import errors
from dealwright.desk.filled import Filled, filled
from dealwright.desk.render import render
from dealwright.processes.commands import publish_shipped
from dealwright.processes.queries import Shelved, in_force, shelf
from dealwright.workspace.commands import NewMember, accept_invitation, set_up_company
from dealwright.workspace.places import Choices, currencies, guess_currency, guess_locale, zones
from dealwright.workspace.queries import Machine, Role, company, invitation

STARTS = {"sample": "sample", "import": "imports", "empty": "board"}  # url name of the page each one opens


@dataclass(frozen=True)
class FirstRunPage:
    """The first run: the form, and what can be chosen. No `shelf` when a process is in force already."""

    form: Filled
    currencies: Choices
    zones: Choices
    shelf: tuple[Shelved, ...]
    starts: list[str]


@dataclass(frozen=True)
class PasswordPage:
    """An invited member chooses a password."""

    form: Filled
    who: str
    email: str


@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Open a one-time link. One that is used, expired or invented always gives the same page."""
    try:
        invited = invitation(secret).member
        if invited is None:
            return _first_run(request, secret)
        return _set_password(request, secret, PasswordPage(Filled(), invited.name, invited.email))
    except NotFound as gone:
        return errors.refusal(request, title=gone.message, text=gone.remedy or "", status=404)


def _set_password(request: HttpRequest, secret: str, page: PasswordPage) -> HttpResponse:
    if request.method == "GET":
        return render(request, "site/password.html", page)
    try:
        member = accept_invitation(secret, request.POST.get("password", ""), by=Machine(), via="page")
    except NotFound:
        raise
    except SalesError as error:
        refused = PasswordPage(Filled().refused(error, "password"), page.who, page.email)
        return render(request, "site/password.html", refused, status=error.status)
    login(request, member)
    return redirect("/")


def _first_run(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method == "GET":
        return _show(request, Filled(_guesses(request)))
    form = filled(request.POST, "name", "email", "company", "currency", "zone", "process", "start")
    try:
        member = _begin(form, secret, request.POST.get("password", ""), _language(request))
    except NotFound as gone:
        if gone.field is None:
            raise
        return _show(request, form.refused(gone, "name"), gone.status)
    except SalesError as error:
        return _show(request, form.refused(error, "name"), error.status)
    login(request, member)
    return redirect(_address(form.value("start")) or "/")


@transaction.atomic
def _begin(form: Filled, secret: str, password: str, locale: str) -> object:
    """All or nothing: an owner, a company, a process."""
    owner = NewMember(form.value("name"), form.value("email") or " ", Role.OWNER)
    member = accept_invitation(secret, password, new_owner=owner, by=Machine(), via="page")
    known = company()
    currency = known.currency if known.is_set_up else form.value("currency")
    set_up_company(
        form.value("company"), currency, zone=form.value("zone"), locale=locale, year_begins=known.year_begins,
        by=member, via="page",
    )  # fmt: skip
    if not in_force():
        publish_shipped(form.value("process"), by=member, via="page")
    return member


def _guesses(request: HttpRequest) -> dict[str, str]:
    now = company()
    currency = now.currency if now.is_set_up else guess_currency(_language(request))
    start = "sample" if "sample" in _starts() and not now.is_set_up else "empty"
    name = now.name if now.is_set_up else ""
    return {"company": name, "currency": currency, "zone": now.zone, "process": "general", "start": start}


def _language(request: HttpRequest) -> str:
    return guess_locale(request.headers.get("Accept-Language", ""))


def _starts() -> list[str]:
    return [start for start in STARTS if start == "empty" or _address(start)]


def _address(start: str) -> str:
    try:
        return reverse(STARTS[start])
    except (KeyError, NoReverseMatch):
        return ""


def _show(request: HttpRequest, form: Filled, status: int = 200) -> HttpResponse:
    now = company()
    own = ((now.currency, _("%(code)s, as set up") % {"code": now.currency}),)
    page = FirstRunPage(form, own if now.is_set_up else currencies(), zones(), () if in_force() else shelf(), _starts())
    return render(request, "site/first_run.html", page, status=status)
