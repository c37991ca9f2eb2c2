"""How well a way fits a process, against a search through all ways and against pm4py."""

import json
import os
import subprocess
from collections import Counter
from functools import cache
from heapq import heappop, heappush
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright.deals.conformance.shares import Share, difference
from dealwright.deals.conformance.way import Model, alignment_cost, fitness, linear, model_of, repeated, skipped
from dealwright.deals.tests.event_logs import LOGS, traces_of
from dealwright.playbook import load, shipped

SIDE = Path(__file__).with_name("pm4py_side.py")
STAGES = ("a", "b", "c", "d")

models = st.builds(
    linear,
    st.sampled_from([STAGES[:n] for n in range(1, 5)]),
    skip=st.booleans(),
    back=st.booleans(),
    start_anywhere=st.booleans(),
)
ways = st.lists(st.sampled_from([*STAGES, "x"]), max_size=6).map(tuple)


def searched(model: Model, trace: tuple[str, ...], is_won: bool) -> int:
    """The cost of the best alignment by Dijkstra's search over (step of the way, place in the process)."""
    steps = [*trace, "won"] if is_won else list(trace)
    names = ["", *model.stages, "won"]
    queue, done = [(0, 0, 0)], set()
    while queue:
        cost, n, place = heappop(queue)
        if n == len(steps) and (place == model.won if is_won else 0 < place < model.won):
            return cost
        if (n, place) in done:
            continue
        done.add((n, place))
        if n < len(steps):
            heappush(queue, (cost + 1, n + 1, place))
        for after in range(1, len(names)):
            if model.between[place][after] == 0 and (is_won or after != model.won):
                heappush(queue, (cost + 1, n, after))
                if n < len(steps) and names[after] == steps[n]:
                    heappush(queue, (cost, n + 1, after))
    raise AssertionError("every way can be aligned")


@given(models, ways, st.booleans())
def test_the_cost_is_that_of_the_best_of_all_alignments(model: Model, trace: tuple[str, ...], is_won: bool) -> None:
    cost = alignment_cost(model, trace, is_won)
    assert cost == searched(model, trace, is_won)
    assert 0 <= fitness(model, trace, is_won) <= 1
    assert (fitness(model, trace, is_won) == 1) == (cost == 0)


@pytest.mark.parametrize("process", ["general", "b2b-software"])
def test_a_deal_that_takes_every_step_fits_wholly(process: str) -> None:
    model = model_of(load(shipped()[process]))
    assert fitness(model, model.stages, True) == 1
    assert (skipped(model, model.stages, True), repeated(model.stages)) == ((), ())


def test_what_was_skipped_and_repeated() -> None:
    strict = linear(STAGES)
    assert skipped(strict, ("a", "c", "b", "c"), True) == ("b", "d")
    assert skipped(strict, ("b",), False) == ("a",)
    assert skipped(linear(STAGES, start_anywhere=True), ("b",), False) == ()
    assert skipped(linear(STAGES, shortcuts=[(1, 3)]), ("a", "c", "d"), True) == ()
    assert repeated(("a", "c", "b", "c")) == ("c",)
    assert fitness(strict, ("a", "c", "d"), True) == pytest.approx(1 - 1 / 9)
    assert fitness(strict, ("a", "b", "a", "b", "c", "d"), True) == pytest.approx(1 - 2 / 12)
    assert fitness(linear(STAGES, back=True), ("a", "b", "a", "b", "c", "d"), True) == 1


def test_shares_have_honest_bounds() -> None:
    low, high = Share(8, 10).bounds or (0, 0)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert (Share().bounds, Share().value, Share(8, 10).is_enough, Share(8, 20).is_enough) == (None, None, False, True)
    gap, below, above = difference(Share(56, 70), Share(48, 80)) or (0, 0, 0)  # Newcombe's own example
    assert (gap, below, above) == tuple(pytest.approx(x, abs=1e-4) for x in (0.2, 0.0524, 0.3339))
    assert difference(Share(), Share(1, 2)) is None


def designed(traces: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """Stages for a log: what at least one case in twenty does, in the order of its mean first place."""
    places: dict[str, list[int]] = {}
    for trace, cases in traces.items():
        for step in set(trace):
            places.setdefault(step, []).extend([trace.index(step)] * cases)
    usual = {step: sum(at) / len(at) for step, at in places.items() if len(at) >= traces.total() / 20}
    return tuple(sorted(usual, key=lambda step: (usual[step], step)))


@cache
def logged(log: str) -> Counter[tuple[str, ...]]:
    """The ways through a log and how many cases took each."""
    if not (LOGS / log).exists():
        pytest.skip(f"the log {log} is not at {LOGS}")
    return traces_of(LOGS / log)


@pytest.mark.thorough
@pytest.mark.parametrize("is_won", [True, False], ids=["strict", "open"])
@pytest.mark.parametrize("log", ["running-example.xes", "helpdesk.xes.gz", "receipt.csv.gz"])
def test_pm4py_finds_the_same_ways_the_same_fitness_and_as_many_skips(log: str, is_won: bool) -> None:
    """Against pm4py's alignment-based fitness, whose definition is ours, on a Petri net of the same steps."""
    python = os.environ.get("PM4PY_PYTHON")
    if not python:
        pytest.skip("PM4PY_PYTHON, the path of a Python that has pm4py, is not set")
    traces = logged(log)
    model = linear(designed(traces)) if is_won else linear(designed(traces), back=True, shortcuts=[(1, 3), (2, 4)])
    steps = [(a, b) for a, row in enumerate(model.between) for b, far in enumerate(row) if far == 0 and b]
    asked = {"log": str(LOGS / log), "stages": model.stages, "steps": steps, "is_won": is_won}
    run = subprocess.run([python, SIDE], input=json.dumps(asked), capture_output=True, text=True, check=True)
    told = json.loads(run.stdout.splitlines()[-1])
    assert Counter({tuple(one["trace"]): one["cases"] for one in told}) == traces
    for one in told:
        trace = tuple(one["trace"])
        assert fitness(model, trace, is_won) == pytest.approx(one["fitness"]), trace
        if is_won:
            # In the strict model every alignment passes all stages, so its cost tells how many of them were lacking.
            lacking = (alignment_cost(model, trace, True) + model.won - len(trace) - 1) / 2
            assert lacking == one["lacking"], trace
