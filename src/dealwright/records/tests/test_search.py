"""Search: every beginning of every word finds, nothing hidden is found, what is gone or renamed follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.customers.commands import (
    NewOrganisation,
    NewPerson,
    add_person,
    change_organisation,
    record_organisations,
    record_people,
    remove_organisations,
)
from dealwright.deals.commands import NewDeal, open_deals
from dealwright.ledger.readers import catch_up
from dealwright.records.cli import search_records
from dealwright.records.kinds import kind_of
from dealwright.records.models import SearchPart, SearchText, SearchWord
from dealwright.records.search import HITS, fold, rebuild, search, similar
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.thorough

if TYPE_CHECKING:
    from conftest import Cast


Browser = Callable[[object], Client]
AT_HOME = Machine()
TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(fold)


def organisations(*names: str) -> list[int]:
    ids = record_organisations([NewOrganisation(name) for name in names], by=AT_HOME, via="cli")
    catch_up("search")
    return ids


@pytest.mark.django_db
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TITLES, min_size=1, max_size=5), st.data())
def test_any_beginning_of_any_word_finds_the_record(titles: list[str], data: st.DataObject) -> None:
    ids = organisations(*titles)
    which = data.draw(st.integers(0, len(titles) - 1))
    word = data.draw(st.sampled_from(fold(titles[which])))
    beginning = word[: data.draw(st.integers(1, len(word)))]
    found = search(beginning, AT_HOME, limit=1_000)
    assert ids[which] in {each.id for each in found}
    assert any(part.startswith(beginning) for part in fold(found[0].title))


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("müller", "Muller AG"),
        ("MULLER", "Müller AG"),
        ("straße", "Strasse 7"),
        ("o'hara", "O’Hara"),
        ("ag mul", "Müller AG"),
        ("яндекс", "Яндекс"),
    ],
)
def test_accents_case_and_order_do_not_matter(db: None, asked: str, name: str) -> None:
    organisations(name, "Somebody else")
    assert [each.title for each in search(asked, AT_HOME)] == [name]


def test_every_word_must_fit(db: None) -> None:
    organisations("Acme Paint", "Acme Steel")
    assert [each.title for each in search("acme ste", AT_HOME)] == ["Acme Steel"]
    assert search("acme paint steel", AT_HOME) == []
    assert search("  ·  ", AT_HOME) == []


def test_the_very_title_comes_first_though_hundreds_begin_with_it(db: None) -> None:
    organisations(*[f"Acme {number}" for number in range(HITS + 50)], "Acme", "The Acme")
    assert search("acme", AT_HOME, limit=1)[0].title == "Acme"


def test_renamed_and_removed_records_follow(db: None) -> None:
    ids = organisations("Old Name", "Gone Soon")
    change_organisation(ids[0], {"name": "New Name"}, by=AT_HOME, via="cli")
    remove_organisations([ids[1]], by=AT_HOME, via="cli")
    catch_up("search")
    assert search("old", AT_HOME) == search("gone", AT_HOME) == []
    assert [each.id for each in search("new", AT_HOME)] == [ids[0]]


def test_a_rebuild_gives_the_same_words(db: None) -> None:
    organisations("Acme Paint", "Brook & Sons")
    before = [set(model.objects.values_list("pk")) for model in (SearchWord, SearchText, SearchPart)]
    rebuild()
    assert search("acme", AT_HOME) == []
    catch_up("search")
    assert [set(model.objects.values_list("pk")) for model in (SearchWord, SearchText, SearchPart)] == before


def test_nothing_is_found_that_may_not_be_seen(cast: Cast, published: object) -> None:
    open_deals([NewDeal("Paint shop", owner_id=cast.stranger.id)] * 3, by=cast.owner, via="cli")
    open_deals([NewDeal("Paint store")], by=cast.rep, via="page")
    catch_up("search")
    seen = {who: [each.title for each in search("paint", member)] for who, member in cast.everybody().items()}
    assert seen["rep"] == seen["manager"] == ["Paint store"]
    assert seen["mate"] == []
    assert seen["stranger"] == ["Paint shop"] * 3
    assert len(seen["operator"]) == len(seen["owner"]) == 4


def test_ones_own_deal_is_found_among_hundreds_of_others(cast: Cast, published: object) -> None:
    theirs = [NewDeal(f"Paint {number}", owner_id=cast.stranger.id) for number in range(HITS + 20)]
    open_deals(theirs, by=cast.owner, via="cli")
    [mine] = open_deals([NewDeal("Paint zzz")], by=cast.rep, via="page")
    catch_up("search")
    assert [each.id for each in search("paint", cast.rep)] == [mine]


def test_people_are_found_by_their_address(db: None) -> None:
    record_people([NewPerson("Bo Berg", email="bo@harbour.example")], by=AT_HOME, via="cli")
    catch_up("search")
    assert [each.title for each in search("harbour", AT_HOME)] == ["Bo Berg"]


@pytest.mark.parametrize("typed", ["Acme Crop", "acme corp.", "Corp Acme", "Ácme Corp", "Acmee Corb"])
def test_doubles_are_noticed_while_typing(db: None, typed: str) -> None:
    organisations("Acme Corp", "Brook & Sons", "Acme Holding of the North")
    assert [each.title for each in similar(kind_of("organisations"), typed, AT_HOME)] == ["Acme Corp"]


def test_a_different_name_is_no_double(db: None) -> None:
    organisations("Acme Corp")
    assert similar(kind_of("organisations"), "Zenith", AT_HOME) == []


def test_the_page_the_palette_and_the_api_find_alike(cast: Cast, client_of: Browser, api_of: Browser) -> None:
    organisations("Acme Corp")
    browser = client_of(cast.rep)
    assert "Acme Corp" in browser.get("/search/?q=acm").content.decode()
    assert "Nothing by that name" in browser.get("/search/?q=zzz").content.decode()
    palette = browser.get("/search/?q=acm", headers={"HX-Request": "true", "HX-Target": "palette-found"})
    assert palette.content.decode().lstrip().startswith('<a role="option"')
    [item] = api_of(cast.rep).get("/api/v1/search?q=acm").json()["items"]
    assert (item["kind"], item["title"]) == ("organisation", "Acme Corp")


@pytest.mark.django_db
def test_the_command_line_finds_what_no_worker_has_read(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    add_person({"name": "Lovelace, Ada"}, by=cast.owner, via="cli")
    search_records("lovelase", as_json=True)
    assert [found["kind"] for found in json.loads(capsys.readouterr().out)] == ["person"]
