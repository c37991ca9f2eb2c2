"""Whatever is sent, in whichever place: a clear answer, never a fault of ours, and nothing half done."""

import os
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.test import Client

from dealwright.ledger.tests.ground import new_versions
from dealwright.site import middleware
from dealwright.site.api import api

TEXTS = [
    "' OR '1'='1' --", "\x00", "9" * 40, "9" * 5000, "-1", "²", "٣", "1e999", "NaN", "x" * 20_000, "../../etc/passwd",
    "{{7*7}}{%x%}", "2026-13-45", "0001-01-01T00:00+23:59", "<svg onload=alert(1)>", "%", "_", "\\", "[]",
]  # fmt: skip
HALF = "\ud800"  # half a character: only JSON can carry it
JSON_TEXTS = [HALF, *(text for text in TEXTS if len(text) < 5000)]
VALUES = [*JSON_TEXTS, 10**400, -(2**63) - 1, 1.5, True, None, [], {}, [[[[[[]]]]]], {"a": {"b": {}}}, ["x"] * 1000]
RAW = [b"", b"{", b"null", b"[" * 50_000, b'{"title": "\xff"}', b'{"title": NaN}', b'"text"', b'{"title":' * 20_000]
FILTERS = ["title__contains", "amount__gte", "close_on__lt", "owner", "stage__in", "name__starts", "fields.budget__lte",
           "id", "opened_on__gt", "organisation__eq", "email__empty", "external_id__ne"]  # fmt: skip
ADDRESSED = ["9" * 40, "0", "²", "%27%20OR%201=1", "%00", "x" * 3000, "-", "..%2f..", "%ed%a0%80"]
EVERYWHERE = "DEALWRIGHT_THOROUGH" in os.environ  # every value in every place takes some minutes
pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


class Asked(set[str]):
    """The names that a view looks up in what was sent."""

    def watch(self, monkeypatch: pytest.MonkeyPatch, filters: list[str]) -> None:
        """Note names from now on; a view that takes everything at once is offered `filters`."""
        for way in ("get", "getlist", "__getitem__", "__contains__"):
            monkeypatch.setattr(QueryDict, way, self._noting(getattr(QueryDict, way)))
        for way in ("dict", "lists", "items", "__iter__") if filters else ():
            monkeypatch.setattr(QueryDict, way, self._noting_all(getattr(QueryDict, way), filters))

    def _noting(self, way: Any) -> Any:
        def look(given: QueryDict, name: Any, *rest: Any) -> Any:
            if isinstance(name, str):
                self.add(name)
            return way(given, name, *rest)

        return look

    def _noting_all(self, way: Any, filters: list[str]) -> Any:
        def look(given: QueryDict) -> Any:
            if sys._getframe(1).f_globals["__name__"] != middleware.__name__:  # which reads everything, whatever it is
                self.update(filters)
            return way(given)

        return look


class Attack:
    """Asks as the owner, who gets furthest; takes everything back; keeps what made us stumble."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False)
        self.client.force_login(world.cast.owner)
        self.key = self.client.cookies.output(header="")
        self.faults: list[str] = []

    def send(self, route: Any, ids: Mapping[str, Any], body: Mapping[str, Any], what: str) -> HttpResponse:
        """One request; a status of 500 or above is a fault."""
        return self._judged(lambda: route.send(self.client, ids, body), f"{route.key} {what}"[:160])

    def raw(self, route: Any, content: bytes) -> HttpResponse:
        """The bytes as the body of a JSON request."""
        address = route.address(self.world.ids)
        return self._judged(
            lambda: self.client.generic(route.method, address, content, content_type="application/json"),
            f"{route.key} {content[:40]!r}",
        )

    def _judged(self, ask: Any, what: str) -> HttpResponse:
        self.client.cookies.load(self.key)
        with transaction.atomic():
            answer = ask()
            b"".join(answer)
            transaction.set_rollback(True)
        if answer.status_code < 400 and answer.request["REQUEST_METHOD"] != "GET":
            new_versions()
        if answer.status_code >= 500:
            self.faults.append(f"{what} -> {answer.status_code}")
        return answer


@pytest.fixture
def attack(world: Any, caplog: pytest.LogCaptureFixture) -> Attack:
    """The attack on a company with records."""
    caplog.set_level("CRITICAL")
    return Attack(world)


def test_no_parameter_of_a_page_or_list_makes_it_fail(
    routes: Any, attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn, route in enumerate(routes):
        if route.over_api and route.method != "GET":
            continue
        body = route.body(attack.world.ids)
        with monkeypatch.context() as patch:
            asked = Asked()
            asked.watch(patch, some_of(FILTERS, turn) if route.method == "GET" else [])
            attack.send(route, attack.world.ids, body, "as it should be")
        for place, name in enumerate(sorted(asked)):
            for text in one_of(TEXTS, turn + place):
                attack.send(route, attack.world.ids, {**body, name: text}, f"{name}={text[:30]!r}")
    assert attack.faults == []


def one_of(values: list[Any], place: int) -> list[Any]:
    """One of the values, another for each place: all routes together meet all of them in many places."""
    return values if EVERYWHERE else [values[place % len(values)]]


def some_of(values: list[str], place: int) -> list[str]:
    """A quarter of the values, another for each place."""
    return values if EVERYWHERE else values[place % 4 :: 4]


def test_no_address_makes_it_fail(routes: Any, attack: Attack) -> None:
    ids = attack.world.ids
    for turn, route in enumerate(routes):
        for place, name in enumerate(route.parameters):
            for text in one_of(ADDRESSED, turn + place):
                attack.send(route, {**ids, name: text}, route.body(ids), f"{name}={text[:30]}")
    assert attack.faults == []


@cache
def described() -> Mapping[str, Any]:
    """The document of the API, which takes a quarter of a second to write."""
    return api.get_openapi_schema()


def properties(route: Any) -> list[str]:
    """The names in the body of an operation."""
    document = described()
    body = document["paths"][route.path][route.method.lower()].get("requestBody")
    if body is None or "application/json" not in body["content"]:
        return []
    schema = body["content"]["application/json"]["schema"]
    parts = [schema, *schema.get("anyOf", [])]
    names = [part["$ref"].rsplit("/", 1)[1] for part in parts if "$ref" in part]
    return [key for name in names for key in document["components"]["schemas"][name]["properties"]]


def test_no_body_makes_the_api_fail(routes: Any, attack: Attack) -> None:
    writing = [route for route in routes if route.over_api and route.method != "GET"]
    assert sum(len(properties(route)) for route in writing) > 50
    for turn, route in enumerate(writing):
        body = route.body(attack.world.ids)
        for place, name in enumerate(properties(route)):
            for value in one_of(VALUES, turn + place):
                attack.send(route, attack.world.ids, {**body, name: value}, f"{name}={str(value)[:30]!r}")
        for content in one_of(RAW, turn):  # read before any route looks at it
            attack.raw(route, content)
    assert attack.faults == []


def test_own_fields_take_nothing_strange(routes: Any, attack: Attack) -> None:
    change = next(route for route in routes if route.key == "PATCH /api/v1/deals/{deal_id}")
    for key in ("pain", "budget", "needed_by", "title", "__class__", "x" * 1000, "\x00", HALF, ""):
        for value in VALUES:
            attack.send(change, attack.world.ids, {"fields": {key: value}}, f"fields.{key[:20]!r}={str(value)[:30]!r}")
    assert attack.faults == []


def test_no_header_makes_it_fail(attack: Attack) -> None:
    address = f"/api/v1/deals/{attack.world.ids['deal_id']}"
    for name in (
        "If-Match",
        "Authorization",
        "HX-Target",
        "HX-Current-URL",
        "Accept-Language",
        "Idempotency-Key",
        "Cookie",
    ):
        for text in ("9" * 5000, "²", '"' * 50, "Bearer " + "x" * 5000, "\\", "http://[::1", "sessionid=' OR 1=1"):
            for ask in (address, "/", "/board/"):
                sent = text.encode().decode("latin-1")
                attack._judged(
                    lambda a=ask, n=name, t=sent: attack.client.get(a, headers={n: t}), f"{name}: {text[:30]}"
                )
    assert attack.faults == []
