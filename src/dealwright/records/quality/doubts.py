"""Rules that warn: a form asks once more before it saves, a program is told in the answer, an import counts them."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dealwright import Invalid

from .rules import Rule

FORMS = re.compile(r"/(organisations|people|deals|leads)/(new/|\d+/(edit/|fields?/))")
PROGRAMS = re.compile(r"/api/v1/(organisations|people|deals|leads)(/|$)")
WRITING = frozenset({"POST", "PUT", "PATCH"})
KNOWN, MOST = "doubts", 20
Handler = Callable[[HttpRequest], HttpResponse]


@dataclass
class Doubts:
    """What was doubtful while something was written: field and sentence each.

    Whoever `asks` is asked about each value once: `known` are those that somebody has meant already.
    """

    asks: bool = False
    place: str = ""
    known: list[str] = field(default_factory=list)
    found: list[tuple[str, str]] = field(default_factory=list)

    def note(self, broken: Sequence[tuple[Rule, Any]]) -> None:
        """Note the rules that a value breaks; raises Invalid naming the first field where somebody is to be asked."""
        self.found += [(rule.field, rule.said) for rule, _value in broken]
        keys = [sha256(f"{self.place} {rule.id} {value!r}".encode()).hexdigest()[:16] for rule, value in broken]
        if self.asks and not set(keys) <= set(self.known):
            self.known += keys
            said = " ".join(dict.fromkeys(rule.said for rule, _value in broken))
            raise Invalid(f"{said} {_('Save once more to keep it so.')}", field=broken[0][0].field)


CURRENT: ContextVar[Doubts | None] = ContextVar("doubts", default=None)


@contextmanager
def doubting(doubts: Doubts | None = None) -> Iterator[Doubts]:
    """Meanwhile rules that warn are asked too, and what breaks them is noted."""
    noted = doubts or Doubts()
    token = CURRENT.set(noted)
    try:
        yield noted
    finally:
        CURRENT.reset(token)


def doubting_requests(next_handler: Handler) -> Handler:
    """Forms of records ask once more where a rule warns; the API says so under `warnings` in its answer."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method not in WRITING:
            return next_handler(request)
        if FORMS.match(request.path):
            return _asking(request, next_handler)
        if not PROGRAMS.match(request.path):
            return next_handler(request)
        with doubting() as noted:
            response = next_handler(request)
        return _telling(response, noted)

    return handle


def _asking(request: HttpRequest, next_handler: Handler) -> HttpResponse:
    meant = list(request.session.get(KNOWN, ()))
    with doubting(Doubts(True, request.path, list(meant))) as noted:
        response = next_handler(request)
    if noted.known != meant:
        request.session[KNOWN] = noted.known[-MOST:]
    return response


def _telling(response: HttpResponse, noted: Doubts) -> HttpResponse:
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    if noted.found and response.status_code < 300 and is_json:
        body = msgspec.json.decode(response.content)
        if isinstance(body, dict):
            warnings = [{"field": name, "message": said} for name, said in dict.fromkeys(noted.found)]
            response.content = msgspec.json.encode(body | {"warnings": warnings})
    return response
