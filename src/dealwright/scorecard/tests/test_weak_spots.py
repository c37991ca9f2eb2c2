"""The planted bottleneck of the sample company is found, and chance alone is not taken for one."""

import json
from datetime import date
from pathlib import Path

import pytest

from dealwright.exchange.sample import make_sample
from dealwright.ledger.readers import catch_up
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import compute
from dealwright.scorecard.weak_spots import weak_spots

pytestmark = pytest.mark.thorough


def counts(group, stage, converted, n):
    return {"group": group, "stage": stage, "converted": converted, "n": n}


def test_a_clear_gap_is_found():
    rows = [counts("a", "s", 30, 100), counts("b", "s", 80, 100), counts("c", "s", 79, 100)]
    (spot,) = weak_spots(rows)
    assert (spot.group, spot.share, spot.others) == ("a", 0.3, 159 / 200)


@pytest.mark.parametrize("rows", [[], [counts("a", "s", 0, 5), counts("b", "s", 90, 100)], [counts("a", "s", 3, 90)]])
def test_too_few_deals_and_a_single_group_tell_nothing(rows):
    assert weak_spots(rows) == []


def test_a_small_gap_may_be_chance():
    assert weak_spots([counts("a", "s", 70, 100), counts("b", "s", 78, 100)]) == []


def test_the_planted_bottleneck_is_the_surest_one(company, machine):
    made = make_sample(1_500, 2, by=machine, via="sample", today=date(2026, 11, 22))
    truth = json.loads(Path(made.truth).read_text(encoding="utf-8"))["bottleneck"]
    catch_up(READER)
    spots = weak_spots(compute("conversion", "source", actor=machine).raw)
    assert (spots[0].group, spots[0].stage) == (truth["source"], truth["stage"])
