"""Numbers are read as people type them, wherever they type them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.desk.locale import Locale, current
from dealwright.playbook import FieldType
from dealwright.records.money import LARGEST_MINOR, to_text
from dealwright.records.typed import amount_text, as_typed


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("€ 12,500.50", "12500.50"), ("12.500,50", "12500.50"), ("12 500.5", "12500.5"), ("12'500", "12500"),
        ("12,500", "12500"), ("12.500", "12500"), ("1,234,567", "1234567"), ("12,34,567", "1234567"), ("12,5", "12.5"),
        ("-1,000", "-1000"), ("$-1,000", "-1000"), ("0.125", "0.125"), ("1234.50", "1234.50"), (".5", ".5"), ("", ""),
    ],
)  # fmt: skip
def test_an_amount_is_made_plain(typed: str, plain: str) -> None:
    assert amount_text(typed, "USD") == plain


@pytest.mark.parametrize(
    "typed", ["1,2,3", "12/5", "1:30", "(500)", "a lot", "1,50,2", "1.5.5", "5-3", "12,500.50.5", "."]
)
def test_what_is_no_number_stays_as_it_was_typed(typed: str) -> None:
    assert amount_text(typed, "USD") == typed


@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_a_control_holds_stays_the_same_amount(minor: int, currency: str) -> None:
    assert amount_text(to_text(minor, currency) or "", currency) == to_text(minor, currency)


@pytest.mark.parametrize(
    ("language", "kind", "typed", "plain"),
    [
        ("en", FieldType.INTEGER, "4,321", "4321"), ("de", FieldType.INTEGER, "4.321", "4321"),
        ("en", FieldType.INTEGER, "4.5", "4.5"), ("en", FieldType.DECIMAL, "1,234", "1234"),
        ("de", FieldType.DECIMAL, "1,234", "1.234"), ("de", FieldType.DECIMAL, "1.234", "1.234"),
        ("de", FieldType.PERCENT, "12,5 %", "12.5"), ("en", FieldType.TEXT, "4,321", "4,321"),
    ],
)  # fmt: skip
def test_a_lone_mark_means_what_it_does_in_the_readers_language(
    language: str, kind: Any, typed: str, plain: str
) -> None:
    token = current.set(Locale(language))
    assert as_typed(kind, typed, "EUR") == plain
    current.reset(token)
