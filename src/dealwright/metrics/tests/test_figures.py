"""Each metric against the same figure computed in plain Python, on facts of every shape."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright.metrics import DIMENSIONS, METRICS, behind, compute

pytestmark = pytest.mark.thorough
TRIED = 8  # each asks every number there is, and mostly by another dimension: half a second's work

Deal = dict[str, Any]
Visit = dict[str, Any]
During = Callable[[datetime | None], bool]

NOW = datetime.fromisoformat("2026-06-01 12:00")
STAGES = {1: ["qualify", "present", "close"], 2: ["qualify", "assess", "present", "close"]}
MOMENTS = st.builds(
    lambda day, second: datetime.fromisoformat("2026-01-01") + timedelta(days=day, seconds=second),
    st.integers(0, 90),
    st.sampled_from([0, 1, 43_200, 86_399]),
)
MAYBE_MOMENTS = st.none() | MOMENTS
MINOR = st.none() | st.integers(0, 10**9)


@st.composite
def histories(draw: st.DrawFn, deal_id: int) -> tuple[Deal, list[Visit]]:
    """A deal in any state and the stages it visited: in any order, again and again, or none."""
    version = draw(st.sampled_from([1, 2]))
    path = draw(st.lists(st.sampled_from(STAGES[version]), max_size=5))
    deal = {
        "deal_id": deal_id,
        "process": "general",
        "version": version,
        "stage": draw(st.sampled_from([None, *STAGES[version], *path[-1:] * 3])),
        "status": draw(st.sampled_from(["open", "won", "lost"])),
        "owner_id": draw(st.sampled_from([None, 1, 2])),
        "team_id": draw(st.sampled_from([None, 7])),
        "source": draw(st.sampled_from([None, "fair", "O'Neill's $from"])),
        "product": draw(st.sampled_from([None, "GTX"])),
        "currency": "EUR",
        "amount_minor": draw(MINOR),
        "base_minor": draw(MINOR),
        "opened_on": draw(MAYBE_MOMENTS),
        "closed_on": draw(MAYBE_MOMENTS),
        "reason": draw(st.sampled_from([None, "price", "timing"])),
        "probability": draw(st.sampled_from([0.0, 20.0, 50.0])),
    }
    visits = [
        {
            "deal_id": deal_id,
            "n": n,
            "stage": stage,
            "position": STAGES[version].index(stage),
            "entered_on": draw(MAYBE_MOMENTS),
            "left_on": draw(MAYBE_MOMENTS),
        }
        for n, stage in enumerate(path, start=1)
    ]
    return deal, visits


FACTS = st.integers(0, 8).flatmap(lambda count: st.tuples(*[histories(i) for i in range(1, count + 1)]))


def group_of(deal: Deal, by: str) -> Any:
    opened = deal["opened_on"]
    return {
        "owner": deal["owner_id"],
        "team": deal["team_id"],
        "source": deal["source"],
        "product": deal["product"],
        "month_opened": f"{opened.year}-{opened.month:02}" if opened else None,
        "version": f"{deal['process']} {deal['version']}",
    }[by]


def days(begin: datetime, end: datetime) -> float:
    return (end - begin).total_seconds() / 86400


def follows(begin: datetime | None, end: datetime | None) -> bool:
    return begin is not None and end is not None and begin <= end


def median(figures: Sequence[float]) -> float | None:
    return statistics.median(figures) if figures else None


def mean(figures: Sequence[float]) -> float | None:
    return statistics.fmean(figures) if figures else None


def p90(figures: Sequence[float]) -> float | None:
    if len(figures) < 2:
        return figures[0] if figures else None
    return statistics.quantiles(figures, n=10, method="inclusive")[8]


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def total(figures: Sequence[int]) -> int | None:
    return sum(figures) if figures else None


def pipeline(deals: list[Deal], visits: list[Visit], during: During) -> list[dict[str, Any]]:
    chosen = [deal for deal in deals if deal["status"] == "open" and during(deal["opened_on"])]
    rows = []
    for stage in {deal["stage"] for deal in chosen}:
        here = [deal for deal in chosen if deal["stage"] == stage]
        valued = [deal for deal in here if deal["amount"] is not None]
        rows.append(
            {
                "stage": stage,
                "value": total([deal["amount"] for deal in valued]),
                "n": len(here),
                "position": min((v["position"] for v in visits if v["stage"] == stage), default=None),
                "weighted": total([deal["amount"] * deal["probability"] / 100 for deal in valued]),
                "without_amount": len(here) - len(valued),
            }
        )
    return rows


def conversion(deals: list[Deal], visits: list[Visit], during: During) -> list[dict[str, Any]]:
    fates: dict[str, list[str]] = defaultdict(list)
    positions: dict[str, list[int]] = defaultdict(list)
    for deal in (deal for deal in deals if during(deal["opened_on"])):
        path = [visit for visit in visits if visit["deal_id"] == deal["deal_id"]]
        for stage in {visit["stage"] for visit in path}:
            first = next(i for i, visit in enumerate(path) if visit["stage"] == stage)
            at = path[first]["position"]
            further = any(visit["position"] > at for visit in path[first + 1 :])
            fates[stage].append("converted" if further or deal["status"] == "won" else deal["status"])
            positions[stage].append(at)
    rows = []
    for stage, all_fates in fates.items():
        converted, lost = all_fates.count("converted"), all_fates.count("lost")
        rows.append(
            {
                "stage": stage,
                "value": share(converted, converted + lost),
                "n": converted + lost,
                "position": min(positions[stage]),
                "entered": len(all_fates),
                "converted": converted,
                "lost": lost,
                "open": all_fates.count("open"),
                "drop_off": share(lost, converted + lost),
            }
        )
    return rows


def win_rate(deals: list[Deal], visits: list[Visit], during: During) -> list[dict[str, Any]]:
    closed = [deal["status"] for deal in deals if deal["status"] != "open" and during(deal["closed_on"])]
    if not closed:
        return []
    won, n, z = closed.count("won"), len(closed), statistics.NormalDist().inv_cdf(0.975)
    p = won / n
    middle, root = p + z**2 / (2 * n), z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    low, high = ((middle + sign * root) / (1 + z**2 / n) for sign in (-1, 1))
    return [{"value": p, "n": n, "won": won, "lost": n - won, "low": low, "high": high}]


def average_won(deals: list[Deal], visits: list[Visit], during: During) -> list[dict[str, Any]]:
    won = [deal for deal in deals if deal["status"] == "won" and during(deal["closed_on"])]
    amounts = [deal["amount"] for deal in won if deal["amount"] is not None]
    return [{"value": mean(amounts), "n": len(amounts), "total": sum(amounts)}] if amounts else []


def cycle_time(deals: list[Deal], visits: list[Visit], during: During) -> list[dict[str, Any]]:
    lengths: dict[str, list[float]] = {"open": [], "won": [], "lost": []}
    for deal in deals:
        if follows(deal["opened_on"], deal["closed_on"]) and during(deal["closed_on"]):
            lengths[deal["status"]].append(days(deal["opened_on"], deal["closed_on"]))
    won, lost = lengths["won"], lengths["lost"]
    if not won and not lost:
        return []
    figures = {"value": median(won), "n": len(won), "p90": p90(won), "mean": mean(won)}
    return [figures | {"lost_median": median(lost), "lost_n": len(lost)}]


def stage_time(deals: list[Deal], visits: list[Visit], during: During) -> list[dict[str, Any]]:
    known = {deal["deal_id"]: deal for deal in deals}
    left: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    there: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    positions: dict[str, list[int]] = defaultdict(list)
    for visit in visits:
        deal = known.get(visit["deal_id"])
        if deal is None or not during(visit["entered_on"]) or not follows(visit["entered_on"], visit["left_on"] or NOW):
            continue
        sits = deal["status"] == "open" and deal["stage"] == visit["stage"]
        if visit["left_on"] or sits:
            side = left if visit["left_on"] else there
            stay = days(visit["entered_on"], visit["left_on"] or NOW)
            side[visit["stage"]][visit["deal_id"]] += stay
            positions[visit["stage"]].append(visit["position"])
    rows = []
    for stage, places in positions.items():
        gone, here = list(left[stage].values()), list(there[stage].values())
        figures = {"stage": stage, "value": median(gone), "n": len(gone), "position": min(places)}
        figures |= {"p90": p90(gone), "mean": mean(gone), "open_median": median(here), "open_n": len(here)}
        rows.append(figures)
    return rows


def velocity(deals: list[Deal], visits: list[Visit], during: During) -> list[dict[str, Any]]:
    n = sum(deal["status"] == "open" for deal in deals)
    closed = [deal for deal in deals if deal["status"] != "open" and during(deal["closed_on"])]
    if not n and not closed:
        return []
    won = [deal for deal in closed if deal["status"] == "won"]
    amount = mean([deal["amount"] for deal in won if deal["amount"] is not None])
    dated = [deal for deal in won if follows(deal["opened_on"], deal["closed_on"])]
    cycle = mean([days(deal["opened_on"], deal["closed_on"]) for deal in dated])
    rate = share(len(won), len(closed))
    known = amount is not None and cycle and rate is not None
    value = n * amount * rate / cycle if known else None  # type: ignore[operator]  # `known` says so
    return [{"value": value, "n": n, "win_rate": rate, "average_won": amount, "cycle_days": cycle}]


def lost_reasons(deals: list[Deal], visits: list[Visit], during: During) -> list[dict[str, Any]]:
    lost = [deal for deal in deals if deal["status"] == "lost" and during(deal["closed_on"])]
    rows = []
    for reason in {deal["reason"] for deal in lost}:
        same = [deal for deal in lost if deal["reason"] == reason]
        amount = total([deal["amount"] for deal in same if deal["amount"] is not None])
        rows.append({"reason": reason, "value": len(same) / len(lost), "n": len(same), "amount": amount})
    return rows


PLAINLY = {
    "pipeline": pipeline,
    "conversion": conversion,
    "win_rate": win_rate,
    "average_won": average_won,
    "cycle_time": cycle_time,
    "stage_time": stage_time,
    "velocity": velocity,
    "lost_reasons": lost_reasons,
}


def nothing_known(metric: str) -> dict[str, Any]:
    """The one row of an ungrouped metric without stages or reasons, when there is nothing to count."""
    units = {name: METRICS[metric].unit_of(name) for name in ("value", *METRICS[metric].extras)} | {"n": "deals"}
    return {name: 0 if name != "value" and unit == "deals" else None for name, unit in units.items()}


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    """What tells a row from the others, in an order that takes nulls."""
    return tuple((row.get(name) is None, str(row.get(name))) for name in ("group", "stage", "reason"))


def expected(metric: str, deals: list[Deal], visits: list[Visit], by: str | None, during: During) -> list[Any]:
    groups = {group_of(deal, by) for deal in deals} if by else {None}
    rows = [
        {"group": group} | row
        for group in groups
        for row in PLAINLY[metric]([d for d in deals if not by or group_of(d, by) == group], visits, during)
    ]
    is_single = not by and not METRICS[metric].keys
    return rows or ([{"group": None} | nothing_known(metric)] if is_single else [])


@settings(max_examples=2 * TRIED, deadline=None)
@given(
    facts=FACTS,
    by=st.sampled_from([None, *DIMENSIONS["deal"]]),
    start=MAYBE_MOMENTS,
    end=MAYBE_MOMENTS,
    money=st.sampled_from(["single", "base"]),
)
def test_figures_are_those_of_a_plain_computation(fill, facts, by, start, end, money):
    deals = [deal | {"amount": deal[f"{'amount' if money == 'single' else 'base'}_minor"]} for deal, _ in facts]
    visits = [visit for _, path in facts for visit in path]
    connection = fill(deals, visits)

    def during(moment: datetime | None) -> bool:
        if moment is None:
            return start is None and end is None
        return (start is None or moment >= start) and (end is None or moment < end)

    for metric in PLAINLY:
        rows = compute(connection, metric, by, start, end, money, now=NOW)
        plain = expected(metric, deals, visits, by, during)
        assert sorted(rows, key=told) == [pytest.approx(row) for row in sorted(plain, key=told)], metric


@settings(max_examples=TRIED, deadline=None)
@given(facts=FACTS, by=st.sampled_from([None, *DIMENSIONS["deal"]]), start=MAYBE_MOMENTS, end=MAYBE_MOMENTS)
def test_the_deals_behind_a_row_are_those_it_counts(fill, facts, by, start, end):
    connection = fill([deal for deal, _ in facts], [visit for _, path in facts for visit in path])
    for name, metric in METRICS.items():
        by = by if by in metric.dimensions else None
        for row in compute(connection, name, by, start, end, now=NOW):
            assert tuple(row) == metric.columns
            found = behind(connection, name, row, by, start, end, now=NOW)
            assert len(set(found)) == len(found)
            assert {part for _, part in found} <= set(metric.parts)
            assert sum(part in metric.counted for _, part in found) == row["n"]


@settings(max_examples=TRIED, deadline=None)
@given(facts=FACTS, by=st.sampled_from(DIMENSIONS["deal"]))
def test_the_groups_add_up_to_the_whole(fill, facts, by):
    connection = fill([deal for deal, _ in facts], [visit for _, path in facts for visit in path])
    for name, metric in METRICS.items():
        if by in metric.dimensions:
            assert counts(connection, name, by) == counts(connection, name, None), name


def counts(connection: DuckDBPyConnection, metric: str, by: str | None) -> dict[Any, int]:
    sums: dict[Any, int] = defaultdict(int)
    for row in compute(connection, metric, by, now=NOW):
        sums[tuple(row[key] for key in METRICS[metric].keys)] += row["n"]
    return {key: n for key, n in sums.items() if n}
