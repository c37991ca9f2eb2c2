"""From a metric to SQL: compiled by Ibis once in the life of a process, then kept.

What a user asks for is never written into the text: it is bound as parameters when the query runs.
"""

from functools import lru_cache

from dealwright import Invalid
from dealwright.metrics.dialects import Dialect, text
from dealwright.metrics.facts import Money, asked, declared
from dealwright.metrics.measures import METRICS
from dealwright.metrics.metric import Metric


@lru_cache(maxsize=256)
def sql(metric: str, by: str | None = None, money: Money = "single", dialect: Dialect = "duckdb") -> str:
    """The figures of `metric` as SQL over tables or views as FACTS tells.

    One row per group (and stage or reason). `by` is one of the metric's dimensions or None; `money` says whether
    amounts are the deals' own, all in one currency ("single"), or the company's ("base"). Parameters: from, to
    (naive UTC timestamps or null), and now where the metric needs it; written as `dialects.text` tells. Raises Invalid
    for an unknown name.
    """
    import ibis  # type: ignore[import-untyped]  # Ibis ships no types

    chosen = _chosen(metric, by)
    figures = chosen.figures(chosen.population(declared(by, money)), _told_apart(chosen, by))
    if not by:
        figures = figures.mutate(group=ibis.null("string"))
    order = [ibis.desc(name[1:]) if name.startswith("-") else name for name in ("group", *chosen.order)]
    return text(figures.select(*chosen.columns).order_by(*order), dialect)


@lru_cache(maxsize=256)
def records_behind(metric: str, by: str | None = None, money: Money = "single", dialect: Dialect = "duckdb") -> str:
    """The records behind one row of what `sql` finds with the same arguments.

    SQL with the columns `id`, of a deal or lead as the metric says, and `part`. `part` is one of the metric's
    `parts`; the rows whose part is in its `counted` are as many as the row's `n`. Parameters: those of `sql`, $group
    when asked `by`, and one for each of the metric's `keys` ($stage, $reason); null finds the row whose group, stage
    or reason is null. Raises Invalid for an unknown name.
    """
    chosen = _chosen(metric, by)
    rows = chosen.population(declared(by, money))
    for name in _told_apart(chosen, by):
        rows = rows.filter(rows[name].identical_to(asked(name, rows[name].type())))
    return text(rows.select("part", id=rows[f"{chosen.record}_id"]).order_by("id", "part"), dialect)


def _chosen(metric: str, by: str | None) -> Metric:
    """The metric of that name, when it and the dimension exist."""
    if metric not in METRICS:
        raise Invalid(f"There is no metric “{metric}”.", field="metric", remedy=f"Choose one of {', '.join(METRICS)}.")
    chosen = METRICS[metric]
    if by is not None and by not in chosen.dimensions:
        remedy = f"Choose one of {', '.join(chosen.dimensions)}."
        raise Invalid(f"“{metric}” is not told by “{by}”.", field="by", remedy=remedy)
    return chosen


def _told_apart(metric: Metric, by: str | None) -> list[str]:
    """The columns whose values tell one row of the result from the others."""
    return ["group", *metric.keys] if by else list(metric.keys)
