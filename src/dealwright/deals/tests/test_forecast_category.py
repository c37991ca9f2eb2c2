"""The forecast category of a deal: said by its stage until somebody says otherwise."""

from typing import Any

import pytest

from dealwright import Invalid
from dealwright.deals.commands import History, NewDeal, Visit, change_deal, move_stage, open_deal, record_deals
from dealwright.deals.models import Deal
from dealwright.ledger.models import Entry
from dealwright.records.kinds import kind_of
from dealwright.records.queries import listing, page


def opened(by: Any, **more: Any) -> Deal:
    return Deal.objects.get(id=open_deal(NewDeal("A deal", **more), by=by, via="page"))


def test_it_follows_the_stage_until_somebody_chooses_another(cast: Any, published: Any) -> None:
    deal = opened(cast.rep)
    assert deal.forecast_category == "pipeline"
    move_stage(deal.id, "closing", by=cast.manager, via="page", override="sure of it")
    deal.refresh_from_db()
    assert deal.forecast_category == "commit"
    change_deal(deal.id, {"forecast_category": "omitted"}, by=cast.rep, via="page")
    move_stage(deal.id, "qualifying", by=cast.rep, via="page")
    deal.refresh_from_db()
    assert deal.forecast_category == "omitted"
    change_deal(deal.id, {"forecast_category": None}, by=cast.rep, via="page")
    deal.refresh_from_db()
    assert deal.forecast_category == "pipeline"
    told = [entry.data for entry in Entry.objects.filter(kind="deal_changed").order_by("id")]
    assert ['"omitted"' in each for each in told] == [True, True]


def test_what_is_no_category_is_refused_with_those_there_are(cast: Any, published: Any) -> None:
    deal = opened(cast.rep)
    with pytest.raises(Invalid, match="hopeful"):
        change_deal(deal.id, {"forecast_category": "hopeful"}, by=cast.rep, via="api")


def test_a_known_past_may_bring_a_category_along_and_tells_so(cast: Any, published: Any) -> None:
    past = [Visit("qualifying", None), Visit("closing", None)]
    ids = record_deals(
        [History(NewDeal("Chosen", forecast_category="best_case"), past), History(NewDeal("As its stage"), past)],
        by=cast.operator, via="import",
    )  # fmt: skip
    assert [Deal.objects.get(id=each).forecast_category for each in ids] == ["best_case", "commit"]
    assert list(Entry.objects.filter(kind="deal_changed").values_list("subject_id", flat=True)) == [ids[0]]


def test_lists_filter_by_it(cast: Any, published: Any) -> None:
    opened(cast.rep)
    sure = opened(cast.rep, stage="closing")
    wanted = listing(kind_of("deals"), cast.rep, [("forecast_category", "commit")])
    shown = page(wanted, [wanted.kind.fields()["forecast_category"]]).rows
    assert [(row["id"], row["forecast_category"]) for row in shown] == [(sure.id, "commit")]
