"""The map file: read whole, or refused with each fault and its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.exchange.cells import amounts_shape, plain_amount
from dealwright.exchange.mapping import ColumnMap, Map, MapRefused, read_map, write_map

DEALS = """
kind: deals
columns:
  opportunity_id: external_id
  deal_stage: {field: stage, values: {Engaging: qualifying, Won: won}}
  engage_date: {field: opened_on, format: "%m/%d/%Y"}
  ignored:
create: [owner, organisation, product]
process: general
currency: usd
"""


def test_a_single_fault_tells_its_remedy_once() -> None:
    with pytest.raises(MapRefused) as refused:
        read_map("columns: [", "people")
    assert refused.value.sentence.count(str(refused.value.remedy)) == 1


def test_the_map_is_read_as_written() -> None:
    made = read_map(DEALS, "deals")
    assert made.columns["opportunity_id"].target == "external_id"
    assert made.columns["deal_stage"].values == {"Engaging": "qualifying", "Won": "won"}
    assert made.columns["engage_date"].format == "%m/%d/%Y"
    assert (set(made.create), made.process, made.currency) == ({"owner", "organisation", "product"}, "general", "USD")
    assert "ignored" not in made.columns


def test_json_is_a_map_as_well() -> None:
    assert read_map('{"kind": "people", "columns": {"Mail": "email"}}', "people").columns["Mail"].target == "email"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("columns:\n  a: title\n  b: [title]\n", 3, "needs a field, not a list"),
        ("columns:\n  a: title\nfoo: 1\n", 3, "no key “foo”"),
        ("columns:\n  a: title\n  b: title\n", 3, "both become title"),
        ("kind: people\ncolumns: {a: name}\n", 1, "This map is for people"),
        ("columns: {a: title}\ncreate: [planet]\n", 2, "“planet” cannot be created"),
        ("columns: {a: title}\ncreate: owner\n", 2, "create needs a list"),
        ("columns:\n  a: {values: {x: y}}\n", 2, "does not say which field"),
        ("columns:\n  a: {field: stage, values: x}\n", 2, "need pairs"),
        ("kind: deals\n", 1, "The map needs columns"),
        ("columns:\n  a: 'title\n", 2, "never closed"),
        ("- a\n", 1, "keys and values"),
        ("", 1, "empty"),
    ],
)
def test_a_bad_map_says_the_line_and_what_was_expected(text: str, line: int, said: str) -> None:
    with pytest.raises(MapRefused, match=said) as refused:
        read_map(text, "deals")
    assert refused.value.details["problems"][0]["line"] == line


def test_every_fault_is_told() -> None:
    with pytest.raises(MapRefused) as refused:
        read_map("foo: 1\ncolumns: {a: [x]}\ncreate: [planet]\n", "deals")
    assert len(refused.value.details["problems"]) == 3


@pytest.mark.thorough
@given(st.text(max_size=80))
def test_no_text_raises_anything_but_a_refusal(text: str) -> None:
    try:
        read_map(text, "deals")
    except MapRefused as refused:
        assert refused.details["problems"]


words = st.text(st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x24F), min_size=1, max_size=12)
columns = st.builds(ColumnMap, words, st.dictionaries(words, words, max_size=3), st.none() | words)


@pytest.mark.thorough
@given(st.dictionaries(words, columns, min_size=1, max_size=4))
def test_a_written_map_reads_back(given_columns: dict[str, ColumnMap]) -> None:
    if len({one.target for one in given_columns.values()}) < len(given_columns):
        return
    made = Map("deals", given_columns, frozenset({"owner"}), "general", "EUR")
    again = read_map(write_map(made), "deals")
    shapes = {name: (one.target, dict(one.values), one.format) for name, one in again.columns.items()}
    assert shapes == {name: (one.target, dict(one.values), one.format) for name, one in given_columns.items()}


@pytest.mark.parametrize(
    ("cells", "shape", "read"),
    [
        (["12.500", "1.200,50"], "comma", ["12500", "1200.50"]),
        (["1,500", "0,5"], "comma", ["1.500", "0.5"]),
        (["12.500", "1,200.50"], None, ["12.500", "1200.50"]),
        (["1,500", "12.5"], None, ["1500", "12.5"]),
        (["€ 2.000", "(1.000.000)"], "comma", ["2000", "-1000000"]),
        (["12.5", "1,200.50"], "comma", ["12.5", "1200.50"]),
    ],
)
def test_amounts_are_read_as_their_column_writes_them(cells: list[str], shape: str | None, read: list[str]) -> None:
    assert [plain_amount(cell, shape) for cell in cells] == read


def test_a_column_shows_whether_its_commas_are_decimal() -> None:
    assert amounts_shape(["12.500", "99,90 €"]) == "comma"
    assert amounts_shape(["12.500", "1.000"]) is None
    assert amounts_shape(["99,90", "12.5"]) is None
