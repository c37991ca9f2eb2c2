"""Readers see every event once, in order, and a reader that fails stays where it was."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from dealwright.ledger import readers
from dealwright.ledger.commands import Happening, read_on, record, rewind
from dealwright.ledger.queries import Happened, entries_of, entry, reader_seq
from dealwright.ledger.subscriptions import SUBSCRIPTIONS, started_by, subscribe
from dealwright.workspace.events import MemberAdded, TeamAdded
from dealwright.workspace.models import Team

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(readers, "READERS", {})
    kept = dict(SUBSCRIPTIONS)
    SUBSCRIPTIONS.clear()
    yield
    SUBSCRIPTIONS.clear()
    SUBSCRIPTIONS.update(kept)


def tell(count: int) -> None:
    """Record `count` events."""
    record(Happening(TeamAdded(name=f"Team {n}"), n, None, "cli", NOON) for n in range(count))


def test_every_event_is_read_once_and_in_order() -> None:
    seen: list[int] = []
    readers.register("test", lambda batch: seen.extend(happened.seq or 0 for happened in batch))
    tell(5)
    assert readers.catch_up("test") == 5
    tell(2)
    assert readers.run() == 4
    assert readers.run() == 0
    assert seen == [1, 2, 3, 4, 5, 6, 7]


def test_batches_go_on_where_the_last_one_ended() -> None:
    seen: list[list[str]] = []
    tell(3)
    readers.register("other", lambda batch: None)
    readers.catch_up("other")
    sizes = [read_on("test", lambda batch: seen.append([h.data for h in batch]), batch=2) for _ in range(3)]
    assert sizes == [2, 1, 0]
    assert seen == [['{"name":"Team 0"}', '{"name":"Team 1"}'], ['{"name":"Team 2"}']]


def test_a_reader_that_fails_keeps_its_place_and_halts_no_other() -> None:
    seen: list[int] = []

    def fail(batch: Sequence[Happened]) -> None:
        Team.objects.create(name="half done")
        raise ValueError("no")

    readers.register("broken", fail)
    readers.register("sound", lambda batch: seen.append(len(batch)))
    tell(2)
    with pytest.raises(ExceptionGroup) as failed:
        readers.run()
    assert failed.value.exceptions[0].__notes__ == ["in reader broken"]
    assert (seen, reader_seq("broken"), reader_seq("sound")) == ([2], 0, 2)
    assert not Team.objects.filter(name="half done").exists()


def test_a_reader_sent_back_reads_all_again() -> None:
    seen: list[int] = []
    readers.register("test", lambda batch: seen.extend(happened.seq or 0 for happened in batch))
    tell(2)
    readers.catch_up("test")
    rewind("test")
    readers.catch_up("test")
    assert seen == [1, 2, 1, 2]


def test_a_record_tells_its_events_newest_first() -> None:
    tell(3)
    record([Happening(TeamAdded(name="again"), 1, None, "cli", NOON.replace(hour=13))])
    assert [happened.event.name for happened in entries_of("team", [1])] == ["again", "Team 1"]


def test_an_event_starts_the_jobs_that_subscribed_to_its_class() -> None:
    subscribe(TeamAdded, print, "greet-team")
    subscribe(MemberAdded, print, "greet-member")
    tell(1)
    readers.register("other", lambda batch: None)
    readers.catch_up("other")
    assert [subscription.name for subscription in started_by(entry(1))] == ["greet-team"]


def test_two_subscriptions_of_one_name_are_refused() -> None:
    subscribe(TeamAdded, print, "greet")
    subscribe(TeamAdded, print, "greet")
    with pytest.raises(ValueError, match="greet"):
        subscribe(MemberAdded, print, "greet")
