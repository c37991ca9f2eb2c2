"""Where and how people work: zones, currencies and locales that exist, as choices, and a guess from the browser."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_month_names
from babel.numbers import get_currency_name

from dealwright import Invalid

Choices = tuple[tuple[str, str], ...]
RATE = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,10})?")
RATE_LINE = re.compile(r"(?:1\s+)?([A-Za-z]{3})\s*[=:]?\s+([0-9.,]{1,20})")
LARGEST_RATE = 1_000_000
COUNTRIES = {
    "en": "GB US AU CA IE IN NZ ZA",
    "bg": "BG",
    "cs": "CZ",
    "da": "DK",
    "de": "DE AT CH",
    "el": "GR",
    "es": "ES AR CL CO MX",
    "et": "EE",
    "fi": "FI",
    "fr": "FR BE CA CH",
    "hr": "HR",
    "hu": "HU",
    "id": "ID",
    "is": "IS",
    "it": "IT CH",
    "ja": "JP",
    "ko": "KR",
    "lt": "LT",
    "lv": "LV",
    "ms": "MY",
    "nb": "NO",
    "nl": "NL BE",
    "pl": "PL",
    "pt": "PT BR",
    "ro": "RO",
    "sk": "SK",
    "sl": "SI",
    "sv": "SE",
    "th": "TH",
    "tr": "TR",
    "uk": "UA",
    "vi": "VN",
    "zh": "CN TW",
}
LOCALES = tuple(f"{language}-{country}" for language, countries in COUNTRIES.items() for country in countries.split())


@lru_cache(maxsize=1)
def all_zones() -> frozenset[str]:
    """The IANA names that clocks know; to find them takes a look through some hundred files, once."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def zones() -> Choices:
    """UTC and the zones that have a place in a country, by name: ("Europe/Berlin", "Europe/Berlin")."""
    known = all_zones()
    placed = sorted(zone for zone in get_global("zone_territories") if zone in known and "/" in zone)
    return tuple((zone, zone.replace("_", " ")) for zone in ("UTC", *placed))


@lru_cache(maxsize=1)
def currencies() -> Choices:
    """The currencies that are money somewhere today, by code: ("EUR", "EUR, Euro")."""
    used = get_global("territory_currencies").values()
    codes = {code for place in used for code, _, until, is_tender in place if until is None and is_tender}
    return tuple((code, f"{code}, {get_currency_name(code, locale='en')}") for code in sorted(codes))


@lru_cache(maxsize=1)
def locales() -> Choices:
    """Languages with their country, each called as it calls itself: ("de-AT", "Deutsch (Österreich)")."""
    named = ((tag, Locale.parse(tag, sep="-").get_display_name() or tag) for tag in LOCALES)
    return tuple((tag, name[0].upper() + name[1:]) for tag, name in named)


def months(language: str) -> Choices:
    """The months by number, as that language calls them: ("1", "January")."""
    names = get_month_names("wide", context="stand-alone", locale=language.replace("-", "_"))
    return tuple((str(number), names[number]) for number in range(1, 13))


def known_zone(zone: str) -> str:
    """The IANA name; raises Invalid for one that no clock knows."""
    if zone not in all_zones():
        raise Invalid(f"There is no time zone “{zone[:60]}”.", field="zone", remedy="Write it like Europe/Berlin.")
    return zone


def known_currency(code: str) -> str:
    """The ISO 4217 code; raises Invalid for one that does not exist."""
    if code not in get_global("all_currencies"):
        raise Invalid(f"There is no currency “{code[:20]}”.", field="currency", remedy="Use a code such as EUR.")
    return code


def known_rates(rates: Mapping[str, str], currency: str) -> dict[str, str]:
    """Rates by currency as they are kept; raises Invalid for an unknown currency, the own one, or what is no rate."""
    found = {}
    for code, text in rates.items():
        if known_currency(code) == currency:
            raise Invalid(f"One {code} is one {code}.", field="rates", remedy="Leave your own currency out.")
        if not RATE.fullmatch(text) or not 0 < Decimal(text) <= LARGEST_RATE:
            said = f"“{text[:20]}” is not what one {code} can be worth."
            raise Invalid(said, field="rates", remedy="Write it like CHF 1.05.")
        found[code] = text
    return found


def read_rates(text: str) -> dict[str, str]:
    """Rates as a form has them, one on each line such as "CHF 1.05"; raises Invalid naming the line that is none."""
    found: dict[str, str] = {}
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        written = RATE_LINE.fullmatch(line)
        if written is None or written[1].upper() in found:
            said = f"Line {number} of the rates, “{line[:40]}”, is no rate, or its currency stands there twice."
            raise Invalid(said, field="rates", remedy="Write each on a line of its own, like CHF 1.05.")
        found[written[1].upper()] = written[2].replace(",", ".")
    return found


def written_rates(rates: Mapping[str, str]) -> str:
    """Rates as `read_rates` reads them."""
    return "\n".join(f"{code} {rate}" for code, rate in sorted(rates.items()))


def known_locale(locale: str) -> str:
    """The BCP 47 tag; raises Invalid for one that is not offered."""
    if locale not in (*LOCALES, "en"):
        raise Invalid(f"“{locale[:20]}” is not offered.", field="locale", remedy="Choose one such as en-GB.")
    return locale


def month_of(text: str) -> int:
    """The number of a month as a form sends it; raises Invalid for anything else."""
    return known_month(int(text) if len(text) <= 2 and text.isdecimal() else 0)


def known_month(number: int) -> int:
    """The number of a month; raises Invalid for one that no calendar has."""
    if number not in range(1, 13):
        raise Invalid("A year begins in one of its months.", field="year_begins", remedy="Choose one from 1 to 12.")
    return number


def guess_locale(accept_language: str) -> str:
    """The first locale offered that a browser's Accept-Language names, with the likely country where it names none."""
    for tag in re.findall(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*", accept_language)[:10]:
        language, *rest = tag.split("-")
        likely = str(get_global("likely_subtags").get(language.lower(), "")).split("_")[-1]
        country = rest[-1].upper() if rest and len(rest[-1]) == 2 else likely
        if (found := f"{language.lower()}-{country}") in LOCALES:
            return found
    return "en-GB"


def guess_currency(locale: str) -> str:
    """The money of the locale's country today."""
    used = get_global("territory_currencies").get(locale[-2:].upper(), ())
    return next((code for code, _, until, is_tender in used if until is None and is_tender), "EUR")
