"""The chain of hashes names whatever was changed, removed or swapped."""

from datetime import UTC, datetime, timedelta, timezone
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright.ledger.commands import Happening, number_entries, record
from dealwright.ledger.event import Event, revive
from dealwright.ledger.models import Entry, Head
from dealwright.ledger.proof import faults
from dealwright.ledger.rules import Link, chained, digest
from dealwright.ledger.shredding import shred
from dealwright.workspace.events import MemberAdded, TeamAdded

guards = import_module("dealwright.ledger.migrations.0003_erasing")
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


@pytest.mark.thorough
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
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


@pytest.mark.thorough
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


@pytest.fixture
def erased(ledger: None) -> list[Entry]:
    """Three events about members, the first of before there were salts; two were erased, and the ledger is whole."""
    added = [MemberAdded(name=f"Jane {n}", email=f"{n}@example.org", role="rep", sees="own") for n in range(3)]
    old = Entry.objects.create(id=9, **_stored(added[0], 0))
    Head.objects.update(seq=9, hash=_chained_without_salt(old))
    record(Happening(event, n, None, "cli", NOON) for n, event in enumerate(added[1:], start=1))
    ids = list(Entry.objects.filter(kind="member_added").order_by("id").values_list("id", flat=True))
    assert shred([ids[0], ids[1], 1], actor_id=None, via="cli") == 2
    assert list(faults()) == []  # while the event that vouches for it has no number yet
    number_entries()
    assert list(faults()) == []
    return list(Entry.objects.filter(id__in=ids).order_by("id"))


def _stored(event: Event, subject_id: int) -> dict[str, Any]:
    moments = dict.fromkeys(("occurred_at", "recorded_at"), NOON)
    return {"kind": event.kind, "version": 1, "subject_kind": "member", "subject_id": subject_id, "via": "cli",
            "data": event.encode(), **moments}  # fmt: skip


def _chained_without_salt(entry: Entry) -> str:
    link = Link(9, 9, entry.kind, 1, "member", 0, None, "cli", NOON, NOON, entry.data)
    entry.seq, entry.hash = 9, chained(Head.objects.get().hash, link)
    entry.save()
    return entry.hash


def test_what_was_erased_is_gone_and_the_rest_is_proven(erased: list[Entry]) -> None:
    assert ["Jane" in entry.data for entry in erased] == [False, False, True]
    assert [entry.salt is None for entry in erased] == [True, True, False]
    assert revive(erased[1].kind, erased[1].data).name == "Erased person"  # type: ignore[attr-defined]  # of that kind
    (vouching,) = Entry.objects.filter(kind="entries_shredded")
    assert "Jane" not in vouching.data


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("column", ["data", "digest", "hash", "actor_id", "via"])
def test_erasing_covers_no_other_change(erased: list[Entry], place: int, column: str) -> None:
    changed = {**OTHER, "digest": "1" * 64}[column]
    Entry.objects.filter(id=erased[place].id).update(**{column: changed})
    assert any(f"Entry {erased[place].seq} " in fault for fault in faults())


def test_an_entry_that_only_looks_erased_is_named(erased: list[Entry]) -> None:
    whole = erased[2]
    left = digest(whole.salt or "", whole.data)
    Entry.objects.filter(id=whole.id).update(salt=None, digest=left, data=type(whole).objects.get(id=9).data)
    assert list(faults()) == [
        f"Entry {whole.seq} (member_added of member {whole.subject_id}) was changed, and no erasure vouches for it."
    ]
