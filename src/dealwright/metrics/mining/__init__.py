"""What the facts tell of how deals really went: waterfalls, the map of moves, bottlenecks, and the log for other tools.

Needs neither Django nor a running Dealwright; in a notebook::

    from datetime import date
    from dealwright.metrics.mining import waterfall

    waterfall(connection, date(2026, 7, 1), date(2026, 10, 1))  # a DuckDB connection with the facts
"""

from typing import TYPE_CHECKING, Any

from .life import undated
from .log import LogSize, log_size
from .moves import Move, movers, moves
from .ocel import ocel
from .past import Level, pipeline_at
from .places import EVERYBODY, Place
from .variants import Variant, travellers, variants
from .waterfall import Step, changed, standing, waterfall
from .whose import TURNS, Wait, waits
from .xes import xes

if TYPE_CHECKING:
    from .finding import Bottleneck, bottlenecks

__all__ = [
    "EVERYBODY",
    "TURNS",
    "Bottleneck",
    "Level",
    "LogSize",
    "Move",
    "Place",
    "Step",
    "Variant",
    "Wait",
    "bottlenecks",
    "changed",
    "log_size",
    "movers",
    "moves",
    "ocel",
    "pipeline_at",
    "standing",
    "travellers",
    "undated",
    "variants",
    "waits",
    "waterfall",
    "xes",
]


def __getattr__(name: str) -> Any:
    """Bottlenecks are loaded when they are asked for: they alone need numpy, 20 MB and a tenth of a second."""
    if name in ("Bottleneck", "bottlenecks"):
        from importlib import import_module

        found = import_module(".finding", __name__)
        # The import has put the file itself here under the name of its function.
        globals().update(Bottleneck=found.Bottleneck, bottlenecks=found.bottlenecks)
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
