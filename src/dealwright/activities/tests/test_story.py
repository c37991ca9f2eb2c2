"""The story of records: narrowed, searched, long; and how it follows merged records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from dealwright import desk
from dealwright.activities.commands import (
    NewActivity,
    NewTask,
    Repointed,
    add_task,
    change_activity,
    log_activities,
    log_activity,
    point_back,
    remove_activity,
    repoint,
)
from dealwright.activities.models import Activity, Participant, Task
from dealwright.activities.story import Narrowed, story_of
from dealwright.activities.telling import LOOKS, TELLERS
from dealwright.customers.commands import add_organisation, add_person
from dealwright.ledger.event import EVENTS, Changed
from dealwright.records.quality.weights import confirm_record
from dealwright.workspace.guarded import GUARDED

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]


@pytest.fixture
def acme(cast: Cast) -> int:
    return add_organisation({"name": "Acme"}, by=cast.rep, via="page")


def words(cast: Cast, acme: int, **narrowed: Any) -> list[str]:
    return [each.words for each in story_of("organisation", acme, cast.rep, narrowed=Narrowed(**narrowed)).entries]


def test_a_story_is_narrowed_by_kind_member_time_and_words(cast: Cast, acme: int) -> None:
    now, about = timezone.now(), ("organisation", acme)
    log_activity(
        about,
        "call",
        "Price of the big machine",
        "She wants ÜBERMORGEN",
        now - timedelta(days=40),
        by=cast.rep,
        via="page",
    )
    log_activity(about, "email", "Offer sent", by=cast.mate, via="page")
    log_activity(about, "meeting", 'The "big" visit', by=cast.rep, via="page")
    add_task(NewTask("Call about the machine", about=about), by=cast.rep, via="page")
    assert words(cast, acme, group="calls") == ["Call: Price of the big machine"]
    assert words(cast, acme, group="emails") == ["E-mail: Offer sent"]
    assert words(cast, acme, who=cast.mate.id) == ["E-mail: Offer sent"]
    assert "Call: Price of the big machine" not in words(cast, acme, since=now - timedelta(days=7))
    assert words(cast, acme, text="MACHINE") == ["To do: Call about the machine", "Call: Price of the big machine"]
    assert words(cast, acme, text="übermorgen") == ["Call: Price of the big machine"]
    assert words(cast, acme, text='"big"') == ['Meeting: The "big" visit']
    assert words(cast, acme, text="acme added") == ["Acme was added."]
    assert words(cast, acme, text="activity_kind") == []
    assert words(cast, acme, group="nonsense") == []


def test_a_story_tells_activities_as_they_are_now(cast: Cast, acme: int) -> None:
    one = log_activity(("organisation", acme), "call", "Hallo", by=cast.rep, via="page")
    other = log_activity(("organisation", acme), "call", "Mistake", by=cast.rep, via="page")
    change_activity(one, {"subject": "Hello", "direction": "in", "minutes": 5}, by=cast.rep, via="page")
    remove_activity(other, by=cast.rep, via="page")
    found = story_of("organisation", acme, cast.rep).entries
    assert [each.words for each in found] == ["Taken back: Call: Mistake", "Call: Hello", "Acme was added."]
    assert (found[1].detail, found[1].activity) == ("incoming · 5 minutes", one)
    assert story_of("organisation", acme, cast.mate).entries[1].activity is None


def test_an_organisations_story_holds_that_of_its_people(cast: Cast, acme: int) -> None:
    bo = add_person({"name": "Bo", "organisation": acme}, by=cast.rep, via="page")
    log_activity(("person", bo), "call", "Hello", by=cast.rep, via="page")
    assert words(cast, acme, group="calls") == ["Call: Hello"]


@pytest.mark.thorough
def test_ten_thousand_entries_are_paged_with_the_same_questions(
    cast: Cast, acme: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    now = timezone.now()
    news = [
        NewActivity(("organisation", acme), "call" if n % 50 else "meeting", f"Entry {n}", at=now - timedelta(hours=n))
        for n in range(10_000)
    ]
    log_activities(news, by=cast.rep, via="import")
    place, seen = None, []
    for _ in range(3):
        with django_assert_max_num_queries(14):
            page = story_of("organisation", acme, cast.rep, before=place, narrowed=Narrowed("meetings"))
        seen += [each.words for each in page.entries]
        place = page.before
    assert seen == [f"Meeting: Entry {n}" for n in range(0, 90 * 50, 50)]
    with django_assert_max_num_queries(14):
        assert words(cast, acme, text="Entry 9876") == ["Call: Entry 9876"]


def test_the_page_of_a_story_keeps_how_it_is_narrowed(cast: Cast, acme: int, client_of: Browser) -> None:
    log_activities(
        [NewActivity(("organisation", acme), "call", f"Talk {n}") for n in range(40)], by=cast.rep, via="page"
    )
    browser = client_of(cast.rep)
    page = browser.get(f"/timeline/organisation/{acme}/?group=calls&q=talk&who={cast.rep.id}&days=30").content.decode()
    assert page.count("Call: Talk") >= 30
    assert "&amp;group=calls&amp;who=" in page
    assert "Nothing here fits" in browser.get(f"/timeline/organisation/{acme}/?q=nowhere").content.decode()


def test_entries_follow_a_merged_person_and_back(cast: Cast, acme: int) -> None:
    who: dict[str, Any] = {"by": cast.rep, "via": "page"}
    bo, double, eve = (add_person({"name": name}, **who) for name in ("Bo", "Bo B", "Eve"))
    about = ("organisation", acme)
    log_activities(
        [
            NewActivity(("person", double), "call", "About the double"),
            NewActivity(about, "meeting", "Both", person_id=bo, people=(double, eve)),
            NewActivity(about, "meeting", "As first", person_id=double, people=(bo,)),
            NewActivity(about, "meeting", "As others", person_id=eve, people=(bo, double)),
        ],
        **who,
    )
    add_task(NewTask("For the double", about=("person", double)), **who)

    def state() -> list[Any]:
        rows = Activity.objects.order_by("id").values_list("about_kind", "about_id", "person_id")
        parts = Participant.objects.order_by("activity_id", "person_id").values_list("activity_id", "person_id")
        return [list(rows), list(parts), list(Task.objects.values_list("about_id"))]

    before = state()
    changed = repoint("person", [double], bo)
    assert double not in {each for rows in state()[0] for each in rows}
    assert {person for _, person in state()[1]} == {bo, eve}
    assert state()[2] == [(bo,)]
    point_back(Repointed.from_json(changed.as_json()))
    assert state() == before


def test_every_event_of_a_record_has_a_look_and_words() -> None:
    """What can stand on a timeline has an icon of the house and a group; a change of fields is told by their names."""
    icons = (Path(desk.__file__).parent / "icons.txt").read_text().split()
    ours = [each for each in EVENTS.values() if each.__module__.startswith("dealwright.")]
    shown = [each for each in ours if each.subject in {*GUARDED, "about"}]
    assert len(shown) > 50
    assert [each.kind for each in shown if each.kind not in LOOKS] == []
    assert {look.icon for look in LOOKS.values()} <= {*icons}
    told_with_keys = [each for each in shown if "{names}" in each.sentence and not issubclass(each, Changed)]
    assert [each.kind for each in told_with_keys if each.kind not in TELLERS] == []


def test_what_was_confirmed_is_told_by_its_name(cast: Cast, acme: int) -> None:
    for key in ("", "employees"):
        confirm_record("organisation", acme, field=key, by=cast.rep, via="page")
    words = [each.words for each in story_of("organisation", acme, cast.rep).entries]
    assert words[:2] == ["Still right: Employees", "Confirmed as still right"]
