"""Replay and conformance on pages, over the API and on the command line."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dealwright.deals import cli
from dealwright.deals.commands import change_deal, move_stage, study
from dealwright.deals.jobs import work_on_study
from dealwright.deals.models import Deal, Study
from dealwright.ledger.queries import Happened, entries_of
from dealwright.processes import cli as processes_cli
from dealwright.processes.queries import text_of

pytest_plugins = ["dealwright.deals.tests.small_process"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(deal: Deal, machine: Any) -> Deal:
    """The deal, gone on with the help of a manager: its gate was overridden."""
    move_stage(deal.id, "offer", by=machine, via="page", override="They are in a hurry")
    return deal


@pytest.fixture
def stricter(moved: Deal) -> str:
    """A draft that asks for a source before a deal leaves Talking, and not for a budget."""
    before = text_of(moved.version_id)
    text = before.replace("need: field, field: budget", "need: field, field: source")
    assert text != before
    return text


def test_a_manager_tries_a_draft_on_past_deals(client_of: Any, cast: Any, moved: Deal, stricter: str) -> None:
    client = client_of(cast.manager)
    assert "format: 1" in client.get("/playbooks/small/replay/").content.decode()
    answer = client.post("/playbooks/small/replay/", {"text": stricter}, follow=True)
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "Without a budget there is no project" in told  # the reason stands, though it asks for something else now
    assert "Newly stopped" in told


def test_a_text_that_is_no_playbook_stays_on_the_page(client_of: Any, cast: Any, moved: Deal) -> None:
    answer = client_of(cast.manager).post("/playbooks/small/replay/", {"text": "format: 1\nprocess: <small>"})
    assert (answer.status_code, "process: &lt;small&gt;" in answer.content.decode()) == (422, True)


def test_reps_do_not_replay_and_nobody_sees_the_replay_of_another(client_of: Any, cast: Any, stricter: str) -> None:
    assert client_of(cast.rep).get("/playbooks/small/replay/").status_code == 403
    made = study.replay_draft("small", stricter, by=cast.manager, via="page")
    address = f"/playbooks/small/replay/{made.id}/"
    assert client_of(cast.manager).get(address).status_code == 200
    assert client_of(cast.operator).get(address).status_code == 404


def test_the_api_answers_at_once_for_few_deals(api_of: Any, cast: Any, stricter: str) -> None:
    answer = api_of(cast.manager).post(
        "/api/v1/processes/small/replay", {"yaml": stricter}, content_type="application/json"
    )
    told = answer.json()
    assert (answer.status_code, told["steps"], told["refused"]["deals"]) == (200, 1, 1)
    needs = {need["key"]: need["newly"]["deals"] for need in told["stages"][0]["needs"]}
    assert needs["field-source"] == 1
    assert needs["activity-call-meeting"] == 0


def test_many_deals_are_left_to_the_worker(
    api_of: Any, client_of: Any, cast: Any, stricter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study, "AT_ONCE", 0)
    client, page = api_of(cast.manager), client_of(cast.manager)
    assert client.get("/api/v1/processes/small/conformance").status_code == 404
    assert "Look through them" in page.get("/playbooks/small/conformance/").content.decode()
    asked = client.post("/api/v1/processes/small/replay", {"yaml": stricter}, content_type="application/json")
    assert asked.status_code == 202
    waiting = page.get(f"/playbooks/small/replay/{asked.json()['study']}/").content.decode()
    assert ("Waiting for its turn" in waiting, "hx-get" in waiting) == (True, True)
    page.post("/playbooks/small/conformance/")
    for made in Study.objects.all():
        work_on_study(requested(made))
    assert client.get(asked["Location"]).json()["steps"] == 1
    told = client.get("/api/v1/processes/small/conformance").json()
    assert {each["kind"]: each["deals"] for each in told["deviations"]}["overridden"] == 1
    assert "Look again" in page.get("/playbooks/small/conformance/").content.decode()


def requested(made: Study) -> Happened:
    """The event that a study was asked for by."""
    (happened,) = entries_of("study", [made.id])
    return happened


def test_conformance_shows_what_the_reader_may_see(client_of: Any, cast: Any, moved: Deal) -> None:
    def told(member: Any, more: str = "") -> str:
        return client_of(member).get(f"/playbooks/small/conformance/{more}").content.decode()

    assert moved.title in told(cast.rep, "overridden/")
    assert moved.title in told(cast.manager, "overridden/")
    assert moved.title not in told(cast.stranger, "overridden/")
    assert "No deals to look at yet" in told(cast.stranger)
    assert client_of(cast.rep).get("/playbooks/small/conformance/sideways/").status_code == 404
    assert client_of(cast.rep).get("/playbooks/none/conformance/").status_code == 404


def test_a_deal_tells_its_deviations(client_of: Any, cast: Any, moved: Deal) -> None:
    address = f"/deals/{moved.id}/deviations/"
    assert "Gates overridden: 1" in client_of(cast.rep).get(address).content.decode()
    assert client_of(cast.stranger).get(address).status_code == 404


def test_the_command_line_tells_both(moved: Deal, stricter: str, tmp_path: Any, machine: Any) -> None:
    change_deal(moved.id, {"source": "Fair"}, by=machine, via="page")
    draft = tmp_path / "small.yaml"
    draft.write_text(stricter)
    told = json.loads(run("replay", str(draft), "--json"))
    assert (told["deals"], told["steps"], told["newly"]["deals"]) == (1, 1, 0)  # refused as before: no call, no person
    assert "1 deals stopped somewhere" in run("replay", str(draft))
    assert json.loads(run("conformance", "--process", "small", "--json"))["faultless"] == 0
    assert "1 deals passed by an override" in run("conformance", "--process", "small")


def run(*words: str) -> str:
    """What the command line prints."""
    root = typer.Typer()
    processes_cli.add_to(root)
    cli.add_to(root)
    result = CliRunner().invoke(root, ["playbook", *words])
    assert result.exit_code == 0, result.output
    return result.stdout
