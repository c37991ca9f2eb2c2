"""Deals that ended are reviewed: by who may change them, read by who may see them, passed on to the process."""

from dataclasses import replace
from typing import Any

import pytest

from dealwright import Conflict, Invalid, NotFound
from dealwright.customers.commands import add_person
from dealwright.deals.commands import (
    NewDeal,
    NewReview,
    add_stakeholder,
    lose_deal,
    open_deal,
    pass_on,
    remove_listed,
    reopen_deal,
    restore_deals,
    review_deal,
)
from dealwright.deals.erasing import find
from dealwright.deals.events import DealReviewed, ReviewPassedOn
from dealwright.deals.models import Review
from dealwright.deals.queries import Reviewed, counted, review_on, reviews
from dealwright.deals.queries.reviews import Wanted
from dealwright.ledger.past import told_of
from dealwright.processes.feedback import feedback_on
from dealwright.records.quality.erasing import Whom

pytestmark = pytest.mark.django_db
SAID = NewReview(
    "They never saw a price.", stage="qualifying", change="Name a price early", asked=True, customer="Too late for us"
)


@pytest.fixture
def lost(cast: Any, published: Any) -> int:
    """A deal of Ann's, lost in the second stage."""
    reason = published.playbook.outcomes.lost.reasons[0].key
    deal = open_deal(NewDeal("Press", stage=published.playbook.stages[1].key), by=cast.rep, via="page")
    lose_deal(deal, reason, by=cast.rep, via="page", note="No answer")
    return deal


def the_review(deal: int) -> Reviewed:
    found = review_on(deal)
    assert found is not None
    return found


def test_a_review_takes_what_the_loss_told_and_the_ledger_tells_it_again(lost: int, cast: Any, published: Any) -> None:
    book = published.playbook
    review_deal(lost, NewReview(" Nobody called "), by=cast.rep, via="page")
    first = the_review(lost)
    assert (first.decided, first.stage, first.outcome) == ("Nobody called", book.stages[1].key, "lost")
    assert first.reason == book.outcomes.lost.reasons[0].key
    for _twice in range(2):  # the same words again are no news
        review_deal(lost, SAID, by=cast.rep, via="api")
    events = [each.fields() for each in told_of("deal", [lost], {DealReviewed.kind})]
    assert len(events) == 2
    row = Review.objects.values().get(deal_id=lost)
    assert DealReviewed(**events[-1]) == DealReviewed(**{name: row[name] for name in DealReviewed.__struct_fields__})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (NewReview(" "), "decided"),
        (NewReview("x" * 2001), "decided"),
        (NewReview("x", stage="nowhere"), "stage"),
        (NewReview("x", reason="bad_luck"), "reason"),
        (NewReview("x", customer="No!"), "asked"),
    ],
)
def test_a_review_must_say_what_can_be(given: NewReview, field: str, lost: int, cast: Any) -> None:
    with pytest.raises(Invalid) as refused:
        review_deal(lost, given, by=cast.rep, via="page")
    assert refused.value.field == field
    assert review_on(lost) is None


def test_only_deals_that_ended_are_reviewed_by_who_may_change_them(lost: int, cast: Any) -> None:
    with pytest.raises(NotFound):
        review_deal(lost, SAID, by=cast.mate, via="page")
    reopen_deal(lost, by=cast.rep, via="page")
    with pytest.raises(Conflict):
        review_deal(lost, SAID, by=cast.rep, via="page")


def test_what_it_says_becomes_feedback_once_until_it_says_something_else(lost: int, cast: Any) -> None:
    with pytest.raises(NotFound):
        pass_on(lost, "change", by=cast.rep, via="page")
    review_deal(lost, SAID, by=cast.rep, via="page")
    made = [pass_on(lost, part, by=cast.rep, via="page") for part in ("change", "customer")]
    said = {one.id: (one.kind, one.text, one.stage) for one in feedback_on("general", cast.mate)}
    assert [said[one] for one in made] == [
        ("missing", "Name a price early", "qualifying"), ("buyer", "Too late for us", "qualifying")
    ]  # fmt: skip
    assert [each.fields()["feedback"] for each in told_of("deal", [lost], {ReviewPassedOn.kind})] == made
    with pytest.raises(Conflict):
        pass_on(lost, "change", by=cast.rep, via="page")
    with pytest.raises(Invalid):
        pass_on(lost, "decided", by=cast.rep, via="page")
    review_deal(lost, replace(SAID, change="Other"), by=cast.rep, via="page")
    kept = the_review(lost)
    assert (kept.change_passed, kept.customer_passed) == (None, made[1])


def test_reviews_are_told_to_who_sees_the_deal(lost: int, cast: Any) -> None:
    review_deal(lost, SAID, by=cast.rep, via="page")
    assert counted(Wanted(), cast.manager) == {"qualifying": {"won": 0, "lost": 1}}
    assert [one.deal for one in reviews(Wanted("general", "qualifying", "lost"), cast.manager)[0]] == ["Press"]
    for wanted in (Wanted(stage="closing"), Wanted(outcome="won")):
        assert reviews(wanted, cast.manager) == ([], None)
    assert reviews(Wanted(), cast.stranger) == ([], None)
    assert counted(Wanted(), cast.stranger) == {}


def test_a_review_goes_and_comes_back_with_its_deal(lost: int, cast: Any) -> None:
    review_deal(lost, SAID, by=cast.rep, via="page")
    pass_on(lost, "change", by=cast.rep, via="page")
    before = the_review(lost)
    remove_listed([lost], by=cast.owner, via="page")
    assert review_on(lost) is None
    restore_deals([lost], by=cast.owner, via="page")
    assert the_review(lost) == before


def test_the_page_of_a_closed_deal_asks_and_the_form_keeps_what_was_typed(lost: int, cast: Any, client_of: Any) -> None:
    ann, mia, cid = (client_of(each) for each in (cast.rep, cast.manager, cast.stranger))
    assert "Write a review" in ann.get(f"/deals/{lost}/").content.decode()
    address = f"/deals/{lost}/review/"
    assert "No answer" in ann.get(address).content.decode()
    refused = ann.post(address, {"decided": "Late", "stage": "qualifying", "customer": "Hm, no"})
    assert (refused.status_code, "Hm, no" in refused.content.decode()) == (422, True)
    asked = {"decided": "Late", "stage": "qualifying", "customer": "Hm, no", "asked": "1"}
    assert ann.post(address, asked).status_code == 302
    page = ann.get(f"/deals/{lost}/").content.decode()
    assert "Pass it on" in page
    assert "Write a review" not in page
    assert ann.post(f"/deals/{lost}/review/pass-on/", {"part": "customer"}).status_code == 302
    assert "Hm, no" in mia.get("/deals/reviews/?stage=qualifying").content.decode()
    inside = mia.get("/deals/reviews/?stage=qualifying", headers={"HX-Request": "true"}).content.decode()
    assert ("Hm, no" in inside, "<html" in inside) == (True, False)
    assert "Hm, no" not in cid.get("/deals/reviews/").content.decode()
    assert cid.get(address).status_code == 404


def test_the_api_writes_and_tells_reviews(lost: int, cast: Any, api_of: Any) -> None:
    ann = api_of(cast.rep)
    address, sent = f"/api/v1/deals/{lost}/review", {"content_type": "application/json"}
    assert ann.get(address).status_code == 404
    written = ann.put(address, {"decided": "Late", "change": "Call first"}, **sent)
    assert (written.status_code, written.json()["decided"]) == (200, "Late")
    passed = ann.post(f"{address}/feedback", {"part": "change"}, **sent)
    assert passed.status_code == 201
    listed = ann.get("/api/v1/reviews?outcome=lost").json()
    assert [one["feedback_of_change"] for one in listed["items"]] == [passed.json()["feedback_of_change"]]
    assert api_of(cast.stranger).get("/api/v1/reviews").json()["items"] == []
    assert ann.get("/api/v1/reviews?outcome=drawn").status_code == 400
    assert ann.get("/api/v1/reviews?cursor=x").status_code == 400


def test_who_is_erased_is_told_of_reviews_that_name_them(lost: int, cast: Any) -> None:
    person = add_person({"name": "Pat Doe", "owner": cast.rep.id}, by=cast.rep, via="page")
    add_stakeholder(lost, person, "champion", by=cast.rep, via="page")
    review_deal(lost, NewReview("Pat Doe left the company"), by=cast.rep, via="page")
    whom = Whom(texts={"Pat Doe"})
    whom["person"].add(person)
    told = {str(each.label): each.count for each in find(whom)}
    assert told["Reviews of these deals that name them: to be written anew by hand"] == 1
