"""A text in any place of any form or body: kept as it was written, or refused with a sentence, never cut or changed."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from dealwright.ledger.tests.ground import new_versions
from dealwright.site.api import api

TEXTS = [
    "qzx <script>alert(1)</script> {{7*7}} qzx", "qzx\u202ertl\u202c \u200bwide a\u0301 ﬁ 👩\u200d👧 İqzx",
    "qzx O'Neill \"x\"  two % \\x41 &amp; ]]> qzx", "qzx=1+1\xa0\ufeffqzx", "qzx\x00qzx", "qzx" * 7000,
]  # fmt: skip
# What has a form of its own: tags and lists of leads have single spaces, domains are in small letters, a default has
# the type of its field, and of a page's address its first thousand characters are kept.
TIDIED = {"tags", "domain", "website", "purpose", "default", "address"}
UNTOUCHED = ("django_", "auth_", "scorecard_fact")
EVERYWHERE = "DEALWRIGHT_THOROUGH" in os.environ  # every text in every place takes half a minute
pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@cache
def described() -> Mapping[str, Any]:
    """The document of the API."""
    return api.get_openapi_schema()


def places(route: Any, ids: Mapping[str, Any]) -> list[str]:
    """Where a text can stand: all properties of a body, and in a form what is sent that is text."""
    if not route.over_api:
        return [name for name, value in route.body(ids).items() if isinstance(value, str)]
    document = described()
    content = document["paths"][route.path][route.method.lower()].get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    parts = [part["$ref"].rsplit("/", 1)[1] for part in (schema, *schema.get("anyOf", [])) if "$ref" in part]
    return [key for name in parts for key in document["components"]["schemas"][name]["properties"]]


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a row, also those within JSON."""
    if isinstance(value, str):
        yield value
        if value[:1] in ("{", "["):
            with suppress(ValueError):
                yield from texts_in(json.loads(value))
    elif isinstance(value, Mapping):
        yield from (text for each in value.items() for text in texts_in(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in texts_in(each))


@pytest.fixture
def written() -> Callable[[], set[str]]:
    """A function that reads all texts in the database that hold a mark of ours."""
    known = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = [name for name in known if not name.startswith(UNTOUCHED)]

    def read() -> set[str]:
        found: set[str] = set()
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT * FROM {table}")
                found.update(text for row in cursor.fetchall() for text in texts_in(row) if "qzx" in text)
        return found

    return read


def test_what_is_kept_is_what_was_written(routes: Any, world: Any, written: Any, caplog: Any) -> None:
    caplog.set_level("CRITICAL")
    client, wrong, kept = Client(raise_request_exception=False), [], 0
    client.force_login(world.cast.owner)
    key = client.cookies.output(header="")
    writing = [each for each in routes if each.method in ("POST", "PUT", "PATCH")]
    asked = [(each, name) for each in writing for name in places(each, world.ids)]
    for turn, (route, name) in enumerate(asked):
        for text in TEXTS if EVERYWHERE else [TEXTS[turn % len(TEXTS)]]:
            client.cookies.load(key)
            with transaction.atomic():
                answer = route.send(client, world.ids, {**route.body(world.ids), name: text})
                found = written() if answer.status_code < 400 else set()
                transaction.set_rollback(True)
            new_versions()
            kept += text in found
            if answer.status_code >= 500 or (
                found
                and name not in TIDIED
                and "/leads/lists" not in route.key
                and not any(text in each for each in found)
            ):
                wrong.append((route.key, name, text[:12], answer.status_code, [each[:40] for each in found][:3]))
    assert wrong == []
    assert kept > 60
