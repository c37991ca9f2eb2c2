"""Filters of lists mean in the database what they mean to a reader: groups, days by name, members, own fields."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright import BadRequest
from dealwright.deals.commands import NewDeal, open_deals
from dealwright.deals.models import Deal
from dealwright.desk.locale import Locale, current
from dealwright.playbook import FieldType
from dealwright.records.asked import Asked
from dealwright.records.fields import Field
from dealwright.records.groups import WHERE, write
from dealwright.records.kinds import Kind, fields_of, kind_of
from dealwright.records.queries import count, listing, page
from dealwright.records.spans import Span, in_words, read_span

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)  # a Sunday
SPANS = {
    "today": (DAY, DAY),
    "Yesterday": (date(2026, 11, 21), date(2026, 11, 21)),
    "this week": (date(2026, 11, 16), DAY),
    "next-week": (date(2026, 11, 23), date(2026, 11, 29)),
    "last_month": (date(2026, 10, 1), date(2026, 10, 31)),
    "next quarter": (date(2027, 1, 1), date(2027, 3, 31)),
    "this-quarter": (date(2026, 10, 1), date(2026, 12, 31)),
    "last-year": (date(2025, 1, 1), date(2025, 12, 31)),
    "last 30 days": (date(2026, 10, 24), DAY),
    "next-1-week": (DAY, date(2026, 11, 28)),
    "14-days-ago": (date(2026, 11, 8), date(2026, 11, 8)),
    "1 month ago": (date(2026, 10, 22), date(2026, 10, 22)),
    "in-3-weeks": (date(2026, 12, 13), date(2026, 12, 13)),
    "2026-02": (date(2026, 2, 1), date(2026, 2, 28)),
    "2026-Q4": (date(2026, 10, 1), date(2026, 12, 31)),
    "2025": (date(2025, 1, 1), date(2025, 12, 31)),
}


@pytest.mark.parametrize("name", SPANS)
def test_days_by_name(name: str) -> None:
    assert read_span(name, DAY) == Span(*SPANS[name])
    assert in_words(name)


@pytest.mark.parametrize("name", ["", "soon", "last-0-days", "last-9999-days", "2026-13", "0000", "9999", "this-day"])
def test_what_is_no_name_of_days(name: str) -> None:
    assert read_span(name, DAY) is None


def test_the_last_day_of_a_long_month_has_a_month_before() -> None:
    assert read_span("1-month-ago", date(2026, 3, 31)) == Span(date(2026, 2, 28), date(2026, 2, 28))


OWN = Field("fields.pain", "Pain", FieldType.TEXT, ("fields__pain",))
AMOUNTS = [None, 100, 200, 200, 5_000]
SOURCES = ["", "Web", "Fair"]


@pytest.fixture
def deals(published: Any, machine: Any) -> Kind:
    chance = random.Random(4)
    today = timezone.now().date()
    news = [
        NewDeal(
            f"Deal {n:02}",
            amount_minor=chance.choice(AMOUNTS),
            source=chance.choice(SOURCES),
            close_on=chance.choice([None, today, today + timedelta(days=9), today - timedelta(days=40)]),
        )
        for n in range(40)
    ]
    open_deals(news, by=machine, via="cli")
    for deal in Deal.objects.all():  # own fields of three kinds, now and then none
        deal.fields = {
            key: value
            for key, value in (("pain", chance.choice(["Late", "Lost"])), ("need", chance.choice([True, False])))
            if chance.random() < 0.7
        }
        deal.save()
    return kind_of("deals")


def _day(away: int) -> date:
    return timezone.now().date() + timedelta(days=away)


Row = dict[str, Any]
Keep = Callable[[Row], bool]
LEAVES: list[tuple[dict[str, Any], Keep]] = [
    ({"amount__gte": "2.00"}, lambda row: row["amount_minor"] is not None and row["amount_minor"] >= 200),
    ({"amount": "1"}, lambda row: row["amount_minor"] == 100),
    ({"amount__ne": "2"}, lambda row: row["amount_minor"] != 200),
    ({"amount__between": "1,2"}, lambda row: row["amount_minor"] in (100, 200)),
    ({"amount__empty": True}, lambda row: row["amount_minor"] is None),
    ({"source": "Web"}, lambda row: row["source"] == "Web"),
    ({"source__in": ["Web", "Fair"]}, lambda row: row["source"] in ("Web", "Fair")),
    ({"source__empty": "true"}, lambda row: not row["source"]),
    ({"source__empty": "false", "amount__lt": 3}, lambda row: row["source"] > "" and row["amount_minor"] in (100, 200)),
    ({"title__contains": "1"}, lambda row: "1" in row["title"]),
    ({"owner": "me"}, lambda row: False),
    ({"close_on": "today"}, lambda row: row["close_on"] == _day(0)),
    ({"close_on__gt": "today"}, lambda row: row["close_on"] is not None and row["close_on"] > _day(0)),
    ({"close_on__lt": "14-days-ago"}, lambda row: row["close_on"] is not None and row["close_on"] < _day(-14)),
    ({"close_on__ne": "last-90-days"}, lambda row: row["close_on"] is None or row["close_on"] > _day(0)),
    ({"opened_on": "today"}, lambda row: True),
    ({"opened_on__lt": "today"}, lambda row: False),
]  # fmt: skip


def nodes(children: st.SearchStrategy[tuple[Any, Keep]]) -> st.SearchStrategy[tuple[Any, Keep]]:
    """Groups of what is given, with what they mean."""

    def joined(mode: str, parts: list[tuple[Any, Keep]]) -> tuple[Any, Keep]:
        keeps = [keep for _, keep in parts]
        meant: dict[str, Keep] = {
            "all": lambda row: all(keep(row) for keep in keeps),
            "any": lambda row: any(keep(row) for keep in keeps),
            "none": lambda row: not any(keep(row) for keep in keeps),
        }
        return {mode: [told for told, _ in parts]}, meant[mode]

    return st.builds(joined, st.sampled_from(["all", "any", "none"]), st.lists(children, min_size=1, max_size=4))


LEAF = st.sampled_from(LEAVES)
TREES = nodes(LEAF | nodes(LEAF))


@pytest.mark.thorough
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_a_tree_means_the_same_in_the_database_and_in_python(deals: Kind, machine: Any, tree: tuple[Any, Keep]) -> None:
    told, keep = tree
    fields = [fields_of(deals, machine)[key] for key in ("id", "title", "amount", "source", "close_on")]
    everything = page(listing(deals, machine, []), fields, limit=100).rows
    wanted = listing(deals, machine, [(WHERE, msgspec.json.encode(told).decode())])
    assert page(wanted, fields, limit=100).rows == [row for row in everything if keep(row)]
    again = listing(deals, machine, [write(wanted.filters[0])])
    assert set(again.rows.values_list("id")) == set(wanted.rows.values_list("id"))


@pytest.mark.parametrize("negated", [False, True])
def test_what_an_own_field_does_not_hold_is_not_equal_to_anything(deals: Kind, machine: Any, negated: bool) -> None:
    catalogue = {**fields_of(deals, machine), OWN.key: OWN}
    told = {"none": [{"fields.pain": "Late"}]} if negated else {"fields.pain": "Late"}
    wanted = listing(deals, machine, [(WHERE, msgspec.json.encode(told).decode())], None, catalogue)
    expected = {deal.id for deal in Deal.objects.all() if (deal.fields.get("pain") == "Late") != negated}
    assert set(wanted.rows.values_list("id", flat=True)) == expected
    assert 0 < len(expected) < 40


@pytest.mark.parametrize("sort", ["fields.pain", "-fields.pain", "source", "-stage", "organisation.name"])
@pytest.mark.parametrize("limit", [3, 40])
def test_pages_in_any_order_give_each_row_once(deals: Kind, machine: Any, sort: str, limit: int) -> None:
    catalogue = {**fields_of(deals, machine), OWN.key: OWN}
    wanted, cursor, seen = listing(deals, machine, [], sort, catalogue), None, []
    while True:
        found = page(wanted, [catalogue["id"]], limit=limit, cursor=cursor)
        seen += found.rows
        cursor = found.next_cursor
        if cursor is None:
            break
    assert len(seen) == len({row["id"] for row in seen}) == 40
    values = [row[wanted.sort.field.path] for row in seen]
    held = [value for value in values if value is not None]
    assert held == sorted(held, reverse=sort.startswith("-"))
    assert values[len(held) :] == [None] * (40 - len(held))


def test_a_day_is_the_readers_own(deals: Kind, machine: Any) -> None:
    late = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)  # already April in Berlin
    Deal.objects.filter(title="Deal 07").update(opened_at=late)
    token = current.set(Locale("en", "Europe/Berlin"))
    try:
        assert count(listing(deals, machine, [("opened_on", "2026-04")])) == 1
        assert count(listing(deals, machine, [("opened_on", "2026-03-31")])) == 0
    finally:
        current.reset(token)


def test_me_and_my_team(cast: Any, published: Any) -> None:
    for member in (cast.rep, cast.mate, cast.stranger):
        open_deals([NewDeal(f"{member.name}'s", owner_id=member.id)], by=cast.owner, via="cli")
    titles = {
        name: set(listing(kind_of("deals"), cast.manager, [("owner", name)]).rows.values_list("title", flat=True))
        for name in ("me", "my-team")
    }
    assert titles == {"me": set(), "my-team": {"Ann's", "Bob's"}}
    mine = listing(kind_of("deals"), cast.rep, [("owner__ne", "me")])
    assert set(mine.rows.values_list("title", flat=True)) <= {"Bob's"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "1",
        "{}",
        '{"any": []}',
        '{"any": {}}',
        '{"any": [1]}',
        '{"any": [{"amount": null}]}',
        '{"any": [{"amount": {"gte": 1}}]}',
        '{"any": [{"owner__password": "x"}]}',
        '{"any": [{"title": "x"}], "all": []}',
        '{"any": [{"any": [{"any": [{"any": [{"title": "x"}]}]}]}]}',
        '{"any": [' + ",".join(['{"title": "x"}'] * 61) + "]}",
        "[" * 5_000,
        '{"close_on__in": ["today"]}',
        '{"amount__between": "1"}',
    ],
)
def test_groups_that_cannot_be_read_are_refused_with_a_sentence(deals: Kind, machine: Any, text: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        listing(deals, machine, [(WHERE, text)])
    assert refusal.value.message.endswith(".")


def test_an_address_says_the_same_again() -> None:
    text = "status=open&where=%7B%22any%22%3A%5B%7B%22owner%22%3A%22me%22%7D%5D%7D&sort=-amount&columns=title,stage"
    asked = Asked.of_text(text)
    assert Asked.of_text(asked.text) == asked
    assert asked.columns == ("title", "stage")
    assert asked.without(("status", "open")).filters == asked.filters[1:]
