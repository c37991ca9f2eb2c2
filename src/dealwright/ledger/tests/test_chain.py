"""The chain of hashes names whatever was changed, removed or swapped."""

from datetime import UTC, datetime, timedelta, timezone
from importlib import import_module

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.ledger.commands import Happening, number_entries, record
from dealwright.ledger.models import Entry, Head
from dealwright.ledger.queries import faults
from dealwright.ledger.rules import Link, chained
from dealwright.workspace.events import TeamAdded

guards = import_module("dealwright.ledger.migrations.0002_append_only")
NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
COUNT = 8
OTHER = {
    "kind": "member_added",
    "version": 2,
    "subject_kind": "deal",
    "subject_id": 99,
    "actor_id": 5,
    "via": "api",
    "occurred_at": NOON - timedelta(microseconds=1),
    "recorded_at": NOON,
    "data": '{"name":"x"}',
    "hash": "0" * 64,
}


@pytest.fixture
def ledger(db: None) -> None:
    """Eight numbered events, and nothing that keeps the test from tampering with them."""
    record(Happening(TeamAdded(name=f"Team {n}"), n, None, "cli", NOON) for n in range(COUNT))
    assert number_entries() == COUNT
    with connection.cursor() as cursor:
        for name in ("unchanged", "stays"):
            end = " ON ledger_entry" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS ledger_entry_{name}{end}")


def test_an_untouched_ledger_is_whole(ledger: None) -> None:
    assert list(faults()) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(seq=st.integers(1, COUNT), column=st.sampled_from(sorted(OTHER)))
def test_any_changed_value_is_named(ledger: None, seq: int, column: str) -> None:
    with transaction.atomic():
        Entry.objects.filter(seq=seq).update(**{column: OTHER[column]})
        assert any(f"Entry {seq} " in fault for fault in faults())
        transaction.set_rollback(True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(seq=st.integers(1, COUNT))
def test_a_removed_entry_is_named(ledger: None, seq: int) -> None:
    with transaction.atomic():
        Entry.objects.filter(seq=seq).delete()
        assert any("missing" in fault for fault in faults())
        transaction.set_rollback(True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(pair=st.lists(st.integers(1, COUNT), min_size=2, max_size=2, unique=True))
def test_two_swapped_entries_are_named(ledger: None, pair: list[int]) -> None:
    one, other = (Entry.objects.get(seq=seq) for seq in pair)
    with transaction.atomic():
        Entry.objects.filter(id=one.id).update(seq=None)
        Entry.objects.filter(id=other.id).update(seq=one.seq)
        Entry.objects.filter(id=one.id).update(seq=other.seq)
        assert any(f"Entry {min(pair)} " in fault for fault in faults())
        transaction.set_rollback(True)


def test_a_head_that_was_set_back_is_named(ledger: None) -> None:
    Head.objects.update(hash="0" * 64)
    assert list(faults()) == [f"Entry {COUNT} does not carry the last hash that was given."]


def test_every_event_gone_is_named(ledger: None) -> None:
    Entry.objects.all().delete()
    assert list(faults()) == [f"Entries after 0 are missing: {COUNT} had been numbered."]


def test_hashes_are_the_same_on_every_database(db: None) -> None:
    """A fixed entry has a fixed hash, also after it has been stored and read in another zone's clothes."""
    moment = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    record([Happening(TeamAdded(name="Nørd “Ost”"), 3, None, "cli", moment)])
    entry = Entry.objects.get()
    link = Link(1, 1, entry.kind, 1, "team", 3, None, "cli", entry.occurred_at, NOON, entry.data)
    assert chained("", link) == "eaa325e3c8816f152cc51889890b331e778212dd7f3b47ce65d44d5e1654feec"
