"""Count and sum of open deals per stage, kept in each change's transaction: a board costs the same at any size."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from .models import Deal, PipelineTotal


class Cell(NamedTuple):
    """What totals are kept by."""

    version_id: int
    stage: str
    owner_id: int
    currency: str


class Delta(NamedTuple):
    """A change of one cell: so many deals, so much money in the deal's and in the company's currency (minor units)."""

    cell: Cell
    deals: int
    amount_minor: int
    base_minor: int


def delta(
    version_id: int,
    stage: str | None,
    owner_id: int | None,
    currency: str,
    amount: int | None,
    base: int | None,
    sign: int,
) -> Delta | None:
    """The change that an open deal brings (sign 1) or takes away (-1); None for a deal in no stage."""
    if stage is None:
        return None
    cell = Cell(version_id, stage, owner_id or 0, currency)
    return Delta(cell, sign, sign * (amount or 0), sign * (base or 0))


def share_of(deal: Deal, stage: str | None, sign: int) -> Delta | None:
    """What an open deal adds to (sign 1) or takes from (-1) the totals of a stage."""
    return delta(deal.version_id, stage, deal.owner_id, deal.currency, deal.amount_minor, deal.base_minor, sign)


def apply(deltas: Iterable[Delta | None]) -> None:
    """Add the changes up per cell and store them, always in the same order so that writers cannot deadlock."""
    sums: dict[Cell, list[int]] = defaultdict(lambda: [0, 0, 0])
    for change in deltas:
        if change is not None:
            total = sums[change.cell]
            total[0] += change.deals
            total[1] += change.amount_minor
            total[2] += change.base_minor
    rows = [(*cell, *total) for cell, total in sorted(sums.items()) if any(total)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(UPSERT, rows)


UPSERT = f"""
    INSERT INTO {PipelineTotal._meta.db_table} AS kept
        (version_id, stage, owner_id, currency, deals, amount_minor, base_minor)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (version_id, stage, owner_id, currency) DO UPDATE SET
        deals = kept.deals + excluded.deals,
        amount_minor = kept.amount_minor + excluded.amount_minor,
        base_minor = kept.base_minor + excluded.base_minor
"""  # noqa: S608 (the table's own name)
