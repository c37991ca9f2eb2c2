"""What the facts say of a period: what was won in it, and what open deals that close in it add up to, by category."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dealwright.metrics import without_pandas
from dealwright.playbook.categories import TITLES

from ..facts import Facts
from .periods import Period

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CLOSED = "closed"
PARTS = (CLOSED, *TITLES)
COUNTED = (CLOSED, "commit", "best_case", "pipeline")
SUMS = """
    SELECT owner_id, CASE status WHEN 'won' THEN 'closed' ELSE category END AS part,
           count(*) AS deals, coalesce(sum({amount}), 0)::BIGINT AS amount,
           count(*) FILTER ({amount} IS NULL) AS without
    FROM deals
    WHERE (status = 'open' AND close_on >= $start AND close_on < $stop)
       OR (status = 'won' AND closed_on >= $start AND closed_on < $stop)
    GROUP BY ALL
"""
AMOUNTS = {"single": "amount_minor", "base": "base_minor"}


@dataclass
class Sums:
    """Deals and amounts (minor units) by part: closed, and each category; deals without a known amount are counted."""

    deals: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)
    without_amount: int = 0

    @property
    def sure(self) -> int:
        """What is won and what is committed."""
        return self.amounts[CLOSED] + self.amounts["commit"]

    @property
    def at_best(self) -> int:
        """The same with the best case."""
        return self.sure + self.amounts["best_case"]

    def add(self, other: "Sums") -> None:
        """Count another's deals, too."""
        self.deals.update(other.deals)
        self.amounts.update(other.amounts)
        self.without_amount += other.without_amount


def sums_by_owner(facts: Facts, money: str, period: Period) -> Mapping[int | None, Sums]:
    """The sums of each owner's visible deals (None: nobody's) in a period; days are counted in UTC."""
    found: Mapping[int | None, Sums] = facts.found(
        ("forecast sums", money, period), lambda connection: _sums(connection, money, period)
    )
    return found


def together(sums: Mapping[int | None, Sums], owners: Collection[int] | None) -> Sums:
    """What several members add up to; None for everybody, and nobody."""
    return added(each for owner, each in sums.items() if owners is None or owner in owners)


def added(several: Iterable[Sums]) -> Sums:
    """Several sums in one."""
    total = Sums()
    for each in several:
        total.add(each)
    return total


def _sums(connection: "DuckDBPyConnection", money: str, period: Period) -> dict[int | None, Sums]:
    found: dict[int | None, Sums] = {}
    asked = {"start": period.start, "stop": period.end}
    with without_pandas():
        rows = connection.execute(SUMS.format(amount=AMOUNTS[money]), asked).fetchall()
    for owner, part, deals, amount, without in rows:
        one = found.setdefault(owner, Sums())
        one.deals[part], one.amounts[part] = deals, amount
        one.without_amount += without
    return found
