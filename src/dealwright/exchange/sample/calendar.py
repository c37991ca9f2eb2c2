"""When things happen: more in some months than in others, on working days, and with a rush at the end of a quarter."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

DAYS = 730
GROWTH = 0.6  # how many more deals are opened at the end of the two years than at their start, as a share
BUSY = {1: 0.9, 2: 1.0, 3: 1.1, 4: 1.0, 5: 1.05, 6: 1.1, 7: 0.85, 8: 0.55, 9: 1.2, 10: 1.1, 11: 1.1, 12: 0.75}
HOLIDAY = 8  # in August everything takes longer
RUSH_DAYS = 9


def opening_days(today: date) -> tuple[list[date], list[float]]:
    """The days of the last two years and how likely a deal was opened on each (weights, weekends 0)."""
    days = [today - timedelta(days=DAYS - n) for n in range(DAYS)]
    weights = [0.0 if day.weekday() > 4 else BUSY[day.month] * (1 + GROWTH * n / DAYS) for n, day in enumerate(days)]
    return days, weights


def at_work(rng: Random, day: date) -> datetime:
    """A moment of that day's working hours."""
    return datetime.combine(day, time(8), UTC) + timedelta(minutes=rng.randrange(9 * 60))


def after(rng: Random, moment: datetime, days: float) -> datetime:
    """So many days later, in working hours of a working day, and never earlier than the moment itself."""
    if moment.month == HOLIDAY:
        days *= 1.35
    later = moment + timedelta(days=max(days, 0.05))
    later += timedelta(days=max(0, 7 - later.weekday())) if later.weekday() > 4 else timedelta()
    if not 8 <= later.hour < 18:
        later = max(moment + timedelta(hours=1), at_work(rng, later.date()))
    return later


def rushed(rng: Random, moment: datetime) -> datetime:
    """When a yes comes in the last month of a quarter, it often comes in the last days."""
    if moment.month % 3 or rng.random() > 0.5:
        return moment
    next_month = (moment.replace(day=28) + timedelta(days=4)).replace(day=1).date()
    last = next_month - timedelta(days=1 + rng.randrange(RUSH_DAYS))
    while last.weekday() > 4:
        last -= timedelta(days=1)
    return max(moment, at_work(rng, last))
