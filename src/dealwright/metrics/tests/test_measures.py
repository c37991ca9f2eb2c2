"""Metrics against the same figures computed with pandas, on random companies."""

import math
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from dealwright.metrics import METRICS, behind, compute

pytestmark = pytest.mark.thorough

NOW = datetime.fromisoformat("2026-06-01 12:00")
START, END = datetime.fromisoformat("2026-02-01"), datetime.fromisoformat("2026-04-01")
STAGES = ["qualify", "assess", "present", "close"]
MILESTONES = {"assess": "demo", "present": "proposal"}
DAY = pd.Timedelta(days=1)
World = dict[str, pd.DataFrame]
Way = tuple[Callable[[World], pd.DataFrame], Callable[[pd.DataFrame], dict[str, Any]]]


def company(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Rows of every table of facts for a hundred deals and leads."""
    chance = random.Random(seed)

    def moment(after: datetime, days: int) -> datetime:
        return after + timedelta(seconds=chance.randrange(days * 86_400))

    rows: dict[str, list[dict[str, Any]]] = {
        table: [] for table in ("deals", "visits", "states", "activities", "signs", "leads")
    }
    for deal_id in range(1, 101):
        opened = moment(datetime.fromisoformat("2025-10-01"), 200)
        path = [chance.choice(STAGES) for _ in range(chance.randrange(5))]
        status = chance.choice(["open", "open", "won", "lost"])
        moments = sorted(moment(opened, 50) for _ in range(len(path)))
        ended = moment(moments[-1] if moments else opened, 20)
        owner, amounts = chance.choice([None, 1, 2]), [chance.choice([None, chance.randrange(1, 9_999)]) for _ in "abc"]
        rows["visits"] += [
            {
                "deal_id": deal_id, "n": n + 1, "stage": stage, "position": STAGES.index(stage),
                "counts_as": MILESTONES.get(stage), "entered_on": moments[n],
                "left_on": moments[n + 1] if n + 1 < len(path) else ended if status != "open" else None,
            }
            for n, stage in enumerate(path)
        ]  # fmt: skip
        promises = [chance.choice([None, moment(opened, 90).date()]) for _ in "abc"]
        shared = {"deal_id": deal_id, "owner_id": owner, "currency": "EUR", "stage": path[-1] if path else None}
        rows["states"] += [
            {
                **shared, "n": n + 1, "from_on": opened, "to_on": None, "status": "open", "amount_minor": amounts[n],
                "base_minor": None, "close_on": promises[n], "probability": 0.0, "category": "pipeline",
            }
            for n in range(3)
        ]  # fmt: skip
        rows["deals"].append({
            **shared, "status": status, "amount_minor": amounts[2], "close_on": promises[2],
            "opened_on": chance.choice([opened, opened, opened, None]),
            "closed_on": ended if status != "open" else None, "organisation_id": chance.choice([None, *range(1, 12)]),
        })  # fmt: skip
        rows["leads"].append({
            "lead_id": deal_id, "status": "new", "owner_id": owner, "team_id": None, "campaign": None,
            "source": chance.choice([None, "web", "fair"]), "last_source": None, "last_campaign": None,
            "created_on": opened, "qualified_on": chance.choice([None, opened]), "reason": None,
            "converted_on": chance.choice([None, opened]), "disqualified_on": chance.choice([None, opened]),
            "deal_id": chance.choice([None, deal_id, 999]),
        })  # fmt: skip
    for activity_id in range(1, 300):
        about = chance.choice([{"deal_id": chance.randrange(1, 101)}, {"lead_id": chance.randrange(1, 101)}, {}])
        rows["activities"].append({
            "activity_id": activity_id, "kind": chance.choice(["call", "note", "email"]), "member_id": 1,
            "at": moment(datetime.fromisoformat("2025-10-01"), 240), "deal_id": None, "lead_id": None, "outcome": None,
            "minutes": None, "status": "logged", **about,
        })  # fmt: skip
    for sign_id in range(1, 60):
        rows["signs"].append({
            "sign_id": sign_id, "deal_id": chance.randrange(1, 101), "kind": "task", "status": "kept",
            "to_on": chance.choice([None, moment(datetime.fromisoformat("2025-10-01"), 240)]),
            "counts_as": chance.choice([None, "demo", "proposal"]),
            "outcome": chance.choice([None, "agreed", "declined", "postponed", "no_answer"]),
        })  # fmt: skip
    costs = {"web": (False, 500), "fair": (False, None), "spring": (True, 900)}
    rows["spending"] = [
        {"spend_id": n, "name": name, "campaign": campaign, "cost_minor": cost, "currency": "EUR", "status": "kept"}
        for n, (name, (campaign, cost)) in enumerate(costs.items())
    ]
    return rows


def frames(rows: dict[str, list[dict[str, Any]]]) -> World:
    """The same as data frames."""
    world = {table: pd.DataFrame(each) for table, each in rows.items()}
    world["deals"] = world["deals"].assign(amount=pd.to_numeric(world["deals"].amount_minor))
    world["states"] = world["states"].assign(amount=pd.to_numeric(world["states"].amount_minor))
    for table in world.values():
        for column in table.columns.intersection(
            ["opened_on", "closed_on", "entered_on", "left_on", "at", "created_on", "close_on", "from_on", "to_on"]
        ):
            table[column] = pd.to_datetime(table[column])
    return world


def within(moments: pd.Series) -> pd.Series:
    return (moments >= START) & (moments < END)


def interval(hits: float, n: float) -> dict[str, float | None]:
    if not n:
        return {"low": None, "high": None}
    z, p = 1.959963984540054, hits / n
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return {"low": (middle - spread) / (1 + z * z / n), "high": (middle + spread) / (1 + z * z / n)}


def share(hits: float, n: float) -> dict[str, float | None]:
    return {"value": hits / n if n else None, "n": n, **interval(hits, n)}


def quantile(values: pd.Series, q: float) -> float | None:
    return None if values.empty else values.quantile(q)


def new_leads(world: World) -> pd.DataFrame:
    return world["leads"][within(world["leads"].created_on)]


def of_new_leads(leads: pd.DataFrame) -> dict[str, Any]:
    return {"value": len(leads), "n": len(leads), "qualified": leads.qualified_on.notna().sum()}


def of_qualified(leads: pd.DataFrame) -> dict[str, Any]:
    good, bad = leads.qualified_on.notna(), leads.disqualified_on.notna()
    return share(good.sum(), (good | bad).sum()) | {"undecided": (~good & ~bad).sum()}


def answered(world: World) -> pd.DataFrame:
    spoken = world["activities"][world["activities"].kind.isin(["call", "email"])]
    first = spoken.groupby("lead_id")["at"].min()
    leads = new_leads(world)
    return leads.assign(hours=((leads.lead_id.map(first) - leads.created_on) / pd.Timedelta(hours=1)).clip(lower=0))


def of_first_response(leads: pd.DataFrame) -> dict[str, Any]:
    hours = leads.hours.dropna()
    told = {"value": quantile(hours, 0.5), "n": len(hours), "p90": quantile(hours, 0.9)}
    return told | {"waiting": leads.hours.isna().sum()}


def opened(world: World) -> pd.DataFrame:
    deals = world["deals"]
    return deals[within(deals.opened_on)]


def staged(world: World) -> pd.DataFrame:
    deals, visits = opened(world), world["visits"]
    return deals.drop(columns="stage").merge(visits[["deal_id", "stage"]].drop_duplicates(), on="deal_id")


def of_won_from(rows: pd.DataFrame) -> dict[str, Any]:
    won, lost = (rows.status == "won").sum(), (rows.status == "lost").sum()
    return share(won, won + lost) | {"open": (rows.status == "open").sum()}


def funnelled(world: World) -> pd.DataFrame:
    deals, visits = opened(world), world["visits"]
    furthest = visits.groupby("deal_id").position.max()
    kept = []
    for _, deal in deals.iterrows():
        for place, stage in enumerate(STAGES):
            if deal.deal_id in furthest and (place <= furthest[deal.deal_id] or deal.status == "won"):
                kept.append({**deal, "stage": stage, "at": furthest[deal.deal_id] == place})
    rows = pd.DataFrame(kept)
    return rows.assign(cohort=rows.owner_id.map(deals.owner_id.value_counts(dropna=False)), everybody=len(deals))


def of_funnel(rows: pd.DataFrame) -> dict[str, Any]:
    whole = rows.cohort.iloc[0] if rows.attrs.get("told") else rows.everybody.iloc[0]
    return {"value": len(rows) / whole, "n": len(rows), "lost": (rows["at"] & (rows.status == "lost")).sum()}


def stayed(world: World) -> pd.DataFrame:
    """One row per deal and stage whose visits were entered in the period: days, and whether it is still there."""
    deals = world["deals"].set_index("deal_id")
    visits = world["visits"][within(world["visits"].entered_on)].copy()
    deal = visits.deal_id.map(deals.status), visits.deal_id.map(deals.stage)
    visits = visits[visits.left_on.notna() | ((deal[0] == "open") & (deal[1] == visits.stage))]
    visits["there"] = visits.left_on.isna()
    visits["days"] = (visits.left_on.fillna(pd.Timestamp(NOW)) - visits.entered_on).dt.total_seconds() / 86_400
    return visits.assign(owner_id=visits.deal_id.map(deals.owner_id), amount=visits.deal_id.map(deals.amount))


def one_stay(world: World) -> pd.DataFrame:
    groups = stayed(world).groupby(["deal_id", "stage"], as_index=False)
    return groups.agg(days=("days", "sum"), there=("there", "any"), owner_id=("owner_id", "first"))


def of_stage_stay(rows: pd.DataFrame) -> dict[str, Any]:
    still, reached = 1.0, dict.fromkeys(("value", "p25", "p90", "at_least"))
    for days in sorted(rows.days.unique()):
        risk, left = (rows.days >= days).sum(), ((rows.days == days) & ~rows.there).sum()
        still *= 1 - left / risk
        for name, level in (("p25", 0.75), ("value", 0.5), ("p90", 0.1)):
            reached[name] = days if still <= level + 1e-12 and reached[name] is None else reached[name]
        reached["at_least"] = days if still > 0.5 + 1e-12 and risk >= 10 else reached["at_least"]
    return {**reached, "n": (~rows.there).sum(), "open_n": rows.there.sum()}


def aged(world: World) -> pd.DataFrame:
    parts = stayed(world).groupby(["deal_id", "stage", "there"], as_index=False)
    rows = parts.agg(days=("days", "sum"), owner_id=("owner_id", "first"), amount=("amount", "first"))
    norms = rows[~rows.there].groupby("stage").days.quantile(0.9)
    return rows[rows.there].assign(norm=lambda there: there.stage.map(norms))


def of_aging(rows: pd.DataFrame) -> dict[str, Any]:
    known, older = rows.norm.notna(), rows.days > rows.norm
    value = older.sum() / known.sum() if known.sum() else None
    return {"value": value, "n": known.sum(), "older": older.sum(), "oldest": rows.days.max()}


def covering(world: World) -> pd.DataFrame:
    deals = world["deals"]
    lately = (deals.closed_on >= pd.Timestamp(NOW) - 364 * DAY) & (deals.closed_on < pd.Timestamp(NOW))
    now_open = deals[(deals.status == "open") & within(deals.opened_on)]
    return pd.concat([deals[lately & (deals.status == "won")], now_open])


def of_coverage(rows: pd.DataFrame) -> dict[str, Any]:
    amount = rows.groupby("status").amount.sum(min_count=1).to_dict()
    amount = {status: None if pd.isna(each) else each for status, each in amount.items()}
    quarter = amount.get("won") and amount["won"] / 4
    value = amount["open"] / quarter if quarter and amount.get("open") is not None else None
    return {"value": value, "n": (rows.status == "open").sum(), "quarter": quarter}


def promised(world: World) -> pd.DataFrame:
    told = world["states"].dropna(subset="close_on").sort_values("n").groupby("deal_id").close_on
    first, changes = told.first(), told.nunique() - 1
    deals = world["deals"].assign(promised=world["deals"].deal_id.map(first), moved=world["deals"].deal_id.map(changes))
    deals = deals[within(deals.promised)]
    until = deals.closed_on.fillna(pd.Timestamp(NOW)).dt.normalize()
    return deals.assign(days=(until - deals.promised) / DAY)


def of_slippage(rows: pd.DataFrame) -> dict[str, Any]:
    late, pending = rows.days > 0, (rows.status == "open") & (rows.days <= 0)
    days = rows.days[late]
    return share(late.sum(), (~pending).sum()) | {"days_late": quantile(days, 0.5), "moved": rows.moved.mean()}


def reduced(world: World) -> pd.DataFrame:
    deals = world["deals"]
    won = deals[(deals.status == "won") & deals.amount.notna() & within(deals.closed_on)]
    return won.assign(peak=won.deal_id.map(world["states"].groupby("deal_id").amount.max()))


def of_given_away(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "value": 1 - rows.amount.sum() / rows.peak.sum(),
        "n": len(rows),
        "reduced": (rows.peak > rows.amount).sum(),
    }


def looked_after(world: World) -> pd.DataFrame:
    done = world["activities"]
    lately = done[(done["at"] >= pd.Timestamp(NOW) - 30 * DAY) & (done["at"] < NOW)].groupby("deal_id").size()
    deals = opened(world)
    return deals[deals.status == "open"].assign(done=lambda rows: rows.deal_id.map(lately).fillna(0))


def of_attention(rows: pd.DataFrame) -> dict[str, Any]:
    return {"value": rows.done.mean(), "n": len(rows), "quiet": (rows.done == 0).sum()}


def alive(world: World) -> pd.DataFrame:
    deals = opened(world)
    end = deals.opened_on + 14 * DAY
    deals = deals[(end <= NOW) & ((deals.status == "open") | (deals.closed_on >= end))]
    done = world["activities"].merge(deals[["deal_id", "opened_on"]], on="deal_id")
    counts = done[done["at"] < done.opened_on + 14 * DAY].groupby("deal_id").size()
    many = pd.cut(
        deals.deal_id.map(counts).fillna(0), [-1, 0, 2, 5, 999], labels=["none", "1 or 2", "3 to 5", "6 or more"]
    )
    return deals.assign(amount_of=many.astype(str))


def followed(world: World) -> pd.DataFrame:
    deals, visits = world["deals"], world["visits"].sort_values(["deal_id", "n"])
    steps = visits.groupby("deal_id").position.diff()
    skipped = (steps > 1).groupby(visits.deal_id).any()
    back = (steps <= 0).groupby(visits.deal_id).any()
    early = ((steps > 1) | (steps <= 0))[visits.n <= 3].groupby(visits.deal_id).any()
    lived = visits.groupby("deal_id").n.max() >= 3
    closed = deals[(deals.status != "open") & within(deals.closed_on) & deals.deal_id.isin(visits.deal_id)]
    told = {"skipped": skipped, "back": back, "early": early, "lived": lived}
    return closed.assign(**{name: closed.deal_id.map(each) for name, each in told.items()})


def of_adherence(rows: pd.DataFrame) -> dict[str, Any]:
    straight = ~rows.skipped.astype(bool) & ~rows.back.astype(bool)
    lived, early = rows.lived.astype(bool), rows.early.astype(bool)
    won = rows.status == "won"
    told = {"skipped": rows.skipped.sum(), "compared": lived.sum(), "won_straight": won[lived & ~early].mean()}
    told["compared_straight"] = (lived & ~early).sum()
    told["won_otherwise"] = won[lived & early].mean()
    return share(straight.sum(), len(rows)) | told


def sourced(world: World) -> pd.DataFrame:
    deals = world["deals"].set_index("deal_id")
    leads = new_leads(world)
    return leads.assign(fate=leads.deal_id.map(deals.status), amount=leads.deal_id.map(deals.amount))


def of_source_effect(rows: pd.DataFrame) -> dict[str, Any]:
    won = rows.fate == "won"
    revenue = rows.amount[won].sum()
    cost = 500 if rows.source.iloc[0] == "web" else None
    return {
        "value": revenue / len(rows), "n": len(rows), "deals": rows.deal_id.notna().sum(), "won": won.sum(),
        "cost": cost, "back": revenue / cost if cost else None,
    }  # fmt: skip


WAYS: dict[str, Way] = {
    "new_leads": (new_leads, of_new_leads),
    "qualified": (new_leads, of_qualified),
    "first_response": (answered, of_first_response),
    "source_effect": (sourced, of_source_effect),
    "funnel": (funnelled, of_funnel),
    "won_from": (staged, of_won_from),
    "stage_stay": (one_stay, of_stage_stay),
    "aging": (aged, of_aging),
    "coverage": (covering, of_coverage),
    "slippage": (promised, of_slippage),
    "given_away": (reduced, of_given_away),
    "attention": (looked_after, of_attention),
    "early_attention": (alive, of_won_from),
    "adherence": (followed, of_adherence),
}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("metric", WAYS)
def test_a_metric_is_what_pandas_finds(fill: Any, metric: str, seed: int) -> None:
    hold_against_pandas(fill, metric, WAYS[metric], seed)


def hold_against_pandas(fill: Any, metric: str, way: Way, seed: int, now: datetime = NOW) -> None:
    """The metric finds what pandas finds that way, and the deals behind each row are those that were counted."""
    rows = company(seed)
    connection, world = fill(**rows), frames(rows)
    told = METRICS[metric]
    for by in (None, "owner") if told.told_by else (None,):
        asked = {"by": by, "start": START, "end": END}
        ours = compute(connection, metric, **asked, now=now)
        assert wanted(metric, way, world, by) == pytest.approx(keyed(metric, way, ours, by), rel=1e-9, nan_ok=True)
        for row in ours:
            counted = [part for _, part in behind(connection, metric, row, **asked, now=now) if part in told.counted]
            assert len(counted) == row["n"]


def wanted(metric: str, way: Way, world: World, by: str | None) -> dict[Any, Any]:
    """What pandas finds: one figure for each row and column."""
    pick, add_up = way
    rows = pick(world)
    rows.attrs["told"] = bool(by)
    keys = [*(["owner_id"] if by else []), *METRICS[metric].keys]
    groups = rows.groupby(keys, dropna=False) if keys else [((), rows)]
    found = {}
    for key, group in groups:
        group.attrs["told"] = bool(by)
        for name, value in add_up(group).items():
            found[(*_plain(key), name)] = math.nan if value is None or pd.isna(value) else float(value)
    return found


def keyed(metric: str, way: Way, rows: list[dict[str, Any]], by: str | None) -> dict[Any, Any]:
    """Our rows in the same form, of the columns that pandas was asked for."""
    names = {name for *_, name in wanted_names(metric, way)}
    keys = [*(["group"] if by else []), *METRICS[metric].keys]
    return {
        (*(row[key] for key in keys), name): math.nan if row[name] is None else float(row[name])
        for row in rows
        for name in names
    }


def wanted_names(metric: str, way: Way) -> set[tuple[str]]:
    world = frames(company(1))
    return {(key[-1],) for key in wanted(metric, way, world, None)}


def _plain(key: Any) -> tuple[Any, ...]:
    parts = key if isinstance(key, tuple) else (key,)
    return tuple(None if pd.isna(each) else int(each) if isinstance(each, float) else each for each in parts)
