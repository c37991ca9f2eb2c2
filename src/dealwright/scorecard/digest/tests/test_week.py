"""The week: what it tells, to whom, once, on the chosen day; by mail, on the page and on paper."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from dealwright import Invalid
from dealwright.deals.commands import History, NewDeal, record_deals
from dealwright.records.setup.access import set_rule
from dealwright.scorecard.digest import paper, sending
from dealwright.scorecard.digest.commands import choose_weekday, weekday_of
from dealwright.scorecard.digest.content import week_before, week_of
from dealwright.scorecard.digest.sending import paper_of, send_weeks
from dealwright.scorecard.freshness import freshen_wholly
from dealwright.scorecard.goals.commands import set_goal
from dealwright.scorecard.goals.scopes import Scope
from dealwright.workspace.models import Member

MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def week(cast: Any, published: Any, machine: Any) -> None:
    """In the week before, Ann won one deal and lost one, Cid won one; Ann has a goal."""
    at = datetime(2026, 11, 18, 12, tzinfo=UTC)

    def closed(title: str, owner: Any, status: str) -> History:
        deal = NewDeal(title, owner_id=owner.id, amount_minor=123_400, process="general")
        return History(deal, status=status, opened_at=at - timedelta(days=20), closed_at=at)

    rows = [
        closed("Pumps", cast.rep, "won"),
        closed("Valves", cast.rep, "lost"),
        closed("Secret", cast.stranger, "won"),
    ]
    record_deals(rows, by=machine, via="import")
    set_goal("deals_won", "quarter", "9", Scope(member=cast.rep.id), by=cast.manager, via="page")
    freshen_wholly()


@pytest.mark.thorough
def test_the_week_tells_of_what_one_may_see(week: None, cast: Any) -> None:
    assert week_before(MONDAY) == (date(2026, 11, 16), date(2026, 11, 22))
    found = week_of(cast.rep, MONDAY)
    assert [(part.title, part.n, part.amount) for part in found.parts if part.n] == [
        ("Won", 1, "€1.2K"), ("Lost", 1, "€1.2K"),
    ]  # fmt: skip
    assert [deal.title for part in found.parts for deal in part.deals] == ["Pumps", "Valves"]
    assert [standing.said for _, standing in found.goals] == ["4 deals behind pace"]
    assert (found.bars[-1].text, found.bars[-1].share) == ("€1.2K", 1.0)
    assert week_of(cast.owner, MONDAY).parts[0].n == 2
    assert week_of(cast.rep, MONDAY + timedelta(days=14)).parts[0].n == 0


def test_hidden_amounts_stay_hidden(week: None, cast: Any) -> None:
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    found = week_of(Member.objects.get(id=cast.rep.id), MONDAY)
    assert "€" not in paper_of(found)
    assert (found.bars_title, found.bars[-1].text) == ("Deals won", "1")


@pytest.mark.thorough
def test_the_mail_comes_once_on_the_chosen_day(week: None, cast: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "can_print", lambda: False)
    assert send_weeks(MORNING) == 0
    choose_weekday(0, by=cast.rep, via="page")
    choose_weekday(0, by=cast.mate, via="page")
    assert send_weeks(MORNING - timedelta(hours=4)) == 0
    assert send_weeks(MORNING + timedelta(days=1)) == 0
    assert (send_weeks(MORNING), send_weeks(MORNING)) == (1, 0)
    [sent] = mail.outbox
    assert sent.to == ["ann@example.com"]
    assert re.search(r"\n\nWon: 1 · €1\.2K\n- Pumps, €1,234 \(Ann\)\n", sent.body), sent.body
    assert "<style>body {" in sent.alternatives[0][0]
    assert "Secret" not in sent.body + sent.alternatives[0][0]
    assert sent.attachments == []
    assert send_weeks(MORNING + timedelta(days=14)) == 1
    choose_weekday(None, by=cast.rep, via="page")
    assert send_weeks(MORNING + timedelta(days=21)) == 0
    with pytest.raises(Invalid):
        choose_weekday(7, by=cast.rep, via="page")


@pytest.mark.thorough
def test_pages_show_choose_and_print(week: None, cast: Any, client_of: Any, monkeypatch: Any) -> None:
    client = client_of(cast.rep)
    assert client.get("/scorecard/week/").status_code == 200
    assert client.post("/settings/week/", {"weekday": "4"}).status_code == 200
    assert weekday_of(cast.rep) == 4
    assert client.post("/settings/week/", {"weekday": "soon"}).status_code == 422
    monkeypatch.setattr(paper, "can_print", lambda: False)
    refused = client.get("/scorecard/week/paper/")
    assert (refused.status_code, "libpango" in refused.content.decode()) == (409, True)


@pytest.mark.thorough
@pytest.mark.skipif(not paper.can_print(), reason="Debian's pango is not there")
def test_paper_is_drawn_apart_and_fetches_nothing(week: None, cast: Any) -> None:
    page = paper_of(week_of(cast.rep, MONDAY)).replace("<h1>", '<img src="http://elsewhere.example/x.png"><h1>')
    assert paper.to_pdf(page).startswith(b"%PDF-")
