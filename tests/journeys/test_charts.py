"""Charts as they stand on a telephone and on paper: no name is cut, no number is hidden, none is left blank."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
TOUCHING = """() => [...document.querySelectorAll("figure svg")].map(svg => {
    const texts = [...svg.querySelectorAll("text")].filter(one => one.textContent.trim()), wrong = []
    const [all, paper] = [texts.map(one => one.getBoundingClientRect()), svg.getBoundingClientRect()]
    for (const [n, one] of all.entries()) {
        if (one.left < paper.left - 1 || one.right > paper.right + 1) wrong.push(texts[n].textContent)
        for (const [m, two] of all.entries()) {
            const above = one.bottom < two.top + 3 || two.bottom < one.top + 3
            const apart = above || one.right < two.left + 1 || two.right < one.left + 1
            const leans = texts[n].getAttribute("transform")?.includes("matrix")
            if (m > n && !apart && !leans) wrong.push(`${texts[n].textContent} on ${texts[m].textContent}`)
        }
    }
    return wrong
}).flat()"""


def shown(page: Page, address: str, width: int) -> list[str]:
    """All texts that are drawn on the page at that width, once all of its charts are, without scrolling to them."""
    page.set_viewport_size({"width": width, "height": 500})
    page.goto(address)
    expect(page.locator(".drawing:not(:has(svg))")).to_have_count(0)
    return page.locator(".drawing svg text").all_text_contents()


@pytest.mark.parametrize("leaf", ["funnel", "velocity", "won-lost", "bottlenecks", "waterfall"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_name_of_a_chart_is_cut_or_covered(shop: Any, leaf: str, width: int) -> None:
    place, page = shop
    assert [text for text in shown(page, f"{place.address}/scorecard/{leaf}/", width) if text.endswith("…")] == []
    assert page.evaluate(TOUCHING) == []


def test_the_map_names_all_stages_on_a_telephone(shop: Any) -> None:
    place, page = shop
    drawn = shown(page, f"{place.address}/scorecard/process/", 320)
    assert {"Prospecting", "Needs", "assessment", "Handling", "objections", "Won", "Lost"} <= set(drawn)


@pytest.mark.parametrize("width", [320, 700, 1280])
def test_the_heat_map_names_each_column(shop: Any, width: int) -> None:
    place, page = shop
    drawn = shown(page, f"{place.address}/scorecard/funnel/", width)
    assert {"Qualifying", "Presenting a solution", "Closing"} <= set(drawn[-100:])


@pytest.mark.parametrize("path", ["/scorecard/goals/", "/forecast/"])
def test_no_amount_is_pushed_off_a_telephone(shop: Any, settle: Any, path: str) -> None:
    place, page = shop
    page.set_viewport_size({"width": 320, "height": 500})
    page.goto(place.address + path)
    settle(page)
    wide = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent.trim())"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".stat").evaluate_all(wide) == []


def test_a_dashboard_on_paper_shows_its_tables_whole(shop: Any, settle: Any) -> None:
    place, page = shop
    figures = [{"figure": "funnel"}, {"figure": "cohorts"}]
    made = place.ask("/dashboards", {"name": "Morning", "figures": figures})
    page.set_viewport_size({"width": 1000, "height": 1000})  # the browser makes that as narrow as the sheet
    page.goto(f"{place.address}/scorecard/dashboards/{made['id']}/")
    settle(page)
    page.emulate_media(media="print")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.ariaLabel)"
    assert page.locator(".table-scroll").count() == 2
    assert page.locator(".table-scroll").evaluate_all(cut) == []
    page.emulate_media(media="screen")
