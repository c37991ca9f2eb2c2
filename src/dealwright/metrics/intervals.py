"""How sure a share is."""

from collections.abc import Callable
from typing import Any

from dealwright.metrics.facts import Column, Table

Z = 1.959963984540054  # the normal quantile of a two-sided 95 % interval


def _root(column: Column) -> Column:
    return column.sqrt()


def wilson(hits: Any, n: Any, root: Callable[[Any], Any] = _root) -> tuple[Any, Any]:
    """The bounds of Wilson's 95 % interval for `hits` of `n`: of columns, null where n is; of numbers with `math.sqrt`.

    Wilson's score interval stays honest for few deals and near 0 and 1. Source: E. B. Wilson, "Probable Inference, the
    Law of Succession, and Statistical Inference", JASA 22 (1927).
    """
    centre = (hits + Z * Z / 2) / (n + Z * Z)
    half = Z * root(hits * (n - hits) / n + Z * Z / 4) / (n + Z * Z)
    return centre - half, centre + half


def with_share(counts: Table, hits: Column, n: Column) -> Table:
    """The counts with `n`, the share of `hits` in it as `value`, and the bounds of its interval as `low` and `high`.

    All but `n` are null where that is 0. See `wilson`.
    """
    low, high = wilson(hits, n.nullif(0))
    return counts.mutate(n=n, value=hits / n.nullif(0), low=low, high=high)


def with_won(rows: Table, keys: list[str], **more: Any) -> Table:
    """Won / (won + lost) of deals by `keys`, with those still open beside it, what was won, and the columns of `more`.

    `part` of each row is the deal's status; the interval is that of `with_share`.
    """
    counts = rows.aggregate(
        by=keys,
        **more,
        won=rows.count(where=rows.part == "won"),
        lost=rows.count(where=rows.part == "lost"),
        open=rows.count(where=rows.part == "open"),
        amount=rows.amount.sum(where=rows.part == "won"),
    )
    return with_share(counts, counts.won, counts.won + counts.lost)
