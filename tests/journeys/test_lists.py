"""A list under the hand: rows that are chosen, pages that follow each other, a narrow window."""

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_rows_stay_where_they_are_while_they_are_chosen(shop: Any, settle: Any) -> None:
    place, page = shop
    page.goto(f"{place.address}/deals/?view=all")
    settle(page)
    boxes = page.locator("[data-row] input[name=ids]")
    before = boxes.nth(1).bounding_box()
    boxes.first.check()
    expect(page.get_by_text("1 chosen")).to_be_in_viewport()
    assert boxes.nth(1).bounding_box() == before
    for key in ("j", "x"):
        page.keyboard.press(key)
    expect(page.get_by_text("2 chosen")).to_be_visible()


def test_the_next_page_begins_at_its_top(shop: Any, settle: Any) -> None:
    place, page = shop
    page.goto(f"{place.address}/deals/?view=all")
    settle(page)
    first = page.locator("[data-row] [data-open]").first
    title = first.get_attribute("href")
    page.get_by_role("link", name="Next", exact=True).click()
    expect(first).not_to_have_attribute("href", str(title))
    expect(first).to_be_in_viewport()


def test_the_tab_of_a_shared_view_does_not_widen_a_narrow_page(shop: Any, settle: Any) -> None:
    place, page = shop
    for n in range(3):
        place.ask(
            "/views", {"kind": "deals", "name": f"A view with a long name {n}", "query": "status=open", "shared": "all"}
        )
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{place.address}/deals/?view=all")
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 800})
