"""What will be won: forecasts that are tried on a company's own past before they are believed.

Needs neither Django nor a running Dealwright; in a notebook::

    from datetime import date
    from dealwright.metrics.forecast import forecast, read

    history = read(connection)  # a DuckDB connection with the facts, see dealwright.metrics
    forecast(history, date.today(), months=3)["said"]

Needs numpy, so nothing else in `dealwright.metrics` imports it.
"""

from .answer import forecast, forecast_in
from .backtest import METHODS, back_test
from .boosted import BOOSTED, boosted, boosted_missing
from .explaining import Factor, factors
from .history import History, Standing
from .moving import Account, Move, moved
from .ranges import range_of
from .reading import SEGMENTS, read
from .scores import as_it_went, best, reliability, score
from .signal import signal_in
from .table import RHYTHMIC, TABLE
from .whether import Whether, whether, who_wins
from .window import Window

__all__ = [
    "BOOSTED",
    "METHODS",
    "RHYTHMIC",
    "SEGMENTS",
    "TABLE",
    "Account",
    "Factor",
    "History",
    "Move",
    "Standing",
    "Whether",
    "Window",
    "as_it_went",
    "back_test",
    "best",
    "boosted",
    "boosted_missing",
    "factors",
    "forecast",
    "forecast_in",
    "moved",
    "range_of",
    "read",
    "reliability",
    "score",
    "signal_in",
    "whether",
    "who_wins",
]
