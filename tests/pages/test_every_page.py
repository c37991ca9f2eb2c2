"""What holds for every page: a title, a heading, the strict policy, as many queries in a large company as in a small.

After a change that is right: DEALWRIGHT_WRITE_COUNTS=1 pytest -k every_page, then review the difference.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

COUNTS = Path(__file__).with_name("query_counts.json")
SMALL, LARGE, MOST = 60, 600, 15
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|<style|<[^>]*\s(?:style|on[a-z]+)\s*=|javascript:", re.I
)
# What is shown inside of pages.
PARTS = re.compile(
    "/deals/(quiet|of-)|/find/|/deviations/|/board/cards/|/near/|/quality/<|/count/|/download/|/exchange/|csv$"
    "|/goals/today/|/figures/<|/week/paper/|/numbers"
)
OTHERWISE_TESTED = re.compile("/desk/|/welcome/|<int:import_id>|/sign-in/")  # need a world of their own
pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def pages(routes: Any) -> list[Any]:
    """The routes that are read in a browser."""
    return [
        route
        for route in routes
        if route.method == "GET" and not route.over_api and not OTHERWISE_TESTED.search(route.path)
    ]


def asked(routes: Any, member: Any, ids: Mapping[str, Any]) -> Iterator[tuple[str, HttpResponse, list[str]]]:
    """Each page that answers with 200, asked twice so that what is kept between requests is there; and its queries."""
    client = Client()
    client.force_login(member)
    for route in pages(routes):
        if route.send(client, ids).status_code == 200:
            with CaptureQueriesContext(connection) as queries:
                answer = route.send(client, ids)
            yield route.key, answer, [query["sql"] for query in queries]


def faults(answer: HttpResponse, is_whole: bool) -> list[str]:
    """What a page, or what is shown inside of one, lacks or may not hold."""
    policy = answer["Content-Security-Policy"]
    strict = "default-src 'self'" in policy and "unsafe" not in policy
    return [*([] if strict else [policy]), *(lacks(answer.content.decode()) if is_whole else [])]


def lacks(html: str) -> list[str]:
    """What a whole page lacks or may not hold."""
    headings, found = len(re.findall(r"<h1[ >]", html)), INLINE.search(html)
    return [
        *(["no language"] if not re.search(r'<html[^>]* lang="[a-z]', html) else []),
        *(["no title"] if not re.search(r"<title>\s*[^<\s·]", html) else []),
        *([f"{headings} headings of the first rank"] if headings != 1 else []),
        *([f"inline: {found[0][:60]}"] if found else []),
    ]


# Of a large company the owner alone asks: they see the most.
@pytest.mark.parametrize(("deals", "parts"), [(SMALL, ("rep", "owner")), (LARGE, ("owner",))])
def test_every_page_is_whole_and_strict_and_asks_as_often_as_was_reviewed_at_any_size(
    deals: int, parts: tuple[str, ...], routes: Any, sample: Any
) -> None:
    ids, counts, wrong = sample(deals), {}, {}
    for part in parts:
        for key, answer, sql in asked(routes, ids[part], ids):
            counts[f"{part}: {key}"] = len(sql)
            if found := faults(answer, is_whole=not PARTS.search(key)):
                wrong[f"{part}: {key}"] = found
    known = json.loads(COUNTS.read_text())
    if "DEALWRIGHT_WRITE_COUNTS" in os.environ:
        known = {key: count for key, count in known.items() if not key.startswith(parts)} | counts
        COUNTS.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n")
    reviewed = {key: count for key, count in known.items() if key.startswith(parts)}
    assert wrong == {}
    assert counts.keys() == reviewed.keys()
    fewer = {key for key, count in counts.items() if count < reviewed[key]} if deals == SMALL else set()
    assert {key: count for key, count in counts.items() if key not in fewer} == {
        key: count
        for key, count in reviewed.items()
        if key not in fewer  # where nothing happened lately
    }
    assert {key: count for key, count in counts.items() if count > MOST} == {}
    assert len([key for key in counts if not PARTS.search(key)]) > 50
