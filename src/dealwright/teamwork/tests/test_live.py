"""What is told to a page that watches: no more than that something changed, and nothing missed."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from dealwright.activities.commands import log_activity
from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.commands import NewDeal, add_stakeholder, change_deal, open_deal
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.models import Entry
from dealwright.ledger.queries import Noted
from dealwright.teamwork import answering, tail, watching
from dealwright.teamwork.watching import Watch, fits
from dealwright.workspace.events import RecordUnshared

ALL = Watch(1, 0, ("deal",))


def happen(record_id: int, about: str = "deal") -> None:
    """Something is committed about a record."""
    told = RecordUnshared(to="member:1", name="Ann")
    record([Happening(told, record_id, None, "page", timezone.now(), about)])


@pytest.fixture
def end(db: None, monkeypatch: pytest.MonkeyPatch) -> tail.Tail:
    """A tail that has looked once and looks again whenever it is asked to."""
    monkeypatch.setattr(tail, "EVERY", 0)
    made = tail.Tail()
    made.look()
    return made


def test_what_is_committed_after_a_position_is_told_once(end: tail.Tail) -> None:
    before = end.position
    happen(5)
    end.look()
    assert end.changed_since(before, ALL)
    assert not end.changed_since(end.position, ALL)
    assert end.changed_since(before, Watch(1, 0, ("deal:5",)))
    assert not end.changed_since(before, Watch(1, 0, ("deal:6", "person", "task_*")))
    assert end.changed_since(before, Watch(1, 0, ("record_unsh*",)))


def test_another_process_knows_positions_of_the_first(end: tail.Tail) -> None:
    other = tail.Tail()
    other.look()
    before = end.position
    happen(5)
    other.look()
    assert other.changed_since(before, ALL)
    end.look()
    assert not other.changed_since(end.position, ALL)


def test_an_id_that_was_passed_over_is_told_when_it_is_committed(end: tail.Tail) -> None:
    happen(5)
    end.look()
    first = Entry.objects.get()
    values = {field.attname: getattr(first, field.attname) for field in Entry._meta.concrete_fields}
    Entry.objects.create(**{**values, "id": first.id + 2, "subject_id": 7})
    end.look()
    before = end.position
    Entry.objects.create(**{**values, "id": first.id + 1, "subject_id": 6})
    end.look()
    assert end.changed_since(before, Watch(1, 0, ("deal:6",)))
    assert not end.changed_since(before, Watch(1, 0, ("deal:7",)))
    end.look()
    assert not end.changed_since(end.position, ALL)


def test_who_asks_from_before_what_is_known_is_told_to_look(end: tail.Tail, monkeypatch: pytest.MonkeyPatch) -> None:
    before = end.position
    monkeypatch.setattr(tail, "AT_ONCE", 2)
    for number in range(3):
        happen(number, "person")
    end.look()
    assert end.changed_since(before, ALL)
    assert not end.changed_since(end.position, ALL)


def test_records_of_others_are_no_reason_to_look(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tail, "_owners", lambda one, ids: {5: 1, 6: 2, 7: None})
    fresh = [Noted(n, "activity_logged", "deal", n, "{}") for n in (5, 6, 7)]
    given = [*fresh, Noted(8, "deal_changed", "deal", 6, '{"new":{"owner":2}}')]
    noticed = list(tail._noticed(given, 0, 1))
    mine = Watch(1, 0, ("deal",), frozenset({1}))
    assert [tail._concerns(each, mine) for each in noticed] == [True, False, True, True]
    assert tail._concerns(noticed[1], Watch(1, 0, ("deal:6",), frozenset({1})))


def test_what_stands_on_a_page_is_a_reason_to_look(
    cast: Any, published: Any, end: tail.Tail, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    """A deal of an organisation, a call on it, a person who works there; not what the reader may not see."""
    by = {"by": cast.rep, "via": "page"}
    acme, other = (add_organisation({"name": name}, **by) for name in ("Acme", "Other"))
    ada = add_person({"name": "Ada", "organisation": acme}, **by)
    deal = open_deal(NewDeal("Roof", "general", None, acme, cast.rep.id), **by)
    add_stakeholder(deal, ada, "champion", **by)
    end.look()

    def watch_of(member: Any, one: str, number: int) -> Watch:
        page = client_of(member).get(reverse(one, args=[number])).content.decode()
        return watching.read(re.search(r'data-live-watch-value="([^"]+)"', page)[1])

    places = [("organisation", acme), ("organisation", other), ("person", ada)]
    pages = {(who.name, *place): watch_of(who, *place) for who in (cast.rep, cast.stranger) for place in places}
    told = []
    for happens in (
        lambda: log_activity(("deal", deal), "call", "Called", **by),
        lambda: log_activity(("person", ada), "call", "Called", **by),
        lambda: change_deal(deal, {"organisation": other}, **by),
        lambda: change_deal(deal, {"owner": cast.mate.id}, by=cast.manager, via="page"),
    ):
        before = end.position
        happens()
        with django_assert_max_num_queries(8):
            end.look()
        told.append({page for page, watched in pages.items() if end.changed_since(before, watched)})
    ann, cid = (lambda *place: ("Ann", *place)), (lambda *place: ("Cid", *place))
    at_acme, at_other, at_ada = places
    assert told == [
        {ann(*at_acme), ann(*at_ada)},
        {ann(*at_acme), ann(*at_ada), cid(*at_acme), cid(*at_ada)},
        {ann(*at_acme), ann(*at_other), ann(*at_ada)},
        {ann(*at_other), ann(*at_ada), cid(*at_other), cid(*at_ada)},
    ]


def test_a_token_says_what_is_watched_and_cannot_be_forged(cast: Any) -> None:
    cast.rep.newest_entry, cast.rep.asked_at = 12, 34
    match = SimpleNamespace(url_name="deal", kwargs={"deal_id": 7})
    given = watching.attributes(SimpleNamespace(user=cast.rep, resolver_match=match))
    assert given["data-live-at-value"] == "12.34"
    assert "data-live-pace-value" not in given
    idle = watching.attributes(SimpleNamespace(user=cast.rep, resolver_match=SimpleNamespace(url_name="", kwargs={})))
    assert idle["data-live-pace-value"] == watching.UNHURRIED
    token = given["data-live-watch-value"]
    watched = watching.read(token)
    assert watched is not None
    assert (watched.member, watched.what) == (cast.rep.id, ("deal:7",))
    assert watching.read(token.replace(token[5], "A" if token[5] != "A" else "B", 1)) is None
    assert watching.read("") is None


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [("POST", "", 405), ("GET", "", 400), ("GET", "watch=x.y&at=1.1", 400), ("GET", "watch={good}&at=x", 400),
     ("GET", "watch={old}&at=1.1", 410), ("GET", "watch={good}&at=0.1", 200)],
)  # fmt: skip
def test_questions_are_answered(
    end: tail.Tail, monkeypatch: pytest.MonkeyPatch, method: str, query: str, status: int
) -> None:
    monkeypatch.setattr(answering, "TAIL", end)
    happen(5)
    end.look()
    turn = int(tail.now() / 1e6) // watching.GOOD_FOR
    tokens = {"good": watching._token(1, ("deal",), None, turn), "old": watching._token(1, ("deal",), None, turn - 3)}
    assert answering.told(method, query.format(**tokens))[0] == status


def test_only_the_path_of_its_own_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "close_old_connections", lambda: None)
    said: list[str] = []
    inside = answering.telling(lambda environ, start: [b"inside"])
    assert inside({"PATH_INFO": "/board/"}, lambda *given: None) == [b"inside"]
    assert inside({"PATH_INFO": "/live/", "REQUEST_METHOD": "GET"}, lambda told, headers: said.append(told)) == []
    assert said == ["400 Bad Request"]


def test_what_fits() -> None:
    assert fits("deal", "stage_moved", "deal", 4)
    assert not fits("deal:4", "stage_moved", "deal", 44)
    assert fits("stage_*", "stage_moved", "deal", 4)
