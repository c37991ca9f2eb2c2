"""Kept queries give what the ORM gives, however often and with whatever values they are asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F, QuerySet

from dealwright.ledger.kept import Update, kept, kept_count, kept_update
from dealwright.ledger.models import Entry, Reader

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.fixture
def ids() -> list[int]:
    """Five entries, an hour apart, about the records 1 to 5."""
    common = {"kind": "told", "version": 1, "subject_kind": "thing", "via": "page", "recorded_at": NOON, "data": "{}"}
    moments = [NOON + timedelta(hours=n) for n in range(5)]
    made = [Entry(subject_id=n + 1, occurred_at=moment, **common) for n, moment in enumerate(moments)]
    return [each.id for each in Entry.objects.bulk_create(made)]


@kept
def _of(ids: Any) -> QuerySet[Entry, Any]:
    return Entry.objects.filter(id__in=ids).order_by("id").values_list("id")


@kept_count
def _count(is_none: bool) -> QuerySet[Entry, Any]:
    return (Entry.objects.none() if is_none else Entry.objects.all()).values_list("id")[:3]


@kept_update
def _advanced(name: Any, by: Any) -> Update:
    return Reader.objects.filter(name=name), {"seq": F("seq") + by}


def test_a_query_is_written_once_for_each_shape_and_asked_with_any_value(ids):
    written = []

    @kept
    def since(order: str, moment: Any) -> QuerySet[Entry, Any]:
        written.append(order)
        return Entry.objects.filter(occurred_at__gte=moment).order_by(order).values_list("subject_id", "occurred_at")

    for moment in (NOON + timedelta(hours=hours) for hours in range(6)):
        for order in ("id", "-id"):
            plain = Entry.objects.filter(occurred_at__gte=moment).order_by(order)
            assert [tuple(row) for row in since(order, moment=moment)] == list(
                plain.values_list("subject_id", "occurred_at")
            )
    assert written == ["id", "-id"]


@pytest.mark.parametrize("size", [0, 1, 2, 5])
def test_any_number_of_ids_fits_into_one_slot(ids, size):
    assert [row[0] for row in _of(ids=ids[:size])] == ids[:size]
    assert [row[0] for row in _of(ids=frozenset(ids[:size]))] == ids[:size]


def test_rows_are_counted_as_far_as_the_query_goes(ids):
    assert _count(False) == 3


def test_a_query_that_no_row_can_fit_counts_none(ids):
    assert _count(True) == 0


def test_an_update_changes_the_rows_it_is_told_and_says_how_many():
    Reader.objects.bulk_create([Reader(name="one", seq=1), Reader(name="other", seq=1)])
    assert _advanced(name="one", by=4) == 1
    assert _advanced(name="one", by=5) == 1
    assert _advanced(name="nobody", by=1) == 0
    assert dict(Reader.objects.values_list("name", "seq")) == {"one": 10, "other": 1}
