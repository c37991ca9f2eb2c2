"""How firmly a deal is counted on: what its stage says, unless somebody said otherwise."""

from collections.abc import Mapping

from .model import Playbook
from .words import ForecastCategory

TITLES: Mapping[str, str] = {
    ForecastCategory.COMMIT: "Commit",
    ForecastCategory.BEST_CASE: "Best case",
    ForecastCategory.PIPELINE: "Pipeline",
    ForecastCategory.OMITTED: "Omitted",
}
LEAST = ((75, ForecastCategory.COMMIT), (50, ForecastCategory.BEST_CASE), (1, ForecastCategory.PIPELINE))


def category_in(book: Playbook, stage: str | None) -> ForecastCategory:
    """The category of deals in that stage: its `forecast`, else by its probability in per cent.

    From 75 on commit, from 50 on best case, above 0 pipeline, at 0 omitted. Pipeline where the stage is not known.
    """
    found = next((each for each in book.stages if each.key == stage), None)
    if found is None:
        return ForecastCategory.PIPELINE
    by_probability = (each for least, each in LEAST if found.probability >= least)
    return found.forecast or next(by_probability, ForecastCategory.OMITTED)


def followed(category: str, was: str, now: str) -> str:
    """The category after a change of what is usual for the deal: it follows, unless it was another one by choice."""
    return now if category == was else category
