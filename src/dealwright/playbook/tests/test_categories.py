"""The forecast category of a stage, and of a deal that goes from one to another."""

from dataclasses import replace

import pytest

from dealwright.playbook import ForecastCategory, category_in, diff, dump, followed, load, parse, shipped

BOOK = load(shipped()["general"])


@pytest.mark.parametrize(
    ("probability", "category"),
    [(100, "commit"), (75, "commit"), (74, "best_case"), (50, "best_case"), (49, "pipeline"), (1, "pipeline"),
     (0, "omitted")],
)  # fmt: skip
def test_the_probability_says_how_firmly_deals_are_counted_on(probability: int, category: str) -> None:
    book = replace(BOOK, stages=(replace(BOOK.stages[0], probability=probability),))
    assert category_in(book, book.stages[0].key) == category


def test_what_the_stage_states_goes_before_its_probability_and_is_told_as_a_change() -> None:
    first = replace(BOOK.stages[0], forecast=ForecastCategory.COMMIT)
    stated = replace(BOOK, stages=(first, *BOOK.stages[1:]))
    assert category_in(stated, first.key) == ForecastCategory.COMMIT
    assert "forecast as commit" in str(diff(BOOK, stated)[0])
    assert parse(dump(stated)) == stated


def test_a_stage_that_nobody_knows_is_pipeline() -> None:
    assert category_in(BOOK, None) == category_in(BOOK, "elsewhere") == "pipeline"


def test_a_category_follows_the_stage_unless_somebody_chose_another() -> None:
    assert followed("pipeline", "pipeline", "commit") == "commit"
    assert followed("omitted", "pipeline", "commit") == "omitted"
