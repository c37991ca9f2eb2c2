"""A stage's numbers stand on the page of what is said of it: this quarter beside the one before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dealwright.deals.commands import History, NewDeal, Visit, record_deals
from dealwright.ledger.readers import catch_up
from dealwright.scorecard.charts import Asking
from dealwright.scorecard.charts.at_stage import at_stage, quarters
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import desk
from dealwright.scorecard.questions import Question
from dealwright.workspace.year import Year

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)


def sold(title, left, days, owner, went_on):
    """A deal that stayed so many days in prospecting and left it that day: on to the next stage, or lost."""
    began = left - timedelta(days=days)
    visits = [Visit("prospecting", began), *([Visit("qualifying", left)] if went_on else [])]
    new = NewDeal(title, stage=visits[-1].stage, owner_id=owner.id)
    return History(new, visits, began, *(() if went_on else ("lost", left, "price")))


def test_the_two_quarters_are_told_side_by_side(cast, published, client_of):
    may, march = (datetime(2026, month, 10, tzinfo=UTC) for month in (5, 3))
    past = [sold("May 1", may, 2, cast.rep, True), sold("May 2", may, 2, cast.rep, True)]
    past += [sold("March 1", march, 8, cast.rep, True), sold("March 2", march, 8, cast.rep, False)]
    record_deals(past, by=cast.operator, via="import")
    catch_up(READER)
    question = Question("", process="general")
    told = at_stage(Asking(cast.owner, desk(cast.owner, question), question), "prospecting", TODAY)
    values = [(each.now.value, each.before.value, each.is_better) for each in told]
    assert values == [(1.0, 0.5, True), (2.0, 8.0, True), (2.0, 8.0, True), (1.0, 1.0, None)]
    nothing = at_stage(Asking(cast.stranger, desk(cast.stranger, question), question), "prospecting", TODAY)
    assert {(each.now.value, each.before.value) for each in nothing} == {(None, None)}
    ann = client_of(cast.rep)
    said = ann.get("/playbooks/general/feedback/?stage=prospecting").content.decode()
    assert "/scorecard/stages/general/prospecting/" in said
    assert "Got further" in ann.get("/scorecard/stages/general/prospecting/").content.decode()
    assert ann.get("/scorecard/stages/general/nowhere/").status_code == 404


def test_quarters_touch():
    now, before = quarters(date(2026, 1, 1), Year(10))
    assert (now.start, now.last) == (date(2026, 1, 1), date(2026, 1, 1))
    assert (before.start, before.last) == (date(2025, 10, 1), date(2025, 12, 31))
