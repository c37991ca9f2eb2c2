"""All metrics, in the order they are shown."""

from dealwright.metrics.measures.average_won import AVERAGE_WON
from dealwright.metrics.measures.conversion import CONVERSION
from dealwright.metrics.measures.cycle_time import CYCLE_TIME
from dealwright.metrics.measures.lost_reasons import LOST_REASONS
from dealwright.metrics.measures.pipeline import PIPELINE
from dealwright.metrics.measures.stage_time import STAGE_TIME
from dealwright.metrics.measures.velocity import VELOCITY
from dealwright.metrics.measures.win_rate import WIN_RATE
from dealwright.metrics.metric import Metric

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        PIPELINE,
        CONVERSION,
        WIN_RATE,
        AVERAGE_WON,
        CYCLE_TIME,
        STAGE_TIME,
        VELOCITY,
        LOST_REASONS,
    )
}
