"""Moving deals on the pages: refused moves change nothing and say how to mend it, then supply and move in one go."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright.activities.models import Activity
from dealwright.customers.models import Person
from dealwright.deals.commands import move_stage
from dealwright.deals.models import Deal, Outcome, Stakeholder
from dealwright.ledger.models import Entry

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BOARD = "process=small&sort=amount"


def state(deal: Deal) -> tuple[Any, ...]:
    """What a refused move may not change."""
    fresh = Deal.objects.get(id=deal.id)
    written = Entry.objects.count(), Activity.objects.count(), Person.objects.count(), Stakeholder.objects.count()
    return fresh.stage, fresh.status, fresh.fields, fresh.amount_minor, fresh.revision, *written


@pytest.fixture
def ann(cast: Any, client_of: Callable[[Any], Client]) -> Client:
    """Ann's browser."""
    return client_of(cast.rep)


def test_a_refused_move_opens_the_dialog_and_changes_nothing(deal: Deal, ann: Client) -> None:
    before = state(deal)
    answer = ann.post(f"/deals/{deal.id}/stage", {"stage": "offer"}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert state(deal) == before
    assert "Talking still asks for 4 things" in page
    for name in ("fields.budget", "activity.call-meeting.subject", "person.decision_maker", "amount"):
        assert f'name="{name}"' in page
    assert "Save and move to Offering" in page
    assert "Override" not in page


def test_a_drop_is_refused_like_any_move(deal: Deal, ann: Client) -> None:
    before = state(deal)
    answer = ann.post(f"/board/drop/offer/?board={BOARD}", {"card": deal.id}, headers=HTMX)
    assert answer.status_code == 409
    assert state(deal) == before


def test_what_is_missing_is_supplied_and_the_deal_moved_in_one_go(
    deal: Deal, ann: Client, enough: dict[str, str]
) -> None:
    answer = ann.post(f"/deals/{deal.id}/stage", {**enough, "stage": "offer"}, headers=HTMX)
    fresh = Deal.objects.get(id=deal.id)
    assert answer.headers["HX-Refresh"] == "true"
    assert (fresh.stage, fresh.fields, fresh.amount_minor) == ("offer", {"budget": 5_000_00}, 12_000_00)
    dora = Person.objects.get(name="Dora Decker")
    assert dora.organisation_id == deal.organisation_id
    assert Stakeholder.objects.filter(deal=deal, person=dora, role="decision_maker").exists()
    assert Activity.objects.get(about_id=deal.id).subject == "Talked about money"


def test_supplying_too_little_keeps_the_texts_and_changes_nothing(
    deal: Deal, ann: Client, enough: dict[str, str]
) -> None:
    before = state(deal)
    answer = ann.post(f"/deals/{deal.id}/stage", {**enough, "amount": "", "stage": "offer"}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert state(deal) == before
    assert "Still missing: The deal has a value" in page
    assert all(text in page for text in ("Dora Decker", "Talked about money", 'value="5,000"'))


def test_a_wrong_value_is_told_beside_its_field(deal: Deal, ann: Client, enough: dict[str, str]) -> None:
    before = state(deal)
    wrong = {"fields.budget": "lots", "amount": "much", "activity.call-meeting.on": "soon"}
    answer = ann.post(f"/deals/{deal.id}/stage", {**enough, **wrong, "stage": "offer"}, headers=HTMX)
    assert answer.status_code == 422
    assert state(deal) == before
    for name in wrong:
        assert f'id="field-{name}-error"' in answer.content.decode()


def test_only_saving_moves_nothing(deal: Deal, ann: Client, enough: dict[str, str]) -> None:
    sent = {"supplied": "1", "fields.budget": "700", "only_save": "1"}
    assert ann.post(f"/deals/{deal.id}/stage", sent, headers=HTMX).status_code == 200
    fresh = Deal.objects.get(id=deal.id)
    assert (fresh.stage, fresh.fields) == ("talk", {"budget": 700_00})


def test_skipping_leads_to_the_next_stage(deal: Deal, ann: Client) -> None:
    page = ann.post(f"/deals/{deal.id}/stage", {"stage": "close"}, headers=HTMX).content.decode()
    assert "Offering would be skipped" in page
    assert "Save and move to Offering" in page


def test_a_move_on_the_board_answers_with_its_parts(deal: Deal, ann: Client, enough: dict[str, str]) -> None:
    sent = {**enough, "stage": "offer", "board": BOARD}
    answer = ann.post(f"/deals/{deal.id}/stage", sent, headers=HTMX)
    page = answer.content.decode()
    assert (answer.headers["HX-Trigger-After-Settle"], answer.headers["HX-Reswap"]) == ("close-dialog", "none")
    assert 'hx-swap-oob="afterbegin:#column-offer-cards"' in page
    assert f"delete:[data-card=&#39;{deal.id}&#39;]" in page or f"delete:[data-card='{deal.id}']" in page
    assert 'id="column-talk-head" hx-swap-oob="true"' in page
    assert f"/deals/{deal.id}/back/talk/" in page


def test_a_move_can_be_taken_back(deal: Deal, ann: Client, enough: dict[str, str]) -> None:
    ann.post(f"/deals/{deal.id}/stage", {**enough, "stage": "offer"})
    assert ann.post(f"/deals/{deal.id}/back/talk/").status_code == 302
    assert Deal.objects.get(id=deal.id).stage == "talk"


def test_override_needs_a_manager_and_a_reason(deal: Deal, cast: Any, client_of: Callable[[Any], Client]) -> None:
    path, sent = f"/deals/{deal.id}/stage", {"stage": "offer", "override": "Known customer"}
    assert client_of(cast.rep).post(path, sent, headers=HTMX).status_code == 403
    assert Deal.objects.get(id=deal.id).stage == "talk"
    mia = client_of(cast.manager)
    assert "Move anyway" in mia.post(path, {"stage": "offer"}, headers=HTMX).content.decode()
    assert mia.post(path, {**sent, "supplied": "1", "override": "x"}, headers=HTMX).status_code == 422
    assert mia.post(path, sent, headers=HTMX).status_code == 200
    assert Deal.objects.get(id=deal.id).stage == "offer"


def test_losing_asks_for_a_reason(deal: Deal, ann: Client) -> None:
    path = f"/deals/{deal.id}/stage"
    asked = ann.post(path, {"stage": "lost"}, headers=HTMX)
    assert asked.status_code == 409
    assert "Why is it lost?" in asked.content.decode()
    again = ann.post(path, {"stage": "lost", "reason": "", "note": "They went quiet"}, headers=HTMX)
    assert again.status_code == 422
    assert "They went quiet" in again.content.decode()
    assert Deal.objects.get(id=deal.id).status == "open"
    assert ann.post(path, {"stage": "lost", "reason": "price", "note": "Too dear"}, headers=HTMX).status_code == 200
    outcome = Outcome.objects.get(deal=deal)
    assert (outcome.kind, outcome.reason, outcome.note) == ("lost", "price", "Too dear")


def test_winning_passes_the_gate_too_and_can_be_reopened(
    deal: Deal, cast: Any, ann: Client, enough: dict[str, str]
) -> None:
    assert ann.post(f"/deals/{deal.id}/stage", {"stage": "won"}, headers=HTMX).status_code == 409
    ann.post(f"/deals/{deal.id}/stage", {**enough, "stage": "offer"})
    move_stage(deal.id, "close", by=cast.rep, via="page")
    assert ann.post(f"/deals/{deal.id}/stage", {"stage": "won"}, headers=HTMX).status_code == 200
    assert Deal.objects.get(id=deal.id).status == "won"
    assert "Open it again" in ann.get(f"/deals/{deal.id}/").content.decode()
    assert ann.post(f"/deals/{deal.id}/reopen/", headers=HTMX).status_code == 200
    assert Deal.objects.get(id=deal.id).status == "open"


def test_strangers_move_nothing(deal: Deal, cast: Any, client_of: Callable[[Any], Client]) -> None:
    for who in (cast.stranger, cast.mate):
        browser = client_of(who)
        assert browser.post(f"/deals/{deal.id}/stage", {"stage": "lost", "reason": "price"}).status_code == 404
        assert browser.post("/board/drop/won/", {"card": deal.id}).status_code == 404
        assert browser.get(f"/deals/{deal.id}/move/").status_code == 404
    assert Deal.objects.get(id=deal.id).status == "open"


@pytest.mark.parametrize("path", ["stage", "reopen/", "back/talk/", "people/5/champion/"])
def test_looking_changes_nothing(path: str, deal: Deal, ann: Client) -> None:
    before = state(deal)
    assert ann.get(f"/deals/{deal.id}/{path}").status_code == 405
    assert state(deal) == before


@pytest.mark.parametrize("sent", [{}, {"stage": "none"}, {"stage": "'"}])
def test_a_stage_that_is_none_is_refused(sent: dict[str, str], deal: Deal, ann: Client) -> None:
    before = state(deal)
    assert ann.post(f"/deals/{deal.id}/stage", sent, headers=HTMX).status_code in (400, 404)
    assert state(deal) == before


def test_without_javascript_the_refusal_is_a_page(deal: Deal, ann: Client, enough: dict[str, str]) -> None:
    answer = ann.post(f"/deals/{deal.id}/stage", {"stage": "offer"})
    assert answer.status_code == 409
    assert answer.content.decode().startswith("<!doctype html>")
    done = ann.post(f"/deals/{deal.id}/stage", {**enough, "stage": "offer"})
    assert (done.status_code, done.headers["Location"]) == (302, f"/deals/{deal.id}/")


def test_the_question_why_it_is_lost_takes_no_answer(deal: Deal, ann: Client) -> None:
    before = state(deal)
    assert ann.post(f"/deals/{deal.id}/lost/", {"reason": "price"}, headers=HTMX).status_code == 405
    assert state(deal) == before
