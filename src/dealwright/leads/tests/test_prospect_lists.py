"""Lists of leads: filled by hand, by filter and by file, worked through, taken away and brought back."""

import json
from typing import Any

import pytest
from django.test import Client

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.leads.commands import (
    change_lead,
    disqualify_leads,
    put_on_list,
    remove_leads,
    remove_list,
    restore_leads,
    restore_list,
    take_off_list,
    write_list,
)
from dealwright.leads.models import Lead, Listed, ProspectList
from dealwright.leads.queries.lists import leads_on, list_lines, next_on, through
from dealwright.leads.tests.leading import lead
from dealwright.records.kinds import kind_of
from dealwright.records.queries import listing


def found(by: Any, *given: tuple[str, str]) -> set[int]:
    return {row.id for row in listing(kind_of("leads"), by, list(given)).rows}


def test_leads_stand_on_lists_and_are_found_by_them(cast: Any) -> None:
    one, two = lead(cast.rep), lead(cast.rep, email="b@b.example")
    fair = write_list(None, 'Fair "26" ä', "Call them all", by=cast.rep, via="page")
    assert put_on_list(fair, [one.id, two.id], by=cast.rep, via="page") == 2
    assert put_on_list(fair, [one.id], by=cast.rep, via="page") == 0
    change_lead(one.id, {"lists": ["Spring", 'Fair "26" ä']}, by=cast.rep, via="page")
    assert found(cast.rep, ("lists__has", 'Fair "26" ä')) == {one.id, two.id}
    assert found(cast.rep, ("lists__has", "Spring")) == {one.id}
    assert take_off_list(fair, [two.id], by=cast.rep, via="page") == 1
    assert found(cast.rep, ("lists__empty", "true")) == {two.id}
    assert found(cast.rep, ("lists__empty", "false")) == {one.id}
    with pytest.raises(Invalid):
        change_lead(one.id, {"lists": ["x" * 121]}, by=cast.rep, via="page")


def test_a_renamed_list_keeps_its_leads_and_a_removed_one_comes_back(cast: Any) -> None:
    one = lead(cast.rep, lists=["Spring"])
    spring = ProspectList.objects.get()
    assert spring.owner_id == cast.rep.id
    write_list(spring.id, "Summer", by=cast.rep, via="page")
    one.refresh_from_db()
    assert one.lists == ["Summer"]
    with pytest.raises(Conflict):
        write_list(None, "Summer", by=cast.rep, via="page")
    remove_list(spring.id, by=cast.rep, via="page")
    one.refresh_from_db()
    assert (one.lists, Listed.objects.count()) == ([], 0)
    restore_list(spring.id, by=cast.rep, via="page")
    one.refresh_from_db()
    assert (one.lists, found(cast.rep, ("lists__has", "Summer"))) == (["Summer"], {one.id})
    with pytest.raises(Conflict):
        restore_list(spring.id, by=cast.rep, via="page")


def test_a_removed_lead_comes_back_onto_its_lists(cast: Any) -> None:
    one = lead(cast.rep, lists=["Gone", "Spring"])
    remove_leads([one.id], by=cast.rep, via="page")
    remove_list(ProspectList.objects.get(title="Gone").id, by=cast.rep, via="page")
    restore_leads([one.id], by=cast.rep, via="page")
    assert Lead.objects.get().lists == ["Spring"]
    assert found(cast.rep, ("lists__has", "Spring")) == {one.id}


def test_a_list_is_worked_through_in_its_order(cast: Any) -> None:
    leads = [lead(cast.rep, email=f"{n}@b.example", lists=["Spring"]) for n in range(3)]
    list_id = ProspectList.objects.get().id
    disqualify_leads([leads[1].id], "spam", by=cast.rep, via="page")
    assert next_on(list_id, None, cast.rep) == leads[0].id
    assert next_on(list_id, leads[0].id, cast.rep) == leads[2].id
    assert next_on(list_id, leads[2].id, cast.rep) is None
    assert through(list_id, leads[2].id, cast.rep)[1:] == ("Spring", 2, 2)
    (line,) = list_lines(cast.rep)
    assert (line.leads, line.open, line.counts) == (3, 2, {"new": 2, "disqualified": 1})


def test_lists_are_seen_like_leads(cast: Any) -> None:
    one = lead(cast.rep, lists=["Spring"], owner=cast.rep.id)
    list_id = ProspectList.objects.get().id
    assert list_lines(cast.stranger) == []
    for act in (write_list, put_on_list):
        with pytest.raises(NotFound):
            act(list_id, "Mine" if act is write_list else [one.id], by=cast.stranger, via="page")
    write_list(list_id, "Everybody's", "", None, by=cast.rep, via="page")
    (line,) = list_lines(cast.stranger)
    assert (line.leads, leads_on(list_id, cast.stranger)) == (0, [])
    with pytest.raises(NotAllowed):
        write_list(list_id, "His", "", cast.manager.id, by=cast.rep, via="page")


@pytest.mark.thorough
def test_the_pages_of_lists(client: Client, cast: Any, published: Any) -> None:
    client.force_login(cast.rep)
    assert "No list yet" in client.get("/leads/lists/").content.decode()
    sent = {"title": "Fair", "purpose": "Call them", "owner": str(cast.rep.id)}
    assert client.post("/leads/lists/0/", sent).status_code == 302
    assert client.post("/leads/lists/0/", {**sent, "title": ""}).status_code == 422
    assert client.post("/leads/lists/0/", sent).status_code == 409
    list_id = ProspectList.objects.get().id
    one, two = (lead(cast.rep, email=f"{n}@b.example", lists=["Fair"]) for n in range(2))
    shown = client.get("/leads/lists/").content.decode()
    assert "Call them" in shown
    first = client.get(f"/leads/lists/{list_id}/next/")
    assert first["Location"] == f"/leads/{one.id}/?list={list_id}"
    assert "1 of 2" in client.get(first["Location"]).content.decode()
    following = client.get(f"/leads/lists/{list_id}/next/?after={one.id}")
    assert following["Location"] == f"/leads/{two.id}/?list={list_id}"
    assert client.get(f"/leads/lists/{list_id}/next/?after={two.id}")["Location"] == "/leads/lists/"
    assert client.post(f"/leads/lists/{list_id}/off/").status_code == 302
    assert not ProspectList.objects.exists()
    assert client.post(f"/leads/lists/{list_id}/back/").status_code == 302
    assert ProspectList.objects.get().title == "Fair"
    lead(cast.rep, name="Not on it")
    listed = client.get("/leads/all/?lists__has=Fair").content.decode()
    assert ("Ada Byron" in listed, "Not on it" in listed) == (True, False)


def test_programs_work_with_lists(cast: Any, api_of: Any) -> None:
    one, client = lead(cast.rep), api_of(cast.rep)

    def ask(method: str, path: str, **body: Any) -> Any:
        address = f"/api/v1/leads/lists{path}"
        return client.generic(method, address, json.dumps(body), content_type="application/json").json()

    place = f"/{ask('POST', '', title='Fair')['id']}"
    assert ask("POST", f"{place}/leads", leads=[one.id])["added"] == 1
    assert ask("GET", f"{place}/leads")["next"] == one.id
    assert ask("PUT", place, title="Fair 26", purpose="Call")["purpose"] == "Call"
    assert ask("GET", "")["items"][0]["by_status"] == {"new": 1}
    assert ask("DELETE", place) == {"id": int(place[1:])}
    assert ask("POST", f"{place}/restore")["leads"] == 1
    assert ask("DELETE", f"{place}/leads", leads=[one.id])["removed"] == 1
