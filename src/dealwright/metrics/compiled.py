"""From a metric to SQL: compiled by Ibis once, then kept.

What a user asks for is never written into the text: it is bound as parameters when the query runs.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import get_args

from dealwright import Invalid
from dealwright.metrics.dialects import Dialect, text
from dealwright.metrics.facts import DIMENSIONS, Money, Table, asked, declared
from dealwright.metrics.measures import METRICS
from dealwright.metrics.metric import Metric
from dealwright.metrics.texts import Shape, Told, keep, kept


def sql(metric: str, by: str | None = None, money: Money = "single", dialect: Dialect = "duckdb") -> str:
    """The figures of `metric` as SQL over tables or views as FACTS tells.

    One row per group (and stage or reason). `by` is one of the metric's dimensions or None; `money` says whether
    amounts are the deals' own, all in one currency ("single"), or the company's ("base"). Parameters: from, to
    (naive UTC timestamps or null), and now where the metric needs it; written as `dialects.text` tells. Raises Invalid
    for an unknown name.
    """
    return _text(metric, Shape("figures", by, money, dialect))


def records_behind(metric: str, by: str | None = None, money: Money = "single", dialect: Dialect = "duckdb") -> str:
    """The records behind one row of what `sql` finds with the same arguments.

    SQL with the columns `id`, of a deal or lead as the metric says, and `part`. `part` is one of the metric's
    `parts`; the rows whose part is in its `counted` are as many as the row's `n`. Parameters: those of `sql`, $group
    when asked `by`, and one for each of the metric's `keys` ($stage, $reason); null finds the row whose group, stage
    or reason is null. Raises Invalid for an unknown name.
    """
    return _text(metric, Shape("records", by, money, dialect))


def shapes() -> Iterator[Shape]:
    """All shapes that texts for DuckDB have, those that are not told `by` anything first."""
    dimensions = dict.fromkeys(by for group in DIMENSIONS.values() for by in group)
    for by, of, money in product((None, *dimensions), get_args(Told), get_args(Money)):
        yield Shape(of, by, money)


def compile_shape(shape: Shape) -> None:
    """Compile and keep what is not kept yet of a shape, of all metrics that have it; raises OSError on failure."""
    for name, metric in METRICS.items():
        if shape.by is None or shape.by in metric.dimensions:
            keep(name, shape, _compiled)


@lru_cache(maxsize=256)
def _text(metric: str, shape: Shape) -> str:
    if metric not in METRICS:
        raise Invalid(f"There is no metric “{metric}”.", field="metric", remedy=f"Choose one of {', '.join(METRICS)}.")
    dimensions = METRICS[metric].dimensions
    if shape.by is not None and shape.by not in dimensions:
        remedy = f"Choose one of {', '.join(dimensions)}."
        raise Invalid(f"“{metric}” is not told by “{shape.by}”.", field="by", remedy=remedy)
    return kept(metric, shape, _compiled)


def _compiled(metric: str, shape: Shape) -> str:
    table = {"figures": _figures, "records": _records}[shape.of](METRICS[metric], shape.by, shape.money)
    return text(table, shape.dialect)


def _figures(metric: Metric, by: str | None, money: Money) -> Table:
    import ibis  # type: ignore[import-untyped]  # Ibis ships no types

    figures = metric.figures(metric.population(declared(by, money)), _told_apart(metric, by))
    if not by:
        figures = figures.mutate(group=ibis.null("string"))
    order = [ibis.desc(name[1:]) if name.startswith("-") else name for name in ("group", *metric.order)]
    return figures.select(*metric.columns).order_by(*order)


def _records(metric: Metric, by: str | None, money: Money) -> Table:
    rows = metric.population(declared(by, money))
    for name in _told_apart(metric, by):
        rows = rows.filter(rows[name].identical_to(asked(name, rows[name].type())))
    return rows.select("part", id=rows[f"{metric.record}_id"]).order_by("id", "part")


def _told_apart(metric: Metric, by: str | None) -> list[str]:
    """The columns whose values tell one row of the result from the others."""
    return ["group", *metric.keys] if by else list(metric.keys)
