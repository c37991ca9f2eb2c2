"""What the numbers mean: facts about deals in, the figures of the scorecard out.

Needs neither Django nor a running Dealwright; in a notebook::

    from dealwright import metrics

    facts = metrics.open_facts("facts")  # a folder that `dealwright facts export facts` wrote
    metrics.compute(facts, "win_rate", by="owner")

Importing this package is light. Ibis is loaded when a metric is first compiled.
"""

from dealwright.metrics.answers import behind, compute
from dealwright.metrics.binding import without_pandas
from dealwright.metrics.compiled import records_behind, sql
from dealwright.metrics.facts import DIMENSIONS, FACTS, STAYS, create_facts, stays_of
from dealwright.metrics.folder import open_facts, write_facts
from dealwright.metrics.intervals import wilson
from dealwright.metrics.measures import METRICS
from dealwright.metrics.metric import Metric

__all__ = [
    "DIMENSIONS",
    "FACTS",
    "METRICS",
    "STAYS",
    "Metric",
    "behind",
    "compute",
    "create_facts",
    "open_facts",
    "records_behind",
    "sql",
    "stays_of",
    "wilson",
    "without_pandas",
    "write_facts",
]
