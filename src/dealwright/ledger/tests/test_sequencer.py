"""The sequencer numbers what has committed: late commits too, all or nothing."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from dealwright.ledger import commands
from dealwright.ledger.commands import Happening, number_entries, record
from dealwright.ledger.models import Entry, Head
from dealwright.ledger.proof import faults
from dealwright.ledger.queries import head_seq
from dealwright.workspace.events import TeamAdded

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def tell(*names: str) -> None:
    """Record one event for each name."""
    record(Happening(TeamAdded(name=name), 1, None, "cli", NOON) for name in names)


def names_in_order() -> list[str]:
    """The names of the numbered events, by number."""
    return [row.split('"')[3] for row in Entry.objects.filter(seq__gt=0).order_by("seq").values_list("data", flat=True)]


@pytest.mark.django_db
def test_events_are_numbered_in_the_order_they_were_written() -> None:
    tell("a", "b")
    tell("c")
    assert number_entries() == 3
    assert (names_in_order(), head_seq()) == (["a", "b", "c"], 3)
    assert number_entries() == 0


@pytest.mark.django_db
def test_numbering_goes_on_in_portions() -> None:
    tell("a", "b", "c")
    assert [number_entries(limit=2), number_entries(limit=2), number_entries(limit=2)] == [2, 1, 0]
    assert list(faults()) == []


@pytest.mark.django_db
def test_a_change_that_is_taken_back_leaves_no_event() -> None:
    with transaction.atomic():
        tell("a")
        transaction.set_rollback(True)
    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_a_sequencer_killed_midway_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    tell("a", "b")
    number_entries()
    tell("c", "d")

    def store_and_die(numbered: list[tuple[int, str, int]]) -> None:
        commands_store(numbered[:1])
        raise KeyboardInterrupt

    commands_store = commands.store_numbers
    monkeypatch.setattr(commands, "store_numbers", store_and_die)
    with pytest.raises(KeyboardInterrupt):
        number_entries()
    monkeypatch.undo()
    assert (head_seq(), Entry.objects.filter(seq=None).count()) == (2, 2)
    assert number_entries() == 2
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_not_missed() -> None:
    """One transaction takes its id first and commits last; a reader by highest id would lose its event."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets only one transaction write at a time: ids commit in order")
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                tell("late")
                written.set()
                assert go_on.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    tell("early")
    assert number_entries() == 1
    assert names_in_order() == ["early"]
    go_on.set()
    thread.join()
    assert number_entries() == 1
    assert names_in_order() == ["early", "late"]
    ids = list(Entry.objects.order_by("seq").values_list("id", flat=True))
    assert ids == sorted(ids, reverse=True)
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_a_second_sequencer_does_not_wait() -> None:
    """On PostgreSQL the lock on the head is a lease: whoever comes second goes away with nothing."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one write lock for all: the second waits its turn")
    tell("a")
    number_entries()
    tell("b")
    numbered: list[int] = []

    def second() -> None:
        numbered.append(number_entries())
        connection.close()

    with transaction.atomic():
        Head.objects.select_for_update().get()
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert numbered == [0]
    assert number_entries() == 1
