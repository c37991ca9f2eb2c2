"""Two people at once: what one of them changes shows on the screen of the other, and takes nothing from their hands."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
WITHIN = 5_000  # ms; it takes less than one second on a machine that has nothing else to do


@pytest.fixture
def other(shop: Any, open_page: Callable[..., Page]) -> Iterator[Page]:
    """A second window of the same owner, as another browser has it."""
    _, page = shop
    window = open_page()
    window.context.add_cookies(page.context.cookies())
    yield window
    window.context.close()


def first_deal(place: Any, stage: str) -> dict[str, Any]:
    """The largest open deal of a stage."""
    found: dict[str, Any] = place.ask(f"/deals?status=open&stage={stage}&sort=-amount")["items"][0]
    return found


def test_a_move_on_one_screen_shows_on_the_board_of_the_other(shop: Any, other: Page, settle: Any) -> None:
    place, page = shop
    deal = first_deal(place, "needs_assessment")
    board, card = f"{place.address}/board/", f"[data-card='{deal['id']}']"
    other.goto(board)
    settle(other)
    expect(other.locator("#column-needs_assessment-cards").locator(card)).to_be_visible()
    card_beside = other.locator("#column-prospecting-cards [data-open]").first
    card_beside.focus()

    page.goto(f"{place.address}/deals/{deal['id']}/")
    settle(page)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Back to Qualifying").click()
    expect(page.get_by_text("moved to Qualifying")).to_be_visible()

    expect(other.locator("#column-qualifying-cards").locator(card)).to_be_visible(timeout=WITHIN)
    expect(other.locator("#column-needs_assessment-cards").locator(card)).to_have_count(0)
    expect(card_beside).to_be_focused()


def test_what_somebody_types_stays_while_the_rest_of_the_page_changes(shop: Any, other: Page, settle: Any) -> None:
    place, _ = shop
    deal = first_deal(place, "presenting_solution")
    other.goto(f"{place.address}/deals/{deal['id']}/")
    settle(other)
    field = other.locator("#discussion textarea")
    field.fill("half a thought")

    place.ask(f"/deals/{deal['id']}", {"title": "Seen at once"}, "PATCH")

    expect(other.get_by_role("heading", level=1)).to_have_text("Seen at once", timeout=WITHIN)
    expect(field).to_have_value("half a thought")
    expect(field).to_be_focused()


def test_a_list_shows_what_somebody_else_changed(shop: Any, other: Page, settle: Any) -> None:
    place, _ = shop
    other.goto(f"{place.address}/deals/")
    settle(other)
    name = other.locator("table.records tbody tr:first-child th a").first
    number = int(str(name.get_attribute("href")).rstrip("/").split("/")[-1])
    place.ask(f"/deals/{number}", {"title": "Renamed elsewhere"}, "PATCH")
    expect(name).to_have_text("Renamed elsewhere", timeout=WITHIN)


def test_a_cell_that_is_being_written_stays_while_its_list_changes(shop: Any, other: Page, settle: Any) -> None:
    place, _ = shop
    other.goto(f"{place.address}/deals/?columns=title,owner.name,amount")
    settle(other)
    row = other.locator("table.records tbody tr").first
    row.locator("td").nth(1).dblclick()
    owner = row.locator(".cell-form select")
    expect(owner).to_be_focused()
    place.ask(f"/deals/{row.get_attribute('data-id')}", {"title": "Renamed while its owner is chosen"}, "PATCH")
    expect(row.locator("th a")).to_have_text("Renamed while its owner is chosen", timeout=WITHIN)
    expect(owner).to_be_focused()


def test_changes_that_follow_each_other_show_as_soon_as_the_first(shop: Any, other: Page, settle: Any) -> None:
    place, _ = shop
    deal = first_deal(place, "presenting_solution")
    other.goto(f"{place.address}/deals/{deal['id']}/")
    settle(other)
    for number in range(5):
        place.ask(f"/deals/{deal['id']}", {"title": f"Change {number}"}, "PATCH")
        expect(other.get_by_role("heading", level=1)).to_have_text(f"Change {number}", timeout=WITHIN)


def test_who_may_not_see_a_record_any_more_is_told_so(shop: Any, other: Page, settle: Any) -> None:
    place, _ = shop
    person = place.ask("/people", {"name": "Nina Voss", "phone": "+49 30 1234567"})["id"]
    other.goto(f"{place.address}/people/{person}/")
    settle(other)
    place.ask(f"/people/{person}", method="DELETE")
    expect(other.locator("#main")).not_to_contain_text("1234567", timeout=WITHIN)
    expect(other.locator("body")).to_contain_text(f"There is no person {person}")


def test_a_warning_and_the_cursor_stay_where_a_comment_was_written(shop: Any, other: Page, settle: Any) -> None:
    place, _ = shop
    place.run("member", "add", "olive@example.com", "--name", "Olive Outside", "--role", "rep")
    deal = place.ask("/deals", {"title": "Pumps for Lang"})["id"]
    other.goto(f"{place.address}/deals/{deal}/")
    settle(other)
    other.get_by_label("Write to your colleagues").fill("@Olive Outside please look")
    other.keyboard.press("Control+Enter")
    warning = other.get_by_text("Olive Outside cannot see this and will not be told.")
    expect(warning).to_be_visible()
    expect(other.get_by_label("Write to your colleagues")).to_be_focused()
    other.evaluate("document.activeElement.blur()")
    place.ask("/comments", {"kind": "deal", "record": deal, "text": "I will ask her"})
    expect(other.locator(".comments").get_by_text("I will ask her")).to_be_visible(timeout=WITHIN)
    expect(warning).to_be_visible()
