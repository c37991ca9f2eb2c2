"""The page of a deal: what it tells, what can be edited in place, and what is kept when that fails."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dealwright.customers.commands import add_person
from dealwright.deals.commands import History, NewDeal, Visit, change_deal, lose_deal, record_deals
from dealwright.deals.models import Deal, Stakeholder
from dealwright.deals.queries import deal_page, quiet_deals
from dealwright.workspace.commands import change_member
from dealwright.workspace.queries import Sees

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ann(cast: Any, client_of: Callable[[Any], Client]) -> Client:
    """Ann's browser."""
    return client_of(cast.rep)


def test_it_says_where_the_deal_stands_and_what_is_missing(deal: Deal, ann: Client) -> None:
    page = ann.get(f"/deals/{deal.id}/").content.decode()
    for text in ("Robots for Acme", "0 of 4 done", "Without a budget there is no project", "Move on to Offering"):
        assert text in page
    for text in ("Find out whether they need it.", "Who else decides?", "Small process, version 1", "4 things missing"):
        assert text in page


def test_who_may_see_it(deal: Deal, cast: Any, client_of: Callable[[Any], Client]) -> None:
    seen = {name: client_of(each).get(f"/deals/{deal.id}/").status_code for name, each in cast.everybody().items()}
    assert seen == {"rep": 200, "mate": 404, "stranger": 404, "manager": 200, "operator": 200, "owner": 200}


def test_the_strip_tells_the_days_of_each_visit(cast: Any, process: Any, machine: Any) -> None:
    now = timezone.now()
    visits = [Visit("talk", None), Visit("close", now - timedelta(days=4))]
    past = History(NewDeal("Old", "small", owner_id=cast.rep.id), visits, opened_at=now - timedelta(days=30))
    (deal_id,) = record_deals([past], by=machine, via="import")
    strip = deal_page(deal_id, cast.rep).strip
    assert [(step.title, step.state, step.days, step.late) for step in strip] == [
        ("Talking", "done", 26, True),
        ("Offering", "skipped", None, False),
        ("Agreeing", "current", 4, False),
    ]


def test_a_past_that_is_not_known_is_not_made_up(cast: Any, process: Any, machine: Any, ann: Client) -> None:
    now = timezone.now()
    lost = History(NewDeal("A", "small", owner_id=cast.rep.id), status="lost", closed_at=now, reason="price")
    late = History(NewDeal("B", "small", owner_id=cast.rep.id), [Visit("close", None)], opened_at=None)
    first, second = record_deals([lost, late], by=machine, via="import")
    assert "imported without a stage" in ann.get(f"/deals/{first}/").content.decode()
    assert "Price" in ann.get(f"/deals/{first}/").content.decode()
    assert [step.state for step in deal_page(second, cast.rep).strip] == ["unknown", "unknown", "current"]
    assert "is not known for the time before" in ann.get(f"/deals/{second}/").content.decode()


def test_a_lost_deal_says_how_it_ended(deal: Deal, cast: Any, ann: Client) -> None:
    lose_deal(deal.id, "timing", by=cast.rep, via="page", note="Next year again")
    page = ann.get(f"/deals/{deal.id}/").content.decode()
    assert all(text in page for text in ("Timing", "Next year again", "Open it again"))
    assert "Move on to" not in page


@pytest.mark.parametrize(
    ("name", "typed", "column", "stored"),
    [
        ("amount", "€ 12,500.50", "amount_minor", 12_500_50),
        ("amount", "12.500", "amount_minor", 12_500_00),
        ("amount", "12.500,5", "amount_minor", 12_500_50),
        ("amount", "", "amount_minor", None),
        ("title", "Robots", "title", "Robots"),
        ("source", "Fair", "source", "Fair"),
        ("close_on", "2027-01-31", "close_on", "2027-01-31"),
        ("fields.budget", "900", "fields", {"budget": 900_00}),
    ],
)
def test_a_field_is_edited_in_place(
    name: str, typed: str, column: str, stored: object, deal: Deal, ann: Client
) -> None:
    assert ann.get(f"/deals/{deal.id}/field/{name}/", headers=HTMX).status_code == 200
    was = "Robots for Acme" if name == "title" else ""
    sent = {name: typed, "was": was, "revision": deal.revision}
    answer = ann.post(f"/deals/{deal.id}/field/{name}/", sent, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (200, "#deal")
    found = getattr(Deal.objects.get(id=deal.id), column)
    assert (found.isoformat() if column == "close_on" else found) == stored


def test_an_organisation_is_found_by_name_or_made(deal: Deal, ann: Client) -> None:
    for name in ("Acme", "Brand new Ltd"):
        sent = {"organisation": name, "was": Deal.objects.get(id=deal.id).organisation.name, "revision": "1"}
        ann.post(f"/deals/{deal.id}/field/organisation/", sent, headers=HTMX)
        assert Deal.objects.get(id=deal.id).organisation.name == name
    assert b"Brand new Ltd" in ann.get("/find/organisation/?organisation=brand").content


def test_what_cannot_be_saved_keeps_its_text(deal: Deal, ann: Client) -> None:
    sent = {"amount": "a <lot>", "was": "", "revision": deal.revision}
    answer = ann.post(f"/deals/{deal.id}/field/amount/", sent, headers=HTMX)
    assert answer.status_code == 422
    assert "a &lt;lot&gt;" in answer.content.decode()
    assert Deal.objects.get(id=deal.id).amount_minor is None


def test_two_who_edit_the_same_field_see_both_texts(deal: Deal, cast: Any, ann: Client) -> None:
    change_deal(deal.id, {"source": "Fair"}, by=cast.manager, via="page")
    sent = {"source": "Web", "was": "", "revision": deal.revision}
    answer = ann.post(f"/deals/{deal.id}/field/source/", sent, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(text in page for text in ("Fair", 'value="Web"'))
    assert Deal.objects.get(id=deal.id).source == "Fair"


def test_two_who_edit_different_fields_both_win(deal: Deal, cast: Any, ann: Client) -> None:
    change_deal(deal.id, {"source": "Fair"}, by=cast.manager, via="page")
    sent = {"amount": "5", "was": "", "revision": deal.revision}
    assert ann.post(f"/deals/{deal.id}/field/amount/", sent, headers=HTMX).status_code == 200
    fresh = Deal.objects.get(id=deal.id)
    assert (fresh.source, fresh.amount_minor) == ("Fair", 500)


def test_a_rep_gives_no_deal_away(deal: Deal, cast: Any, ann: Client) -> None:
    sent = {"owner": cast.mate.id, "was": "Ann", "revision": deal.revision}
    assert ann.post(f"/deals/{deal.id}/field/owner/", sent, headers=HTMX).status_code == 403
    assert Deal.objects.get(id=deal.id).owner_id == cast.rep.id


def test_people_join_and_leave(deal: Deal, ann: Client) -> None:
    path = f"/deals/{deal.id}/people/"
    assert ann.get(f"{path}?role=champion", headers=HTMX).status_code == 200
    assert ann.post(path, {"name": "", "role": "champion"}, headers=HTMX).status_code == 422
    again = ann.post(path, {"name": "Eve", "role": "king"}, headers=HTMX)
    assert again.status_code == 422
    assert "Eve" in again.content.decode()
    assert ann.post(path, {"name": "Eve", "role": "champion"}, headers=HTMX).status_code == 200
    part = Stakeholder.objects.select_related("person").get(deal=deal)
    assert (part.person.name, part.person.organisation_id) == ("Eve", deal.organisation_id)
    assert ann.post(f"{path}{part.person_id}/champion/", headers=HTMX).status_code == 200
    assert not Stakeholder.objects.exists()


def test_who_may_not_change_a_deal_adds_nobody_to_it(
    deal: Deal, cast: Any, machine: Any, client_of: Callable[[Any], Client]
) -> None:
    mate = change_member(cast.mate.id, sees=Sees.TEAM, by=machine, via="cli")
    sent = {"name": "Eve", "role": "champion"}
    answer = client_of(mate).post(f"/deals/{deal.id}/people/", sent, headers=HTMX)
    assert answer.status_code == 403
    assert "belongs to somebody else" in answer.content.decode()
    assert not Stakeholder.objects.exists()


def test_namesakes_are_told_apart(deal: Deal, cast: Any, ann: Client) -> None:
    twins = [add_person({"name": "Kim Park"}, by=cast.rep, via="page") for _ in range(2)]
    path = f"/deals/{deal.id}/people/"
    assert ann.post(path, {"name": "Kim Park", "role": "user"}, headers=HTMX).status_code == 422
    assert ann.post(path, {"name": f"Kim Park #{twins[1]}", "role": "user"}, headers=HTMX).status_code == 200
    assert Stakeholder.objects.get(deal=deal).person_id == twins[1]


def test_customers_pages_list_their_deals(deal: Deal, cast: Any, client_of: Callable[[Any], Client]) -> None:
    path = f"/deals/of-organisation/{deal.organisation_id}/"
    assert b"Robots for Acme" in client_of(cast.rep).get(path, headers=HTMX).content
    assert b"Robots for Acme" not in client_of(cast.stranger).get(path, headers=HTMX).content


def test_quiet_deals_are_those_without_contact_for_longer_than_usual(deal: Deal, cast: Any, ann: Client) -> None:
    assert quiet_deals(cast.rep) == []
    for days, quiet in ((10, False), (11, True)):
        Deal.objects.filter(id=deal.id).update(last_touch_at=timezone.now() - timedelta(days=days, hours=1))
        assert bool(quiet_deals(cast.rep)) is quiet
    assert "no contact for 11 days; Talking usually takes 10 days" in ann.get("/deals/quiet/").content.decode()
    assert quiet_deals(cast.manager) == []


def test_an_unknown_field_or_deal_is_not_found(deal: Deal, ann: Client) -> None:
    assert ann.get(f"/deals/{deal.id}/field/status/").status_code == 404
    assert ann.get("/deals/99999999999999999999/").status_code == 404
