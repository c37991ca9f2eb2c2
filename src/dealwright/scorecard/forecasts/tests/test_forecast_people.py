"""What people say will be won: who may, what counts, and what the team adds up to."""

from typing import Any

import pytest
from django.db import Error, transaction

from dealwright import Invalid, NotAllowed, NotFound
from dealwright.ledger.models import Entry
from dealwright.records.setup.access import set_rule
from dealwright.scorecard.forecasts.commands import submit
from dealwright.scorecard.forecasts.outlook import Outlook, outlook
from dealwright.scorecard.forecasts.periods import Period
from dealwright.scorecard.goals.commands import set_goal
from dealwright.scorecard.goals.scopes import COMPANY, Scope
from dealwright.scorecard.models import Submission
from dealwright.workspace.models import Member
from dealwright.workspace.queries import team_names


def of(member: Any) -> Scope:
    return Scope(member=member.id)


def north() -> Scope:
    return Scope(team=next(team for team, name in team_names().items() if name == "North"))


def parts(found: Outlook, name: str) -> dict[str, int]:
    row = next(each for each in found.rows if each.title == name)
    return {part: amount // 100 for part, amount in row.sums.amounts.items() if amount}


def test_everybody_is_told_of_what_they_see_whole(fresh: Any, cast: Any, period: Period) -> None:
    company = outlook(period, actor=cast.owner)
    assert parts(company, "The company") == {
        "closed": 100, "commit": 1_850, "best_case": 400, "pipeline": 800, "omitted": 3_200
    }  # fmt: skip
    assert parts(company, "North") == {
        "closed": 100,
        "commit": 200,
        "best_case": 400,
        "pipeline": 800,
        "omitted": 3_200,
    }
    assert company.top.sums.without_amount == 1
    assert outlook(period, actor=cast.manager).scope == north()
    with pytest.raises(NotFound):
        outlook(period, "company", actor=cast.manager)
    with pytest.raises(NotFound):
        outlook(period, f"member:{cast.stranger.id}", actor=cast.manager)
    assert parts(outlook(period.shifted(1), actor=cast.owner), "North") == {"commit": 6_400}


def test_who_may_not_know_amounts_is_told_nothing(fresh: Any, cast: Any, period: Period) -> None:
    set_rule("deals", "amount", "rep", "hidden", by=cast.owner, via="page")
    rep = Member.objects.get(id=cast.rep.id)
    for ask in (lambda: outlook(period, actor=rep), lambda: submit(of(rep), period, "1", "2", by=rep, via="api")):
        with pytest.raises(NotAllowed):
            ask()


def test_the_latest_submission_counts_and_all_stay(fresh: Any, cast: Any, period: Period) -> None:
    submit(of(cast.rep), period, "300", "700", "Acme signs on Friday", by=cast.rep, via="page")
    submit(of(cast.rep), period, "350", "700", by=cast.rep, via="page")
    submit(of(cast.mate), period, "50", "", by=cast.mate, via="page")
    submit(north(), period, "380", "600", "Bob is careful", by=cast.manager, via="page")
    team = outlook(period, actor=cast.manager)
    row = team.top
    assert (row.commit, row.best, row.said, row.members) == (40_000, 75_000, 2, 2)
    assert row.own is not None
    assert (row.own.commit, row.own.note) == (38_000, "Bob is careful")
    assert len(team.said) == 4
    assert Entry.objects.filter(kind="forecast_submitted").count() == 4
    with pytest.raises(Error), transaction.atomic():
        Submission.objects.update(commit_minor=1)


def test_nobody_speaks_for_others(fresh: Any, cast: Any, period: Period) -> None:
    refused = [
        (of(cast.mate), cast.rep), (of(cast.rep), cast.manager), (north(), cast.rep), (COMPANY, cast.manager)
    ]  # fmt: skip
    for scope, who in refused:
        with pytest.raises(NotAllowed):
            submit(scope, period, "1", "2", by=who, via="api")
    assert submit(COMPANY, period, "1", "2", by=cast.owner, via="api")
    assert all(each.scope != COMPANY for each in outlook(period, actor=cast.manager).said)


@pytest.mark.parametrize(
    ("commit", "best", "field"),
    [("-1", "2", "commit"), ("", "2", "commit"), ("much", "", "commit"), ("5", "4", "best"), ("1e30", "", "commit")],
)
def test_what_cannot_be_is_refused_beside_its_field(
    fresh: Any, cast: Any, period: Period, commit: str, best: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        submit(of(cast.rep), period, commit, best, by=cast.rep, via="page")
    assert refused.value.field == field


def test_a_period_that_is_over_or_far_off_is_refused(fresh: Any, cast: Any, period: Period) -> None:
    for other in (period.shifted(-1), period.shifted(60)):
        with pytest.raises(Invalid):
            submit(of(cast.rep), other, "1", "2", by=cast.rep, via="page")


def test_a_goal_tells_what_is_missing(fresh: Any, cast: Any, period: Period) -> None:
    set_goal("revenue_won", "month", "1000", north(), by=cast.manager, via="page")
    row = outlook(period, actor=cast.manager).top
    assert (row.goal, row.gap) == (100_000, 100_000 - 10_000 - 20_000)
