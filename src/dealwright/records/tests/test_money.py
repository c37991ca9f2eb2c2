"""Money goes in and out without losing a cent, in every currency."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Invalid
from dealwright.records.money import LARGEST_MINOR, exponent, to_minor, to_text

SOME = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CHF"])


@given(st.integers(-LARGEST_MINOR, LARGEST_MINOR), SOME)
def test_text_and_minor_units_are_the_same_amount(minor: int, currency: str) -> None:
    text = to_text(minor, currency)
    assert text is not None
    assert to_minor(text, currency) == minor
    assert Decimal(text).scaleb(exponent(currency)) == minor


@given(st.text(max_size=20), SOME)
def test_any_text_is_an_amount_or_refused_with_a_sentence(text: str, currency: str) -> None:
    try:
        assert isinstance(to_minor(text, currency), int)
    except Invalid as refusal:
        assert refusal.message


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.5", "EUR", 123450),
        ("0", "EUR", 0),
        ("1 000", "JPY", 1000),
        ("-3.141", "KWD", -3141),
        ("1e3", "USD", 100000),
    ],
)
def test_amounts_as_people_write_them(text: str, currency: str, minor: int) -> None:
    assert to_minor(text, currency) == minor


@pytest.mark.parametrize("text", ["1.005", "12,50 €", "NaN", "Infinity", "1e30", "--1", "ten"])
def test_what_is_no_amount_in_euros(text: str) -> None:
    with pytest.raises(Invalid):
        to_minor(text, "EUR", field="amount")
