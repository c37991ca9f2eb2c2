"""The trees, where LightGBM is installed; and that nothing asks for it where it is not."""

from datetime import date
from importlib.util import find_spec

import numpy as np
import pytest

from dealwright.metrics.forecast import METHODS, Window, back_test, boosted, score, signal_in

AS_OF = date(2026, 10, 1)


def test_the_candidate_is_there_where_its_library_is():
    assert [each.name for each in boosted()] == ["boosted"] * (find_spec("lightgbm") is not None)


@pytest.mark.thorough
def test_trees_learn_what_the_table_learns(company):
    pytest.importorskip("lightgbm", reason="LightGBM is not installed")
    methods = (METHODS[0], *boosted())
    trials = back_test(company, Window.ahead(AS_OF, 1), methods)[-6:]
    table, trees = (score(each.name, trials) for each in methods)
    assert trees.brier < 1.1 * table.brier
    assert signal_in(trials, "boosted").there
    chances = trials[-1].expected["boosted"].probability
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances, axis=1) >= 0).all()
