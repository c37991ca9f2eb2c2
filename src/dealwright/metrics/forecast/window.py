"""The time a forecast is for, and the same stretch of time some months earlier."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
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

    What happened before `as_of` is known, what is forecast lies between. Where it is the rest of a period, `begun` is
    that period's first day: what was won since then is part of what is said of it. Raises Invalid for days out of
    order.
    """

    as_of: date
    ends: tuple[date, ...]
    begun: date | None = None

    def __post_init__(self) -> None:
        days = (self.begun or self.as_of, self.as_of, *self.ends)
        if not self.ends or any(a > b for a, b in pairwise(days)):
            raise Invalid("A forecast ends after it starts.", field="ends", remedy="Give days later than the first.")

    @classmethod
    def ahead(cls, as_of: date, months: int) -> "Window":
        """So many months from `as_of` on, month by month."""
        return cls(as_of, tuple(months_later(as_of, n) for n in range(1, months + 1)))

    @property
    def stretch(self) -> tuple[date, tuple[date, ...]]:
        """What lies ahead, whatever period it is the rest of: all that chances depend on."""
        return self.as_of, self.ends

    @property
    def known(self) -> tuple[date, date]:
        """From the first day of the period to `as_of`: what was won in it by then is known."""
        return self.begun or self.as_of, self.as_of

    @property
    def end(self) -> date:
        """The first day that no longer belongs to it."""
        return self.ends[-1]

    def back(self, months: int) -> "Window":
        """The same window so many months earlier."""
        begun = self.begun and months_later(self.begun, -months)
        ends = tuple(months_later(end, -months) for end in self.ends)
        return Window(months_later(self.as_of, -months), ends, begun)

    def shifts(self, since: float, most: int) -> list[int]:
        """How many months back windows lie that are over by `as_of` and start at `since` (a day number) or later.

        The latest first, at most `most` of them.
        """
        return list(_shifts(Window(*self.stretch), since, most))


@lru_cache(maxsize=4_096)  # every method asks for the same
def _shifts(window: Window, since: float, most: int) -> tuple[int, ...]:
    found: list[int] = []
    months = 1
    while len(found) < most and day_number((past := window.back(months)).as_of) >= since:
        if past.end <= window.as_of:
            found.append(months)
        months += 1
    return tuple(found)
