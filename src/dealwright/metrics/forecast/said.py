"""What a reader of a forecast must know, in sentences."""

from datetime import date

import numpy as np

from .bulk import bulk_days
from .history import History, Standing
from .ranges import Range
from .scores import Score
from .signal import Signal
from .whether import Whether

LEFT_OUT = {
    "status_not_known": "deals that are neither open nor won nor lost",
    "without_opening_date": "deals without an opening date",
    "without_closing_date": "closed deals without a closing date",
    "closed_before_opened": "deals that were closed before they were opened",
    "amount_below_zero": "amounts below zero",
    "visits_without_date": "stays in a stage without a date",
}


def said(
    history: History,
    as_of: date,
    winner: Score | None,
    reach: Range | None,
    signal: Signal,
    who: Whether,
    *,
    tried: bool,
) -> list[str]:
    """How good the method was, where there is no signal, what was left out and what was filled in."""
    found: list[str] = []
    if winner is None and tried:
        found.append("Nothing was won in the last two years, on which a forecast is tried: what is older says little.")
    elif winner is None:
        found.append("There is too little history to try a forecast on: it takes three months of closed deals.")
    elif winner.mape is not None:
        found.append(f"In the last {winner.windows} such periods it was off by {winner.mape:.1%} on average.")
    if winner is not None and reach is None:
        found.append("Too few past forecasts for a range: it takes four.")
    if tried and not signal.there:
        found.append("No signal: deals like these were not won more often than others. Base rate used for each deal.")
    if not who.signal.there and who.signal.deals:
        found.append(who.said)
    found += [
        f"{each.deals:,} deals were closed on {each.day.isoformat()} alone: the past may not be what it seems."
        for each in bulk_days(history, as_of)
    ]
    return found + _counted(history, history.standing(as_of))


def _counted(history: History, standing: Standing) -> list[str]:
    """What of the facts was left out or filled in."""
    found = [f"Left out: {LEFT_OUT[name]} ({count:,})." for name, count in history.left_out.items()]
    unrated = history.unrated[standing.deals]
    if unrated.any():
        found.append(f"Open deals without an exchange rate ({unrated.sum():,}) are counted, their money is left out.")
    blank = np.isnan(standing.amount) & ~unrated
    if blank.any():
        found.append(f"For open deals without an amount ({blank.sum():,}) stands what such deals brought when won.")
    return found
