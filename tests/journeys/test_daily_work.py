"""A working day on the sample company: by keyboard alone, a deal that is lost and not, two windows on one deal."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

IMAGES = Path(__file__).resolve().parents[2] / "docs/images"
pytestmark = pytest.mark.browser


def press(page: Page, *keys: str) -> None:
    """Keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def walk_to(page: Page, column: str) -> str:
    """Go down from card to card into a column, as many as come up on the way; returns the title it stops at."""
    for _ in range(200):
        page.keyboard.press("j")
        if page.locator(f"{column} [data-open]:focus").count():
            return page.locator(":focus").inner_text()
    pytest.fail(f"no key led to {column}")


def open_deals(place: Any, stage: str) -> list[dict[str, Any]]:
    """The open deals of a stage, largest first."""
    found: list[dict[str, Any]] = place.ask(f"/deals?status=open&stage={stage}&sort=-amount")["items"]
    return found


def test_a_deal_is_found_opened_and_moved_by_keyboard_alone(shop: Any, settle: Any) -> None:
    place, page = shop
    page.goto(place.address)
    settle(page)

    press(page, "Control+k")
    page.keyboard.type("scorecard")
    press(page, "Enter")
    page.wait_for_url("**/scorecard/")
    settle(page)

    press(page, "g", "b")
    page.wait_for_url("**/board/")
    settle(page)
    title = walk_to(page, "#column-presenting_solution-cards")
    press(page, "j", "k", "e")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("heading", name=f"Move {title} to…", exact=True)).to_be_visible()
    expect(dialog.get_by_role("button", name="Handling objections")).to_be_focused()
    press(page, "Shift+Tab")
    expect(dialog.get_by_role("button", name="Needs assessment")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_text(f"{title} moved to Needs assessment")).to_be_visible()
    expect(dialog).not_to_be_visible()
    expect(page.locator("#column-needs_assessment-cards").get_by_text(title)).to_be_visible()

    press(page, "/")
    page.keyboard.type(title)
    press(page, "Enter")
    page.wait_for_url("**/search/**")
    settle(page)
    press(page, "Tab", "j", "Enter")
    page.wait_for_url("**/deals/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    press(page, "?")
    expect(page.get_by_role("dialog").get_by_text("Edit the amount")).to_be_visible()
    press(page, "Escape")


def test_a_refusal_is_answered_by_keyboard_where_the_choice_stood(shop: Any, settle: Any) -> None:
    place, page = shop
    place.ask("/deals", {"title": "Grinders for Neumann"})
    page.goto(f"{place.address}/board/?owner=me")
    settle(page)
    assert walk_to(page, "#column-prospecting-cards") == "Grinders for Neumann"
    press(page, "e")
    expect(page.locator("#dialog").get_by_role("button", name="Qualifying")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#dialog").get_by_label("Kind")).to_be_focused()
    press(page, "Tab")
    page.keyboard.type("They called us")
    press(page, "Enter")
    expect(page.get_by_text("Grinders for Neumann moved to Qualifying")).to_be_visible()


def test_what_a_dialog_offers_works_in_the_moment_it_has_the_focus(shop: Any, settle: Any) -> None:
    place, page = shop
    place.ask("/deals", {"title": "Grinders for Otto"})
    page.goto(f"{place.address}/board/?owner=me")
    settle(page)
    page.evaluate(
        "addEventListener('focusin', event => setTimeout(() => event.target.closest('#dialog form button')?.click()))"
    )
    assert walk_to(page, "#column-prospecting-cards") == "Grinders for Otto"
    press(page, "e")
    expect(page.locator("#dialog").get_by_label("Kind")).to_be_visible()


def test_keys_work_as_soon_as_a_page_is_there(shop: Any) -> None:
    place, page = shop
    slowly = page.context.new_cdp_session(page)
    slowly.send("Network.emulateNetworkConditions",
                {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1})  # fmt: skip
    slowly.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(f"{place.address}/deals/")
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible(timeout=5000)
    slowly.detach()


def test_enter_follows_the_link_it_rests_on_and_not_its_row(shop: Any, settle: Any) -> None:
    place, page = shop
    page.goto(f"{place.address}/deals/")
    settle(page)
    page.locator("tbody tr[data-row] td a").first.focus()
    press(page, "Enter")
    page.wait_for_url("**/organisations/*/")


def test_the_cursor_goes_on_where_a_filter_was_taken_off(shop: Any, settle: Any) -> None:
    place, page = shop
    page.goto(f"{place.address}/deals/?status=open&amount__gte=1")
    settle(page)
    for left, here in ((1, "Remove filter Amount"), (0, "Add filter")):
        page.get_by_role("link", name="Remove filter").first.press("Enter")
        expect(page.locator(".chip")).to_have_count(left)
        expect(page.locator(":focus")).to_have_attribute("aria-label", here)


def test_a_deal_is_lost_for_a_reason_and_taken_back(shop: Any, settle: Any) -> None:
    place, page = shop
    deal = open_deals(place, "qualifying")[0]
    page.goto(f"{place.address}/deals/{deal['id']}/")
    settle(page)
    page.get_by_role("link", name="Lost", exact=True).click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Price").check()
    dialog.get_by_label("What can we learn from it?").fill("Ask for the budget earlier")
    dialog.get_by_role("button", name="Mark as lost").click()
    expect(page.get_by_role("button", name="Open it again")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Ask for the budget earlier")
    assert place.ask(f"/deals/{deal['id']}")["status"] == "lost"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Lost", exact=True)).to_be_visible()
    back = place.ask(f"/deals/{deal['id']}")
    assert (back["status"], back["stage"]) == ("open", "qualifying")


def test_two_windows_on_one_deal_lose_no_text(shop: Any, settle: Any) -> None:
    place, page = shop
    deal = open_deals(place, "qualifying")[1]
    other = page.context.new_page()
    for window in (page, other):
        window.goto(f"{place.address}/deals/{deal['id']}/")
        settle(window)
        window.locator("a[href$='/field/source/']").click()
        window.locator("form.in-place [name=source]").wait_for()
    for window, text in ((page, "Fair in Milan"), (other, "Web form")):
        window.locator("form.in-place [name=source]").fill(text)
        window.locator("form.in-place").get_by_role("button", name="Save").click()
    expect(other.get_by_text("Somebody changed this to “Fair in Milan” while you were typing")).to_be_visible()
    expect(other.locator("form.in-place [name=source]")).to_have_value("Web form")
    assert place.ask(f"/deals/{deal['id']}")["source"] == "Fair in Milan"
    other.locator("form.in-place").get_by_role("button", name="Save").click()
    expect(other.locator("a[href$='/field/source/']")).to_have_text("Web form")
    assert place.ask(f"/deals/{deal['id']}")["source"] == "Web form"
    other.close()


@pytest.mark.skipif("DEALWRIGHT_SCREENSHOTS" not in os.environ, reason="pictures are made when they are asked for")
def test_the_pictures_of_the_readme(shop: Any, settle: Any) -> None:
    place, page = shop
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    for name in ("board", "scorecard"):
        page.goto(f"{place.address}/{name}/")
        settle(page)
        page.screenshot(path=IMAGES / f"{name}.png")
        assert (IMAGES / f"{name}.png").stat().st_size > 10_000


def test_done_by_key_the_cursor_goes_on_to_the_next_task(shop: Any, settle: Any) -> None:
    place, page = shop
    for title in ("Call first", "Call second", "Call third"):
        place.ask("/tasks", {"title": title, "due_on": "2020-01-01"})
    page.goto(f"{place.address}/?show=overdue")
    settle(page)
    page.get_by_role("link", name="Call second", exact=True).focus()
    press(page, "d")
    expect(page.get_by_text("Done: Call second")).to_be_visible()
    expect(page.get_by_role("link", name="Call third", exact=True)).to_be_focused()


def test_tasks_are_put_off_and_done_in_a_row_by_keys_alone(shop: Any, settle: Any) -> None:
    place, page = shop
    for number in range(5):
        place.ask("/tasks", {"title": f"Step {number} of the row", "due_on": "2020-01-02"})
    page.goto(f"{place.address}/?show=overdue")
    settle(page)
    first = page.get_by_role("link", name="Step 0 of the row", exact=True)
    for _ in range(page.locator("[data-row]").count()):  # what other journeys left to do may stand above
        page.keyboard.press("j")
        if first.evaluate("link => link === document.activeElement"):
            break
    for number, key in enumerate("sds"):
        expect(page.get_by_role("link", name=f"Step {number} of the row", exact=True)).to_be_focused()
        page.keyboard.press(key)
        if key == "s":
            page.get_by_role("dialog").get_by_role("button", name="Tomorrow").press("Enter")
        expect(page.get_by_role("link", name=f"Step {number} of the row", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Step 3 of the row", exact=True)).to_be_focused()
