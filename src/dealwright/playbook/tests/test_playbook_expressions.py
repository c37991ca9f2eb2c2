"""Checks hold, do not hold, or are refused; they never fail."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.playbook import BadCheck, compile_check
from dealwright.playbook.expressions import faults

DEAL: dict[str, Any] = {
    "amount": Decimal("12.50"),
    "currency": "EUR",
    "close_on": date(2026, 12, 1),
    "source": None,
    "age_days": 3,
    "fields": {"budget": Decimal(100), "pain": "", "sizes": ["small"]},
}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("deal.amount > 0", True),
        ("deal.amount > 12.5", False),
        ("deal.amount * 2.0 == 25.0", True),
        ('deal.currency in ["EUR", "USD"]', True),
        ('deal.close_on < "2027-01-01"', True),
        ("has(deal.source)", False),
        ("has(deal.amount)", True),
        ('deal.source != "web"', False),
        ("!(deal.fields.pain == 'x')", False),
        ("has(deal.fields.pain)", False),
        ("!has(deal.fields.pain) || deal.fields.pain == 'x'", True),
        ("deal.fields.nothing > 1", False),
        ("deal.fields.budget >= deal.amount", True),
        ('deal.fields.sizes.exists(size, size == "small")', True),
        ("deal.age_days / 0 > 1", False),
        ("deal.currency > 5", False),
        ("deal.amount", False),
    ],
)
def test_holds(expression: str, holds: bool) -> None:
    assert compile_check(expression).holds(DEAL) is holds


def test_an_empty_amount_is_not_above_nothing() -> None:
    check = compile_check("deal.amount > 0")
    assert not check.holds({"amount": None})
    assert not check.holds({})
    assert not check.holds({"amount": object()})


@pytest.mark.parametrize(
    "expression",
    ["", "deal.amount >", "(" * 200, "deal.amount = 5", "x" * 501, "[1].all(a, [1].all(b, [1].all(c, true)))"],
)
def test_what_is_no_check(expression: str) -> None:
    with pytest.raises(BadCheck):
        compile_check(expression)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("deal.amout > 0", "did you mean deal.amount"),
        ("deal.budget > 0", "did you mean deal.fields.budget"),
        ("deal.fields.bugdet > 0", "did you mean deal.fields.budget"),
        ("deal['amount'] > 0", "must name a part of the deal"),
        ("deal.fields['budget'] > 0", "must name a part of the deal"),
        ("deal.fields == 1", "must name a part of the deal"),
        ("amount > 0", "stands alone"),
        ("deal.currency == EUR", "stands alone"),
        ("len(deal.title) > 3", 'no function "len"'),
        ("deal.amount != null", "has(deal.amount)"),
        ("deal.amount", "yes or no"),
        ("deal.amount * 2 > 5", "different kinds"),
        ("deal.title > 5", "different kinds"),
        ("deal.currency == 'SEK' && deal.title > 5", "different kinds"),
        ("deal.currency == 'SEK' && deal.title.matches('[a')", "'[a' is no regular expression (unclosed"),
        ("deal.amount.contains('1')", "contains does not go with"),
    ],
)
def test_faults(expression: str, words: str) -> None:
    [fault] = faults(compile_check(expression), {"budget": 1.0})
    assert words in fault


@pytest.mark.parametrize(
    "expression",
    [
        'deal.title.startsWith("deal.nonsense null = x")',
        'deal.source in ["web", "fair"]',
        'deal.fields.sizes.all(size, size != "large") // deal.nonsense',
        "size(deal.owner) > 0",
        "has(deal.fields.budget) && deal.fields.budget >= deal.amount",
    ],
)
def test_no_faults(expression: str) -> None:
    assert faults(compile_check(expression), {"budget": 1.0, "sizes": ["small"]}) == []


def test_names() -> None:
    check = compile_check("deal.amount > 0 && has(deal.fields.budget)")
    assert check.names == {"amount", "fields.budget"}
    assert compile_check("deal.amount > 0 && has(deal.fields.budget)") is check


ANYTHING = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.decimals() | st.dates(),
    st.lists(st.integers() | st.text(max_size=5), max_size=3),
    st.dictionaries(st.sampled_from(["budget", "", "x"]), st.none() | st.integers() | st.binary(), max_size=2),
)
DEALS = st.fixed_dictionaries(
    {}, optional={"amount": ANYTHING, "title": ANYTHING, "close_on": ANYTHING, "fields": ANYTHING}
)


@given(
    st.sampled_from(["deal.{} > 0", "deal.{} == 'a'", "has(deal.{})", "!deal.{}", "deal.{}.size() > deal.amount"]),
    st.sampled_from(["amount", "title", "close_on", "fields", "fields.budget"]),
    DEALS,
)
def test_a_check_never_raises(form: str, name: str, deal: dict[str, Any]) -> None:
    assert compile_check(form.format(name)).holds(deal) in (True, False)


@given(st.text(max_size=60) | st.text(alphabet="deal.mount><=!&|()[]{}'\"0 ?:,", max_size=60))
def test_any_text_is_a_check_or_is_refused(text: str) -> None:
    try:
        check = compile_check(text)
    except BadCheck:
        return
    faults(check, {})
    assert check.holds({}) in (True, False)


@pytest.mark.thorough
def test_the_terminal_program_of_cel_stays_out() -> None:
    code = (
        "import sys; from dealwright.playbook import compile_check; assert compile_check('1 < 2').holds({});"
        "assert not {'cel.cli', 'prompt_toolkit'} & set(sys.modules); import cel; assert cel.evaluate('1 < 2')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("deal.fields.sizes.all(a, deal.fields.sizes.all(b, a == b))", "for each item of a list"),
        ("deal.fields.sizes.map(a, a).size() > 0", "map is not used"),
        ("deal.title.matches(deal.fields.pain)", "a pattern in quotes"),
        ("matches(deal.title, 'a')", "a pattern in quotes"),
        ("deal.title == \"x.matches('a')\" && deal.title.matches(deal.fields.pain)", "a pattern in quotes"),
        ("deal.title.matches(deal.fields.pain) // x.matches('a')", "a pattern in quotes"),
        ("deal.title.matches('a' + '{999}')", "a pattern in quotes"),
        ("deal.title.matches('(a{20}){20}')", "more than 100 times"),
        ("deal.title.matches('a{ 999 }')", "more than 100 times"),
        (r"deal.title.matches('a\x7b999}')", "can hide"),
        ("deal.title.matches('(?ix)a')", "can hide"),
    ],
)
def test_what_could_run_for_long_is_no_check(expression: str, words: str) -> None:
    with pytest.raises(BadCheck, match=words):
        compile_check(expression)


LONG = " + ".join(["deal.fields.pain"] * 20)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "expression",
    [
        f"deal.fields.sizes.all(a, size({LONG}) > 0)",
        f"deal.fields.sizes.all(a, a == 'small' || size({LONG}) > 0)",
        f"deal.amount < 0 && deal.fields.sizes.exists(a, size({LONG}) > 0)",
        f"deal.amount > 0 || deal.fields.sizes.all(a, size({LONG}) < 0)",
        r"deal.fields.pain.matches(r'\w{100}b')",
    ],
)
def test_what_takes_long_for_a_large_deal_is_found(expression: str) -> None:
    fields = {"sizes": ["small"], "pain": "text"}
    assert faults(compile_check(expression), fields) == ["it takes too long for a large deal (50 ms are allowed)"]


def test_an_ordinary_pattern_is_fine() -> None:
    assert faults(compile_check(r"deal.fields.pain.matches(r'^\d{5}$')"), {"pain": "text"}) == []


def test_an_expression_of_the_greatest_length_is_fine() -> None:
    start = 'deal.fields.sizes.all(a, a != "'
    expression = start + "x" * (500 - len(start) - 2) + '")'
    assert len(expression) == 500
    assert faults(compile_check(expression), {"sizes": ["small"]}) == []
