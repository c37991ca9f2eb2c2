"""What strangers see and send: the form, its thanks, the page that confirms, and the address for signed messages."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from csp.constants import HEADER
from csp.utils import build_policy
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Invalid, NotFound, SalesError, TooLarge
from dealwright.desk.render import render
from dealwright.records.values import whole_number
from dealwright.workspace.queries import company

from ..commands.capture import confirm, knock, open_form, open_hook, pending, submit, take_message
from ..models import Form
from ..rules.capture import CAME, TRAP

LEAST_SECONDS = 2
LONGEST_SECONDS = 24 * 3600
LOOPBACK = ("127.0.0.1", "::1")
LARGEST_BODY = 256 * 1024
SIGNER = TimestampSigner(salt="leads.form")


@dataclass(frozen=True)
class PublicForm:
    """A form as strangers see it; `state` is "asking", "thanks", "mailed", "confirm" or "confirmed".

    Without a form it says that a link leads nowhere. `theme` is "light" or "dark" where the page around it is.
    """

    form: Form | None
    company: str
    state: str = "asking"
    mark: str = ""
    theme: str = ""
    trap: str = TRAP
    came: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def options(asked: Mapping[str, Any]) -> list[tuple[str, str]]:
        """What can be chosen in a field that has choices."""
        return [("", "–"), *((text, text) for text in asked["choices"])] if asked["kind"] == "select" else []


def embeddable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that no session stands behind: the sites its form names may show it in a frame, nobody else."""

    @csrf_exempt  # nobody is signed in here, and in a frame of another site no cookie comes along
    @xframe_options_exempt
    @never_cache
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        sites = getattr(response, "sites", [])
        response[HEADER] = build_policy(replace={"frame-ancestors": sites or ["'none'"]})
        if not sites:
            response["X-Frame-Options"] = "DENY"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return shown


@embeddable
@require_http_methods(["GET", "POST"])
def public_form(request: HttpRequest, key: str) -> HttpResponse:
    """The form; POST sends it. What machines send is thanked for and thrown away."""
    form = open_form(key)
    if request.method != "POST":
        return _answer(request, PublicForm(form, company().name, came=_came(request)))
    if request.POST.get(TRAP):
        return _answer(request, PublicForm(form, company().name, _state(form)))
    try:
        knock(form, _from(request))
        once = _unmarked(form, request.POST.get("mark", ""))
        came = {name: request.POST[name][:1000] for name in (*CAME, "page") if request.POST.get(name)}
        submit(
            form, request.POST.dict(), once=once, address=_from(request), came=came,
            agreed="agreed" in request.POST,
        )  # fmt: skip
    except SalesError as error:
        if error.status not in (422, 429):
            raise
        return _again(request, form, error)
    return _answer(request, PublicForm(form, company().name, _state(form)))


def _from(request: HttpRequest) -> str:
    """Where the request comes from; behind a proxy on this machine, what the proxy says."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return forwarded if forwarded and address in LOOPBACK else address


def _state(form: Form) -> str:
    return "mailed" if form.confirms else "thanks"


def _came(request: HttpRequest) -> dict[str, str]:
    """By which page and campaign somebody came: what the address says, else that of the page around the form."""
    page = request.headers.get("Referer", "")
    around = parse_qs(urlsplit(page).query) if page.isascii() else {}
    told = {name: request.GET.get(name) or around.get(name, [""])[0] for name in CAME}
    return {**{name: text[:200] for name, text in told.items() if text}, "page": page[:1000]}


def _unmarked(form: Form, mark: str) -> str:
    """What names this sending of the form; raises Invalid for one that was not shown, sent too soon or too late."""
    again = _("Please send it once more.")
    try:
        told = SIGNER.unsign(mark, max_age=LONGEST_SECONDS)
    except SignatureExpired:
        raise Invalid(_("This form lay open for long."), remedy=again) from None
    except BadSignature:
        raise Invalid(_("This form was not shown by us."), remedy=again) from None
    key, _dot, once = told.partition(".")
    if key != form.key:
        raise Invalid(_("This form was not shown by us."), remedy=again)
    if _signed_within(mark, LEAST_SECONDS):
        raise Invalid(_("That was quicker than people type."), remedy=again)
    return once


def _signed_within(mark: str, seconds: int) -> bool:
    try:
        SIGNER.unsign(mark, max_age=seconds)
    except BadSignature:
        return False
    return True


def _again(request: HttpRequest, form: Form, error: SalesError) -> HttpResponse:
    asked = {one["key"] for one in form.fields} | {"agreed"}
    wrong = error.by_field(among=asked)
    came = {name: request.POST.get(name, "") for name in (*CAME, "page")}
    mark = request.POST.get("mark", "")
    mark = mark if _signed_within(mark, LONGEST_SECONDS) else ""  # of one age with the form: a new one were too young
    shown = PublicForm(form, company().name, mark=mark, came=came, values=request.POST.dict(), errors=wrong)
    return _answer(request, shown, error.status)


def _answer(request: HttpRequest, shown: PublicForm, status: int = 200) -> HttpResponse:
    mark = shown.mark or (SIGNER.sign(f"{shown.form.key}.{secrets.token_hex(16)}") if shown.state == "asking" else "")
    theme = request.GET.get("theme", "")
    context = PublicForm(**{**vars(shown), "mark": mark, "theme": theme if theme in ("light", "dark") else ""})
    response = render(request, "leads/public.html", context, status=status)
    response.sites = shown.form.sites
    return response


@embeddable
@require_http_methods(["GET", "POST"])
def form_confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """The page that the mail leads to: GET shows a button, POST confirms."""
    try:
        submission = pending(secret) if request.method != "POST" else confirm(secret, address=_from(request))
    except NotFound as error:
        return _to_confirm(request, PublicForm(None, company().name), error.status)
    state = "confirmed" if submission.confirmed_at else "confirm"
    return _to_confirm(request, PublicForm(submission.form, company().name, state))


def _to_confirm(request: HttpRequest, shown: PublicForm, status: int = 200) -> HttpResponse:
    response = render(request, "leads/public.html", shown, status=status)
    response.sites = []
    return response


@csrf_exempt  # programs send no cookie; the signature says who they are
@require_POST
def hook(request: HttpRequest, key: str) -> HttpResponse:
    """Take a message signed as Standard Webhooks say; sent again it is taken once."""
    found = open_hook(key)
    sent = _body(request)
    from standardwebhooks import Webhook, WebhookVerificationError

    try:
        body = Webhook(found.secret).verify(sent, dict(request.headers))
    except (WebhookVerificationError, ValueError):
        return JsonResponse({"detail": "The signature does not fit."}, status=401)
    message = request.headers["webhook-id"][:200]
    try:
        taken = take_message(found, message, body)
    except Invalid as error:
        return JsonResponse(error.as_dict(), status=422)
    return JsonResponse({"leads": taken})


def _body(request: HttpRequest) -> bytes:
    """What was sent, nothing of a form with files; raises TooLarge before it is read where its length is told."""
    told = whole_number(request.headers.get("Content-Length") or "0") or 0
    try:
        sent = b"" if told > LARGEST_BODY else request.body
    except RawPostDataException:
        return b""
    if max(told, len(sent)) > LARGEST_BODY:
        raise TooLarge(f"A message holds at most {LARGEST_BODY // 1024} KB.")
    return sent
