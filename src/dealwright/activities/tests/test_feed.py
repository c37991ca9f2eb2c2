"""A member's calendar: what it shows, that it is valid, and that its address is a secret."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from dealwright.activities.commands import NewTask, add_task, complete_task, make_feed, revoke_feed
from dealwright.activities.feed import Due, written
from dealwright.activities.models import Feed
from dealwright.customers.commands import add_organisation
from dealwright.workspace.models import Member

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]
SAMPLES = Path(__file__).resolve().parents[4].parent / "shared/data/ical"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=80)


@pytest.mark.thorough
@pytest.mark.django_db
@given(st.lists(st.tuples(texts, texts, st.none() | st.integers(1, 600)), max_size=5))
def test_any_title_comes_back_and_equal_tasks_give_equal_bytes(rows: list[tuple[str, str, int | None]]) -> None:
    tasks = [
        Due(number, "meeting", title, NOON.date(), NOON, minutes, place, "", None, NOON, None)
        for number, (title, place, minutes) in enumerate(rows)
    ]
    body = written(tasks, {}, "Dealers", "https://crm.example.com")
    assert body == written(tasks, {}, "Dealers", "https://crm.example.com")
    events = list(Calendar.from_ical(body).walk("VEVENT"))
    assert [str(each["summary"]) for each in events] == [title for title, _, _ in rows]
    assert [str(each["location"]) for each in events] == [place for _, place, _ in rows]
    lasts = [each.decoded("dtend") - each.decoded("dtstart") for each in events]
    assert lasts == [timedelta(minutes=minutes or 30) for _, _, minutes in rows]
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


@pytest.mark.parametrize("text", ["a\rb", "a\r\nb", "a\nEND:VEVENT", "a\x0bb", "a\x00b", "a\x7fb", "a\tb", "a\x1b[1m"])
def test_what_no_calendar_may_hold_becomes_a_blank(text: str) -> None:
    task = Due(1, "meeting", text, NOON.date(), NOON, None, text, "deal", 7, NOON, None)
    body = written([task], {("deal", 7): text}, text, "https://crm.example.com")
    calendar, said = Calendar.from_ical(body), text.translate(dict.fromkeys([*range(32), 127], " "))
    (event,) = calendar.walk("VEVENT")
    assert (str(event["summary"]), str(event["location"])) == (f"{said} · {said}", said)
    assert str(calendar["x-wr-calname"]) == f"{said} · Dealwright"
    assert not [byte for line in body.split(b"\r\n") for byte in line if byte < 32 or byte == 127]


def read(cast: Cast, client: Client, **headers: str) -> tuple[int, Calendar | None, str]:
    secret = make_feed(by=cast.rep, via="page")
    answer = client.get(f"/calendar/{secret}.ics", headers=headers)
    return answer.status_code, Calendar.from_ical(answer.content), answer.headers["ETag"]


def test_times_are_events_and_days_are_whole_days(cast: Cast, client_of: Browser) -> None:
    acme = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    at = timezone.now().replace(microsecond=0) + timedelta(days=1)
    add_task(
        NewTask("Visit", "meeting", due_at=at, about=("organisation", acme), place="Hall 3"), by=cast.rep, via="page"
    )
    day = add_task(NewTask("Report", due_on=at.date()), by=cast.rep, via="page")
    add_task(NewTask("Some day"), by=cast.rep, via="page")
    add_task(NewTask("Theirs", due_on=at.date()), by=cast.mate, via="page")
    complete_task(day, by=cast.rep, via="page")
    status, calendar, _ = read(cast, Client())
    assert status == 200
    events = calendar.walk("VEVENT")
    assert len(events) == len(calendar.subcomponents) == 2
    event, whole = sorted(events, key=lambda each: "Report" in each["summary"])
    assert (str(event["summary"]), str(event["location"])) == ("Visit · Acme", "Hall 3")
    assert event.decoded("dtstart") == at
    days = [whole.decoded(name) for name in ("dtstart", "dtend")]
    assert (str(whole["summary"]), days) == ("✓ Report", [at.date(), at.date() + timedelta(days=1)])
    assert (str(whole["transp"]), type(days[0])) == ("TRANSPARENT", date)
    assert [str(part["uid"]).partition("@")[2] for part in events] == ["testserver"] * 2
    page = client_of(cast.rep).get(str(whole["url"]).removeprefix("http://testserver"))
    assert (page.status_code, "Report" in page.content.decode()) == (200, True)


def test_a_calendar_that_is_known_is_not_sent_again(cast: Cast) -> None:
    browser = Client()
    secret = make_feed(by=cast.rep, via="page")
    first = browser.get(f"/calendar/{secret}.ics")
    tag = first.headers["ETag"]
    same = browser.get(f"/calendar/{secret}.ics", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    assert same.headers["Cache-Control"] == first.headers["Cache-Control"] == "private, no-cache"
    add_task(NewTask("New", due_on=date(2030, 1, 1)), by=cast.rep, via="page")
    assert browser.get(f"/calendar/{secret}.ics", headers={"If-None-Match": tag}).status_code == 200
    assert Feed.objects.get().used_at is not None


def test_unknown_revoked_and_left_look_alike(cast: Cast) -> None:
    browser, secret = Client(), make_feed(by=cast.rep, via="page")
    other = make_feed(by=cast.mate, via="page")
    assert secret not in str(Feed.objects.values_list())
    assert len(bytes.fromhex(secret)) == 16
    revoke_feed(by=cast.rep, via="page")
    Member.objects.filter(id=cast.mate.id).update(is_active=False)
    answers = [browser.get(f"/calendar/{each}.ics") for each in (secret, other, "0" * 32, "x")]
    assert len({(each.status_code, each.content, tuple(sorted(each.headers.items()))) for each in answers}) == 1
    assert answers[0].status_code == 404


def test_the_address_is_shown_once_and_taken_back(cast: Cast, client_of: Browser) -> None:
    browser = client_of(cast.rep)
    assert "Make a calendar address" in browser.get("/settings/calendar/").content.decode()
    made = browser.post("/settings/calendar/make/").content.decode()
    address = made[made.index("http://testserver/calendar/") :].split("<")[0]
    assert Client().get(address).status_code == 200
    assert "/calendar/" not in browser.get("/settings/calendar/").content.decode().replace("/settings/calendar/", "")
    browser.post("/settings/calendar/revoke/")
    assert Client().get(address).status_code == 404


def test_the_reader_of_our_tests_knows_foreign_calendars() -> None:
    if not SAMPLES.exists():
        pytest.skip("the samples of other calendars are not beside this repository")
    whole = [path for path in sorted(SAMPLES.glob("*.ics")) if b"BEGIN:VEVENT" in path.read_bytes()]
    read_ones = 0
    for path in whole:
        try:
            read_ones += bool(list(Calendar.from_ical(path.read_bytes()).walk("VEVENT")))
        except ValueError:
            continue
    assert read_ones > 10
