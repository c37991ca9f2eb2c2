"""Targets: of which figure, as somebody types them, and as they are kept."""

import re
from decimal import Decimal, InvalidOperation

from dealwright import Invalid
from dealwright.metrics import METRICS
from dealwright.records.money import to_minor, to_text
from dealwright.workspace.queries import company

from ..gauges import GAUGES, Gauge, gauge_of

SHARE, HUNDREDTHS = 10_000, 100  # a share of one, and what is told in fractions, as they are kept
FRACTIONS = frozenset({"days", "hours", "factor"})
LARGEST = 10**9


def require_gauge(metric: str, lacks: str) -> Gauge:
    """The figure of that key; raises Invalid for one that there is not, which `lacks` something."""
    gauge = gauge_of(metric)
    if gauge is None:
        told = (name if not each.keys else f"{name}:{each.keys[0].upper()}" for name, each in METRICS.items())
        names = dict.fromkeys([*GAUGES, *told])
        raise Invalid(f"“{metric[:40]}” {lacks}.", field="metric", remedy=f"Choose one of {', '.join(names)}.")
    return gauge


def read_target(gauge: Gauge, text: str, field: str = "target") -> int:
    """The target as it is kept; raises Invalid for what is no such target, or none above zero."""
    kept = to_minor(text, company().currency, field=field) if gauge.is_money else _number(gauge, text, field)
    if kept <= 0 or (not gauge.is_money and kept > LARGEST):
        raise Invalid("This must be above zero.", field=field)
    if gauge.unit == "ratio" and kept > SHARE:
        raise Invalid("A share is at most 100 %.", field=field)
    return kept


def scale_of(gauge: Gauge) -> int:
    """By how much a value in the gauge's unit is multiplied to be kept."""
    return SHARE if gauge.unit == "ratio" else HUNDREDTHS if gauge.unit in FRACTIONS else 1


def _number(gauge: Gauge, text: str, field: str) -> int:
    """What is typed: per cent of a share, else the number itself, with two decimals where it is told in fractions."""
    try:
        kept = Decimal(re.sub(r"[\s%]", "", text)) * (100 if gauge.unit == "ratio" else scale_of(gauge))
    except InvalidOperation:
        kept = Decimal("NaN")
    if not kept.is_finite() or kept != int(kept):
        remedy = "Write a number, like 2.5." if gauge.unit in FRACTIONS else "Write a whole number, like 20."
        remedy = "Write per cent, like 35." if gauge.unit == "ratio" else remedy
        raise Invalid(f"“{text[:40]}” cannot be understood.", field=field, remedy=remedy)
    return int(kept)


def target_of(gauge: Gauge, kept: int) -> float:
    """The target in the gauge's unit."""
    return kept / scale_of(gauge)


def plain(gauge: Gauge, value: float | None, currency: str) -> float | str | None:
    """A value in the gauge's unit as programs read it: amounts as decimal texts, all else as a number."""
    return to_text(round(value), currency) if value is not None and gauge.is_money else value
