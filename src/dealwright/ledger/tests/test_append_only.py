"""The database refuses to change or remove what was recorded."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from dealwright.ledger.commands import Happening, number_entries, record
from dealwright.ledger.models import Entry
from dealwright.ledger.shredding import shred
from dealwright.workspace.events import TeamAdded

guards = import_module("dealwright.ledger.migrations.0003_erasing")


@pytest.fixture
def guarded(cast: object) -> None:
    """The triggers as a real database has them (the suite takes one off on SQLite)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER ledger_entry_unchanged")
            for statement in (*guards.statements("sqlite"), guards.before.statements("sqlite")[1]):
                cursor.execute(statement)
    number_entries()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda entries: entries.update(data="{}"),
        lambda entries: entries.update(actor_id=7),
        lambda entries: entries.update(seq=None, hash=None),
        lambda entries: entries.update(data="{}", digest="0" * 64),
        lambda entries: entries.update(data="{}", salt=None),
        lambda entries: entries.update(digest="0" * 64, salt=None, actor_id=7),
        lambda entries: entries.update(digest="0" * 64, salt=None, hash="0" * 64),
        lambda entries: entries.delete(),
    ],
)
def test_a_recorded_event_stays(guarded: None, tamper: Callable[[object], object]) -> None:
    before = list(Entry.objects.order_by("id").values())
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        tamper(Entry.objects.filter(seq=2))
    assert list(Entry.objects.order_by("id").values()) == before


def test_even_an_event_without_a_number_keeps_its_content(cast: object) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.update(subject_id=1)
    record([Happening(TeamAdded(name="East"), 3, None, "cli", timezone.now())])
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.filter(seq=None).update(data="{}", digest="0" * 64)


def test_what_was_erased_stays_erased(guarded: None) -> None:
    entry = Entry.objects.filter(kind="member_added")[:1].get()
    assert shred([entry.id], actor_id=None, via="cli") == 1
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.filter(id=entry.id).update(data=entry.data, digest=None, salt=entry.salt)
