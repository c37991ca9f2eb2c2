"""The first day of a new user in a browser, with all that `dealwright up` runs: import, work, what it adds up to."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

MAVEN = Path(__file__).resolve().parents[3] / "shared/data/maven"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not MAVEN.is_dir(), reason=f"the Maven data set is not at {MAVEN}"),
]


def won_and_lost() -> tuple[int, int]:
    """How many deals of the file were won and lost."""
    with (MAVEN / "sales_pipeline.csv").open(encoding="utf-8-sig") as file:
        stages = [row["deal_stage"] for row in csv.DictReader(file)]
    return stages.count("Won"), stages.count("Lost")


def bring_in(page: Page, place: Any, file: str, kind: str) -> None:
    """Import a file as the page offers it, up to its plan."""
    page.goto(f"{place.address}/imports/")
    page.get_by_role("link", name="Import a file").first.click()
    page.get_by_label("What is in the file?").select_option(kind)
    page.locator("[name=file]").set_input_files(MAVEN / file)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="See what would happen").click()
    expect(page.get_by_role("button", name="Import now")).to_be_visible(timeout=60_000)


def run_it(page: Page) -> dict[str, int]:
    """Have it imported; returns the numbers of its summary."""
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_text("Done", exact=True)).to_be_visible(timeout=120_000)
    return numbers(page)


def numbers(page: Page) -> dict[str, int]:
    """The figures of the summary by their names."""
    found = {}
    for stat in page.locator(".stats > *").all():
        lines = [line for line in stat.inner_text().splitlines() if line.strip()]
        digits = next(line for line in lines if line.replace(",", "").strip().isdigit())
        name = next(line for line in lines if line != digits)
        found[name] = int(digits.replace(",", ""))
    return found


def test_from_the_link_to_the_first_insight(
    place: Any, open_page: Callable[..., Page], begin: Callable[..., None], settle: Callable[[Page], None]
) -> None:
    page = open_page()
    begin(page, place)
    expect(page.get_by_text("No open deals yet")).to_be_visible()

    import_the_pipeline(page, place)
    won, lost = won_and_lost()
    page.goto(f"{place.address}/board/")
    open_deals = place.ask("/deals?status=open&limit=1")["count"]
    assert open_deals == 1000  # capped
    expect(page.locator(".column").first).to_be_visible()
    assert page.locator("[data-card]").count() > 10

    work_a_deal(page, place, settle)
    planned = {task["title"] for task in place.ask("/tasks?limit=100")["items"]}
    assert "Say thank you and name the next steps" in planned  # on the next working day

    page.goto(f"{place.address}/scorecard/")
    won, closed = won + 1, won + lost + 1  # the file's, and the deal just won
    expect(page.get_by_role("main")).to_contain_text(f"{won:,} of {closed:,}")
    expect(page.get_by_role("main")).to_contain_text(f"{won / closed:.0%}")
    over_api = place.ask("/scorecard/win_rate")["rows"][0]
    on_command = json.loads(place.run("scorecard", "win_rate", "--json"))["rows"][0]
    assert over_api == on_command
    assert (over_api["n"], over_api["value"]) == (closed, pytest.approx(won / closed))


def import_the_pipeline(page: Page, place: Any) -> None:
    """Products, teams and accounts first, as a user would; then the deals."""
    for file, kind, created in [
        ("products.csv", "products", 7),
        ("sales_teams.csv", "members", 35),
        ("accounts.csv", "organisations", 85),
    ]:
        bring_in(page, place, file, kind)
        assert run_it(page)["Created"] == created
    bring_in(page, place, "sales_pipeline.csv", "deals")
    expect(page.get_by_text("GTXPro → GTX Pro")).to_be_visible()
    page.get_by_role("button", name="Use the ticked ones").click()
    expect(page.get_by_role("button", name="Import now")).to_be_visible(timeout=60_000)
    done = run_it(page)
    assert (done["Rows read"], done["Created"], done["Refused"]) == (8800, 8800, 0)
    assert "GTXPro" not in {each["product"] for each in place.ask("/deals?product.name__starts=GTX&limit=200")["items"]}
    assert place.ask("/organisations?limit=1")["count"] == 85


def work_a_deal(page: Page, place: Any, settle: Callable[[Page], None]) -> None:
    """Try to move a deal on, be refused, supply what is missing on the spot, win it."""
    page.locator("#column-prospecting-cards [data-open]").first.click()
    page.wait_for_url("**/deals/*/")
    settle(page)
    take_over(page, settle)

    dialog = page.locator("#dialog")
    page.get_by_role("button", name="Move on to Qualifying").click()
    expect(dialog.get_by_role("group", name="You have been in touch with them")).to_be_visible()
    dialog.locator("[name^='activity.'][name$='.subject']").fill("They are looking for a new machine")
    dialog.get_by_role("button", name="Save and move to Qualifying").click()
    expect(page.get_by_role("button", name="Move on to Needs assessment")).to_be_visible()
    settle(page)

    page.get_by_role("button", name="Move on to Needs assessment").click()
    expect(dialog.get_by_text("Without a pain nobody changes anything")).to_be_visible()
    dialog.get_by_role("textbox", name="Main pain").fill("The old one breaks down every week")
    dialog.get_by_role("textbox", name="Budget").fill("12,500")
    dialog.get_by_role("combobox", name="Decision maker").fill("Grace Stone")
    dialog.locator("[name=amount]").fill("9,800")
    for subject in dialog.locator("[name^='activity.'][name$='.subject']").all():
        subject.fill("What they need and when")
    dialog.get_by_role("button", name="Save and move to Needs assessment").click()
    expect(page.get_by_role("button", name="Move on to Presenting a solution")).to_be_visible()
    settle(page)
    expect(page.get_by_role("main")).to_contain_text("Grace Stone")

    page.get_by_role("button", name="Won", exact=True).click()
    dialog.get_by_text("Move to Won without it").click()
    dialog.get_by_label("Why may it pass?").fill("They signed at the fair")
    dialog.get_by_role("button", name="Move anyway").click()
    expect(page.get_by_role("button", name="Open it again")).to_be_visible()
    settle(page)
    expect(page.get_by_role("main")).to_contain_text("They signed at the fair")


def take_over(page: Page, settle: Callable[[Page], None]) -> None:
    """Make the deal mine, in place."""
    page.locator("a[href$='/field/owner/']").click()
    page.locator("form.in-place [name=owner]").select_option(label="Ada Miller")
    page.locator("form.in-place").get_by_role("button", name="Save").click()
    expect(page.locator("a[href$='/field/owner/']")).to_have_text("Ada Miller")
    settle(page)
