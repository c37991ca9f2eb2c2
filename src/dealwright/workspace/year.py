"""The company's year: it may begin in any month. All that reckons in quarters and years, or names them, asks it."""

import re
from dataclasses import dataclass
from datetime import date

QUARTER, WHOLE = 3, 12  # months
MONTHS = {"month": 1, "quarter": QUARTER, "year": WHOLE}
FIRST, LAST = 1_000, 9_000
WRITTEN = re.compile(r"(?:(fy)([0-9]{2}|[0-9]{4})|([0-9]{4}))(?:-q([1-4]))?|([0-9]{4})-(0[1-9]|1[0-2])")


def months_on(first: date, months: int) -> date:
    """The first of a month, so many months later (or, negative, earlier)."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True)
class Year:
    """A year that begins on the first of a month, 1 to 12, and is called after the calendar year in which it ends."""

    begins: int = 1

    def first_of(self, months: int, day: date) -> date:
        """The first day of the month (1), quarter (3) or year (12) with that day in it."""
        return months_on(day.replace(day=1), -((day.month - self.begins) % WHOLE % months))

    def quarter(self, day: date) -> int:
        """Which quarter of its year a day lies in, 1 to 4."""
        return (day.month - self.begins) % WHOLE // QUARTER + 1

    def name(self, day: date) -> str:
        """What the year with that day in it is called: 2026 where it is the calendar's, else FY27."""
        if self.begins == 1:
            return f"{day.year}"
        number = day.year + (day.month >= self.begins)
        return f"FY{number % 100:02}" if number // 100 == 20 else f"FY{number}"

    def written(self, first: date, months: int) -> str:
        """The period of so many months that begins on a day: 2026-11, 2026-Q4 or FY27-Q2, 2026 or FY27."""
        if months == 1:
            return f"{first:%Y-%m}"
        return self.name(first) + (f"-Q{self.quarter(first)}" if months == QUARTER else "")

    def read(self, text: str) -> tuple[date, int] | None:
        """The first day and the months of a period that is written so, in capitals or not; None for anything else.

        What begins with FY is the company's, all else the calendar's.
        """
        found = WRITTEN.fullmatch(text.lower())
        if found is None:
            return None
        ours, ending, calendars, quarter, of, month = found.groups()
        number = int(ending or calendars or of)
        number += 2_000 if ending and len(ending) == 2 else 0
        if not FIRST <= number <= LAST:
            return None
        if month:
            return date(number, int(month), 1), 1
        first = self._first_day(number) if ours else date(number, 1, 1)
        return (months_on(first, QUARTER * (int(quarter) - 1)), QUARTER) if quarter else (first, WHOLE)

    def _first_day(self, number: int) -> date:
        """The first day of the year that is called so."""
        return date(number - (self.begins > 1), self.begins, 1)


CALENDARS = Year()
