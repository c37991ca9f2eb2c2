"""Answers are the same with and without files, and whatever has changed since they were written."""

import pytest

from dealwright import NotFound
from dealwright.deals.commands import NewDeal, change_deal, open_deal, remove_deals, win_deal
from dealwright.ledger.readers import catch_up
from dealwright.metrics import METRICS
from dealwright.scorecard import files
from dealwright.scorecard.models import DealFact, Generation
from dealwright.scorecard.projection import READER
from dealwright.scorecard.queries import compute

pytestmark = pytest.mark.thorough


def answers(machine):
    catch_up(READER)
    asked = [(name, by) for name, metric in METRICS.items() for by in (None, "owner") if not by or metric.told_by]
    return {(name, by): compute(name, by, actor=machine).rows for name, by in asked}


def test_files_change_no_answer(sold, machine):
    before = answers(machine)
    files.roll_over()
    assert answers(machine) == before


def test_what_has_changed_since_takes_the_place_of_what_is_in_the_files(sold, cast, machine):
    answers(machine)
    files.roll_over()
    change_deal(sold["won"], {"amount": "7"}, by=cast.rep, via="page")
    win_deal(sold["open"], by=cast.manager, via="page", override="said yes")
    open_deal(NewDeal("New"), by=cast.owner, via="page")
    remove_deals([sold["strange"]], by=machine, via="import")
    overlaid = answers(machine)
    files.roll_over()
    assert answers(machine) == overlaid
    Generation.objects.all().delete()
    assert answers(machine) == overlaid
    assert overlaid["average_won", None][0]["total"] == 507.0


def test_old_files_go_and_taken_back_deals_with_them(sold, machine):
    answers(machine)
    remove_deals([sold["strange"]], by=machine, via="import")
    catch_up(READER)
    for _ in range(files.KEPT):
        files.roll_over()
        assert DealFact.objects.filter(status="removed").exists() == (Generation.objects.count() < files.KEPT)
    assert Generation.objects.count() == files.KEPT
    listed = {name for each in Generation.objects.all() for name in each.files.values()}
    assert listed <= {path.name for path in files.folder().iterdir()}


def test_a_generation_is_written_when_enough_has_changed(sold, machine, monkeypatch):
    catch_up(READER)
    assert not files.roll_over_if_due()
    monkeypatch.setattr(files, "CHANGED_RECORDS", 3)
    assert files.roll_over_if_due()
    assert not files.roll_over_if_due()


def test_one_process_alone_can_be_asked_for(sold, machine):
    catch_up(READER)
    (row,) = compute("win_rate", process="general", actor=machine).rows
    assert row["n"] == 3
    with pytest.raises(NotFound):
        compute("win_rate", process="it's none", actor=machine)
