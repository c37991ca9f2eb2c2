from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal, get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from dealwright.desk.figures import money, number, percent, short_money, told_money, typed_money, whole_money
from dealwright.desk.locale import Locale, babel_locale, current

LANGUAGES = ["en", "en-IN", "de", "de-AT", "de-CH", "fr", "es", "pl", "nb", "pt-BR", "ja", "ar", "fa", "hi", "he", "tr"]
CURRENCIES = ["EUR", "USD", "JPY", "KWD", "CHF", "INR", "GBP"]


@pytest.fixture
def language():
    """Sets the reader's language for one test."""
    tokens = []
    yield lambda tag: tokens.append(current.set(Locale(tag)))
    for token in reversed(tokens):
        current.reset(token)


@pytest.mark.parametrize(
    ("minor", "currency", "tag", "text"),
    [
        (1250050, "EUR", "en", "€12,500.50"),
        (1250050, "EUR", "de", "12.500,50\u00a0€"),
        (1250050, "JPY", "ja", "¥1,250,050"),
        (1250050, "KWD", "en", "KWD\u00a01,250.050"),
        (123456789, "INR", "en-IN", "₹12,34,567.89"),
        (-5, "USD", "en", "-$0.05"),
    ],
)
def test_money_is_written_as_the_locale_does(minor, currency, tag, text):
    assert money(minor, currency, tag).replace("￥", "¥") == text


@given(st.integers(-(10**15), 10**15), st.sampled_from(CURRENCIES), st.sampled_from(LANGUAGES))
def test_money_equals_babel(minor, currency, tag):
    units = Decimal(minor).scaleb(-get_currency_precision(currency))
    theirs = format_currency(units, currency, locale=babel_locale(tag))
    assert money(minor, currency, tag).replace("\u00a0", "") == theirs.replace("\u00a0", "")


@given(st.integers(-(10**15), 10**15), st.sampled_from(LANGUAGES))
def test_whole_numbers_equal_babel(value, tag):
    token = current.set(Locale(tag))
    assert number(value) == format_decimal(value, locale=babel_locale(tag))
    current.reset(token)


def test_whole_money_rounds_half_up():
    assert whole_money(1250050, "EUR") == "€12,501"
    assert whole_money(1250049, "EUR") == "€12,500"
    assert whole_money(-150, "USD") == "-$2"
    assert whole_money(-1, "USD") == "$0"


def test_an_amount_is_told_with_its_cents_if_it_has_any():
    assert told_money(1250050, "EUR") == "€12,500.50"
    assert told_money(1250000, "EUR") == "€12,500"
    assert told_money(1250, "JPY") == "¥1,250"


def test_short_money_is_compact_from_a_thousand_on():
    assert short_money(125005000, "EUR") == "€1.3M"
    assert short_money(99900, "EUR") == "€999"
    assert short_money(125005000, "CHF") == "CHF\u00a01.3M"


@given(st.integers(-(10**15), 10**15), st.sampled_from(CURRENCIES))
def test_typed_money_reads_back(minor, currency):
    assert Decimal(typed_money(minor, currency)).scaleb(get_currency_precision(currency)) == minor


def test_numbers_and_shares(language):
    assert (number(8800), number(Decimal("3.25")), number(3.0)) == ("8,800", "3.2", "3")
    assert (percent(0.631), percent(0.631, 1), percent(20, of=100)) == ("63%", "63.1%", "20%")
    language("de")
    assert (number(8800), percent(0.5)) == ("8.800", "50\u00a0%")


def test_nothing_shows_as_a_dash():
    assert money(None, "EUR") == number(None) == percent(None) == short_money(None, "EUR") == "–"
    assert typed_money(None, "EUR") == ""
