"""The page Steps: each number of the process, what it was before, and who answers for it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dealwright.records.setup.access import set_rule
from dealwright.scorecard.owners.commands import name_owner
from dealwright.scorecard.periods import Period, before


@pytest.mark.parametrize(
    ("start", "last", "expected"),
    [
        ("2026-10-01", "2026-12-31", ("2026-07-01", "2026-09-30")),
        ("2026-10-01", "2026-11-22", ("2026-07-01", "2026-08-22")),  # a quarter of which two months have begun
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28")),
        ("2026-01-01", "2026-11-22", ("2025-01-01", "2025-11-22")),
        ("2026-11-09", "2026-11-22", ("2026-10-26", "2026-11-08")),
        ("2024-02-29", "2024-02-29", ("2024-02-28", "2024-02-28")),
    ],
)
def test_a_period_is_held_against_the_same_part_of_the_one_before(start, last, expected):
    found = before(Period(*(date.fromisoformat(each) for each in (start, last))))
    assert found == Period(*(date.fromisoformat(each) for each in expected))


def test_nothing_comes_before_all_time_or_before_the_calendar():
    assert before(Period(None, date(2026, 1, 1))) is None
    assert before(Period(date(2, 1, 1), date(2, 3, 1))) is None
    assert before(Period(date(2000, 1, 1), date(9998, 1, 1))) is None


def test_steps_stand_with_their_owners_and_what_changed(
    cast: Any, sold: dict[str, int], client_of: Any, api_of: Any
) -> None:
    name_owner("win_rate", cast.mate.id, by=cast.operator, via="page")
    today = timezone.localdate()
    asked = {"from": (today - timedelta(days=6)).isoformat(), "to": today.isoformat()}
    told = api_of(cast.owner).get("/api/v1/scorecard/figures/steps", asked).json()
    assert told["columns"] == ["Step", "Now", "Before", "Change", "From", "Answers for it"]
    rows = {row["label"]: [each["text"] for each in row["values"]] for row in told["rows"]}
    now, then, change, n, owner = rows["Win rate"]
    assert (now, then, change, n, owner) == ("67%, too few to say", "–", "–", "3", cast.mate.name)
    assert rows["New leads"][:3] == ["0", "0", "0"]
    assert any(label.endswith(": got further") for label in rows)
    page = client_of(cast.owner).get("/scorecard/steps/").content.decode()
    assert "Choose a period to see what changed." in page
    assert "Won from existing customers" in page
    file = client_of(cast.owner).get("/scorecard/steps/numbers.csv").content.decode()
    assert "Win rate" in file


def test_amounts_that_are_hidden_make_no_step(cast: Any, sold: dict[str, int], api_of: Any) -> None:
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    told = api_of(cast.rep).get("/api/v1/scorecard/figures/steps").json()
    assert not [row for row in told["rows"] if "Average won" in row["label"]]
