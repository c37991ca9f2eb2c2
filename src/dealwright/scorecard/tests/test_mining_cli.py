"""Waterfall, bottlenecks, the log and the facts on the command line."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import typer
from typer.testing import CliRunner

from dealwright import BadRequest, Invalid, NotAllowed, NotFound
from dealwright.deals.commands import change_deal
from dealwright.records.setup.access import set_rule
from dealwright.scorecard import mining
from dealwright.scorecard.cli import add_to

TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


def asked(*words):
    app = typer.Typer()
    add_to(app)
    return CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False).stdout


def rows(told):
    return {row["kind"]: (row["value"], row["n"]) for row in told["rows"] if row["n"]}


@pytest.mark.thorough
def test_the_waterfall_adds_up_and_tells_each_what_they_may_see(sold, cast):
    change_deal(sold["open"], {"amount": "700.50"}, by=cast.rep, via="page")
    told = json.loads(asked("waterfall", "--from", TODAY, "--to", TODAY, "--json"))
    assert rows(told)["opened"] == (4_700, 4)
    assert rows(told)["grown"] == (200.5, 1)
    assert rows(told)["won"] == (-4_000, 2)
    assert rows(told)["lost"] == (-200, 1)
    assert rows(told)["end"] == (700.5, 1)
    assert rows(mining.waterfall(YESTERDAY, TODAY, actor=cast.stranger)) == {"opened": (3_000, 1), "won": (-3_000, 1)}
    assert "700.50       1 deals" in asked("waterfall", "--from", TODAY, "--to", TODAY)


def test_what_cannot_be_asked_is_said(sold, cast):
    with pytest.raises(BadRequest, match="not a day"):
        asked("waterfall", "--from", "june", "--to", TODAY)
    with pytest.raises(BadRequest, match="ends before it begins"):
        asked("waterfall", "--from", TODAY, "--to", YESTERDAY)
    with pytest.raises(Invalid, match="earlier day"):
        mining.waterfall(TODAY, YESTERDAY - timedelta(days=1), actor=cast.owner)
    with pytest.raises(NotFound):
        mining.bottlenecks("it's none", actor=cast.owner)
    with pytest.raises(BadRequest, match="cannot be written"):
        asked("log", "export", "/nowhere/at/all.xes")


def test_amounts_are_told_to_nobody_from_whom_they_are_hidden(sold, cast):
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    for ask in (lambda: mining.waterfall(YESTERDAY, TODAY, actor=cast.rep), lambda: mining.log("xes", actor=cast.rep)):
        with pytest.raises(NotAllowed):
            ask()


@pytest.mark.thorough
def test_bottlenecks_of_few_deals_are_none(sold):
    assert "No bottleneck" in asked("bottlenecks")
    found = json.loads(asked("bottlenecks", "--json"))
    assert (found["currency"], found["items"]) == ("EUR", [])
    assert "Whose wait it is" in asked("bottlenecks")


def test_the_log_is_written_to_a_file_or_told(sold, tmp_path):
    said, written = asked("log", "export", tmp_path / "log.xes"), (tmp_path / "log.xes").read_text()
    assert written.count("<trace>") == 4
    assert f"4 cases, {written.count('<event>')} events" in said
    told = json.loads(asked("log", "export", tmp_path / "log.json", "--format", "ocel", "--json"))
    held = json.loads((tmp_path / "log.json").read_text())
    assert (told["cases"], told["events"], told["left_out"]) == (4, len(held["events"]), 0)
    with pytest.raises(BadRequest, match="the log itself"):
        asked("log", "export", "-", "--json")
    assert len(json.loads(asked("log", "export", "-", "--format", "ocel"))["objects"]) > 4


@pytest.mark.thorough
def test_facts_rebuilt_are_the_same(sold):
    unread = json.loads(asked("facts", "status", "--json"))
    assert unread["read"] == 0 < unread["head"]
    asked("bottlenecks")
    before = json.loads(asked("facts", "status", "--json"))
    assert json.loads(asked("facts", "odd", "--json")) == {"items": []}
    assert "nothing is left out" in asked("facts", "odd")
    assert before["deals"] == 4
    assert before["read"] == before["head"] == unread["head"]
    asked("facts", "rebuild")
    after = json.loads(asked("facts", "status", "--json"))
    assert {**after, "files": []} == {**before, "files": []}
