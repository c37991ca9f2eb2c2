"""Every figure of the scorecard by its name, for pages, dashboards and exports."""

from collections.abc import Callable
from functools import partial

from dealwright.desk.charts import Figure
from dealwright.workspace.queries import Actor

from ..queries import desk
from ..questions import Question
from . import adopted, changes, leads, odd, outcomes, stages, steps, trends, turns, waits, ways
from .asking import Asking

Maker = Callable[[Asking], Figure]

FIGURES: dict[str, Maker] = {
    "funnel": stages.funnel,
    "cohorts": stages.cohorts,
    "decided": stages.decided,
    "stays": stages.stays,
    "older": stages.older,
    "flow": waits.flow,
    "places": waits.places,
    "whose": turns.whose,
    "trend": trends.trend,
    "versions": trends.versions,
    "sources": leads.sources,
    "returns": leads.returns,
    "qualified": leads.qualified,
    "reasons": outcomes.reasons,
    "competitors": outcomes.competitors,
    "win-rate-by-owner": partial(outcomes.told_by, metric="win_rate", by="owner"),
    "win-rate-by-source": partial(outcomes.told_by, metric="win_rate", by="source"),
    "velocity-by-owner": partial(outcomes.told_by, metric="velocity", by="owner"),
    "velocity-by-product": partial(outcomes.told_by, metric="velocity", by="product"),
    "moves": ways.moves,
    "variants": ways.variants,
    "adherence": ways.adherence,
    "waterfall": changes.waterfall,
    "use": adopted.use,
    "use-by-team": adopted.use_by_team,
    "bypassed": adopted.where,
    "fields": adopted.fields,
    "own-fields": adopted.own,
    "steps": steps.steps,
    "oddities": odd.odd,
}
NEED_MONEY = frozenset({"returns", "velocity-by-owner", "velocity-by-product", "waterfall"})


def figure(name: str, asking: Asking) -> Figure | None:
    """The figure of that name; None where it tells amounts that are hidden. Raises KeyError for no name."""
    make = FIGURES[name]
    if name in NEED_MONEY and not asking.desk.tells_money:
        return None
    return make(asking)


def charted(name: str, question: Question, *, actor: Actor) -> Figure | None:
    """The figure of that name for a question (its metric and `by` do not count), over what the actor may see."""
    return figure(name, Asking(actor, desk(actor, question), question))


__all__ = ["FIGURES", "Asking", "Figure", "charted", "figure"]
