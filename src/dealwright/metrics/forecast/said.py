"""What a reader of a forecast must know, in sentences."""

import numpy as np

from .history import History, Standing
from .ranges import Range
from .scores import Score
from .signal import Signal
from .whether import Whether

LEFT_OUT = {
    "status_not_known": "are neither open nor won nor lost",
    "without_opening_date": "have no opening date",
    "without_closing_date": "are closed without a date",
    "closed_before_opened": "were closed before they were opened",
    "amount_below_zero": "have an amount below zero, which is not counted",
    "visits_without_date": "stays in a stage have no date",
}


def said(
    history: History,
    standing: Standing,
    winner: Score | None,
    reach: Range | None,
    signal: Signal,
    who: Whether,
    *,
    tried: bool,
) -> list[str]:
    """How good the method was, where there is no signal, what was left out and what was filled in."""
    found: list[str] = []
    if winner is None:
        found.append("There is too little history to try a forecast on: it takes three months of closed deals.")
    elif winner.mape is not None:
        found.append(f"In the last {winner.windows} such periods it was off by {winner.mape:.1%} on average.")
    if winner is not None and reach is None:
        found.append("Too few past forecasts for a range: it takes four.")
    if tried and not signal.there:
        found.append("No signal: deals like these were not won more often than others. Base rate used for each deal.")
    if not who.signal.there and who.signal.deals:
        found.append(who.said)
    return found + _counted(history, standing)


def _counted(history: History, standing: Standing) -> list[str]:
    """What of the facts was left out or filled in."""
    found = [f"{count:,} {_subject(name)} {LEFT_OUT[name]}." for name, count in history.left_out.items()]
    unrated = history.unrated[standing.deals]
    if unrated.any():
        found.append(f"{int(unrated.sum()):,} open deals have no exchange rate: counted, but their money is left out.")
    blank = int((np.isnan(standing.amount) & ~unrated).sum())
    if blank:
        found.append(f"{blank:,} open deals have no amount: what such deals brought when won is taken.")
    return found


def _subject(name: str) -> str:
    return "" if name.startswith("visits") else "deals"
