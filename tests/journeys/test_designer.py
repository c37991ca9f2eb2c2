"""A manager changes how the company sells, by keyboard alone, and the next deal starts on it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser


def walk_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Go on from control to control until the cursor stands there."""
    for _ in range(120):
        page.keyboard.press(key)
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"no key led to {selector}")


def saved(page: Page) -> None:
    """Wait until nothing is on its way."""
    expect(page.locator(".htmx-request")).to_have_count(0)


def text_of(page: Page) -> str:
    return page.locator("#field-text").input_value()


def test_a_process_is_changed_by_keyboard_and_the_next_deal_starts_on_it(
    place: Any, open_page: Any, begin: Any
) -> None:
    page = open_page()
    begin(page, place)
    page.wait_for_url("**/board/")
    page.goto(f"{place.address}/playbooks/general/")
    page.get_by_role("button", name="Begin a draft").press("Enter")
    page.wait_for_url("**/playbooks/drafts/*/")
    page.get_by_role("link", name="Design").press("Enter")
    page.wait_for_url("**/design/")
    saved(page)
    before = text_of(page)

    # A stage, after the first.
    page.keyboard.press("a")
    page.keyboard.type("Fit check")
    page.keyboard.press("Enter")
    expect(page.locator("#c-stages-2-goal")).to_be_focused()
    page.keyboard.type("Learn in ten minutes whether we can help.")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    expect(page.locator("#field-text")).to_have_value(re.compile("\n    days: 3\n"))
    assert "  - key: fit_check\n    title: Fit check\n    phase: awareness\n" in text_of(page)
    expect(page.locator("#c-stages-2-probability")).to_be_focused()

    # A need of it.
    walk_to(page, "#kind-stages-2-exit")
    page.keyboard.type("A document")
    page.keyboard.press("Tab")
    page.keyboard.type("They told us their numbers")
    page.keyboard.press("Enter")
    expect(page.locator("#c-stages-2-exit-1-document")).to_be_focused()
    expect(page.get_by_text("keeps this from being published")).to_be_visible()
    page.keyboard.type("numbers")
    page.keyboard.press("Tab")
    expect(page.get_by_text("This can be published.")).to_be_visible()
    after = text_of(page)
    assert "      - {need: document, document: numbers, why: They told us their numbers}" in after
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    assert after.startswith("# The classic way to sell")

    # The text, broken and mended.
    area = page.locator("#field-text")
    area.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.type("days: [\n")
    expect(page.get_by_text("The text cannot be read as it is")).to_be_visible()
    page.locator("#problem-1").focus()
    page.keyboard.press("Enter")
    expect(area).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    expect(page.locator("#c-stages-2-goal")).to_be_visible()
    saved(page)
    assert text_of(page) == after

    # What changes, and into force.
    expect(page.get_by_text('Stage "Fit check" added after "Prospecting".')).to_be_visible()
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.locator("#confirm").get_by_role("button", name="Yes, go on")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/playbooks/general/")
    made = place.ask("/deals", {"title": "First of the new way", "stage": "fit_check"})
    assert place.ask(f"/deals/{made['id']}")["stage"] == "fit_check"


def test_nothing_typed_is_lost_while_the_page_is_refreshed_or_an_answer_is_late(shop: Any, settle: Any) -> None:
    place, page = shop
    number = place.ask("/processes/general/drafts", {"title": "Slowly"})["id"]
    address = f"{place.address}/playbooks/drafts/{number}/design/"
    page.goto(address)
    settle(page)

    # The whole page is shown anew between two letters, as after a long time at another window.
    page.keyboard.press("a")
    page.keyboard.type("Fit check")
    page.keyboard.press("Enter")
    expect(page.locator("#c-stages-2-goal")).to_be_focused()
    page.keyboard.type("Learn whether")
    page.route("**/live/?*", lambda route: route.fulfill(status=410))
    page.evaluate("new Promise(done => document.body.addEventListener('live-changed', done, {once: true}))")
    page.unroute("**/live/?*")
    page.keyboard.type(" we can help.")
    page.keyboard.press("Tab")
    expect(page.locator("#field-text")).to_have_value(re.compile("\n    goal: Learn whether we can help.\n"))

    # The answer to a change is late, and with it that to the stage which is added meanwhile.
    late: list[Route] = []
    page.keyboard.type("3")
    page.route(address, lambda route: late.append(route), times=1)
    page.keyboard.press("Tab")
    new = page.locator("#new-stages")
    new.focus()
    page.keyboard.type("Paper")
    page.keyboard.press("Enter")
    page.keyboard.type("au")
    expect(new).to_have_value("Paper")
    late[0].continue_()
    expect(page.locator("#c-stages-3-goal")).to_be_focused()
    assert "\n    days: 3\n" in text_of(page)
    assert "\n    title: Paper\n" in text_of(page)
    saved(page)
    page.keyboard.type("Sign it.")
    page.keyboard.press("Tab")
    expect(page.locator("#field-text")).to_have_value(re.compile("\n    goal: Sign it.\n"))
