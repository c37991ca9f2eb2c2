"""What deals did otherwise than their process says, in each and in sum."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dealwright.deals.commands import History, NewDeal, Visit, move_stage, record_deals, win_deal
from dealwright.deals.conformance.following import KINDS, Followed, deviations, followed
from dealwright.deals.conformance.shares import Share
from dealwright.deals.conformance.summing import Sum, conformance
from dealwright.deals.events import AnswerGiven
from dealwright.deals.models import Deal, StageVisit
from dealwright.ledger.commands import Happening, record
from dealwright.processes.commands import publish
from dealwright.processes.queries import text_of
from dealwright.workspace.queries import Machine

pytest_plugins = ["dealwright.deals.tests.small_process"]
BY = {"by": Machine(), "via": "page"}
LONG_AGO = timezone.now() - timedelta(days=400)


def past(*stages: str, days: int = 1, status: str = "won") -> History:
    """A deal that stayed so many days in each of these stages, long ago."""
    visits = [Visit(stage, LONG_AGO + timedelta(days=days * n)) for n, stage in enumerate(stages)]
    closed = LONG_AGO + timedelta(days=days * len(stages)) if status != "open" else None
    return History(NewDeal("Old", "small"), visits, LONG_AGO, status, closed)


def one(deal_id: int) -> Followed:
    """How the deal followed its process."""
    found = deviations(deal_id, Machine())
    assert found is not None
    return found


@pytest.mark.django_db
def test_imported_history_is_recorded_as_it_was_and_marked(process: Any) -> None:
    (deal_id,) = record_deals([past("talk", "close", "talk", days=12)], by=Machine(), via="import", import_id=1)
    found = one(deal_id)
    assert found.trace == ("talk", "close", "talk")
    assert (found.skipped, found.repeated, found.is_imported, found.backdated) == (("offer",), ("talk",), True, 0)
    assert found.late == {"talk": pytest.approx(2)}
    assert found.fitness == pytest.approx(1 - 2 / 6)  # both stays in talk are too many on the way from close to the win
    assert found.kinds == ("skipped", "repeated", "late")


@pytest.mark.django_db
def test_what_is_recorded_afterwards_is_back_dated_unless_an_import_brought_it(process: Any) -> None:
    (deal_id,) = record_deals([past("talk", "offer", "close")], by=Machine(), via="api")
    assert (one(deal_id).backdated, one(deal_id).is_imported) == (4, False)  # opened, two steps, won


@pytest.mark.django_db
def test_overrides_and_warnings_are_counted(deal: Deal) -> None:
    text = text_of(deal.version_id).replace("outcomes:", "moves: {skip: warn}\noutcomes:")
    version = publish(text, **BY)
    Deal.objects.filter(id=deal.id).update(version_id=version.id)
    move_stage(deal.id, "close", override="They know us", **BY)
    win_deal(deal.id, **BY)
    found = one(deal.id)
    assert (found.overridden, found.warned, found.skipped) == (1, 1, ("offer",))
    assert found.fitness == pytest.approx(1 - 1 / 5)


@pytest.mark.django_db
def test_a_deal_of_a_stage_from_another_version_is_measured_by_its_own(deal: Deal) -> None:
    StageVisit.objects.filter(deal_id=deal.id).update(stage="once")
    assert (one(deal.id).trace, conformance("small", Machine()).deals) == ((), 0)


@pytest.mark.django_db
def test_the_sum_tells_the_shares_with_and_without(process: Any) -> None:
    pasts = [past("talk", "offer", "close")] * 3 + [past("talk", "close")] + [past("talk", "close", status="lost")] * 2
    record_deals([*pasts, past("talk", days=30, status="open")], by=Machine(), via="import", import_id=1)
    found = conformance("small", Machine())
    skipped, _, late = found.deviations[:3]
    assert (skipped.deals, skipped.having, skipped.lacking) == (3, Share(1, 3), Share(3, 3))
    assert (skipped.stages, late.stages) == ({"offer": 3}, {"talk": 1})
    assert (found.deals, found.imported, found.faultless, found.different_ways) == (7, 7, 3, 3)
    assert next((way.stages, way.deals) for way in found.ways) == (("talk", "close"), 3)
    assert found.fitness == pytest.approx((4 + 2 * (1 - 1 / 3) + (1 - 1 / 5)) / 7)
    assert sum(found.bands) == 7


@pytest.mark.django_db
def test_many_deals_take_as_many_queries_as_few(process: Any, django_assert_num_queries: Any) -> None:
    record_deals([past("talk", "offer")] * 60, by=Machine(), via="import", import_id=1)
    conformance("small", Machine())
    with django_assert_num_queries(5):
        conformance("small", Machine())
    with django_assert_num_queries(3):
        assert len(next(followed(Q()))) == 60


followings = st.builds(
    Followed,
    id=st.integers(1, 99),
    version_id=st.just(1),
    title=st.just(""),
    status=st.sampled_from(["open", "won", "lost"]),
    trace=st.sampled_from([("a",), ("a", "b")]),
    fitness=st.floats(0, 1),
    skipped=st.sampled_from([(), ("a",)]),
    repeated=st.sampled_from([(), ("b",)]),
    late=st.sampled_from([{}, {"a": 1.0}]),
    overridden=st.integers(0, 1),
    warned=st.integers(0, 1),
    backdated=st.integers(0, 1),
    is_imported=st.booleans(),
)


@pytest.mark.thorough
@given(st.lists(followings, max_size=30))
def test_the_sum_is_that_of_its_deals(deals: list[Followed]) -> None:
    summed = Sum()
    for each in deals:
        summed.add(each)
    found = summed.told("small", "Small")
    for told in found.deviations:
        having = [each for each in deals if getattr(each, told.kind)]
        closed = [each.status for each in having if each.status != "open"]
        assert told.deals == len(having)
        assert told.having == Share(closed.count("won"), len(closed))
        assert told.having + told.lacking == summed.closed
        assert list(told.latest) == [each.id for each in reversed(having)]
    assert [told.kind for told in found.deviations] == list(KINDS)
    assert sum(found.bands) == sum(way.deals for way in found.ways) == len(deals)
    assert found.bands[-1] == sum(each.fitness == 1 for each in deals)


@pytest.mark.django_db
def test_what_was_confirmed_when_deals_closed_separates_won_from_lost(deal: Deal, process: Any) -> None:
    won, lost = record_deals([past("talk"), past("talk", status="lost")], by=Machine(), via="import", import_id=1)

    def answered(deal_id: int, strength: int, days: int) -> Happening:
        event = AnswerGiven(
            concept="budget", framework="bant", element="budget", title="Budget", strength=strength, was=0, text="100"
        )
        return Happening(event, deal_id, None, "page", LONG_AGO + timedelta(days=days))

    record([answered(won, 2, 0), answered(won, 0, 9), answered(lost, 1, 0), answered(lost, 3, 9)])
    (found,) = conformance("small", Machine()).elements  # what came after the closing does not count
    assert (found.concept, found.having, found.lacking) == ("budget", Share(1, 1), Share(0, 1))
    assert found.as_data()["difference"]["value"] == 1
