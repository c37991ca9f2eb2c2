"""What surrounds every request: health, the member's language and zone, and refusals told in one way."""

from collections.abc import Callable
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from dealwright import BadRequest, NotFound, NotSignedIn, SalesError
from dealwright.desk.locale import DEFAULT, Locale, current

from . import errors
from .merged import answering

Handler = Callable[[HttpRequest], HttpResponse]
LARGEST_ID = 2**63 - 1
DIGITS = len(str(LARGEST_ID))


def health(next_handler: Handler) -> Handler:
    """GET /healthz answers 200 when the database answers and 503 when it does not, before anything else is asked."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path != "/healthz":
            return next_handler(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
        return HttpResponse("ok\n", content_type="text/plain")

    return handle


def strict(next_handler: Handler) -> Handler:
    """Every answer says what a page may load, who may frame it and how it is reached.

    It is what the settings say, as Django's own middlewares would tell it; it never changes and is written once.
    """
    always = {
        HEADER: build_policy(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    stays = f"max-age={settings.SECURE_HSTS_SECONDS}" if settings.SECURE_HSTS_SECONDS else ""

    def handle(request: HttpRequest) -> HttpResponse:
        response = next_handler(request)
        for name, value in always.items():
            response.headers.setdefault(name, value)
        if not getattr(response, "xframe_options_exempt", False):
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if stays and request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", stays)
        return response

    return handle


def localise(next_handler: Handler) -> Handler:
    """Pages show dates, numbers and money in the member's language and zone, or else in the company's.

    The company's come with the member, so this asks the database nothing.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return next_handler(request)
        before = current.set(_locale(request.user))
        try:
            return next_handler(request)
        finally:
            current.reset(before)

    return handle


def _locale(member: object) -> Locale:
    def chosen(name: str, otherwise: str) -> str:
        return getattr(member, name, "") or getattr(member, f"company_{name}", "") or otherwise

    return Locale(chosen("locale", DEFAULT.language), chosen("zone", DEFAULT.zone))


def refuse(next_handler: Handler) -> Handler:
    """What a view refuses, or refuses to take, becomes an error page, a dialog or a problem of the API.

    htmx is sent to the sign-in page as a whole, never into a part of a page.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = next_handler(request)
        if response.status_code == 405:
            return errors.not_allowed(request, response)
        if _leads_to_sign_in(response) and "HX-Request" in request.headers:
            return _to_sign_in(request)
        return response

    # Django turns exceptions into answers below every middleware, save for this hook.
    handle.process_exception = told
    handle.process_view = _within_reach
    return handle


def _within_reach(
    request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
) -> HttpResponse | None:
    """What no database can compare with or hold is answered before a view sees it.

    No record has a number above 2^63 - 1; no text holds a NUL, which neither a keyboard nor a browser writes.
    """
    is_api = request.path.startswith("/api/")
    if any(_is_beyond(given) for given in kwargs.values() if is_api or isinstance(given, int)):
        return errors.refused(request, NotFound())
    texts = [text for text in kwargs.values() if isinstance(text, str)]
    forms = [] if is_api else [request.POST]
    if "%00" in request.META["QUERY_STRING"]:  # in no other way does an address name it
        forms.append(request.GET)
    texts += [text for form in forms for name, given in form.lists() for text in (name, *given)]
    if any("\x00" in text for text in texts):
        return errors.refused(request, BadRequest("There is a NUL character in it.", remedy="Leave it out."))
    return None


def _is_beyond(given: object) -> bool:
    """Whether an address names a number that no record can have; the API reads its own numbers from text."""
    text = str(given)
    return text.isdecimal() and (len(text) > DIGITS or int(text) > LARGEST_ID)


def told(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page for a refusal; the sign-in page when the visitor is not known; None for other exceptions."""
    if isinstance(error, NotSignedIn):
        return _to_sign_in(request)
    if not isinstance(error, SalesError):
        return None
    moved = answering(request, error)
    return HttpResponsePermanentRedirect(moved[1]) if moved else errors.refused(request, error)


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and urlsplit(response["Location"]).path == reverse("sign-in")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    there = redirect_to_login(urlsplit(request.headers.get("HX-Current-URL", "/")).path or "/")
    return HttpResponse(status=401, headers={"HX-Redirect": there.url})
