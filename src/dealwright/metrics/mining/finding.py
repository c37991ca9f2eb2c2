"""Where time and deals are lost: a segment of deals that waits longer in a stage, and is lost there more often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from dealwright.metrics.facts import Money

from .cells import STAYS, Cells, Floats, cells
from .life import asked
from .places import EVERYBODY, Place
from .whose import Wait, elsewhere, split, waits

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FEW = 10  # decided deals below which a place is not judged
PULL = 20  # decided deals that weigh as much as the norm
DAYS, LEFT, DECIDED, LOST = range(4)
COLUMN = {"source": "source", "product": "product", "owner": "owner_id", "team": "team_id"}


@dataclass(frozen=True)
class Bottleneck:
    """A place that is slower than its stage is for all other deals, and loses more of them.

    `waiting` is its share of all days in all stages, `beyond` how much of that is beyond the norm; `days` and
    `norm_days` are days waited per deal that left, there and elsewhere. `drop_off` and `norm_drop_off` are shares lost
    of the `n` deals decided, `excess` is their gap drawn towards 0, with its 95 % interval `low` to `high`.
    `score` = beyond x excess. `confidence` is the share of resamples in which it came first, `sure` the gap in standard
    errors. `effect` is what would have been won in addition, in minor units, had the place met its norm (None: nothing
    was won yet). `open_deals` sit there now. `whose` and `norm_whose` part `days` and `norm_days` by who had to
    act: see `waits`.
    """

    place: Place
    n: int
    waiting: float
    beyond: float
    days: float
    norm_days: float
    drop_off: float
    norm_drop_off: float
    excess: float
    low: float
    high: float
    score: float
    confidence: float
    sure: float
    effect: int | None
    open_deals: Sequence[int]
    whose: Mapping[str, float]
    norm_whose: Mapping[str, float]


def bottlenecks(
    connection: "DuckDBPyConnection",
    now: datetime,
    runs: int = 200,
    seed: int = 1,
    money: Money = "single",
    most: int = 10,
    whose: Sequence[Wait] | None = None,
) -> list[Bottleneck]:
    """The places that lose most time and deals, by source, product, owner and team, the worst first; at most `most`.

    None where no place has 10 decided deals, and 10 elsewhere to hold them against. Resampling draws whole deals (in
    random groups), `runs` times: the cluster bootstrap (A. C. Davison, D. V. Hinkley, "Bootstrap Methods and their
    Application", 1997, 3.8). `whose` is what `waits` found at the same moment, where that is known already.
    """
    found = cells(connection, now, seed)
    if not found.places:
        return []
    groups = len(found.sums)
    draws = np.random.default_rng(seed).multinomial(groups, np.full(groups, 1 / groups), runs).astype(float)
    told, tried = _judged(found, np.ones((1, groups))), _judged(found, draws)
    first = np.bincount(tried.score.argmax(axis=1)[tried.score.max(axis=1) > 0], minlength=len(found.places)) / runs
    worst = [int(n) for n in np.argsort(-told.score[0], kind="stable")[:most] if told.score[0, n] > 0]
    turns = {each.place: each for each in (waits(connection, now) if whose is None else whose)} if worst else {}
    onward = {(row["process"], row["stage"]): row["won"] for row in asked(connection, STAYS + _ONWARD, now=now)}
    figures = {n: _parted(_of(n, told, tried), found.places[n], turns) for n in worst}
    return [
        _told(connection, place, figures[n], float(first[n]), onward.get((place.process, place.stage)), money)
        for n, place in ((n, found.places[n]) for n in worst)
    ]


@dataclass(frozen=True, eq=False)
class _Judged:
    """The figures of every place (columns) in every resample (rows)."""

    n: Floats
    waiting: Floats
    beyond: Floats
    days: Floats
    norm_days: Floats
    drop_off: Floats
    norm_drop_off: Floats
    excess: Floats
    score: Floats


def _judged(found: Cells, weights: Floats) -> _Judged:
    own, stages = (np.tensordot(weights, each, axes=1) for each in (found.sums, found.stages))
    rest = stages[:, found.stage_of] - own
    waiting = own[..., DAYS] / np.maximum(stages[..., DAYS].sum(axis=1, keepdims=True), 1e-9)
    days, norm_days = (each[..., DAYS] / np.maximum(each[..., LEFT], 1) for each in (own, rest))
    beyond = waiting * np.clip(1 - norm_days / np.maximum(days, 1e-9), 0, 1)
    drop_off, norm = (each[..., LOST] / np.maximum(each[..., DECIDED], 1) for each in (own, rest))
    excess = (drop_off - norm) * own[..., DECIDED] / (own[..., DECIDED] + PULL)
    judged = (np.minimum(own[..., DECIDED], rest[..., DECIDED]) >= FEW) & (excess > 0)
    score = beyond * excess * judged
    return _Judged(own[..., DECIDED], waiting, beyond, days, norm_days, drop_off, norm, excess, score)


def _of(n: int, told: _Judged, tried: _Judged) -> dict[str, float]:
    """The figures of one place."""
    low, high = np.quantile(tried.excess[:, n], (0.025, 0.975))
    spread = float(tried.excess[:, n].std(ddof=1)) if len(tried.excess) > 1 else 0.0
    figures = {name: float(values[0, n]) for name, values in vars(told).items()}
    sure = figures["excess"] / spread if spread else 0.0
    return figures | {"low": float(low), "high": float(high), "sure": sure}


def _parted(figures: dict[str, float], place: Place, whose: Mapping[Place, Wait]) -> dict[str, Any]:
    """The figures of a place with its days, and those of all others in its stage, parted by whose turn it was."""
    own, whole = (whose.get(each) for each in (place, replace(place, dimension=EVERYBODY, segment="")))
    rest = elsewhere(whole, own) if own and whole else None
    parts = {"whose": split(figures["days"], own), "norm_whose": split(figures["norm_days"], rest)}
    return {**figures, **parts}


def _told(
    connection: "DuckDBPyConnection",
    place: Place,
    figures: dict[str, Any],
    confidence: float,
    onward: float | None,
    money: Money,
) -> Bottleneck:
    """A place with what it costs: `onward` is the share won of the deals that get further from its stage."""
    amount = "amount_minor" if money == "single" else "base_minor"
    sql = _HERE.format(column=COLUMN[place.dimension], amount=amount)
    [row] = asked(connection, sql, segment=place.segment, process=place.process, stage=place.stage)
    saved, worth = figures["n"] * figures["excess"], row["worth"]
    effect = None if worth is None or onward is None else round(saved * onward * worth)
    rest = {name: value for name, value in figures.items() if name != "n"}
    open_deals = row["open_deals"] or []
    return Bottleneck(place, int(figures["n"]), **rest, confidence=confidence, effect=effect, open_deals=open_deals)


_ONWARD = """
    SELECT process, stage, avg((status = 'won')::INT) AS won
    FROM spent WHERE went_on AND status IN ('won', 'lost') GROUP BY process, stage"""
_HERE = """
    SELECT coalesce(avg({amount}) FILTER (status = 'won' AND here), avg({amount}) FILTER (status = 'won')) AS worth,
        list(deal_id ORDER BY deal_id) FILTER (status = 'open' AND here AND stage = $stage) AS open_deals
    FROM (SELECT *, coalesce({column}::VARCHAR = $segment, false) AS here FROM deals WHERE process = $process)"""
