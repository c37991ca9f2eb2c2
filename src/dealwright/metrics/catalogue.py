"""All metrics, in the order they are shown."""

from dealwright.metrics.average_won import AVERAGE_WON
from dealwright.metrics.conversion import CONVERSION
from dealwright.metrics.cycle_time import CYCLE_TIME
from dealwright.metrics.lost_reasons import LOST_REASONS
from dealwright.metrics.metric import Metric
from dealwright.metrics.pipeline import PIPELINE
from dealwright.metrics.stage_time import STAGE_TIME
from dealwright.metrics.velocity import VELOCITY
from dealwright.metrics.win_rate import WIN_RATE

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
