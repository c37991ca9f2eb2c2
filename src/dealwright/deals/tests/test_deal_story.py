"""The story of a deal on timelines: in words that people know, on the deal's page and on its organisation's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright.deals.commands import change_deal, lose_deal, move_stage, reopen_deal
from dealwright.deals.models import Deal
from dealwright.deals.telling import LOOKS, WORDS
from dealwright.ledger.event import EVENTS

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_each_event_of_a_deal_has_words_and_a_look() -> None:
    own = {
        kind
        for kind, event in EVENTS.items()
        if event.__module__ == "dealwright.deals.events" and event.subject == "deal"
    }
    assert {event.kind for event in WORDS} == own
    assert set(LOOKS) == own


def test_the_timeline_names_stages_reasons_and_fields(
    deal: Deal, cast: Any, client_of: Callable[[Any], Client]
) -> None:
    change_deal(deal.id, {"source": "Fair", "fields": {"budget": "5"}}, by=cast.rep, via="page")
    move_stage(deal.id, "close", override="Known customer", by=cast.manager, via="page")
    lose_deal(deal.id, "price", by=cast.rep, via="page")
    reopen_deal(deal.id, by=cast.rep, via="page")
    told = [
        "Opened in Talking",
        "Changed: Source → Fair, Budget",
        "Let pass without all that Talking asks for: Known customer",
        "Moved on to Agreeing; Offering skipped",
        "Lost: Price",
        "Opened again in Agreeing",
    ]
    for path in (f"/timeline/deal/{deal.id}/", f"/timeline/organisation/{deal.organisation_id}/"):
        page = client_of(cast.rep).get(path, headers=HTMX).content.decode()
        assert [text for text in told if text not in page] == []
    elsewhere = client_of(cast.stranger).get(f"/timeline/organisation/{deal.organisation_id}/", headers=HTMX)
    assert "Opened in Talking" not in elsewhere.content.decode()
