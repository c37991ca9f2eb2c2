"""What a member may not see is in no answer: not in a list, a search, a timeline, a total or a file."""

import html
from typing import Any

import pytest
from django.test import Client

from dealwright.activities.commands import NewTask, add_task, log_activity
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.ledger import readers

MARK = "xyzzyq"
AMOUNT = "98765432"
pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def marked(world: Any) -> Any:
    """A deal of Ann's whose every text and number can be recognised."""
    ids, ann = world.ids, {"by": world.cast.rep, "via": "page"}
    deal = open_deal(
        NewDeal(
            f"{MARK} deal", "general", "qualifying", ids["organisation_id"], source=f"{MARK} source",
            amount_minor=int(AMOUNT), currency="EUR", fields={"pain": f"{MARK} pain"},
        ),
        **ann,
    )  # fmt: skip
    log_activity(("deal", deal), "call", f"{MARK} call", f"{MARK} text", **ann)
    add_task(NewTask(f"{MARK} task", about=("deal", deal)), **ann)
    while readers.run():
        pass
    world.ids.update(deal_id=deal, record_id=deal)
    return world


def told(routes: Any, member: Any, world: Any, extra: dict[str, str]) -> set[str]:
    """The reading routes whose answer holds the mark or the amount."""
    client = Client(raise_request_exception=False)
    client.force_login(member)
    found = set()
    for route in routes:
        if route.method != "GET":
            continue
        answer = route.send(client, world.ids, {**route.body(world.ids), **extra})
        text = html.unescape(b"".join(answer).decode())
        if MARK in text or AMOUNT in "".join(sign for sign in text if sign not in ".,\u00a0\u202f "):
            found.add(route.key)
    return found


def test_a_stranger_finds_no_trace_of_a_deal(routes: Any, marked: Any) -> None:
    assert told(routes, marked.cast.stranger, marked, {}) == set()


def test_search_and_filters_give_no_hint(routes: Any, marked: Any) -> None:
    searching = [route for route in routes if route.path.endswith(("/search", "/search/")) and route.method == "GET"]
    searching = [route for route in searching if "duplicates" not in route.path]
    assert told(searching, marked.cast.rep, marked, {"q": MARK}) == {route.key for route in searching}
    client = Client()
    client.force_login(marked.cast.stranger)
    assert client.get("/api/v1/search", {"q": MARK}).json()["items"] == []
    assert client.get("/api/v1/deals", {"source__contains": MARK}).json()["count"] == 0
    assert client.get("/api/v1/deals", {"amount__gte": "1"}).json()["count"] == 0


def test_its_owner_does_find_it(routes: Any, marked: Any) -> None:
    expected = {
        "GET /deals/",
        "GET /deals/<int:deal_id>/",
        "GET /board/",
        "GET /api/v1/deals",
        "GET /deals/of-organisation/<int:organisation_id>/",
        "GET /timeline/<slug:one>/<int:record_id>/",
        "GET /exchange/export/<kind>.<form>",
    }
    assert told([route for route in routes if route.key in expected], marked.cast.rep, marked, {}) == expected
