"""How a task comes back: plain choices, kept as an iCalendar rule (RFC 5545), and the day it comes next. Pure."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr

from dealwright import Invalid

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORKING = "MO,TU,WE,TH,FR"
WORKING_DAYS = f"FREQ=WEEKLY;BYDAY={WORKING}"
EVERY = ("daily", "working_days", "weekly", "monthly", "last_working_day", "yearly")
LONGEST = 200
LEAP = 2028  # a year in which February is as long as it gets
ALLOWED = re.compile(
    r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)"
    r"(;INTERVAL=\d{1,2}|;UNTIL=\d{8}|;(BYDAY|BYMONTHDAY|BYSETPOS|BYMONTH)=[A-Z0-9,-]{1,60})*"
)
FARTHEST = timedelta(days=3_660)


def rule_of(every: str, start: date, *, weekdays: str = "", interval: int = 1, until: date | None = None) -> str:
    """The rule of a plain choice for a task first due on `start`; "" for one that does not repeat.

    `every` is daily, working_days, weekly (on `weekdays` such as "MO,TH", else on the weekday of the start), monthly
    (on the day of the start, in shorter months on the last), last_working_day, yearly; `interval` 2 takes every second
    of these. Raises Invalid otherwise.
    """
    if not every:
        return ""
    if every not in EVERY:
        raise Invalid(f"“{every[:40]}” is no way to repeat.", field="every", remedy=f"Choose from: {', '.join(EVERY)}.")
    if not 1 <= interval <= 99:
        raise Invalid("Between 1 and 99.", field="interval")
    if until is not None and until < start:
        raise Invalid("It would end before it begins.", field="until", remedy="Choose a later day.")
    often = f";INTERVAL={interval}" if interval > 1 else ""
    return _words(every, start, weekdays) + often + (f";UNTIL={until:%Y%m%d}" if until else "")


def _words(every: str, start: date, weekdays: str) -> str:
    chosen = [day for day in weekdays.upper().replace(" ", "").split(",") if day]
    if wrong := set(chosen) - set(DAYS):
        raise Invalid(
            f"“{min(wrong)[:10]}” is no weekday.", field="weekdays", remedy=f"Choose from: {', '.join(DAYS)}."
        )
    days = ",".join(day for day in DAYS if day in chosen) or DAYS[start.weekday()]
    return {
        "daily": "FREQ=DAILY",
        "working_days": WORKING_DAYS,
        "weekly": f"FREQ=WEEKLY;BYDAY={days}",
        "monthly": _monthly(start),
        "last_working_day": f"FREQ=MONTHLY;BYDAY={WORKING};BYSETPOS=-1",
        "yearly": _yearly(start),
    }[every]


def _monthly(start: date) -> str:
    if start.day <= 28:
        return f"FREQ=MONTHLY;BYMONTHDAY={start.day}"
    return f"FREQ=MONTHLY;BYMONTHDAY={','.join(str(day) for day in range(28, start.day + 1))};BYSETPOS=-1"


def _yearly(start: date) -> str:
    if (start.month, start.day) == (2, 29):
        return "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"
    return f"FREQ=YEARLY;BYMONTH={start.month};BYMONTHDAY={start.day}"


def read_rule(text: str) -> str:
    """A rule as stored; raises Invalid for one that this program does not follow."""
    rule = text.strip().upper().removeprefix("RRULE:")
    if not rule:
        return ""
    try:
        if len(rule) > LONGEST or not ALLOWED.fullmatch(rule) or "INTERVAL=0" in rule.replace("=00", "=0"):
            raise ValueError
        if not _can_come(_parts(rule)):
            raise ValueError
        _following(rule, date(2026, 1, 1), date(2026, 1, 1))
    except ValueError:
        raise Invalid(
            f"“{text[:60]}” is no rule that can be followed.", field="repeat", remedy="Such as FREQ=WEEKLY;BYDAY=MO."
        ) from None
    return rule


def _can_come(parts: Mapping[str, str]) -> bool:
    """Whether there is such a day at all: looking for the 31st of February takes dateutil to the year 9999."""
    months = [int(month) for month in parts.get("BYMONTH", "").split(",") if month] or range(1, 13)
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", "").split(",") if day] or [1]
    places = [abs(int(place)) for place in parts.get("BYSETPOS", "").split(",") if place]
    if places and (parts["FREQ"] != "MONTHLY" or max(places) > len(NAMES) - 2):
        return False
    return any(1 <= day <= monthrange(LEAP, month)[1] for month in months for day in days)


def next_day(rule: str, due: date, today: date) -> date | None:
    """The next day of the rule for a task due on `due` that is done today: after both; None when the rule has ended.

    A rule without a day within ten years has ended.
    """
    return _following(rule, due, max(due, today))


def _following(rule: str, start: date, after: date) -> date | None:
    if after > date.max - FARTHEST:
        return None
    known = rrulestr(rule, dtstart=datetime.combine(start, time.min))
    end = datetime.combine(after, time.min) + FARTHEST
    found = known.replace(until=min(known._until or end, end)).after(datetime.combine(after, time.min))
    return found.date() if found else None


def in_words(rule: str) -> str:
    """The rule as people say it: "every working day", "monthly on day 15, until 2027-01-31"; "" without one."""
    parts = _parts(rule)
    until = parts.get("UNTIL", "")
    often = f", only every {_nth(int(parts['INTERVAL']))}" if "INTERVAL" in parts else ""
    return _every(parts) + often + (f", until {until[:4]}-{until[4:6]}-{until[6:8]}" if until else "") if parts else ""


def _nth(number: int) -> str:
    return f"{number}{ {2: 'nd', 3: 'rd'}.get(number, 'th') }"


def _every(parts: Mapping[str, str]) -> str:
    days, month_days = parts.get("BYDAY", ""), parts.get("BYMONTHDAY", "")
    if days == WORKING:
        return "every working day" if parts["FREQ"] == "WEEKLY" else "monthly on the last working day"
    if parts["FREQ"] == "WEEKLY" and days:
        return "every " + " and ".join(NAMES[DAYS.index(day)] for day in days.split(",") if day in DAYS)
    if parts["FREQ"] == "MONTHLY" and month_days:
        return f"monthly on day {month_days.split(',')[-1]}"
    return {"DAILY": "every day", "WEEKLY": "every week", "MONTHLY": "every month", "YEARLY": "every year"}[
        parts["FREQ"]
    ]


def choices_of(rule: str) -> dict[str, Any]:
    """The plain choices that a rule of ours came from, as `rule_of` takes them: every, weekdays, interval, until."""
    parts = _parts(rule)
    until = parts.get("UNTIL", "")
    ends = date(int(until[:4]), int(until[4:6]), int(until[6:8])) if until else None
    days = parts.get("BYDAY", "") if _choice(parts) == "weekly" else ""
    return {"every": _choice(parts), "weekdays": days, "interval": int(parts.get("INTERVAL", 1)), "until": ends}


def _choice(parts: Mapping[str, str]) -> str:
    if not parts:
        return ""
    if parts.get("BYDAY") == WORKING:
        return "working_days" if parts["FREQ"] == "WEEKLY" else "last_working_day"
    return parts["FREQ"].lower()


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
