"""What is proposed, accepted, given way and bought again, against the same figures computed with pandas."""

from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from dealwright.metrics.tests.test_measures import (
    NOW,
    Way,
    World,
    hold_against_pandas,
    of_won_from,
    opened,
    share,
    within,
)

pytestmark = pytest.mark.thorough

LATER = datetime.fromisoformat("2027-04-10 12:00")  # when a year is over for some of those who bought


def done(world: World) -> pd.DataFrame:
    """Planned activities that count as something, were done and took place."""
    signs = world["signs"]
    signs = signs[signs.counts_as.notna() & signs.to_on.notna() & ~signs.outcome.isin(["postponed", "no_answer"])]
    return signs[["deal_id", "counts_as", "to_on"]]


def milestones(world: World) -> pd.DataFrame:
    told = pd.concat([world["visits"], done(world)])
    had = told.groupby("deal_id").counts_as.agg(lambda each: set(each.dropna()))
    deals = opened(world)
    return deals.assign(had=[each if isinstance(each, set) else set() for each in deals.deal_id.map(had)])


def of_proposed(rows: pd.DataFrame) -> dict[str, Any]:
    proposals, without = sum("proposal" in each for each in rows.had), rows.had.map(len) == 0
    demos = (~without).sum() - proposals
    ended = (without & (rows.status != "open")).sum()
    told = {"proposals": proposals, "demos": demos, "without": ended, "open": (without & (rows.status == "open")).sum()}
    return share(proposals + demos, proposals + demos + ended) | told


def offered(world: World) -> pd.DataFrame:
    came, met = world["visits"], done(world)
    came, met = came[came.stage == "present"], met[met.counts_as == "proposal"]
    made = pd.concat([came, met.rename(columns={"to_on": "entered_on"})]).groupby("deal_id").entered_on.min()
    deals = world["deals"].assign(made=world["deals"].deal_id.map(made))
    return deals[within(deals.made)]


def bought(world: World) -> pd.DataFrame:
    deals = world["deals"]
    won = deals[(deals.status == "won") & deals.organisation_id.notna()].sort_values(["closed_on", "deal_id"])
    return won.assign(day=won.closed_on.dt.normalize())


def newcomers(world: World) -> pd.DataFrame:
    won = bought(world)
    first = won.groupby("organisation_id").head(1)
    year = first.closed_on + pd.DateOffset(months=12)
    again = [
        ((won.organisation_id == organisation) & (won.day > day) & (won.closed_on < until)).any()
        for organisation, day, until in zip(first.organisation_id, first.day, year, strict=True)
    ]
    first = first.assign(again=again, over=year <= LATER)
    return first[within(first.closed_on)]


def of_bought_again(rows: pd.DataFrame) -> dict[str, Any]:
    again = (rows.again & rows.over).sum()
    return share(again, rows.over.sum()) | {"again": again, "waiting": (~rows.over).sum()}


def purchased(world: World) -> pd.DataFrame:
    won = bought(world).dropna(subset="amount")
    won = won.assign(place=won.groupby("organisation_id").day.rank("dense"))
    days = won.groupby(["organisation_id", "day"]).amount.transform("size")
    first = won[won.place == 1].groupby("organisation_id").amount.sum()
    won = won.assign(before=won.organisation_id.map(first) / days)
    return won[within(won.closed_on)]


def of_upsell(rows: pd.DataFrame) -> dict[str, Any]:
    existing, second = rows.amount[rows.place > 1].sum(), rows[rows.place == 2]
    times = second.amount.sum() / second.before.sum() if len(second) else None
    told = {"again": (rows.place > 1).sum(), "seconds": len(second), "times": times}
    return {"value": existing / rows.amount.sum(), "n": len(rows), **told}


def proposed_at(world: World) -> pd.DataFrame:
    came = world["visits"][world["visits"].counts_as == "proposal"][["deal_id", "stage"]].drop_duplicates()
    met = done(world).query("counts_as == 'proposal'").rename(columns={"to_on": "at"})
    after = world["states"].merge(met, on="deal_id")
    after = after[after.to_on.isna() | (after.to_on > after["at"])]
    there = pd.concat([world["states"].merge(came, on=["deal_id", "stage"]), after]).groupby("deal_id").n.min()
    since = world["states"][world["states"].n >= world["states"].deal_id.map(there)]
    first = since.dropna(subset="amount").sort_values("n").groupby("deal_id").amount.first()
    deals = world["deals"]
    won = deals[(deals.status == "won") & deals.amount.notna() & within(deals.closed_on)]
    return won.assign(proposed=won.deal_id.map(first)).dropna(subset="proposed")


def of_conceded(rows: pd.DataFrame) -> dict[str, Any]:
    gap = rows.proposed - rows.amount
    told = {"less": (gap > 0).sum(), "reduced": gap[gap > 0].sum(), "grown": -gap[gap < 0].sum()}
    return {"value": gap[gap > 0].sum() / rows.proposed.sum(), "n": len(rows), **told}


WAYS: dict[str, Way] = {
    "proposed": (milestones, of_proposed),
    "accepted": (offered, of_won_from),
    "bought_again": (newcomers, of_bought_again),
    "upsell": (purchased, of_upsell),
    "conceded": (proposed_at, of_conceded),
}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("metric", WAYS)
def test_a_metric_of_buying_is_what_pandas_finds(fill: Any, metric: str, seed: int) -> None:
    hold_against_pandas(fill, metric, WAYS[metric], seed, LATER if metric == "bought_again" else NOW)
