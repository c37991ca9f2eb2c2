"""The board of a saved view or of a list's filters shows the deals that the list shows, and their sums."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from dealwright.deals.commands import NewDeal, open_deals
from dealwright.deals.queries import board, more_cards, view
from dealwright.records.models import SavedView
from dealwright.records.views import save_view

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from conftest import Cast


@pytest.fixture
def deals(cast: "Cast", published: Any) -> list[int]:
    news = [NewDeal(f"Deal {n:02}", amount_minor=100 * n, source="Fair" if n % 2 else "Web") for n in range(30)]
    return open_deals(news, by=cast.rep, via="page")


def test_columns_count_and_page_under_the_filters(cast: "Cast", deals: list[int]) -> None:
    shown = view(None, cast.rep, filters=[("source", "Fair"), ("amount__gte", "3")])
    (column,) = (each for each in board(shown).columns if each.deals)
    assert (column.deals, column.amount) == (14, sum(100 * n for n in range(3, 30, 2)))
    titles, after = [card.title for card in column.cards], column.more
    while after:
        cards, after = more_cards(shown, column.key, after)
        titles += [card.title for card in cards]
    assert titles == [f"Deal {n:02}" for n in range(29, 2, -2)]


def test_the_board_of_a_saved_view(cast: "Cast", deals: list[int], client_of: Callable[[object], Client]) -> None:
    browser, saved = client_of(cast.rep), save_view("deals", "Fairs", "source=Fair", by=cast.rep, via="page")
    for query in ({"view": saved}, {"list": "source=Fair"}):
        page = browser.get(f"/board/?{urlencode(query)}").content.decode()
        assert "Deal 29" in page
        assert "Deal 28" not in page
        assert quote(urlencode(query), safe="") in page
    assert "no field “colour”" in browser.get("/board/?list=colour%3Dred").content.decode()
    assert client_of(cast.stranger).get(f"/board/?view={saved}").status_code == 404
    assert "/board/?list=source%3DFair" in browser.get("/deals/?source=Fair").content.decode()


def test_a_view_of_a_field_that_is_gone_shows_the_rest_and_says_so(
    cast: "Cast", deals: list[int], client_of: Callable[[object], Client]
) -> None:
    saved = save_view("deals", "Fairs", "source=Fair", by=cast.rep, via="page")
    SavedView.objects.filter(id=saved).update(query="fields.gone=1&source=Fair")
    page = client_of(cast.rep).get(f"/board/?view={saved}").content.decode()
    assert "A part of “Fairs” is left out" in page
    assert "Deal 28" not in page
