"""What is answered when no view answered: a page or a dialog in the browser, a problem over the API."""

import logging
import secrets

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from dealwright import BadRequest, NotAllowed, NotFound, SalesError, TooLarge
from dealwright.desk import errors

from .api import problem

log = logging.getLogger(__name__)


class Broken(SalesError):
    """Something broke on our side. It has been written to the log."""

    status, code = 500, "broken"


class WrongMethod(SalesError):
    """This address does not take that method."""

    status, code = 405, "wrong_method"


def refused(request: HttpRequest, error: SalesError) -> HttpResponse:
    """The refusal with its sentence and remedy: a page, or for htmx the content of the dialog."""
    if _over_api(request):
        return problem(error)
    title = type(error).__doc__ or _("That did not work.")
    text = "" if error.message == title else error.message
    steps = [error.remedy] if error.remedy else []
    answer = errors.refusal(request, title=title, text=text, steps=steps, status=error.status)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog", "innerHTML"
    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: it cannot be read; 413 when that is because it is too large."""
    if isinstance(exception, RequestDataTooBig):
        return refused(request, TooLarge(remedy=_("Send less text at once, or import it as a file.")))
    return problem(BadRequest()) if _over_api(request) else errors.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this member."""
    return problem(NotAllowed()) if _over_api(request) else errors.forbidden(request, exception)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the session."""
    return errors.csrf_failed(request, reason)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is at this address; a page's address without its last slash leads to the page."""
    if _over_api(request):
        return problem(NotFound(f"There is nothing at {request.path}.", remedy="See /api/v1/openapi.json."))
    if request.method == "GET" and isinstance(exception, Resolver404) and _exists(request.path_info + "/"):
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return errors.not_found(request, exception)


def _exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def not_allowed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """405: what the address takes instead stands in Allow."""
    error = WrongMethod(f"{request.path} does not take {request.method}.", remedy=f"It takes {answer['Allow']}.")
    told = refused(request, error)
    told["Allow"] = answer["Allow"]
    return told


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the reference that is shown stands in the log beside the address."""
    reference = secrets.token_hex(4)
    log.error("reference %s: %s %s", reference, request.method, request.path)
    if _over_api(request):
        return problem(Broken(reference=reference))
    return errors.server_error(request, reference)


def _over_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
