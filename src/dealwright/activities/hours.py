"""Working time: which hours of which days are worked, and sums over them. Pure but for what the calendar is given."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from dealwright import Invalid, read_each

Span = tuple[time, time]
Week = tuple[tuple[Span, ...], ...]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NINE_TO_FIVE = ((time(9), time(17)),)
OFFICE: Week = (NINE_TO_FIVE,) * 5 + ((),) * 2
FARTHEST = 3_700  # days that are looked through for a working hour
SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?")


@dataclass(frozen=True)
class Calendar:
    """Working hours from Monday to Sunday on the clock of `zone` (IANA), but not on the days of `off`."""

    week: Week = OFFICE
    zone: str = "UTC"
    off: Container[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Whether any hour of the day is worked."""
        return bool(self.week[day.weekday()]) and day not in self.off

    def today(self, now: datetime) -> date:
        """The day it is there."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The working spans of a day as moments in UTC, first to last."""
        if not self.works_on(day):
            return
        zone = ZoneInfo(self.zone)
        for start, end in self.week[day.weekday()]:
            midnight = end == time(0)  # written 24:00: the end of the day
            last = datetime.combine(day + timedelta(days=1) if midnight else day, end, zone)
            yield datetime.combine(day, start, zone).astimezone(UTC), last.astimezone(UTC)


@dataclass(frozen=True)
class DaysOff:
    """Public holidays (any container of days) and ranges of own days off, both ends among them."""

    holidays: Container[date] = frozenset()
    ranges: Sequence[tuple[date, date]] = ()

    def __contains__(self, day: object) -> bool:
        """Whether nobody works on that day."""
        if not isinstance(day, date):
            return False
        return day in self.holidays or any(first <= day <= last for first, last in self.ranges)


def working_hours_between(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Hours worked between two moments; negative when `end` comes first, so that spans add up: ab + bc = ac."""
    if end < start:
        return -working_hours_between(end, start, calendar)
    parts = (min(till, end) - max(since, start) for since, till in _spans(start, calendar, end))
    return sum((max(part, timedelta()) for part in parts), timedelta()) / timedelta(hours=1)


def add_working_hours(start: datetime, hours: float, calendar: Calendar) -> datetime:
    """The first moment by which so many hours (not negative) have been worked since `start`, in UTC.

    Raises Invalid when the calendar holds no such moment within ten years.
    """
    left = timedelta(hours=hours)
    if left <= timedelta():
        return start
    for since, till in _spans(start, calendar):
        length = till - max(since, start)
        if length >= left:
            return max(since, start) + left
        left -= max(length, timedelta())
    raise Invalid("There are no working hours in this calendar.", remedy="Enter hours for at least one weekday.")


def next_working_day(day: date, calendar: Calendar) -> date:
    """The first working day after `day`; the day after it when nobody ever works."""
    days = (day + timedelta(days=n) for n in range(1, FARTHEST))
    return next((each for each in days if calendar.works_on(each)), day + timedelta(days=1))


def on_working_day(day: date, calendar: Calendar) -> date:
    """The day itself if it is worked, else the next one that is."""
    return day if calendar.works_on(day) else next_working_day(day, calendar)


def start_of_work(day: date, calendar: Calendar) -> datetime:
    """When work begins on a day, in UTC: nine o'clock where nobody works."""
    for since, _ in calendar.spans(day):
        return since
    return datetime.combine(day, time(9), ZoneInfo(calendar.zone)).astimezone(UTC)


def read_spans(text: str, field: str = "hours") -> tuple[Span, ...]:
    """Hours of a weekday as people write them: "9-12, 13:00-17:30"; empty for a day off.

    Raises Invalid for what is no span, ends before it begins or overlaps the one before.
    """
    found = tuple(_read_span(part.strip(), field) for part in text.split(",") if part.strip())
    for (_, end), (start, _) in pairwise(found):
        if start < end or end == time(0):
            raise Invalid("These hours overlap.", field=field, remedy="Write them in order: 9:00-12:00, 13:00-17:00.")
    return found


def _read_span(text: str, field: str) -> Span:
    match = SPAN.fullmatch(text)
    numbers = [int(part or 0) for part in match.groups()] if match else [99, 0, 0, 0]
    if numbers[2:] == [24, 0]:
        numbers[2] = 0
    try:
        start, end = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
    except ValueError:
        raise Invalid(f"“{text[:40]}” is no span of hours.", field=field, remedy="Write 9:00-17:00.") from None
    if end <= start and end != time(0):
        raise Invalid(f"“{text[:40]}” ends before it begins.", field=field, remedy="Write 9:00-17:00.")
    return start, end


def write_spans(spans: Sequence[Span]) -> str:
    """Hours of a weekday as `read_spans` reads them."""
    return ", ".join(f"{start:%H:%M}-{'24:00' if end == time(0) else format(end, '%H:%M')}" for start, end in spans)


def read_week(week: Sequence[str]) -> Week:
    """Seven texts, Monday first, as `read_spans` reads them (none for no hours of one's own).

    Raises Invalid that names every weekday at fault.
    """
    texts = {name.lower(): text for name, text in zip(WEEKDAYS, week, strict=True)} if week else {}
    return tuple(read_each(texts, lambda name, text: read_spans(text, name)).values())


@lru_cache(maxsize=64)
def public_holidays(country: str, region: str = "") -> Any:
    """The public holidays of a country (ISO 3166-1) and region (ISO 3166-2 without the country): a container of days.

    Empty without a country. Raises Invalid for one that the library does not know.
    """
    if not country:
        return frozenset()
    import holidays  # some megabytes that only calendars need

    try:
        return holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        raise Invalid(f"The holidays of {country[:20]} {region[:20]} are not known.", field="country") from None


def _spans(start: datetime, calendar: Calendar, end: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
    """Working spans from the day before `start` on, until `end` or for ten years."""
    day = calendar.today(start) - timedelta(days=1)
    last = calendar.today(end) if end else day + timedelta(days=FARTHEST)
    while day <= last:
        yield from calendar.spans(day)
        day += timedelta(days=1)
