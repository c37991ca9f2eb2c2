"""Moments as other programs write them: ISO, by a locale, seconds or milliseconds since 1970, days of a sheet."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil import parser

NUMBER = re.compile(r"\d+(\.\d+)?")
YEAR_FIRST = re.compile(r"\d{4}-")
PARTS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}")
FIRST_SHEET_DAY = datetime(1899, 12, 30, tzinfo=UTC)
LAST_SHEET_DAY = 80_000  # in the year 2119; larger numbers count from 1970


class Clock:
    """How one export writes moments: whether day or month comes first, the zone of what is written by a locale."""

    def __init__(self, texts: Iterable[str], zone: str) -> None:
        """Look at all the texts: one that can only be day first decides; where none does, the month comes first."""
        self.zone = ZoneInfo(zone)
        pairs = [found for text in texts if (found := PARTS.match(text))]
        self.is_day_first = any(int(pair[1]) > 12 for pair in pairs) or any("." in pair[0] for pair in pairs)
        self.is_unsure = bool(pairs) and not self.is_day_first and not any(int(pair[2]) > 12 for pair in pairs)

    def read(self, text: str) -> datetime | None:
        """The moment in UTC; None for an empty text and for one that is no moment."""
        return _read(text.strip(), self.is_day_first, self.zone) if text else None


@lru_cache(maxsize=50_000)
def _read(text: str, is_day_first: bool, zone: ZoneInfo) -> datetime | None:
    try:
        if NUMBER.fullmatch(text):
            return _counted(float(text))
        found = parser.parse(text, dayfirst=is_day_first and not YEAR_FIRST.match(text))
    except (ValueError, OverflowError):
        return None
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    is_by_locale = not YEAR_FIRST.match(text) and ":" in text
    return found.replace(tzinfo=zone if is_by_locale else UTC).astimezone(UTC)


def _counted(number: float) -> datetime | None:
    if number < LAST_SHEET_DAY:
        return FIRST_SHEET_DAY + timedelta(days=number) if number >= 1 else None
    return datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
