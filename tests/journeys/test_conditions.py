"""Conditions are asked in rows, which write them out; what rows cannot say stays as it is written."""

from typing import Any

import pytest
from playwright.sync_api import expect

WRITTEN = [
    'lead.country == "DE" && lead.touches >= 3 && !lead.free_mail',
    'lead.country in ["DE", "AT"] || lead.job_title.contains("Chef \\"x\\"")',
    'lead.name != "a && b"', "has(lead.phone)", "!has(lead.source)",
    'lead.name.startsWith("A")', '"Fair" in lead.lists',
]  # fmt: skip
BEYOND = ["lead.free_mail && lead.referred || lead.touches > 1", "size(lead.name) > 3", "lead.touches == 1 + 2"]
ROUND_TRIP = """async texts => {
    const { read, write } = await import("/static/desk/clauses.js")
    const kind = name => name === "lead.touches" ? "number" : "text"
    const again = ({ clauses, join }) => write(clauses.map(one => ({ ...one, kind: kind(one.name) })), join)
    return texts.map(text => read(text) && again(read(text)))
}"""
pytestmark = pytest.mark.browser


def test_a_rule_is_put_together_by_keyboard_and_comes_back_in_rows(shop: Any, settle: Any) -> None:
    place, page = shop
    page.goto(f"{place.address}/leads/scoring/")
    settle(page)
    assert page.evaluate(ROUND_TRIP, WRITTEN) == WRITTEN
    assert page.evaluate(ROUND_TRIP, BEYOND) == [None] * len(BEYOND)

    page.get_by_label("Field", exact=True).focus()
    page.keyboard.type("Country")
    page.get_by_label("Value", exact=True).fill("DE")
    page.get_by_role("button", name="Add a condition").press("Enter")
    page.keyboard.type("Times they came")
    page.get_by_label("How", exact=True).nth(1).select_option("is at least")
    page.get_by_label("Value", exact=True).nth(1).fill("2")
    page.get_by_label("Points").fill("5")
    page.get_by_label("Reason shown").fill("Close by")
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_text("The rules are in force.")).to_be_visible()
    (rule,) = place.ask("/leads/score-rules")["rules"]
    assert rule["condition"] == 'lead.country == "DE" && lead.touches >= 2'

    page.get_by_role("button", name="Take this condition away").nth(1).press("Enter")
    expect(page.get_by_label("Field", exact=True)).to_be_focused()
    expect(page.locator('[name="condition"]')).to_have_value('lead.country == "DE"')
    page.locator("summary", has_text="Advanced").click()
    page.locator('[name="condition"]').fill(BEYOND[0])
    expect(page.get_by_text("This condition says more than rows can show.")).to_be_visible()

    page.goto(f"{place.address}/settings/fields/deals/rules/new/")
    settle(page)
    page.get_by_label("Field", exact=True).first.select_option("Stage")
    page.get_by_label("Value", exact=True).first.fill("Prospecting")
    written = page.locator('[name="condition"]')
    expect(written).to_have_value('deal.stage == "prospecting"')
    page.locator("summary", has_text="Advanced").click()
    written.fill('deal.stage in ["prospecting", "qualifying"]')
    expect(page.get_by_label("Value", exact=True).first).to_have_value("Prospecting, Qualifying")
