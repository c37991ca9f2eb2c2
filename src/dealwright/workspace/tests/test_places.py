"""Zones, currencies and locales that are offered exist, and the browser's language gives a fair guess."""

from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from dealwright.workspace.places import (
    LOCALES,
    currencies,
    guess_currency,
    guess_locale,
    known_currency,
    known_locale,
    known_zone,
    locales,
    zones,
)

pytestmark = pytest.mark.thorough


def test_what_is_offered_is_taken() -> None:
    assert all(ZoneInfo(known_zone(zone)) for zone, _ in zones())
    assert all(known_currency(code) for code, _ in currencies())
    assert all(Locale.parse(known_locale(tag), sep="-") for tag, _ in locales())
    assert {"EUR", "USD", "JPY"} < {code for code, _ in currencies()}
    assert "DEM" not in dict(currencies())


@pytest.mark.parametrize(
    ("header", "locale", "currency"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de-AT", "EUR"),
        ("en-US,en", "en-US", "USD"),
        ("pt", "pt-BR", "BRL"),
        ("zh-Hant-TW", "zh-TW", "TWD"),
        ("tlh,ja;q=0.8", "ja-JP", "JPY"),
        ("", "en-GB", "GBP"),
    ],
)
def test_guesses(header: str, locale: str, currency: str) -> None:
    assert (guess_locale(header), guess_currency(locale)) == (locale, currency)


@given(st.text(max_size=60))
def test_any_header_gives_something_that_exists(header: str) -> None:
    assert guess_locale(header) in LOCALES
    assert guess_currency(guess_locale(header)) in dict(currencies())
