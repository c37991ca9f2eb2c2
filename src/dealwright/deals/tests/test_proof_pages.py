"""Proof, answers and approvals on the pages: what the gate lists, what is supplied on the spot, what is refused."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dealwright.activities.models import Activity
from dealwright.customers.commands import add_person
from dealwright.deals.commands import NewConfirmation, add_stakeholder, answer, ask_approval, change_deal, confirm
from dealwright.deals.models import Answer, Approval, Confirmation, Deal, Stakeholder

pytest_plugins = ["dealwright.deals.tests.whole_process"]
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ALL = {
    "activity.meeting.kind": "meeting", "activity.meeting.subject": "Went through it",
    "activity.meeting.outcome": "agreed",
    "person.champion": "Eve Early", "person.champion.stance": "champion",
    "answer.bant.budget.text": "The CFO said 50k", "answer.bant.budget.strength": "2",
    "document.nda.link": "https://example.com/nda", "event.quote_sent.done": "1", "approval.discount.ask": "1",
    "task.demo.done": "1", "buyer.trial.done": "1", "consent.marketing.who": "Eve Early", "fields.budget": "9,000",
}  # fmt: skip


@pytest.fixture
def deal(whole_deal: Deal) -> Deal:
    """The deal on the process with every kind of need."""
    return whole_deal


@pytest.fixture
def ann(deal: Deal, cast: Any, client_of: Callable[[Any], Client]) -> Client:
    """Ann's browser."""
    return client_of(cast.rep)


def words(page: str) -> str:
    """The page's text, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_gate_lists_every_need_with_what_supplies_it(deal: Deal, ann: Client) -> None:
    page = words(ann.get(f"/deals/{deal.id}/").content.decode())
    for text in (
        "0 of 9 done",
        "Signed NDA",
        "GDPR, article 28",
        "One of these will do:",
        "The buyer: Works in the trial",
    ):
        assert text in page
    for text in ("The quote is sent", "Champion, at least in favour", "Show the demo", "News by mail", "Budget"):
        assert text in page


def test_the_buyers_side_and_what_helps_stand_on_the_page(deal: Deal, cast: Any, ann: Client) -> None:
    page = ann.get(f"/deals/{deal.id}/").content.decode()
    for text in (
        "It works with our data",
        "A pilot takes two weeks",
        "https://example.com/plan",
        "Look at the sign-ins",
    ):
        assert text in page
    assert '<li aria-current="step">Consideration</li>' in page
    assert "Plan for large firms" not in page
    change_deal(deal.id, {"amount": "2000000"}, by=cast.rep, via="page")
    assert "Plan for large firms" in ann.get(f"/deals/{deal.id}/").content.decode()


def test_a_refusal_offers_a_control_for_every_need_and_takes_them_all(
    deal: Deal, cast: Any, ann: Client, client_of: Callable[[Any], Client]
) -> None:
    change_deal(deal.id, {"amount": "600"}, by=cast.rep, via="page")
    asked = ann.post(f"/deals/{deal.id}/stage", {"stage": "offer"}, headers=HTMX)
    assert asked.status_code == 409
    for name in ALL:
        assert f'name="{name}"' in asked.content.decode() or name == "fields.budget"
    sent = {**ALL, "supplied": "1", "only_save": "1"}
    assert ann.post(f"/deals/{deal.id}/stage", sent, headers=HTMX).status_code == 200
    assert Activity.objects.get(kind="meeting").outcome == "agreed"
    assert {each.need for each in Confirmation.objects.all()} == {"document", "event", "buyer", "consent"}
    assert (Answer.objects.get().strength, Stakeholder.objects.get().stance) == (2, "champion")
    mia = client_of(cast.manager)
    decided = mia.post(f"/deals/{deal.id}/supply/?need=discount", {"approval.discount.says": "yes"}, headers=HTMX)
    assert decided.status_code == 200
    assert ann.post(f"/deals/{deal.id}/stage", {"stage": "offer"}, headers=HTMX).status_code == 200
    assert Deal.objects.get(id=deal.id).stage == "offer"


@pytest.mark.parametrize(
    ("need", "sent", "met"),
    [
        ("document-nda", {"document.nda.done": "1"}, True),
        ("document-nda", {"document.nda.link": "", "document.nda.done": ""}, False),
        ("event-quote_sent", {"event.quote_sent.done": "1", "event.quote_sent.on": "2026-01-05"}, True),
        ("buyer-trial", {"buyer.trial.done": "1"}, True),
        ("consent-marketing", {"consent.marketing.who": "Eve"}, True),
        ("task-demo", {"task.demo.done": "1"}, True),
    ],
)
def test_a_need_is_supplied_where_it_stands(
    deal: Deal, ann: Client, need: str, sent: dict[str, str], met: bool
) -> None:
    path = f"/deals/{deal.id}/supply/?need={need}"
    form = ann.get(path, headers=HTMX).content.decode()
    assert all(f'name="{name}"' in form for name in sent)
    answer = ann.post(path, sent, headers=HTMX)
    assert answer.headers["HX-Retarget"] == "#deal"
    assert ("1 of 9 done" in words(answer.content.decode())) is met


@pytest.mark.parametrize(
    ("need", "sent", "field"),
    [
        ("document-nda", {"document.nda.link": "ftp://x"}, "document.nda.link"),
        (
            "event-quote_sent",
            {"event.quote_sent.done": "1", "event.quote_sent.on": "2099-01-01"},
            "event.quote_sent.on",
        ),
        ("event-quote_sent", {"event.quote_sent.done": "1", "event.quote_sent.on": "soon"}, "event.quote_sent.on"),
    ],
)
def test_what_cannot_be_noted_is_told_beside_its_control(
    deal: Deal, ann: Client, need: str, sent: dict[str, str], field: str
) -> None:
    answer = ann.post(f"/deals/{deal.id}/supply/?need={need}", sent, headers=HTMX)
    assert answer.status_code == 422
    assert f'id="field-{field}-error"' in answer.content.decode()
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    "sent", [{"answer.text": "x"}, {"stance.a": "x"}, {"stance.champion.x": "neutral"}, {"task.x.done": "1"}]
)
def test_a_form_that_nobody_sent_is_no_fault_of_ours(deal: Deal, ann: Client, sent: dict[str, str]) -> None:
    answer = ann.post(f"/deals/{deal.id}/supply/?need=document-nda", sent, headers=HTMX)
    assert answer.status_code in (200, 404, 422)
    assert ann.get(f"/deals/{deal.id}/supply/?need=moon").status_code == 404


def test_proof_is_shown_with_who_and_until_when_and_can_be_taken_back(deal: Deal, cast: Any, ann: Client) -> None:
    made = confirm(
        deal.id, NewConfirmation(need="document", key="nda", link="https://example.com/nda"), by=cast.rep, via="page"
    )
    page = ann.get(f"/deals/{deal.id}/").content.decode()
    assert 'href="https://example.com/nda"' in page
    assert "Ann · " in words(page)
    assert "counts until" in page
    off = f"/deals/{deal.id}/proof/{made}/off/"
    assert off in page
    assert ann.post(off, headers=HTMX).status_code == 200
    assert off not in ann.get(f"/deals/{deal.id}/").content.decode()


def test_expired_proof_is_told(deal: Deal, cast: Any, ann: Client) -> None:
    old = timezone.now() - timedelta(days=400)
    confirm(deal.id, NewConfirmation(need="document", key="nda", at=old), by=cast.rep, via="page")
    assert "it is needed again" in ann.get(f"/deals/{deal.id}/").content.decode()


def test_an_element_is_answered_and_its_past_read(deal: Deal, cast: Any, ann: Client) -> None:
    path = f"/deals/{deal.id}/answers/bant/budget/"
    assert "What counts as evidence" in ann.get(path, headers=HTMX).content.decode()
    sent = {"text": "The CFO said 50k", "strength": "2", "link": ""}
    assert ann.post(path, sent, headers=HTMX).status_code == 200
    answer(deal.id, "bant", "budget", 3, "It is in the plan", by=cast.manager, via="page")
    page = words(ann.get(path, headers=HTMX).content.decode())
    assert all(text in page for text in ("The CFO said 50k", "It is in the plan", "Mia", "Ann"))
    assert "1 of 4 answered" in words(ann.get(f"/deals/{deal.id}/").content.decode())


@pytest.mark.parametrize("sent", [{"text": "", "strength": "2"}, {"text": "x"}, {"text": "x", "strength": "9"}])
def test_an_answer_that_says_nothing_keeps_its_text(deal: Deal, ann: Client, sent: dict[str, str]) -> None:
    answer = ann.post(f"/deals/{deal.id}/answers/bant/budget/", sent, headers=HTMX)
    assert answer.status_code == 422
    assert sent["text"] in answer.content.decode()
    assert not Answer.objects.exists()


def test_frameworks_are_chosen_for_a_deal(deal: Deal, ann: Client) -> None:
    path = f"/deals/{deal.id}/frameworks/"
    assert "MEDDIC" in ann.get(path, headers=HTMX).content.decode()
    ann.post(path, {"frameworks": ["meddic", "bant"]}, headers=HTMX)
    assert Deal.objects.get(id=deal.id).frameworks == ["meddic", "bant"]
    assert "MEDDIC" in ann.get(f"/deals/{deal.id}/").content.decode()


def test_what_waits_for_approval_is_decided_with_a_reason(
    deal: Deal, cast: Any, ann: Client, client_of: Callable[[Any], Client]
) -> None:
    change_deal(deal.id, {"amount": "600"}, by=cast.rep, via="page")
    asked = ask_approval(deal.id, "discount", note="10 % for Acme", by=cast.rep, via="page")
    path, mia = f"/deals/approvals/{asked}/", client_of(cast.manager)
    assert "10 % for Acme" in mia.get("/deals/approvals/", headers=HTMX).content.decode()
    assert "10 % for Acme" not in ann.get("/deals/approvals/", headers=HTMX).content.decode()
    assert ann.post(path, {"says": "yes"}, headers=HTMX).status_code == 403
    assert mia.post(path, {"says": "no"}, headers=HTMX).status_code == 422
    assert mia.post(path, {"says": "perhaps"}, headers=HTMX).status_code == 422
    assert mia.post(path, {"says": "no", "reason": "Too much"}, headers=HTMX).status_code == 200
    assert Approval.objects.values_list("granted", "reason").get() == (False, "Too much")
    assert "Mia said no: Too much" in words(ann.get(f"/deals/{deal.id}/").content.decode())
    assert client_of(cast.stranger).get(path).status_code == 404


def test_what_somebody_thinks_is_changed_on_the_page(deal: Deal, cast: Any, ann: Client) -> None:
    eve = add_person({"name": "Eve"}, by=cast.rep, via="page")
    add_stakeholder(deal.id, eve, "champion", by=cast.rep, via="page")
    need = f"/deals/{deal.id}/supply/?need=person-champion"
    assert f'name="stance.champion.{eve}"' in ann.get(need, headers=HTMX).content.decode()
    ann.post(need, {f"stance.champion.{eve}": "supporter"}, headers=HTMX)
    assert Stakeholder.objects.get().stance == "supporter"
    ann.post(f"/deals/{deal.id}/people/{eve}/champion/stance/", {"stance": "against"}, headers=HTMX)
    assert Stakeholder.objects.get().stance == "against"


def test_a_step_of_the_buyer_is_ticked_and_taken_back(deal: Deal, ann: Client) -> None:
    assert ann.post(f"/deals/{deal.id}/steps/trial/", headers=HTMX).status_code == 200
    made = Confirmation.objects.get(need="buyer", key="trial")
    assert f"/deals/{deal.id}/proof/{made.id}/off/" in ann.get(f"/deals/{deal.id}/").content.decode()
    assert ann.post(f"/deals/{deal.id}/steps/moon/", headers=HTMX).status_code == 422


def test_a_warning_is_told_before_and_after_the_move(deal: Deal, ann: Client) -> None:
    path = f"/deals/{deal.id}/stage"
    ann.post(path, {**ALL, "supplied": "1", "only_save": "1"}, headers=HTMX)
    asked = ann.post(path, {"stage": "sign"}, headers=HTMX)
    assert (asked.status_code, Deal.objects.get(id=deal.id).stage) == (409, "prove")
    assert "Offering would be skipped" in asked.content.decode()
    assert 'name="warned"' in asked.content.decode()
    assert ann.post(path, {"stage": "sign", "warned": "1"}, headers=HTMX).status_code == 200
    assert Deal.objects.get(id=deal.id).stage == "sign"
    assert "counts as a deviation" in ann.get(f"/deals/{deal.id}/").content.decode()


def test_a_shortcut_is_named_where_the_deal_may_take_it(deal: Deal, cast: Any, ann: Client) -> None:
    dialog = f"/deals/{deal.id}/move/"
    assert "They know us" not in ann.get(dialog, headers=HTMX).content.decode()
    change_deal(deal.id, {"source": "Customer"}, by=cast.rep, via="page")
    assert "They know us" in ann.get(dialog, headers=HTMX).content.decode()
    path = f"/deals/{deal.id}/stage"
    assert "would be skipped" not in ann.post(path, {"stage": "sign"}, headers=HTMX).content.decode()
    sent = {**ALL, "supplied": "1", "stage": "sign"}
    assert ann.post(path, sent, headers=HTMX).status_code == 200
    assert Deal.objects.get(id=deal.id).stage == "sign"
