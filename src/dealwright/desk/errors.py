"""Pages for when something went wrong: what happened, and what to do."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.translation import gettext as _

from dealwright.desk.render import render

PAGE = "desk/error.html"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form holds something we cannot read."""
    return render(
        request,
        PAGE,
        {
            "code": 400,
            "title": _("We could not read that request"),
            "text": _("Part of the address or the form is not as expected. Nothing was changed."),
            "steps": [_("Go back and try again."), _("If you followed a link, check that it is complete.")],
        },
        block="dialog",
        status=400,
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: it exists, but not for this member."""
    return render(
        request,
        PAGE,
        {
            "code": 403,
            "title": _("This is not open to you"),
            "text": str(exception or "") or _("Your role does not include this. Nothing was changed."),
            "steps": [_("Ask the owner of the record, or your manager, to share it with you.")],
        },
        block="dialog",
        status=403,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is at this address, or nothing this member may see."""
    return render(
        request,
        PAGE,
        {
            "code": 404,
            "title": _("Nothing is here"),
            "text": _("The record may have been merged or removed, or the address is mistyped."),
            "steps": [_("Go back to where you came from, and search for it by name.")],
        },
        block="dialog",
        status=404,
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the session."""
    return render(
        request,
        PAGE,
        {
            "code": 403,
            "title": _("This page was open for too long"),
            "text": _("For your safety the form was not sent. Nothing was changed."),
            "steps": [
                _("Go back: what you typed is still there."),
                _("Copy it, reload the page and send it again."),
            ],
        },
        block="dialog",
        status=403,
    )


def refusal(
    request: HttpRequest, *, title: str, text: str, steps: Sequence[str] = (), status: int = 409
) -> HttpResponse:
    """A refusal as a page, or for htmx as content of the dialog; ``steps`` say how to mend it."""
    context = {"code": status, "title": title, "text": text, "steps": list(steps)}
    return render(request, PAGE, context, block="dialog", status=status)


def server_error(request: HttpRequest, reference: str = "") -> HttpResponse:
    """500: our fault; ``reference`` finds it in the log.

    Touches neither member nor database, since they may be what failed.
    """
    page = engines["jinja2"].env.get_template(PAGE)
    return HttpResponse(
        page.render(
            request=request,
            member=None,
            code=500,
            flashes=[],
            csrf_token="",
            title=_("Something broke on our side"),
            text=_("It has been written to the log. What was saved before is safe; this last step may not have been."),
            steps=[
                _("Go back and try once more."),
                _("If it happens again, tell your operator the reference %(reference)s.") % {"reference": reference}
                if reference
                else _("If it happens again, tell your operator the time and the address."),
            ],
        ),
        status=500,
    )
