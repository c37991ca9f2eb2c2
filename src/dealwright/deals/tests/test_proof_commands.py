"""Proof, answers, approvals and stances: who may note them, what is refused, and that nothing is noted twice."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.customers.commands import add_person
from dealwright.deals.commands import (
    NewConfirmation,
    NewDeal,
    add_stakeholder,
    answer,
    ask_approval,
    change_deal,
    change_stance,
    choose_frameworks,
    confirm,
    decide_approval,
    move_stages,
    open_deals,
    take_back_confirmation,
)
from dealwright.deals.evidence import evidence_of
from dealwright.deals.models import Answer, Approval, Confirmation, Deal, Stakeholder
from dealwright.deals.queries import frameworks_of
from dealwright.deals.rules import judge
from dealwright.ledger.models import Entry
from dealwright.processes.queries import playbook
from dealwright.records.setup.access import set_rule

pytest_plugins = ["dealwright.deals.tests.whole_process"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(whole_deal: Deal) -> Deal:
    """The deal on the process with every kind of need."""
    return whole_deal


def met(deal: Deal) -> set[str]:
    """The keys of the needs that are met."""
    fresh = Deal.objects.select_related("organisation", "owner", "product").get(id=deal.id)
    book = playbook(fresh.version_id)
    return {one.key for one in judge(book.stage("prove"), evidence_of([fresh])[fresh.id], book) if one.met}


@pytest.mark.parametrize(
    ("need", "key", "label"),
    [
        ("document", "nda", "document-nda"),
        ("event", "quote_sent", "event-quote_sent"),
        ("buyer", "trial", "buyer-trial"),
        ("consent", "marketing", "consent-marketing"),
    ],
)
def test_noted_proof_meets_its_need_until_it_is_taken_back(
    deal: Deal, cast: Any, need: str, key: str, label: str
) -> None:
    made = confirm(deal.id, NewConfirmation(need=need, key=key), by=cast.rep, via="page")
    assert label in met(deal)
    take_back_confirmation(deal.id, made, by=cast.rep, via="page")
    assert label not in met(deal)
    with pytest.raises(NotFound, match="not on the deal any more"):
        take_back_confirmation(deal.id, made, by=cast.rep, via="page")


def test_proof_that_has_ended_no_longer_counts(deal: Deal, cast: Any) -> None:
    now = timezone.now()
    for at, until, counts in [(400, None, False), (10, 5, False), (10, -5, True)]:
        ends = None if until is None else now - timedelta(days=until)
        new = NewConfirmation(need="document", key="nda", at=now - timedelta(days=at), until=ends)
        confirm(deal.id, new, by=cast.rep, via="page")
        assert ("document-nda" in met(deal)) is counts


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"need": "document", "key": "contract"}, "key"),
        ({"need": "wish", "key": "nda"}, "key"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://" + "x" * 1_000}, "link"),
        ({"at": timezone.now() + timedelta(days=1)}, "at"),
        ({"at": timezone.now() - timedelta(days=1), "until": timezone.now() - timedelta(days=2)}, "until"),
    ],
)
def test_proof_that_cannot_be_is_refused_by_field(deal: Deal, cast: Any, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        confirm(deal.id, NewConfirmation(**{"need": "document", "key": "nda", **wrong}), by=cast.rep, via="page")
    assert refusal.value.field == field
    assert not Confirmation.objects.exists()


def test_nobody_else_notes_proof_answers_or_chooses(deal: Deal, cast: Any) -> None:
    acts = [
        lambda by: confirm(deal.id, NewConfirmation(need="document", key="nda"), by=by, via="page"),
        lambda by: answer(deal.id, "bant", "budget", 2, "50k", by=by, via="page"),
        lambda by: choose_frameworks(deal.id, ["meddic"], by=by, via="page"),
        lambda by: ask_approval(deal.id, "discount", by=by, via="page"),
    ]
    for act in acts:
        with pytest.raises((NotAllowed, NotFound)):
            act(cast.stranger)
    assert not Entry.objects.filter(kind__in=["confirmation_added", "answer_given", "approval_asked"]).exists()


def test_an_answer_is_kept_once_with_its_history_in_the_ledger(deal: Deal, cast: Any) -> None:
    for strength, text in [(1, "They say 50k"), (2, "The CFO says 50k"), (2, "The CFO says 50k")]:
        answer(deal.id, "bant", "budget", strength, text, by=cast.rep, via="page")
    assert Answer.objects.values_list("strength", "text").get() == (2, "The CFO says 50k")
    assert Entry.objects.filter(kind="answer_given").count() == 2
    assert "answer-bant-budget" in met(deal)


def test_frameworks_share_an_answer_and_switching_loses_none(deal: Deal, cast: Any) -> None:
    answer(deal.id, "bant", "authority", 3, "Dora signs", by=cast.rep, via="page")
    for keys in (["meddic"], ["meddic"], ["bant", "meddic", "bant"]):
        choose_frameworks(deal.id, keys, by=cast.rep, via="page")
    fresh = Deal.objects.get(id=deal.id)
    assert frameworks_of(fresh) == ("bant", "meddic")
    assert Entry.objects.filter(kind="frameworks_chosen").count() == 2
    answer(deal.id, "meddic", "economic_buyer", 3, "Dora signs up to 90k", by=cast.rep, via="page")
    assert Answer.objects.get().text == "Dora signs up to 90k"


@pytest.mark.parametrize(
    ("framework", "element", "strength", "text", "link", "field"),
    [
        ("bart", "budget", 1, "x", "", "framework"),
        ("bant", "butter", 1, "x", "", "element"),
        ("bant", "budget", 4, "x", "", "strength"),
        ("bant", "budget", -1, "x", "", "strength"),
        ("bant", "budget", 1, " ", "", "text"),
        ("bant", "budget", 1, "x" * 5_001, "", "text"),
        ("bant", "budget", 1, "x", "ftp://x", "link"),
    ],
)
def test_a_bad_answer_is_refused_by_field(
    deal: Deal, cast: Any, framework: str, element: str, strength: int, text: str, link: str, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        answer(deal.id, framework, element, strength, text, link=link, by=cast.rep, via="page")
    assert refusal.value.field == field
    assert not Answer.objects.exists()


def test_a_manager_approves_what_a_rep_asked_for(deal: Deal, cast: Any) -> None:
    change_deal(deal.id, {"amount": "600"}, by=cast.rep, via="page")
    asked = ask_approval(deal.id, "discount", note="10 %", by=cast.rep, via="page")
    with pytest.raises(Conflict, match="asked for already"):
        ask_approval(deal.id, "discount", by=cast.rep, via="page")
    with pytest.raises(NotAllowed, match="Only a manager"):
        decide_approval(asked, True, by=cast.rep, via="page")
    assert "discount" not in met(deal)
    decide_approval(asked, True, by=cast.manager, via="page")
    assert "discount" in met(deal)
    with pytest.raises(Conflict, match="decided already"):
        decide_approval(asked, False, reason="No", by=cast.manager, via="page")


def test_a_refusal_needs_a_reason_and_may_be_asked_again(deal: Deal, cast: Any) -> None:
    asked = ask_approval(deal.id, "discount", by=cast.rep, via="page")
    with pytest.raises(Invalid, match="needs a reason"):
        decide_approval(asked, False, by=cast.manager, via="page")
    decide_approval(asked, False, reason="Too much", by=cast.manager, via="page")
    assert ask_approval(deal.id, "discount", by=cast.rep, via="page") != asked


def test_nobody_but_the_owner_of_the_company_approves_their_own_wish(deal: Deal, cast: Any) -> None:
    asked = ask_approval(deal.id, "discount", by=cast.manager, via="page")
    with pytest.raises(NotAllowed, match="themselves"):
        decide_approval(asked, True, by=cast.manager, via="page")
    decide_approval(asked, False, reason="Ask Ann first", by=cast.owner, via="page")
    own = ask_approval(deal.id, "discount", by=cast.owner, via="page")
    decide_approval(own, True, by=cast.owner, via="page")
    assert Approval.objects.get(id=own).granted is True


def test_an_approval_that_the_process_does_not_ask_for_is_not_found(deal: Deal, cast: Any) -> None:
    with pytest.raises(NotFound, match="asks for no approval"):
        ask_approval(deal.id, "holiday", by=cast.rep, via="page")


def test_a_stance_is_changed_noted_once_and_judged(deal: Deal, cast: Any) -> None:
    eve = add_person({"name": "Eve"}, by=cast.rep, via="page")
    add_stakeholder(deal.id, eve, "champion", stance="neutral", by=cast.rep, via="page")
    assert "person-champion" not in met(deal)
    for _ in range(2):
        change_stance(deal.id, eve, "champion", "supporter", by=cast.rep, via="page")
    assert Entry.objects.filter(kind="stakeholder_changed").count() == 1
    assert "person-champion" in met(deal)
    for role, stance, error in [("champion", "in love", Invalid), ("user", "neutral", NotFound)]:
        with pytest.raises(error):
            change_stance(deal.id, eve, role, stance, by=cast.rep, via="page")
    with pytest.raises(NotFound):
        change_stance(deal.id, eve, "champion", "against", by=cast.mate, via="page")
    assert Stakeholder.objects.get().stance == "supporter"


def test_what_hangs_on_a_hidden_field_is_not_asked_of_who_may_not_see_it(
    published: Any, cast: Any, api_of: Any
) -> None:
    known = NewDeal("Known", "general", "qualifying", owner_id=cast.rep.id, amount_minor=5_000)
    ids = open_deals(
        [known, msgspec.structs.replace(known, title="Not known", amount_minor=None)], by=cast.owner, via="page"
    )
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")

    def told(who: Any) -> list[list[tuple[str, bool]]]:
        rows = [api_of(who).get(f"/api/v1/deals/{one}/gate").json()["items"] for one in ids]
        return [[(each["why"], each["met"]) for each in row] for row in rows]

    with_amount, without = told(cast.rep)
    assert with_amount == without
    assert "The deal has a value" not in dict(without)
    assert [dict(row)["The deal has a value"] for row in told(cast.manager)] == [True, False]
    for one in ids:
        refused = move_stages([one], "needs_assessment", by=cast.rep, via="page").refused[one]
        assert "value" not in f"{refused.message} {refused.remedy}"
