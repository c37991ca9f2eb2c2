"""All metrics, in the order they are shown: from the lead to the money, then time, then habits."""

from dealwright.metrics.measures.accepted import ACCEPTED
from dealwright.metrics.measures.adherence import ADHERENCE
from dealwright.metrics.measures.aging import AGING
from dealwright.metrics.measures.attention import ATTENTION
from dealwright.metrics.measures.average_won import AVERAGE_WON
from dealwright.metrics.measures.bought_again import BOUGHT_AGAIN
from dealwright.metrics.measures.conceded import CONCEDED
from dealwright.metrics.measures.conversion import CONVERSION
from dealwright.metrics.measures.coverage import COVERAGE
from dealwright.metrics.measures.cycle_time import CYCLE_TIME
from dealwright.metrics.measures.early_attention import EARLY_ATTENTION
from dealwright.metrics.measures.first_response import FIRST_RESPONSE
from dealwright.metrics.measures.funnel import FUNNEL
from dealwright.metrics.measures.given_away import GIVEN_AWAY
from dealwright.metrics.measures.lost_reasons import LOST_REASONS
from dealwright.metrics.measures.new_leads import NEW_LEADS
from dealwright.metrics.measures.pipeline import PIPELINE
from dealwright.metrics.measures.proposed import PROPOSED
from dealwright.metrics.measures.qualified import QUALIFIED
from dealwright.metrics.measures.slippage import SLIPPAGE
from dealwright.metrics.measures.source_effect import SOURCE_EFFECT
from dealwright.metrics.measures.stage_stay import STAGE_STAY
from dealwright.metrics.measures.stage_time import STAGE_TIME
from dealwright.metrics.measures.upsell import UPSELL
from dealwright.metrics.measures.velocity import VELOCITY
from dealwright.metrics.measures.win_rate import WIN_RATE
from dealwright.metrics.measures.won_from import WON_FROM
from dealwright.metrics.metric import Metric

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        NEW_LEADS,
        FIRST_RESPONSE,
        QUALIFIED,
        SOURCE_EFFECT,
        PIPELINE,
        COVERAGE,
        FUNNEL,
        CONVERSION,
        PROPOSED,
        ACCEPTED,
        WON_FROM,
        WIN_RATE,
        AVERAGE_WON,
        BOUGHT_AGAIN,
        UPSELL,
        GIVEN_AWAY,
        CONCEDED,
        LOST_REASONS,
        CYCLE_TIME,
        STAGE_TIME,
        STAGE_STAY,
        AGING,
        VELOCITY,
        SLIPPAGE,
        ATTENTION,
        EARLY_ATTENTION,
        ADHERENCE,
    )
}
