"""The time a forecast is for, and the same stretch of time some months earlier."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dealwright import Invalid

EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> float:
    """Days from the first of January 1970 to the start of that day, UTC."""
    return float(day.toordinal() - EPOCH)


def day_of(moment: float) -> date:
    """The day in which a moment lies that is given as a day number."""
    return date.fromordinal(int(moment // 1) + EPOCH)


def months_later(day: date, months: int) -> date:
    """The same day of another month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Window:
    """From the start of the day `as_of` to the start of the last of `ends`; each end closes one step of it.

    What happened before `as_of` is known, what is forecast lies between. Raises Invalid for days out of order.
    """

    as_of: date
    ends: tuple[date, ...]

    def __post_init__(self) -> None:
        days = (self.as_of, *self.ends)
        if len(days) < 2 or any(a > b for a, b in pairwise(days)):
            raise Invalid("A forecast ends after it starts.", field="ends", remedy="Give days later than the first.")

    @classmethod
    def ahead(cls, as_of: date, months: int) -> "Window":
        """So many months from `as_of` on, month by month."""
        return cls(as_of, tuple(months_later(as_of, n) for n in range(1, months + 1)))

    @property
    def end(self) -> date:
        """The first day that no longer belongs to it."""
        return self.ends[-1]

    def back(self, months: int) -> "Window":
        """The same window so many months earlier."""
        return Window(months_later(self.as_of, -months), tuple(months_later(end, -months) for end in self.ends))

    def shifts(self, since: float, most: int) -> list[int]:
        """How many months back windows lie that are over by `as_of` and start at `since` (a day number) or later.

        The latest first, at most `most` of them.
        """
        found: list[int] = []
        months = 1
        while len(found) < most and day_number((past := self.back(months)).as_of) >= since:
            if past.end <= self.as_of:
                found.append(months)
            months += 1
        return found
