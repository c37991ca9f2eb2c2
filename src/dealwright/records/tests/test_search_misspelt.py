"""Search inside words, of misspelt words and of numbers, against looking through all rows by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.customers.commands import (
    NewOrganisation,
    NewPerson,
    change_organisation,
    change_person,
    record_organisations,
    record_people,
    remove_organisations,
    remove_people,
)
from dealwright.deals.commands import NewDeal, open_deals
from dealwright.exchange.sample.words import FAMILY_NAMES, FIRST_NAMES
from dealwright.ledger.readers import catch_up
from dealwright.records.models import SearchPart, SearchText, SearchWord
from dealwright.records.search import fold, search, sight
from dealwright.records.search.hits import MANY
from dealwright.records.search.misspelt import nearest
from dealwright.records.search.words import may_be_inside, number_in
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.thorough

if TYPE_CHECKING:
    from conftest import Cast

AT_HOME = Machine()
LETTERS = "aeioulnrst"
WORDS = st.text("abcß é東京я", min_size=3, max_size=9)
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join).filter(fold), min_size=1, max_size=6)


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    """How many records somebody sees is kept for a while: what another test counted is not so here."""
    sight._sight.cache_clear()
    yield
    sight._sight.cache_clear()


def organisations(*names: str) -> list[int]:
    ids = record_organisations([NewOrganisation(name) for name in names], by=AT_HOME, via="cli")
    catch_up("search")
    return ids


@pytest.mark.django_db
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES, st.data())
def test_whatever_has_each_part_in_a_word_is_found(names: list[str], data: st.DataObject) -> None:
    ids = organisations(*names)
    words = fold(data.draw(st.sampled_from(names)))
    cuts = [(data.draw(st.integers(0, len(word) - 1)), data.draw(st.integers(1, 9))) for word in words]
    typed = [word[start : start + length] for word, (start, length) in zip(words, cuts, strict=True)]
    asked = [part for part, (start, _) in zip(typed, cuts, strict=True) if start == 0 or may_be_inside(part)]
    expected = {
        each for each, name in zip(ids, names, strict=True)
        if all(any(has(word, part) for word in fold(name)) for part in asked)
    }  # fmt: skip
    assert not asked or expected <= {each.id for each in search(" ".join(asked), AT_HOME, limit=1_000)}


def has(word: str, part: str) -> bool:
    return part in word if may_be_inside(part) else word.startswith(part)


def misspellings(word: str) -> set[str]:
    """Each word that one edit makes of this one: a letter less, another letter, one more, two exchanged."""
    places = range(len(word))
    fewer = {word[:n] + word[n + 1 :] for n in places}
    other = {word[:n] + letter + word[n + 1 :] for n in places for letter in LETTERS}
    more = {word[:n] + letter + word[n:] for n in range(len(word) + 1) for letter in LETTERS}
    exchanged = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in places[:-1]}
    return (fewer | other | more | exchanged) - {word}


def test_every_word_one_edit_away_is_among_the_nearest(db: None) -> None:
    names = random.Random(1).sample(FAMILY_NAMES, 40)
    organisations(*names)
    missed = [
        (name, typed)
        for name in names
        for typed in misspellings(name.lower())
        if len(typed) > 2 and name.lower() not in nearest(typed)
    ]
    assert missed == []


def test_misspelt_people_are_among_the_first_ten(db: None) -> None:
    chance = random.Random(2)
    names = sorted({f"{chance.choice(FIRST_NAMES)} {chance.choice(FAMILY_NAMES)}" for _ in range(800)})
    record_people([NewPerson(name) for name in names], by=AT_HOME, via="cli")
    catch_up("search")
    asked = chance.sample(names, 150)
    found = 0
    for name in asked:
        parts = name.split()
        place = chance.randrange(2)
        parts[place] = chance.choice(sorted(misspellings(parts[place].lower())))
        found += name in {each.title for each in search(" ".join(parts), AT_HOME, limit=10)}
    assert found >= 0.95 * len(asked)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Shmidt", "Schmidt"), ("Jhon Smiht", "John Smith"), ("Katherine", "Catherine"), ("Meyerr", "Meyer")],
)
def test_names_that_sound_alike_or_are_mistyped(db: None, typed: str, name: str) -> None:
    organisations(name, "Zimmer Vogt")
    assert [each.title for each in search(typed, AT_HOME)] == [name]


PHONE = "+44 (0)20 7946 0958"


@pytest.mark.parametrize(
    "typed", ["02079460958", "+44 20 7946 0958", "0044-20/79460958", "020 7946", "7946 0958", "958"]
)
def test_a_phone_is_found_in_any_spelling_and_by_its_end(db: None, typed: str) -> None:
    record_people(
        [NewPerson("Bo Berg", phone=PHONE), NewPerson("Al Fal", phone="+49 30 901820")], by=AT_HOME, via="cli"
    )
    catch_up("search")
    assert [each.title for each in search(typed, AT_HOME)] == ["Bo Berg"]


@pytest.mark.parametrize("typed", ["491709018234", "49 170 9018234", "+49 170 9018234", "0049 170 9018234"])
def test_a_phone_that_is_kept_as_it_is_dialled_inland_is_found_with_its_country(cast: Cast, typed: str) -> None:
    numbers = {"Al": "0170 9018234", "Bo": "0555 9018234", "Cy": "0170 9018235"}
    news = [NewPerson(name, phone=phone, owner_id=cast.rep.id) for name, phone in numbers.items()]
    record_people(news, by=AT_HOME, via="cli")
    catch_up("search")
    for actor in (AT_HOME, cast.rep):
        assert [each.title for each in search(typed, actor)] == ["Al"]


def test_five_digits_of_a_number_find_it_those_it_begins_with_first(cast: Cast) -> None:
    numbers = {"Al": "+49 170 9018234", "Bo": "+49 5555 90182", "Cy": "+49 90182 44444"}
    news = [NewPerson(name, phone=phone, owner_id=cast.rep.id) for name, phone in numbers.items()]
    ids = record_people(news, by=AT_HOME, via="cli")
    catch_up("search")
    for actor in (AT_HOME, cast.rep):
        assert [each.title for each in search("90182", actor)] == ["Bo", "Cy", "Al"]
        for start in range(6):
            assert [each.title for each in search("1709018234"[start : start + 5], actor)][-1] == "Al"
    remove_people(ids[1:], by=AT_HOME, via="cli")
    change_person(ids[0], {"phone": ""}, by=AT_HOME, via="cli")
    catch_up("search")
    assert set(SearchWord.objects.values_list("word", flat=True)) == {"al", "=al"}


def test_numbers_that_were_in_the_index_before_are_found_by_their_middle(db: None) -> None:
    record_people([NewPerson("Bo Berg", phone=PHONE, external_id="1234567")], by=AT_HOME, via="cli")
    catch_up("search")
    before = set(SearchWord.objects.values_list("pk"))
    assert SearchWord.objects.filter(word__startswith=">").delete()[0] == 5
    import_module("dealwright.records.migrations.0008_search_within_numbers").numbers_within(apps, None)
    assert set(SearchWord.objects.values_list("pk")) == before


@given(st.from_regex(r"\+(1|44|49|351)[1-9][0-9]{7,9}", fullmatch=True), st.sampled_from(["-", " ", "/", "."]))
def test_all_spellings_of_a_number_share_its_digits(number: str, between: str) -> None:
    apart = number[:4] + between + between.join(number[4:])
    assert number_in(number) == number_in(apart) == number_in("00" + apart[1:]) != ""


def test_nothing_hidden_is_found_inside_words_or_misspelt(cast: Cast, published: object) -> None:
    open_deals([NewDeal("Paintworks", owner_id=cast.stranger.id)] * 2, by=cast.owner, via="cli")
    [mine] = open_deals([NewDeal("Repainting")], by=cast.rep, via="page")
    catch_up("search")
    for typed in ("aint", "paintwroks", "repaintign"):
        seen = {who: {each.id for each in search(typed, member)} for who, member in cast.everybody().items()}
        assert seen["mate"] == set()
        assert seen["rep"] <= {mine}
        assert mine not in seen["stranger"]


def test_ones_own_deal_is_found_inside_a_word_though_others_have_thousands(
    cast: Cast, published: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dealwright.records.search.hits.MANY", 40)
    open_deals([NewDeal(f"Repaint {n}", owner_id=cast.stranger.id) for n in range(60)], by=cast.owner, via="cli")
    [mine] = open_deals([NewDeal("Zz repaint")], by=cast.rep, via="page")
    catch_up("search")
    assert MANY > 40
    for typed in ("epain", "zz epain", "repaint z"):
        assert [each.id for each in search(typed, cast.rep)] == [mine]
    assert [each.id for each in search("repiant", cast.rep)] == [mine]


def test_what_became_ones_own_since_it_was_counted_is_found(
    cast: Cast, published: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = dict.fromkeys(("sight.COUNTED", "wanted.COUNTED", "meeting.COUNTED", "hits.COUNTED", "hits.MANY"), 4)
    for name, number in {"sight.LITTLE": 0, "hits.FEW": 3, "meeting.READ": 3, **few}.items():
        monkeypatch.setattr(f"dealwright.records.search.{name}", number)
    open_deals([NewDeal(f"Repaint {n}", owner_id=cast.stranger.id) for n in range(20)], by=cast.owner, via="cli")
    mine = set(open_deals([NewDeal("Zz repaint")], by=cast.rep, via="page"))
    catch_up("search")
    assert {each.id for each in search("repaint", cast.rep)} == mine
    mine.update(open_deals([NewDeal("Zz repaint")] * 8, by=cast.rep, via="page"))
    catch_up("search")
    for typed in ("repaint", "epain", "zz repaint", "z epain"):
        assert {each.id for each in search(typed, cast.rep)} == mine


def test_whatever_way_is_taken_through_the_index_finds_the_same(
    cast: Cast, published: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(3)
    words = ["anna", "annaberg", "berg", "bergmann", "kohl", "kohlberg"]
    for owner in (cast.rep, cast.stranger):
        names = [" ".join(chance.sample(words, chance.randint(1, 3))) for _ in range(40)]
        open_deals([NewDeal(name, owner_id=owner.id) for name in names], by=cast.owner, via="cli")
    catch_up("search")

    def found() -> list[set[int]]:
        typed = ["ann", "ann be", "be ann", "erg", "erg ohl", "anna_berg", "kohl an be", "bregmann anna"]
        return [
            {each.id for each in search(text, who, limit=500)} for text in typed for who in cast.everybody().values()
        ]

    usual = found()
    sight._sight.cache_clear()
    few = dict.fromkeys(("sight.COUNTED", "wanted.COUNTED", "meeting.COUNTED", "hits.COUNTED"), 9)
    for name, number in {"sight.LITTLE": 0, "hits.FEW": 3, "meeting.READ": 7, **few}.items():
        monkeypatch.setattr(f"dealwright.records.search.{name}", number)
    assert found() == usual
    assert len({len(each) for each in usual}) > 4


@pytest.mark.parametrize("typed", ["an ber", "ber an", "annab ber", "an bergm"])
def test_a_full_name_is_found_by_its_title_however_common_its_words_are(
    db: None, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    for name in ("hits.FEW", "hits.MANY", "meeting.READ"):
        monkeypatch.setattr(f"dealwright.records.search.{name}", 1)
    organisations("Anna Zoo", "An Annabel", "Berg Zoo", "Bergmann", "Annabel Bergmann", "Anna Bergson")
    wanted = {"Annabel Bergmann"} if len(typed) > 6 else {"Annabel Bergmann", "Anna Bergson"}
    assert {each.title for each in search(typed, AT_HOME, limit=len(wanted))} == wanted


def test_nothing_is_left_of_what_is_gone(db: None) -> None:
    kept, gone = organisations("Acme Paint", "Acme Zeppelin")
    remove_organisations([gone], by=AT_HOME, via="cli")
    change_organisation(kept, {"name": "Acme Steel"}, by=AT_HOME, via="cli")
    catch_up("search")
    assert set(SearchPart.objects.values_list("word", flat=True)) == {"acme", "steel"}
    assert set(SearchWord.objects.values_list("word", flat=True)) == {"acme", "steel", "=acme_steel"}
    assert SearchText.objects.count() == 1


def test_the_best_fit_comes_first(db: None) -> None:
    organisations("Reacmed", "Big Acmeworks", "Big Acme", "Acme Two", "Acmeland", "Acme")
    found = [each.title for each in search("acme", AT_HOME)]
    assert found == ["Acme", "Acme Two", "Acmeland", "Big Acme", "Big Acmeworks", "Reacmed"]
