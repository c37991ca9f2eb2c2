"""Every page in Chromium: nothing serious for axe in both themes and widths, and no script that was stored runs."""

from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
FINDINGS = """async ([theme, only]) => {
    document.documentElement.dataset.theme = theme
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)  // colours have changed over
    const grave = one => ["serious", "critical"].includes(one.impact)
    // What would not be told is not looked for: a third of the work.
    const rules = Object.fromEntries(axe._audit.rules.filter(one => !grave(one)).map(one => [one.id, {enabled: false}]))
    const found = (await axe.run(document, {resultTypes: ["violations"], rules, ...only})).violations
    return found.filter(grave).map(one => `${one.id}: ` +
        one.nodes.slice(0, 2).map(node => node.html.slice(0, 90) + node.failureSummary.slice(-200)).join(" | "))
}"""
# A page is looked at wide in one theme and narrow in the other, the next one the other way round. What it is made of is
# the same in both: of the second look only what width and colours decide is asked. The narrow window comes last: its
# width is measured.
BY_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
LOOKS: tuple[tuple[int, dict[str, list[str]]], ...] = ((1280, {}), (320, {"runOnly": BY_LOOKS}))
THEMES = [("light", "dark"), ("dark", "light")]
WIDER = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
LEFT_OUT = (
    "/desk/", "/sign-out/", "/welcome/", ".csv", "/download/", "/exchange/", "<int:import_id>", "/near/", "/find/",
    "/board/cards/", "/deals/quiet/", "/deals/of-", "<int:activity_id>", "<int:token_id>", "/active/", "/link/",
    "/deviations/", "/proof/<", "/approvals/<", "<int:study_id>", "<int:move_id>", "/steps/<", "<int:feedback_id>",
    "/ask/", "/publish/", "/review/", "/withdraw/", "/retire/", "/return/", "/supply/", "/board/drop/", "/adopt/",
    "/password/", "/teams/<", "/reopen/", "<int:share_id>", "<int:territory_id>/up/", "<int:application_id>",
    "/territories/apply/",
    "/back/", "/calendar/<", "/stage", "<int:person_id>/<slug", "<int:relation_id>", "<int:employment_id>",
    "/leads/of/", "/leads/referred-by/", "/f/<", "/f/confirm/", "/work/", "/qualify/", "/unconvert/", "/undo/", "/off/",
    "/remove/", "/restore/", "<int:double_id>", "/merges/", "/duplicates/search/", "/duplicates/sure/", "/progress/",
    "/comments/<", "/notifications/<", "/notifications/count/", "/notifications/read/", "/team/<int", "/follow/",
    "/order/", "/value-rules/<", "/quality/<", "/goals/set/", "/goals/today/", "<int:alert_id>", "<int:dashboard_id>",
    "/paper/", "/numbers.",
    "/lists/<slug:kind>/", "/lists/<int:list_id>/next/", "/views/<", "/changes/<",
)  # fmt: skip
GERMANY = {"title": "Germany", "rule": 'customer.country == "DE"'}
LEAD = {"name": "Ada", "email": "ada@acme.example", "organisation": "Acme", "source": "Web", "message": "Please call"}
MARK = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>"\'{{7*7}}'
pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def addresses(routes: Any, shop: Any) -> list[str]:
    """The address of every page, of records that there are, with something of everything on them."""
    place, _ = shop
    deal = place.ask("/deals?status=open&sort=-amount&limit=1")["items"][0]
    task = place.ask("/tasks?limit=1")["items"]
    ids = {
        "deal_id": deal["id"], "record_id": deal["id"], "one": "deal", "organisation_id": deal["organisation"],
        "person_id": place.ask("/people?limit=1")["items"][0]["id"], "member_id": deal["owner"], "name": "source",
        "draft_id": place.ask("/processes/general/drafts", {"title": "Shorter"})["id"], "element": "budget",
        "deviation": "late", "key": "general", "framework": "bant", "leaf": "funnel", "figure": "funnel",
        "mined": "moves",
        "metric": "win_rate",
        "role_key": place.ask("/roles", {"title": "Deal desk"})["key"],
        "territory_id": place.ask("/territories", {**GERMANY, "members": [deal["owner"]]})["id"],
        "lead_id": place.ask("/leads", LEAD)["id"], "form_id": 0, "list_id": 0, "source_id": 0, "source_word": "source",
        "one_erasable": "person",
        "kind": "deals",
        "field_id": place.ask("/fields", {"kind": "deals", "title": "Contract ends", "type": "date"})["id"],
        "task_id": task[0]["id"] if task else 1, "fact": "phones",
    }  # fmt: skip
    pages = [one for one in routes if one.method == "GET" and not one.over_api]
    return [one.address(ids) for one in pages if not any(part in one.path for part in LEFT_OUT)] + [
        f"/activities/new/?deal={deal['id']}", "/?show=later", "/no/such/page/",
    ]  # fmt: skip


def seen(page: Page, themes: tuple[str, str]) -> Iterator[str]:
    """What is wrong with the page as it stands, in both widths and both themes."""
    for (width, only), theme in zip(LOOKS, themes, strict=True):
        page.set_viewport_size({"width": width, "height": 800})
        for finding in page.evaluate(FINDINGS, [theme, only]):
            yield f"{theme} {width}: {finding}"
    if (over := page.evaluate(WIDER)) > 0:
        yield f"{over} pixels too wide"


def keys_taken_twice(page: Page) -> Iterator[str]:
    """Keys that two things on the page claim, of which only the first hears them; parts loaded later count."""
    keys = Counter(page.locator("[data-shortcut]").evaluate_all("all => all.map(each => each.dataset.shortcut)"))
    yield from (f"the key {key} is taken {times} times" for key, times in keys.items() if times > 1)


def test_nobody_is_shut_out_of_any_page(shop: Any, addresses: list[str], settle: Any) -> None:
    place, page = shop
    page.context.add_init_script(path=AXE)
    wrong, refused = {}, set()
    for themes, address in zip(cycle(THEMES), addresses):
        answer = page.goto(place.address + address)
        if answer.status >= 400 and answer.status in refused:  # all refusals of a kind look alike
            continue
        refused |= {answer.status} - {200}
        settle(page)
        wrong |= {address: found} if (found := [*seen(page, themes), *keys_taken_twice(page)]) else {}
    assert not wrong, "\n".join(f"{address} {line}" for address, lines in wrong.items() for line in lines)
    assert len(addresses) > 25


def test_the_door_shuts_nobody_out(open_page: Any, shop: Any) -> None:
    place, _ = shop
    page = open_page()
    page.context.add_init_script(path=AXE)
    page.goto(f"{place.address}/sign-in/")
    assert [list(seen(page, themes)) for themes in THEMES] == [[], []]


def mark_everything(place: Any) -> None:
    """Records with a script in every text that can be written."""
    organisation = place.ask("/organisations", {"name": MARK, "sector": MARK[:100], "country": MARK[:100]})["id"]
    person = place.ask("/people", {"name": MARK, "job_title": MARK, "organisation": organisation})["id"]
    deal = place.ask(
        "/deals",
        {
            "title": MARK, "stage": "qualifying", "organisation": organisation, "source": MARK[:100], "product": MARK,
            "amount": "99999999", "fields": {"pain": MARK, "competitor": MARK},
        },
    )["id"]  # fmt: skip
    place.ask(f"/deals/{deal}/people", {"person": person, "role": "champion"})
    place.ask("/activities", {"deal": deal, "kind": "call", "subject": MARK, "text": MARK})
    place.ask("/tasks", {"deal": deal, "title": MARK, "due_on": "2026-01-01"})
    place.run("member", "add", "eve@example.com", "--name", MARK, "--role", "rep")


def test_no_stored_script_ever_runs(shop: Any, routes: Any, settle: Any) -> None:
    place, page = shop
    mark_everything(place)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    firm = place.ask("/organisations?name__contains=onerror")["items"][0]["id"]
    person = place.ask("/people?name__contains=onerror")["items"][0]["id"]
    deal = place.ask("/deals?title__contains=onerror")["items"][0]["id"]
    shown = {
        "/": 1, "/board/": 1, "/deals/": 1, f"/deals/{deal}/": 6, f"/deals/{deal}/move/": 1, f"/deals/{deal}/lost/": 1,
        f"/deals/{deal}/people/": 1, f"/deals/{deal}/field/fields.pain/": 0, f"/organisations/{firm}/": 2,
        "/organisations/": 1, "/people/": 1, f"/people/{person}/": 2, f"/people/{person}/edit/": 0,
        f"/organisations/{firm}/edit/": 0, "/search/?q=onerror": 1, "/settings/members/": 1,
        "/scorecard/?by=source": 0, "/scorecard/?by=product": 0, "/scorecard/?by=owner": 0,
        f"/activities/new/?deal={deal}": 1, f"/tasks/about/deal/{deal}/": 1, f"/timeline/deal/{deal}/": 1,
        "/deals/new/": 0, "/tasks/": 0, "/activities/": 0, "/scorecard/pipeline/deals/?stage=qualifying": 0,
    }  # fmt: skip
    for address, times in shown.items():
        page.goto(place.address + address)
        settle(page)
        assert page.evaluate("() => window.pwned") is None, address
        text = page.locator("body").inner_text()
        assert text.count('<img src=x onerror="window.pwned=1"') >= times, (address, text)
        assert "'49" not in text, address  # no template was filled in either
    assert dialogs == []
