"""What every deal was from moment to moment, as SQL over the facts; the base of all questions about a past day."""

from typing import TYPE_CHECKING, Any

from dealwright.metrics.binding import without_pandas
from dealwright.metrics.facts import Money

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Row = dict[str, Any]

# A state whose beginning is not known begins with the one in front of it, the first one when the deal was opened: what
# came before an unknown change counts at no moment. Deals without states were, since they were opened, what they are.
_LIFE = """
    WITH told AS (
        SELECT deal_id, n, from_on, stage, status, currency, {amount} AS amount, close_on, probability FROM states
        UNION ALL
        SELECT deal_id, 1, opened_on, stage, 'open', currency, {amount}, close_on, probability
        FROM deals ANTI JOIN states USING (deal_id)
        UNION ALL
        SELECT deal_id, 2, closed_on, stage, status, currency, {amount}, close_on, probability
        FROM deals ANTI JOIN states USING (deal_id) WHERE status <> 'open'
    ), dated AS (
        SELECT told.*, CASE WHEN n = 1 THEN coalesce(from_on, opened_on) ELSE from_on END AS began
        FROM told JOIN deals USING (deal_id)
    ), life AS (
        SELECT *, max(began) OVER one AS moment FROM dated
        WINDOW one AS (PARTITION BY deal_id ORDER BY n)
        QUALIFY first_value(began) OVER one IS NOT NULL
    )"""


def life(money: Money) -> str:
    """The table `life` as the beginning of a query.

    A row for each state of a deal, in the order of `n`: it was so from `moment` on, to the next row's. `amount` is in
    minor units, of the deal's currency for "single", else of the company's; null when it is not known. Deals whose
    beginning nobody knows are not in it.
    """
    return _LIFE.format(amount="amount_minor" if money == "single" else "base_minor")


def asked(connection: "DuckDBPyConnection", sql: str, **values: Any) -> list[Row]:
    """The rows of a query as dicts; of the values those are bound that it names."""
    with without_pandas():
        found = connection.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def undated(connection: "DuckDBPyConnection") -> int:
    """How many deals are left out of `life`, as nobody knows when they began."""
    [row] = asked(connection, life("single") + _UNDATED)
    return int(row["n"])


_UNDATED = "SELECT count(*) AS n FROM deals ANTI JOIN life USING (deal_id)"
