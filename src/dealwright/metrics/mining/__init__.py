"""What the facts tell of how deals really went: waterfalls, the map of moves, bottlenecks, and the log for other tools.

Needs neither Django nor a running Dealwright; in a notebook::

    from datetime import date
    from dealwright.metrics.mining import waterfall

    waterfall(connection, date(2026, 7, 1), date(2026, 10, 1))  # a DuckDB connection with the facts
"""

from .bottlenecks import Bottleneck, bottlenecks
from .cells import Place
from .life import undated
from .moves import Move, moves
from .ocel import ocel
from .past import Level, pipeline_at
from .variants import Variant, variants
from .waterfall import Step, standing, waterfall
from .xes import xes

__all__ = [
    "Bottleneck",
    "Level",
    "Move",
    "Place",
    "Step",
    "Variant",
    "bottlenecks",
    "moves",
    "ocel",
    "pipeline_at",
    "standing",
    "undated",
    "variants",
    "waterfall",
    "xes",
]
