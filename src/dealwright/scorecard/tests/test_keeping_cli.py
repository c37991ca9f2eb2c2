"""Goals, who answers for numbers, dashboards and watches are kept on the command line as on their pages."""

import json
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dealwright import Invalid, NotFound
from dealwright.scorecard.cli import add_to

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    """What is told on standard output."""
    app = typer.Typer()
    add_to(app)
    found = CliRunner().invoke(app, words)
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found.stdout


def items(*words: str) -> Any:
    return json.loads(said(*words, "--json"))["items"]


def test_goals_are_set_told_and_withdrawn(sold: Any, cast: Any) -> None:
    assert "There are no goals yet" in said("goals")
    (made,) = items("goals", "set", "deals_won", "4", "--who", f"member:{cast.rep.id}")
    assert (made["name"], made["period"], made["value"], made["target"]) == ("Ann", "quarter", 1, 4)
    (made,) = items("goals", "set", "deals_won", "5", "--who", f"member:{cast.rep.id}")
    assert (made["target"], items("goals")) == (5, [made])
    assert "Ann: Deals won, each quarter: 1 of 5" in said("goals", "--who", f"member:{cast.rep.id}")
    with pytest.raises(Invalid, match="above zero"):
        said("goals", "set", "deals_won", "0")
    said("goals", "withdraw", str(made["id"]))
    assert items("goals") == []


def test_who_answers_is_named_and_cleared(cast: Any) -> None:
    said("owners", "name", "win_rate", cast.manager.email)
    named = {each["metric"]: each["member"] for each in items("owners") if each["member"]}
    assert named == {"win_rate": cast.manager.id}
    assert f"win_rate              {cast.manager.name}" in said("owners")
    said("owners", "clear", "win_rate")
    assert not any(each["member"] for each in items("owners"))
    with pytest.raises(NotFound):
        said("owners", "name", "luck", cast.manager.email)


def test_dashboards_for_everybody_are_made_changed_and_brought_back(cast: Any, published: Any, client_of: Any) -> None:
    assert "“Sales” is dashboard" in said("dashboards", "make", "Sales", "funnel?period=this_quarter")
    (made,) = items("dashboards")
    number = str(made["id"])
    said("dashboards", "put", number, "reasons")
    assert [each["figure"] for each in items("dashboards")[0]["figures"]] == ["funnel", "reasons"]
    assert "Sales: funnel, reasons" in said("dashboards")
    assert client_of(cast.rep).get(f"/scorecard/dashboards/{number}/").status_code == 200, "everybody finds it"
    said("dashboards", "remove", number)
    assert items("dashboards") == []
    said("dashboards", "restore", number)
    assert [each["id"] for each in items("dashboards")] == [made["id"]]
    with pytest.raises(Invalid, match="no figure"):
        said("dashboards", "put", number, "luck")


def test_a_member_watches_numbers(sold: Any, cast: Any) -> None:
    whose = ("--member", cast.rep.email)
    assert "Win rate: below 0.35" in said("watches", "set", "win_rate", "below", "35", *whose)
    (found,) = items("watches", "list", *whose)
    assert (found["metric"], found["side"], found["value"]) == ("win_rate", "below", 0.35)
    assert items("watches", "list", "--member", cast.mate.email) == []
    assert "Nothing was raised" in said("alerts", *whose)
    with pytest.raises(NotFound):
        said("watches", "remove", str(found["id"]), "--member", cast.mate.email)
    said("watches", "remove", str(found["id"]), *whose)
    assert "Nothing is watched" in said("watches", "list", *whose)
