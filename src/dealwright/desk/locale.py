"""Language and zone in which the current request is shown."""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

import babel


@dataclass(frozen=True, slots=True)
class Locale:
    """A member's language tag (BCP 47, such as ``de-AT``) and IANA zone (such as ``Europe/Vienna``)."""

    language: str = "en"
    zone: str = "UTC"


DEFAULT = Locale()
current: ContextVar[Locale] = ContextVar("desk_locale", default=DEFAULT)


@lru_cache(maxsize=256)
def babel_locale(language: str) -> babel.Locale:
    """Babel's locale of a language tag; raises ``babel.UnknownLocaleError`` for one it does not know."""
    return babel.Locale.parse(language.replace("-", "_"))
