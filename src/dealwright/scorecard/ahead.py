"""The forecast over the facts that somebody may see."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from dealwright.workspace.queries import Actor

from .answers import major
from .queries import desk_with_money

MONEY = ("amount", "low", "high", "forecast", "won", "expected")


def expected(
    months: int,
    process: str | None = None,
    *,
    actor: Actor,
    as_of: date | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> dict[str, Any]:
    """What will be won in so many months from `as_of` (today) on: see `metrics.forecast.forecast`.

    Money is in major units of `currency`; `progress` is told (past periods tried, all of them). Raises NotFound for an
    unknown process, NotAllowed for somebody from whom amounts are hidden.
    """
    # With numpy, which a web process does without.
    from dealwright.metrics.forecast import METHODS, boosted, boosted_missing, forecast, read

    asked = desk_with_money(actor, process)
    money, currency = asked.purse.money, asked.purse.currency
    history = asked.facts.found(("history", money), lambda found: read(found, money=money))
    answer = forecast(history, as_of or timezone.localdate(), months, METHODS + boosted(history), progress)
    answer["said"] += filter(None, [boosted_missing()])
    return {"currency": currency, **_major(answer, currency)}


def _major(told: Any, currency: str, name: str = "") -> Any:
    """The same with every amount of money in major units."""
    if isinstance(told, dict):
        return {key: _major(value, currency, key) for key, value in told.items()}
    if isinstance(told, list):
        return [_major(each, currency, name) for each in told]
    return major(told, currency) if name in MONEY and isinstance(told, int | float) else told
