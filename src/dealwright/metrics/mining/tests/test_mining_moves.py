"""The map of moves and the paths, of deals written down by hand."""

from datetime import datetime, timedelta

import pytest

from dealwright.metrics.mining.moves import movers, moves
from dealwright.metrics.mining.variants import travellers, variants

OPENED = datetime.fromisoformat("2026-01-01")
PLACES = {"one": 0, "two": 1, "three": 2}


@pytest.fixture
def walked(facts_of):
    """Two straight wins, a skip that was lost, one that went back, one that is open; ten days between moves."""
    paths = [
        ("one two three", "won"),
        ("one two three", "won"),
        ("one three", "lost"),
        ("one two one two", "won"),
        ("two", "open"),
    ]
    deals, visits = [], []
    for number, (path, status) in enumerate(paths, start=1):
        stages = path.split()
        moments = [OPENED + timedelta(days=10 * n) for n in range(len(stages) + 1)]
        closed = moments[-1] if status != "open" else None
        deals.append({"deal_id": number, "status": status, "opened_on": OPENED, "closed_on": closed})
        visits += [
            {"deal_id": number, "stage": stage, "position": PLACES[stage], "entered_on": moment}
            for stage, moment in zip(stages, moments, strict=False)
        ]
    return facts_of(deals=deals, visits=visits)


def test_every_move_is_told_with_how_often_how_soon_and_whether_the_process_has_it(walked):
    found = moves(walked)
    assert [(each.origin, each.target, each.n, each.kind) for each in found] == [
        ("start", "one", 4, "designed"),
        ("start", "two", 1, "designed"),
        ("one", "two", 4, "designed"),
        ("one", "three", 1, "skip"),
        ("two", "three", 2, "designed"),
        ("two", "one", 1, "back"),
        ("two", "won", 1, "skip"),
        ("three", "won", 2, "designed"),
        ("three", "lost", 1, "designed"),
    ]
    assert [each.days for each in found] == [None, None] + [10] * 7
    assert [each.share for each in found][:4] == [0.8, 0.2, 0.8, 0.2]
    for each in found:
        assert sum(n for _deal, n in movers(walked, each.process, each.origin, each.target)) == each.n
    assert movers(walked, None, "one", "two") == [(1, 1), (2, 1), (4, 2)]
    assert movers(walked, None, None, "won") == [(1, 1), (2, 1), (4, 1)]
    assert movers(walked, "another") == []


def test_a_period_counts_the_moves_made_and_the_paths_begun_in_it(walked):
    """On the eleventh of January deals 1, 2 and 4 came to two and deal 3 to three; nobody began after the first."""
    days = OPENED.date() + timedelta(days=10), OPENED.date() + timedelta(days=11)
    assert [(each.target, each.n, each.share) for each in moves(walked, *days)] == [
        ("two", 3, 0.75),
        ("three", 1, 0.25),
    ]
    assert movers(walked, None, "one", "two", *days) == [(1, 1), (2, 1), (4, 1)]
    assert variants(walked, 20, *days) == []
    assert [each.n for each in variants(walked, 20, None, days[0])] == [2, 1, 1, 1]
    assert travellers(walked, "general", ("two",), None, days[0]) == [5]


def test_paths_are_told_with_how_they_ended(walked):
    straight, *others = variants(walked)
    assert (straight.path, straight.n, straight.share) == (("one", "two", "three"), 2, 0.4)
    assert (straight.won, straight.days, straight.fits) == (1, 30, True)
    told = {" ".join(each.path): (each.won, each.days, each.loops, each.skips) for each in others}
    assert told == {"one three": (0, 20, 0, 1), "one two one two": (1, 40, 1, 0), "two": (None, None, 0, 0)}
    assert len(variants(walked, most=1)) == 1
    assert travellers(walked, straight.process, straight.path) == [1, 2]
    assert all(len(travellers(walked, each.process, each.path)) == each.n for each in others)
    assert not next(each for each in others if each.skips).fits


def test_one_that_was_won_early_does_not_make_all_on_its_path_stray(facts_of):
    deals = [{"deal_id": n, "status": status} for n, status in enumerate(["open", "lost", "won", "open"], start=1)]
    visits = [{"deal_id": n, "stage": "one", "position": 0} for n in (1, 2, 3, 4)]
    visits.append({"deal_id": 4, "stage": "two", "position": 1})
    found = {each.path: each for each in variants(facts_of(deals=deals, visits=visits))}
    assert found["one",].fits
    assert {path: (each.straight, each.n) for path, each in found.items()} == {("one",): (2, 3), ("one", "two"): (1, 1)}


def test_moving_back_and_forth_a_hundred_times_and_no_deals_at_all(facts_of):
    assert (moves(facts_of()), variants(facts_of())) == ([], [])
    stages = ["one", "two"] * 100
    visits = [{"deal_id": 1, "stage": stage, "position": PLACES[stage]} for stage in stages]
    connection = facts_of(deals=[{"deal_id": 1}], visits=visits)
    assert {(each.origin, each.target): each.n for each in moves(connection)}[("two", "one")] == 99
    assert [each.loops for each in variants(connection)] == [99]
