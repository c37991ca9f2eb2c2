"""The sample company: the same each time, whole, true to its own truth, and gone without a trace."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import typer
from django.utils import timezone
from typer.testing import CliRunner

from dealwright import Invalid, NotAllowed
from dealwright.activities.models import Activity, Task
from dealwright.customers.models import Organisation, Person
from dealwright.deals.models import Deal, Outcome, PipelineTotal, StageVisit, Stakeholder
from dealwright.exchange.sample import make_sample, remove_sample
from dealwright.exchange.sample.jobs import work_on_sample
from dealwright.exchange.sample_cli import add_to
from dealwright.ledger.commands import number_entries
from dealwright.ledger.queries import entries_after
from dealwright.workspace.models import Member

TODAY = date(2026, 11, 22)


def made(machine, deals=120, seed=1):
    return make_sample(deals, seed, by=machine, via="sample", today=TODAY)


def told():
    """All deals as they can be told apart, without the numbers they got."""
    columns = ["title", "stage", "status", "owner__name", "organisation__name", "amount_minor", "opened_at"]
    columns += ["closed_at", "source", "fields"]
    return list(Deal.objects.order_by("id").values_list(*columns))


@pytest.mark.thorough
def test_the_same_seed_makes_the_same_company(company, machine):
    made(machine)
    first = told()
    remove_sample(by=machine, via="cli")
    made(machine)
    assert told() == first
    remove_sample(by=machine, via="cli")
    made(machine, seed=2)
    assert told() != first


def test_nothing_lies_ahead_in_the_morning(company, machine, monkeypatch):
    dawn = datetime(2026, 11, 23, 5, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: dawn)
    make_sample(300, by=machine, via="sample")
    assert not StageVisit.objects.filter(entered_at__gt=dawn).exists()
    assert not Outcome.objects.filter(at__gt=dawn).exists()
    assert not Activity.objects.filter(at__gt=dawn).exists()


def test_everything_that_belongs_to_deals_is_there(company, machine):
    result = made(machine)
    assert Deal.objects.count() == result.deals == 120
    assert Organisation.objects.count() == result.organisations == 12
    assert Person.objects.count() == result.people
    assert Activity.objects.count() == result.activities > 120
    assert Task.objects.count() == result.tasks > 0
    assert StageVisit.objects.count() >= 120
    assert Stakeholder.objects.exists()
    assert not Member.objects.exclude(email=None).exists()
    assert set(Outcome.objects.filter(kind="lost").values_list("reason", flat=True)) <= {
        "price", "competitor", "no_decision", "timing", "no_fit",
    }  # fmt: skip


def test_nothing_has_happened_that_lies_ahead_and_visits_follow_each_other(company, machine):
    made(machine)
    assert not Deal.objects.filter(closed_at__date__gt=TODAY).exists()
    for deal_id in Deal.objects.values_list("id", flat=True):
        visits = list(StageVisit.objects.filter(deal_id=deal_id).order_by("n").values_list("entered_at", "left_at"))
        moments = [moment for visit in visits for moment in visit if moment is not None]
        assert moments == sorted(moments)


def test_the_truth_counts_what_was_made(company, machine):
    truth = json.loads(Path(made(machine).truth).read_text(encoding="utf-8"))
    for status in ("open", "won", "lost"):
        assert truth["known_today"][status] == Deal.objects.filter(status=status).count()
    stuck = truth["bottleneck"]
    assert stuck["conversion"] < stuck["conversion_elsewhere"]


@pytest.mark.thorough
def test_taken_away_nothing_stays_but_members(company, machine):
    made(machine)
    assert remove_sample(by=machine, via="cli") == 120
    for table in (Deal, StageVisit, Outcome, Stakeholder, Activity, Task, Person, Organisation):
        assert not table.objects.exists(), table
    assert not PipelineTotal.objects.filter(deals__gt=0).exists()


@pytest.mark.parametrize("deals", [0, -1, 10**9])
def test_a_size_that_makes_no_sense_is_refused(company, machine, deals):
    with pytest.raises(Invalid, match="A sample has 1 to"):
        made(machine, deals)


def test_a_rep_may_not_make_a_company(cast):
    with pytest.raises(NotAllowed):
        made(cast.rep)


@pytest.mark.thorough
def test_asked_for_in_the_browser_the_worker_makes_it(cast, client_of):
    client = client_of(cast.owner)
    assert "Start with a company" in client.get("/sample/").content.decode()
    client.post("/sample/", {"deals": "200"})
    assert "Making the sample company" in client.get("/sample/").content.decode()
    number_entries()
    (asked,) = (each for each in entries_after(0, 10_000) if each.kind == "sample_requested")
    work_on_sample(asked)
    work_on_sample(asked)  # as after a crash: what was there goes first
    assert Deal.objects.count() == 200
    assert "200 sample deals" in client.get("/sample/").content.decode()
    assert client_of(cast.rep).get("/sample/").status_code == 403


def test_the_command_line_says_what_was_made(company):
    app = typer.Typer()
    add_to(app)
    app.command("other")(lambda: None)
    done = CliRunner().invoke(app, ["sample", "--deals", "30", "--seed", "5", "--json"], catch_exceptions=False)
    assert json.loads(done.stdout)["deals"] == 30
    gone = CliRunner().invoke(app, ["sample", "--remove"], catch_exceptions=False)
    assert "30 sample deals are gone" in gone.stdout
