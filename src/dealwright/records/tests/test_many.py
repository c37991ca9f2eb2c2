"""Changes of many: told first without a trace, done past the same gates, set back unless changed since."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright import BadRequest, Conflict, Invalid, NotFound
from dealwright.deals.commands import NewDeal, change_deal, open_deals, win_deal
from dealwright.deals.models import Deal
from dealwright.ledger.commands import number_entries
from dealwright.ledger.models import Entry
from dealwright.ledger.queries import entries_after
from dealwright.records import bulk
from dealwright.records.bulk_shown import story
from dealwright.records.jobs import work_on_bulk
from dealwright.records.kinds import kind_of
from dealwright.records.queries import listing
from dealwright.records.setup.fields import NewField, add_field

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def deals(cast: "Cast", published: Any) -> list[int]:
    """Four deals of Ann's, one of Cid's, who is of another team."""
    mine = open_deals(
        [NewDeal(f"Mine {n}", source="Web", owner_id=cast.rep.id) for n in range(4)], by=cast.owner, via="cli"
    )
    return [*mine, *open_deals([NewDeal("Cid's", owner_id=cast.stranger.id)], by=cast.owner, via="cli")]  # fmt: skip


def tried(ids: list[int], changes: dict[str, Any], by: Any, act: str = "change") -> bulk.BulkEdit:
    return bulk.ask(bulk.begin("deals", act, changes, ids, by=by), "try", by=by, via="page")


def test_a_preview_tells_what_would_change_and_leaves_no_trace(cast: "Cast", deals: list[int]) -> None:
    change_deal(deals[0], {"source": "Fair"}, by=cast.owner, via="cli")
    entries, before = Entry.objects.count(), list(Deal.objects.order_by("id").values())
    told = story(tried(deals, {"source": {"set": "Fair"}}, cast.rep), cast.rep)
    assert (told.ready, told.same, told.refused) == (3, 1, 1)
    assert [(turn.before, turn.after, turn.count) for turn in told.turns] == [("Web", "Fair", 3)]
    assert [refused.id for refused in told.refusals] == [deals[4]]
    assert list(Deal.objects.order_by("id").values()) == before
    assert Entry.objects.count() == entries


def test_what_was_changed_since_is_left_when_it_is_undone(cast: "Cast", deals: list[int]) -> None:
    made = bulk.ask(tried(deals[:4], {"source": {"set": "Fair"}}, cast.rep), "do", by=cast.rep, via="page")
    assert set(Deal.objects.filter(id__in=deals[:4]).values_list("source", flat=True)) == {"Fair"}
    change_deal(deals[2], {"source": "Mail"}, by=cast.rep, via="page")
    undone = story(bulk.ask(made, "undo", by=cast.rep, via="page"), cast.rep)
    assert (undone.restored, undone.kept) == (3, 1)
    assert list(Deal.objects.filter(id__in=deals[:4]).order_by("id").values_list("source", flat=True)) == [
        "Web", "Web", "Mail", "Web",
    ]  # fmt: skip
    with pytest.raises(Conflict):
        bulk.ask(made, "undo", by=cast.rep, via="page")


def test_stages_are_moved_past_the_same_gates(cast: "Cast", deals: list[int]) -> None:
    win_deal(deals[1], by=cast.owner, via="cli", override="For the test")
    told = story(tried(deals[:4], {"stage": {"set": "closing"}}, cast.rep), cast.rep)
    alone = {}
    for deal_id in deals[:4]:
        one = story(tried([deal_id], {"stage": {"set": "closing"}}, cast.rep), cast.rep)
        alone[deal_id] = one.refusals[0].why if one.refused else ""
    assert {each.id: each.why for each in told.refusals} == {key: why for key, why in alone.items() if why}
    assert told.refused >= 1
    assert Deal.objects.get(id=deals[0]).stage == "prospecting"


def test_deals_are_deleted_only_by_who_may(cast: "Cast", deals: list[int]) -> None:
    made = tried(deals, {}, cast.rep, act="remove")
    assert story(made, cast.rep).ready == 4
    bulk.ask(made, "do", by=cast.rep, via="page")
    assert list(Deal.objects.values_list("id", flat=True)) == [deals[4]]


def test_a_change_belongs_to_who_began_it(cast: "Cast", deals: list[int]) -> None:
    made = tried(deals[:1], {"source": {"set": "Fair"}}, cast.rep)
    with pytest.raises(NotFound):
        bulk.get(made.id, cast.owner)


@pytest.mark.parametrize(
    ("act", "changes"),
    [
        ("change", {}),
        ("remove", {"source": {"set": "x"}}),
        ("change", {"revision": {"set": 1}}),
        ("change", {"colour": {"set": 1}}),
        ("change", {"source": {"set": "x", "add": "y"}}),
        ("change", {"source": {"add": "y"}}),
    ],
)
def test_what_cannot_be_changed_like_that_is_refused(act: str, changes: Any, cast: "Cast", deals: list[int]) -> None:
    with pytest.raises(BadRequest):
        bulk.begin("deals", act, changes, deals, by=cast.rep)


def test_the_worker_takes_up_what_is_large(cast: "Cast", deals: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "BATCH", 2)
    wanted = listing(kind_of("deals"), cast.rep, [("owner", "me")])
    made = tried(bulk.ids_of(wanted), {"source": {"set": "Fair"}}, cast.rep)
    assert made.status == "trying"
    number_entries()
    (happened,) = (each for each in entries_after(0) if each.kind == "bulk_requested")
    work_on_bulk(happened)
    work_on_bulk(happened)
    made.refresh_from_db()
    assert (made.status, made.finished, story(made, cast.rep).ready) == ("tried", 4, 4)


@pytest.mark.thorough
def test_a_list_is_changed_in_the_browser(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    browser = client_of(cast.rep)
    form = {"field": "source", "value": "Fair", "all": "1", "query": "source=Web"}
    page = browser.post("/lists/deals/changes/", form).content.decode()
    assert "4 records would change." in page
    made = bulk.BulkEdit.objects.latest("id")
    assert browser.post(f"/changes/{made.id}/do/").status_code == 302
    assert Deal.objects.filter(source="Fair").count() == 4
    assert browser.post(f"/changes/{made.id}/undo/").status_code == 302
    assert Deal.objects.filter(source="Web").count() == 4


def test_the_api_tries_does_and_undoes(cast: "Cast", deals: list[int], api_of: Browser) -> None:
    api = api_of(cast.rep)
    body = {"kind": "deals", "ids": deals, "changes": {"amount": {"set": "12.50"}}}
    told = api.post("/api/v1/changes", body, content_type="application/json").json()
    assert (told["status"], told["ready"], told["refused"]) == ("tried", 4, 1)
    assert told["turns"] == [{"field": "Amount", "from": "–", "to": "12.50", "count": 4}]
    assert api.put(f"/api/v1/changes/{told['id']}/done").json()["done"] == 4
    assert api.put(f"/api/v1/changes/{told['id']}/undone").json()["restored"] == 4
    assert set(Deal.objects.values_list("amount_minor", flat=True)) == {None}


def test_a_cell_is_written_and_answers_with_its_row(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    browser, address = client_of(cast.rep), f"/lists/deals/{deals[0]}/source/?columns=title,source"
    assert 'value="Web"' in browser.get(address).content.decode()
    answer = browser.post(address, {"was": "Web", "value": "Fair"}, headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "closest tr")
    assert "<td>Fair</td>" in answer.content.decode()


def test_two_who_write_the_same_cell_see_both_texts(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    browser, address = client_of(cast.rep), f"/lists/deals/{deals[0]}/source/"
    change_deal(deals[0], {"source": "Theirs"}, by=cast.manager, via="page")
    answer = browser.post(address, {"was": "Web", "value": "Mine"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine" in text
    assert "Theirs" in text
    assert Deal.objects.get(id=deals[0]).source == "Theirs"
    assert browser.post(address, {"was": "Theirs", "value": "Mine", "whole": "1"}, headers=HTMX).status_code == 204
    assert Deal.objects.get(id=deals[0]).source == "Mine"


def test_a_cell_that_cannot_be_so_says_why(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    browser = client_of(cast.rep)
    answer = browser.post(f"/lists/deals/{deals[0]}/amount/", {"was": "", "value": "lots"})
    assert answer.status_code == 422
    assert "not an amount" in answer.content.decode()
    assert browser.get(f"/lists/deals/{deals[0]}/revision/").status_code == 400
    assert browser.get(f"/lists/deals/{deals[4]}/source/").status_code == 404


@pytest.mark.parametrize(("currency", "shown"), [("USD", "12500.00"), ("KWD", "12.500")])
def test_a_cell_takes_an_amount_as_people_write_it(
    currency: str, shown: str, cast: "Cast", deals: list[int], client_of: Browser
) -> None:
    """What the control holds is written back unchanged in every currency."""
    change_deal(deals[0], {"currency": currency}, by=cast.rep, via="page")
    browser, address = client_of(cast.rep), f"/lists/deals/{deals[0]}/amount/"
    assert browser.post(address, {"was": "", "value": "12.500"}, headers=HTMX).status_code == 200
    assert f'value="{shown}"' in browser.get(address).content.decode()
    assert browser.post(address, {"was": shown, "value": shown}, headers=HTMX).status_code == 200
    assert f'value="{shown}"' in browser.get(address).content.decode()


def test_a_cell_of_several_choices_has_a_box_for_each_and_what_left_the_choices_stays_in_it(
    cast: "Cast", deals: list[int], client_of: Browser
) -> None:
    add_field("deals", NewField("Needs", "choices", choices=["One", "Two"]), by=cast.owner, via="page")
    Deal.objects.filter(id=deals[0]).update(fields={"needs": ["two", "gone"]})
    browser, address = client_of(cast.rep), f"/lists/deals/{deals[0]}/fields.needs/?columns=fields.needs"
    page = browser.get(address).content.decode()
    boxes = [f'value="{key}"{checked}' for key, checked in (("one", ""), ("two", " checked"), ("gone", " checked"))]
    assert [f'type="checkbox" name="value" {box}>' in page for box in boxes] == [True] * 3
    answer = browser.post(address, {"was": "two, gone", "value": ["one", "two"]}, headers=HTMX)
    assert "<td>One, Two</td>" in answer.content.decode()
    told = browser.post(address, {"was": "gone", "value": ["two"]}, headers=HTMX).content.decode()
    assert all(f"<dd>{said}</dd>" in told for said in ("Two", "One, Two"))
    assert browser.post(address, {"was": "one, two"}, headers=HTMX).status_code == 200
    assert Deal.objects.get(id=deals[0]).fields == {}


def test_what_is_chosen_for_many_is_added_to_what_they_have_unless_said_otherwise(
    cast: "Cast", deals: list[int], client_of: Browser
) -> None:
    add_field("deals", NewField("Needs", "choices", choices=["One", "Two"]), by=cast.owner, via="page")
    Deal.objects.filter(id=deals[0]).update(fields={"needs": ["two"]})
    browser = client_of(cast.rep)
    form = browser.get(f"/lists/deals/changes/?field=fields.needs&ids={deals[0]}", headers=HTMX).content.decode()
    assert '<option value="add" selected>' in form
    sent = {"field": "fields.needs", "ids": deals[0], "value": "one"}
    told = browser.post("/lists/deals/changes/", sent, headers=HTMX).content.decode()
    assert "<strong>Two, One</strong>" in told


def test_a_field_that_holds_a_member_shows_and_takes_names(cast: "Cast", deals: list[int], client_of: Browser) -> None:
    add_field("deals", NewField("Engineer", "member"), by=cast.owner, via="page")
    browser, mate = client_of(cast.rep), cast.mate
    address = f"/lists/deals/{deals[0]}/fields.engineer/?columns=title,fields.engineer"
    assert f'<option value="{mate.id}">{mate.name}</option>' in browser.get(address).content.decode()
    written = browser.post(address, {"was": "", "value": mate.id}, headers=HTMX).content.decode()
    assert f"<td>{mate.name}</td>" in written
    page = browser.get(f"/deals/?fields.engineer={mate.id}&columns=title,fields.engineer").content.decode()
    assert f"<td>{mate.name}</td>" in page
    assert "Mine 1" not in page
    assert mate.name in browser.get("/deals/?group=fields.engineer").content.decode()
    sheet = client_of(cast.owner).get("/exchange/export/deals.csv?shown=1&columns=title,fields.engineer")
    assert f"Mine 0,{mate.name}" in b"".join(sheet.streaming_content).decode()
    change_deal(deals[1], {"fields": {"engineer": mate.name.upper()}}, by=cast.rep, via="api")
    assert Deal.objects.get(id=deals[1]).fields == {"engineer": mate.id}
    with pytest.raises(Invalid, match="There is nobody called “999999”"):
        change_deal(deals[1], {"fields": {"engineer": 999_999}}, by=cast.rep, via="api")
    empty = browser.post(address, {"was": mate.id, "value": ""}, headers=HTMX)
    assert (empty.status_code, Deal.objects.get(id=deals[0]).fields) == (200, {})


def test_what_no_record_takes_is_told_in_the_form_which_keeps_it(
    cast: "Cast", deals: list[int], client_of: Browser
) -> None:
    browser = client_of(cast.rep)
    form = {"field": "amount", "all": "1", "query": "source=Web", "value": "lots"}
    answer = browser.post("/lists/deals/changes/", form, headers=HTMX)
    assert answer.status_code == 422
    assert all(text in answer.content.decode() for text in ("not an amount", 'value="lots"', "Show what would change"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("amount", "12500", "12,500.00"), ("close_on", "2026-03-31", "Mar 31, 2026"), ("source", "Fair", "Fair")],
)
def test_what_would_change_is_told_as_people_write_it(
    field: str, value: str, said: str, cast: "Cast", deals: list[int], client_of: Browser
) -> None:
    form = {"field": field, "all": "1", "query": "source=Web", "value": value}
    told = client_of(cast.rep).post("/lists/deals/changes/", form, headers=HTMX).content.decode()
    assert "4 records would change." in told
    assert f"<strong>{said}</strong>" in told
