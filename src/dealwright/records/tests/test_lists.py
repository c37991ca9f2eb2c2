"""Lists: filters mean what they say, pages join without gap or double, cursors cannot be forged into errors."""

import random
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright import BadRequest
from dealwright.deals.commands import NewDeal, open_deals
from dealwright.deals.models import Deal
from dealwright.records.kinds import Kind, kind_of
from dealwright.records.queries import count, listing, page

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def deals(published: Any, machine: Any) -> Kind:
    """Sixty deals with few different amounts, some without any."""
    chance = random.Random(4)
    amounts = [chance.choice([None, 100, 200, 200, 5_000]) for _ in range(60)]
    news = [NewDeal(f"Deal {n:02}", amount_minor=amount, source=f"S{n % 3}") for n, amount in enumerate(amounts)]
    open_deals(news, by=machine, via="cli")
    return kind_of("deals")


def fields(kind: Kind) -> list[Any]:
    """The columns these tests look at."""
    return [kind.fields()[key] for key in ("id", "title", "amount", "source")]


@pytest.mark.parametrize("sort", ["amount", "-amount", "title", "-title", "id", "-id", "close_on"])
@pytest.mark.parametrize("limit", [1, 7, 60, 100])
def test_pages_join_without_gap_or_double(deals: Kind, machine: Any, sort: str, limit: int) -> None:
    wanted, cursor, seen = listing(deals, machine, [], sort), None, []
    while True:
        found = page(wanted, fields(deals), limit=limit, cursor=cursor)
        seen += found.rows
        cursor = found.next_cursor
        if cursor is None:
            break
    assert len(seen) == 60
    assert len({row["id"] for row in seen}) == 60
    path = wanted.sort.field.path
    values = [row[path] for row in seen if row[path] is not None]
    assert values == sorted(values, reverse=sort.startswith("-"))
    assert all(row[path] is None for row in seen[len(values) :])


@pytest.mark.parametrize("sort", ["amount", "-amount", "title", "-id", "close_on"])
@pytest.mark.parametrize("pairs", [[], [("title__starts", "deal")], [("source__in", "S1,S2")]])
def test_the_way_back_leads_through_the_same_pages(
    deals: Kind, machine: Any, sort: str, pairs: list[tuple[str, str]]
) -> None:
    wanted = listing(deals, machine, pairs, sort)
    there = [page(wanted, fields(deals), limit=7)]
    while cursor := there[-1].next_cursor:
        there.append(page(wanted, fields(deals), limit=7, cursor=cursor))
    back = [there[-1]]
    while cursor := back[-1].previous_cursor:
        back.append(page(wanted, fields(deals), limit=7, cursor=cursor, back=True))
    assert len(there) > 5
    assert [each.rows for each in back] == [each.rows for each in reversed(there)]
    again = page(wanted, fields(deals), limit=7, cursor=back[-2].next_cursor)
    assert again.rows == there[2].rows


def test_a_list_that_lost_its_first_rows_still_begins_with_a_whole_page(deals: Kind, machine: Any) -> None:
    wanted = listing(deals, machine, [], "title")
    second = page(wanted, fields(deals), limit=7, cursor=page(wanted, fields(deals), limit=7).next_cursor)
    Deal.objects.filter(title__in=["Deal 01", "Deal 02"]).update(title="Zebra")
    first = page(wanted, fields(deals), limit=7, cursor=second.previous_cursor, back=True)
    assert [row["title"] for row in first.rows] == [f"Deal {n:02}" for n in (0, 3, 4, 5, 6, 7, 8)]
    assert first.previous_cursor is None


@pytest.mark.parametrize(
    ("name", "text", "keep"),
    [
        ("amount__gte", "2.00", lambda row: row["amount_minor"] is not None and row["amount_minor"] >= 200),
        ("amount__empty", "true", lambda row: row["amount_minor"] is None),
        ("amount__empty", "false", lambda row: row["amount_minor"] is not None),
        ("amount", "50.00", lambda row: row["amount_minor"] == 5_000),
        ("amount__ne", "2.00", lambda row: row["amount_minor"] != 200),
        ("title__contains", "eal 1", lambda row: "eal 1" in row["title"]),
        ("title__starts", "deal 0", lambda row: row["title"].lower().startswith("deal 0")),
        ("source__in", "S1,S2", lambda row: row["source"] in ("S1", "S2")),
    ],
)
def test_filters_mean_what_they_say(deals: Kind, machine: Any, name: str, text: str, keep: Any) -> None:
    everything = page(listing(deals, machine, []), fields(deals), limit=100).rows
    wanted = listing(deals, machine, [(name, text)])
    found = page(wanted, fields(deals), limit=100).rows
    expected = [row for row in everything if keep(row)]
    assert found == expected
    assert 0 < len(expected) < 60
    assert count(wanted) == len(expected)


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("amonut__gte", "1", "amonut"),
        ("amount__like", "1", "amount__like"),
        ("amount__gte", "lots", "amount__gte"),
        ("owner__password", "x", "owner__password"),
        ("owner__password__startswith", "a", "owner__password__startswith"),
        ("title__regex", ".*", "title__regex"),
        ("id__in", ",".join(map(str, range(501))), "id__in"),
        ("status", "maybe", "status"),
    ],
)
def test_unknown_filters_are_named(deals: Kind, machine: Any, name: str, text: str, named: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        listing(deals, machine, [(name, text)])
    assert refusal.value.field == named


def test_sorting_by_what_cannot_be_sorted(deals: Kind, machine: Any) -> None:
    for sort in ("fields", "owner.password", "'; drop table deals_deal; --"):
        with pytest.raises(BadRequest):
            listing(deals, machine, [], sort)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.text(max_size=60) | st.binary(max_size=40).map(lambda raw: urlsafe_b64encode(raw).decode()))
def test_no_cursor_causes_anything_but_a_page_or_a_refusal(deals: Kind, machine: Any, cursor: str) -> None:
    try:
        page(listing(deals, machine, [], "-amount"), fields(deals), cursor=cursor)
    except BadRequest as refusal:
        assert refusal.field == "cursor"


def test_a_cursor_of_another_order_is_refused(deals: Kind, machine: Any) -> None:
    cursor = page(listing(deals, machine, [], "-amount"), fields(deals), limit=5).next_cursor
    with pytest.raises(BadRequest):
        page(listing(deals, machine, [], "title"), fields(deals), cursor=cursor)


def test_counts_stop_at_the_cap(deals: Kind, machine: Any) -> None:
    assert count(listing(deals, machine, []), up_to=10) == 11
