"""`GET /live/?at=POSITION&watch=TOKEN`, answered in front of everything else: did something change that a page shows?

204 says no, 200 yes; both carry the position to ask from next. 410: the token is too old, a fresh page has another.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from django.db import close_old_connections
from django.db.utils import Error as DatabaseError

from .tail import TAIL
from .watching import read

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PATH = "/live/"
POSITION = re.compile(r"\d{1,18}\.\d{1,18}")
log = logging.getLogger(__name__)


def telling(application: Application) -> Application:
    """The WSGI application with the answers to `/live/` before it."""

    def handle(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return application(environ, start_response)
        close_old_connections()  # as Django does before its own requests
        status, position, what = told(environ["REQUEST_METHOD"], environ.get("QUERY_STRING", ""))
        headers = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
        said = [("Live-At", position), ("Live-What", what)]
        start_response(f"{status.value} {status.phrase}", headers + [each for each in said if each[1]])
        return []

    return handle


def told(method: str, query: str) -> tuple[HTTPStatus, str, str]:
    """The status, the position to ask from next ("" where nothing was asked rightly), and what changed: page, bell."""
    given = dict(parse_qsl(query))
    watched = read(given.get("watch", ""))
    if method != "GET":
        return HTTPStatus.METHOD_NOT_ALLOWED, "", ""
    if watched is None or not POSITION.fullmatch(given.get("at", "")):
        return HTTPStatus.BAD_REQUEST, "", ""
    if watched.until < time.time():
        return HTTPStatus.GONE, "", ""
    try:
        TAIL.look()
    except DatabaseError:
        log.exception("the end of the ledger cannot be read")
        return HTTPStatus.SERVICE_UNAVAILABLE, "", ""
    position, what = TAIL.position, []
    if TAIL.changed_since(given["at"], watched):
        what.append("page")
    if TAIL.notified_since(given["at"], watched.member):
        what.append("bell")
    return HTTPStatus.OK if what else HTTPStatus.NO_CONTENT, position, " ".join(what)
