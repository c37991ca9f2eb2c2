"""The forecast over the facts that somebody may see."""

from datetime import date
from typing import Any

from django.utils import timezone

from dealwright import NotAllowed
from dealwright.processes.queries import current
from dealwright.records.money import exponent
from dealwright.workspace.queries import Actor

from .facts import facts_for
from .queries import Desk, desk

MONEY = ("amount", "low", "high", "forecast", "won", "expected")


def expected(months: int, process: str | None = None, *, actor: Actor, as_of: date | None = None) -> dict[str, Any]:
    """What will be won in so many months from `as_of` (today) on: see `metrics.forecast.forecast`.

    Money is in major units of `currency`. Raises NotFound for an unknown process, NotAllowed for somebody from whom
    amounts are hidden.
    """
    from dealwright.metrics.forecast import forecast, read  # numpy, which a web process does without

    if process is not None:
        current(process)
    asked: Desk = desk(actor, process)
    if not asked.tells_money:
        raise NotAllowed("The forecast tells amounts, which are hidden from you.")
    money = asked.purse.money
    history = facts_for(actor, process).found(("history", money), lambda found: read(found, money=money))
    answer = forecast(history, as_of or timezone.localdate(), months)
    return {"currency": asked.purse.currency, **_major(answer, 10 ** exponent(asked.purse.currency))}


def _major(told: Any, unit: int, name: str = "") -> Any:
    """The same with every amount of money in major units."""
    if isinstance(told, dict):
        return {key: _major(value, unit, key) for key, value in told.items()}
    if isinstance(told, list):
        return [_major(each, unit, name) for each in told]
    return round(told / unit, 2) if name in MONEY and isinstance(told, int | float) else told
