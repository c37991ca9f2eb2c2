"""Countries as ISO 3166 codes, whatever they were typed as."""

from functools import lru_cache

from babel import Locale

OTHER_NAMES = {"usa": "US", "u.s.": "US", "u.s.a.": "US", "uk": "GB", "great britain": "GB", "holland": "NL"}

EU = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
EEA = EU | {"IS", "LI", "NO"}


def country_code(text: str) -> str:
    """The two-letter code of a country given by its code or English name; other text comes back as it is."""
    return _codes().get(text.strip().casefold(), text.strip())


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    names = {code: name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()}
    return (
        {name.casefold(): code for code, name in names.items()}
        | {code.casefold(): code for code in names}
        | OTHER_NAMES
    )
