"""The database refuses to change or remove what was recorded."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from dealwright.ledger.commands import number_entries
from dealwright.ledger.models import Entry

guards = import_module("dealwright.ledger.migrations.0002_append_only")


@pytest.fixture
def guarded(cast: object) -> None:
    """The triggers as a real database has them (the suite takes one off on SQLite)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER ledger_entry_unchanged")
            for statement in guards.statements("sqlite"):
                cursor.execute(statement)
    number_entries()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda entries: entries.update(data="{}"),
        lambda entries: entries.update(actor_id=7),
        lambda entries: entries.update(seq=None, hash=None),
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
