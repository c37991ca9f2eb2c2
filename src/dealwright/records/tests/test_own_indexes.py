"""Indexes of the company's own fields: made where lists are long, used by them, and dropped with the field."""

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dealwright import BadRequest
from dealwright.customers.commands import add_person
from dealwright.records import conditions, jobs, queries
from dealwright.records.jobs import keep_indexes
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.own.indexes import indexed
from dealwright.records.queries import count, listing, page
from dealwright.records.setup.fields import NewField, add_field, order_fields, retire_field
from dealwright.records.setup.retyping import change_type
from dealwright.records.views import save_view

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = pytest.mark.django_db
FEW = 3
VALUES: dict[str, list[Any]] = {
    "text": ["b", None, "a%'\"", "100", "a", "null", None],
    "integer": [7, None, -3, 100, 20, 7, None],
    "money": ["7.00", None, "-3.10", "100.00", "20.00", "7.00", None],
    "date": ["2026-03-01", None, "2025-12-31", "2027-01-01", "2026-03-02", "2026-03-01", None],
}


@pytest.fixture(autouse=True)
def _long(monkeypatch: pytest.MonkeyPatch, company: Any) -> None:
    """Lists are long beyond three records."""
    for module in (jobs, queries):
        monkeypatch.setattr(module, "SORT_UP_TO", FEW)


def added(cast: "Cast", title: str, of_type: str = "text") -> int:
    return add_field("people", NewField(title, of_type), by=cast.owner, via="page")


def people(cast: "Cast", given: list[dict[str, Any]]) -> None:
    for each in given:
        add_person(each, by=cast.owner, via="page")
    connection.check_constraints()  # PostgreSQL makes no index while it has these to do


def plans(statements: CaptureQueriesContext) -> str:
    """How the database comes by the rows, where it is made to prefer indexes."""
    told = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        for each in statements.captured_queries:
            cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{each['sql']}")
            told += [str(row) for row in cursor.fetchall()]
    return " ".join(told)


@pytest.mark.parametrize("of_type", VALUES)
def test_a_long_list_is_sorted_and_filtered_by_the_index(cast: "Cast", of_type: str) -> None:
    field_id, kind = added(cast, "Extra", of_type), kind_of("people")
    rows = [{"name": f"P{n}", "fields": {"extra": each} if each else {}} for n, each in enumerate(VALUES[of_type])]
    people(cast, rows)
    with pytest.raises(BadRequest, match="cannot be sorted by"):
        page(listing(kind, cast.owner, [], "-fields.extra"), [])
    keep_indexes()
    keep_indexes()
    assert indexed() == {field_id}
    field = fields_of(kind, cast.owner)["fields.extra"]
    for sign in ("", "-"):
        wanted, seen, cursor = listing(kind, cast.owner, [], f"{sign}fields.extra"), [], None
        with CaptureQueriesContext(connection) as asked:
            while not seen or cursor:
                found = page(wanted, [field], limit=2, cursor=cursor)
                seen += [row[field.path] for row in found.rows]
                cursor = found.next_cursor
        held = [each for each in seen if each is not None]
        assert held == sorted(held, reverse=sign == "-")
        assert len(held) == 5
        assert seen[5:] == [None, None]
        assert f"own_{field_id}" in plans(asked)
    usual = str(VALUES[of_type][0])
    for how, expected in (("", 1 if of_type == "text" else 2), ("__in", 1 if of_type == "text" else 2)):
        assert count(listing(kind, cast.owner, [(f"fields.extra{how}", usual)])) == expected
    assert count(listing(kind, cast.owner, [("fields.extra__empty", "true")])) == 2


def test_what_a_text_begins_with_is_found_by_an_index(cast: "Cast") -> None:
    field_id, kind = added(cast, "Extra"), kind_of("people")
    texts = ["Straße 1", "straße 2", "STR", "other", "100 % sure", "Štrba"]
    people(cast, [{"name": each, "fields": {"extra": each}} for each in texts])
    keep_indexes()
    with CaptureQueriesContext(connection) as asked:
        found = page(listing(kind, cast.owner, [("fields.extra__starts", "sTr")]), []).rows
    assert len(found) == 3
    assert f"own_{field_id}" in plans(asked)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite counts what is in an index of some rows, too")
def test_postgresql_knows_how_few_have_a_value(cast: "Cast") -> None:
    added(cast, "Extra", "integer")
    people(cast, [{"name": f"P{n}", "fields": {"extra": n}} for n in range(60)])
    keep_indexes()
    rare = listing(kind_of("people"), cast.owner, [("fields.extra__gte", "59")]).rows.order_by()
    assert int(rare.explain().split("rows=")[1].split()[0]) < 5, "and not a third of all, as it thinks of the unknown"


@pytest.mark.parametrize("sort", ["name", "-name", "fields.extra", "-fields.extra"])
def test_what_begins_so_comes_in_its_order_without_being_sorted(cast: "Cast", sort: str) -> None:
    added(cast, "Extra")
    texts = ["ab2", "Ab1", "AB", "aB3", "b", "abc", "a", "AB", "_ab", "äb"]
    people(cast, [{"name": each, "fields": {"extra": each}} for each in texts])
    keep_indexes()
    wanted = listing(kind_of("people"), cast.owner, [(f"{sort.removeprefix('-')}__starts", "aB")], sort)
    path, seen, cursor = wanted.sort.field.path, [], None
    with CaptureQueriesContext(connection) as asked:
        while not seen or cursor:
            found = page(wanted, [wanted.sort.field], limit=2, cursor=cursor)
            seen += [row[path] for row in found.rows]
            cursor = found.next_cursor
    assert seen == sorted(["ab2", "Ab1", "AB", "aB3", "abc", "AB"], reverse=sort.startswith("-"))
    plan = plans(asked)
    if connection.vendor == "sqlite":
        assert plan.count("TEMP B-TREE") <= 1, "only those without a value, of which there are none"
    else:
        assert re.search(r""">= \\*'"?AB"?\\*'""", plan), "the index is read from where they stand"


@pytest.mark.parametrize("begin", ["i", "Ist", "stR", "äS", "sä"])
def test_what_begins_so_is_the_same_in_its_order_and_out_of_it(cast: "Cast", begin: str) -> None:
    texts = [
        "ılgaz",
        "Ilgaz",
        "ilgaz",
        "ıstanbul",
        "İstanbul",
        "istrien",
        "ſtraße",
        "Straße",
        "strasse",
        "Äs",
        "äs",
        "sä",
    ]
    people(cast, [{"name": each} for each in texts])
    given = [("name__starts", begin)]
    by_name, by_id = (page(listing(kind_of("people"), cast.owner, given, sort), []).rows for sort in ("name", "id"))
    assert sorted(row["id"] for row in by_name) == [row["id"] for row in by_id]


def test_the_first_fields_that_have_an_order_are_indexed(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_INDEXED", 2)
    fields = {title: added(cast, title, of_type) for title, of_type in ORDERLY.items()}
    keep_indexes()
    assert not indexed(), "lists are short"
    people(cast, [{"name": f"P{n}"} for n in range(FEW + 1)])
    keep_indexes()
    assert indexed() == {fields["first"], fields["second"]}
    order_fields("people", ["third"], by=cast.owner, via="page")
    keep_indexes()
    assert indexed() == {fields["third"], fields["first"]}
    change_type(fields["first"], "long_text", by=cast.owner, via="page")
    assert indexed() == {fields["third"]}, "a long text does not fit into an index"
    retire_field(fields["third"], by=cast.owner, via="page")
    keep_indexes()
    assert indexed() == {fields["second"]}


def test_fields_that_shared_views_ask_for_are_indexed_first(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_INDEXED", 2)
    fields = {title: added(cast, title, "integer") for title in ("one", "two", "three", "four")}
    people(cast, [{"name": f"P{n}"} for n in range(FEW + 1)])
    save_view("people", "Mine", "sort=-fields.two", by=cast.owner, via="page")
    keep_indexes()
    assert indexed() == {fields["one"], fields["two"]}
    within = 'sort=-fields.four&where={"any": [{"fields.three__gte": "7"}, {"name": "fields.one"}]}'
    save_view("people", "Ours", within, shared="all", by=cast.owner, via="page")
    keep_indexes()
    assert indexed() == {fields["three"], fields["four"]}


ORDERLY = {"notes": "long_text", "first": "text", "second": "integer", "third": "date"}


@pytest.mark.parametrize("most_gathered", [1, 100])
@pytest.mark.parametrize("asked", ["fields.size__gte", "fields.size__lt", "fields.size__between", "fields.size"])
def test_rows_in_another_order_are_told_by_the_own_index(
    cast: "Cast", monkeypatch: pytest.MonkeyPatch, most_gathered: int, asked: str
) -> None:
    """Whether those that fit are gathered first, because they are few, or asked one by one, the rows are the same."""
    monkeypatch.setattr(queries, "FEW", 1)
    monkeypatch.setattr(conditions, "MOST_GATHERED", most_gathered)
    added(cast, "Size", "integer")
    sizes = [7, None, 3, 9, 7, 8, 7, None, 1]
    people(cast, [{"name": f"P{n}", "fields": {"size": each} if each else {}} for n, each in enumerate(sizes)])
    keep_indexes()
    fits = {
        "fields.size__gte": lambda size: size >= 7,
        "fields.size__lt": lambda size: size < 8,
        "fields.size__between": lambda size: 7 <= size <= 8,
        "fields.size": lambda size: size == 7,
    }[asked]
    kind = kind_of("people")
    given = [(asked, "7,8" if "between" in asked else "8" if "lt" in asked else "7")]
    wanted, name = listing(kind, cast.owner, given, "name"), fields_of(kind, cast.owner)["name"]
    first = page(wanted, [name], limit=2)
    names = [row["name"] for row in first.rows]
    with CaptureQueriesContext(connection) as statements:
        names += [row["name"] for row in page(wanted, [name], cursor=first.next_cursor).rows]
    assert names == [f"P{n}" for n, size in enumerate(sizes) if size and fits(size)]
    if connection.vendor == "sqlite":
        assert "OFFSET" in statements.captured_queries[-1]["sql"]


@pytest.mark.parametrize("begin", ["re", "REG", "R€", "1", "north", "%", "ſ"])
def test_what_begins_so_is_found_as_it_is_spelled(cast: "Cast", begin: str) -> None:
    texts = ["region", "Reg", "rEgal", "r€", "R€x", "1st", "10", "NORTH", "northern", "nor", "%", "%x", "sea", "ſea"]
    added(cast, "Place")
    people(cast, [{"name": f"P{n:02}", "fields": {"place": each}} for n, each in enumerate(texts)])
    keep_indexes()
    given = [("fields.place__starts", begin)]
    wanted = listing(kind_of("people"), cast.owner, given, "name")
    folded = str.upper if connection.vendor == "postgresql" else ascii_upper
    found = {row["name"] for row in page(wanted, [fields_of(kind_of("people"), cast.owner)["name"]]).rows}
    assert found == {f"P{n:02}" for n, each in enumerate(texts) if folded(each).startswith(folded(begin))}
    assert count(wanted) == len(found)


def ascii_upper(text: str) -> str:
    """SQLite takes small and capital letters for the same if they are of ASCII."""
    return "".join(each.upper() if each.isascii() else each for each in text)


def test_alternatives_are_counted_as_far_as_one_of_them_goes(cast: "Cast") -> None:
    people(cast, [{"name": f"P{n}", "job_title": "Buyer" if n % 2 else "Seller"} for n in range(8)])
    told = '{"any": [{"job_title": "Buyer"}, {"name__starts": "P"}, {"name": "P1"}]}'
    wanted = listing(kind_of("people"), cast.owner, [("where", told)])
    with CaptureQueriesContext(connection) as statements:
        assert count(wanted, 3) == 4
    assert len(statements) == 1
    assert count(wanted, 7) == 8 == count(wanted)
