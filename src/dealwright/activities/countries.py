"""The countries and regions whose public holidays are known."""

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale

from dealwright.desk.locale import babel_locale, current


def countries() -> Sequence[tuple[str, str]]:
    """Code and name of each country, by name in the reader's language."""
    return _countries(current.get().language)


@lru_cache(maxsize=32)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    locale: Locale = babel_locale(language)
    from holidays.registry import COUNTRIES  # names alone: to import every country would cost 46 MB

    codes = {code for _, *names in COUNTRIES.values() for code in names if len(code) == 2}
    return tuple(sorted(((code, locale.territories.get(code, code)) for code in codes), key=lambda pair: pair[1]))


@lru_cache(maxsize=64)
def regions(country: str) -> Sequence[str]:
    """The regions of a country that have holidays of their own, as codes of ISO 3166-2; none for an unknown one."""
    if not country:
        return ()
    import holidays

    try:
        return tuple(holidays.country_holidays(country.upper()).subdivisions)
    except NotImplementedError:
        return ()
