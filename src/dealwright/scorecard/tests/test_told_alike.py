"""Whoever asks, and in whatever way, is told the same number: API, command line and notebook, for every metric."""

import json
from datetime import datetime
from itertools import zip_longest
from math import isclose
from pathlib import Path
from typing import Any

import pytest

from dealwright.ledger.readers import catch_up
from dealwright.metrics import METRICS, compute, open_facts
from dealwright.scorecard import queries
from dealwright.scorecard.answers import major
from dealwright.scorecard.mining_cli import export_facts
from dealwright.scorecard.projection import READER

CURRENCY = "EUR"
ASKED = [
    (name, by)
    for name, metric in METRICS.items()
    for by in (None, "owner", "source")
    if by in (None, *metric.dimensions)
]
PERIODS = [{}, {"from": "2020-01-01", "to": "2020-12-31"}]
SOME = "amount__gte=600"
FILTERED = {"where": SOME}
FOR_PEOPLE = frozenset({"label", "key"})


@pytest.fixture
def exported(sold: Any, on_command_line: Any, tmp_path: Path) -> Any:
    """The facts of these deals in a folder, as a notebook opens them."""
    catch_up(READER)
    folder = tmp_path / "facts"
    export_facts(folder)
    return open_facts(str(folder))


@pytest.mark.thorough
def test_api_command_line_and_notebook_tell_every_metric_alike(
    exported: Any, json_of: Any, api_of: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, differing, told, now = api_of(cast.owner), [], 0, queries.next_hour()
    monkeypatch.setattr(queries, "next_hour", lambda: now)
    for name, by in ASKED:
        for period in PERIODS:
            given = {**period, **({"by": by} if by else {})}
            over_api = json.loads(api.get(f"/api/v1/scorecard/{name}", given).content)["rows"]
            words = [word for key, value in given.items() for word in (f"--{key}", value)]
            if json_of(name, *words)["rows"] != over_api:
                differing.append(("command line", name, given))
            if not _alike(over_api, _in_notebook(exported, name, by, period, now), name):
                differing.append(("notebook", name, given))
            told += sum(row["value"] is not None for row in over_api)
    assert differing == []
    assert told > 40


@pytest.mark.thorough
def test_what_a_filter_leaves_is_told_alike_too(
    sold: Any, json_of: Any, api_of: Any, cast: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(READER)
    export_facts(tmp_path / "some", where=[SOME])
    some, api, now = open_facts(str(tmp_path / "some")), api_of(cast.owner), queries.next_hour()
    monkeypatch.setattr(queries, "next_hour", lambda: now)
    differing, narrower = [], 0
    for name in (name for name, metric in METRICS.items() if metric.record == "deal"):
        whole, filtered = (json.loads(api.get(f"/api/v1/scorecard/{name}", asked).content) for asked in ({}, FILTERED))
        if json_of(name, "--where", SOME)["rows"] != filtered["rows"]:
            differing.append(("command line", name))
        if not _alike(filtered["rows"], _in_notebook(some, name, None, {}, now), name):
            differing.append(("notebook", name))
        narrower += whole["rows"] != filtered["rows"]
    assert differing == []
    assert narrower > 5


def _in_notebook(facts: Any, name: str, by: str | None, period: dict[str, str], now: datetime) -> list[dict[str, Any]]:
    first, last = (datetime(2020, 1, 1), datetime(2021, 1, 1)) if period else (None, None)  # noqa: DTZ001 (UTC by contract)
    return compute(facts, name, by, first, last, now=now)


def _alike(api: list[dict[str, Any]], notebook: list[dict[str, Any]], name: str) -> bool:
    """Whether both tell the same but for names and whole units of money."""
    money = METRICS[name].money_fields
    told = [{key: value for key, value in row.items() if key not in FOR_PEOPLE} | _group(row) for row in api]
    for row in notebook:
        row.update({key: major(row[key], CURRENCY) for key in money})
    pairs = zip_longest(sorted(told, key=_place), sorted(notebook, key=_place), fillvalue={})
    return all(
        one.keys() == other.keys() and all(map(_same, one.values(), map(other.get, one))) for one, other in pairs
    )


def _same(one: Any, other: Any) -> bool:
    is_number = isinstance(one, int | float) and isinstance(other, int | float)
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) if is_number else bool(one == other)


def _group(row: dict[str, Any]) -> dict[str, Any]:
    return {"group": row.get("key", row["group"])}


def _place(row: dict[str, Any]) -> str:
    return str([row.get(key) for key in ("group", "stage", "reason", "kind", "source")])
