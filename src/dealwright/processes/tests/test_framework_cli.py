"""`dealwright framework` from the outside, without a database."""

import json

import pytest
from typer.testing import CliRunner

from dealwright import NotFound
from dealwright.playbook import framework_data, frameworks
from dealwright.processes.framework_cli import app
from dealwright.site.cli import needs_database


def told(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_it_asks_no_database() -> None:
    assert not needs_database(["framework", "list", "--json"])
    assert not needs_database(["framework", "show", "bant"])


def test_a_list_for_people() -> None:
    lines = told("list").splitlines()
    assert lines[0] == "bant          BANT, 1 to 6 months"
    assert lines[1].strip() == frameworks()["bant"].summary
    assert len(lines) == 2 * len(frameworks())


def test_a_list_for_programs() -> None:
    assert json.loads(told("list", "--json")) == [framework_data(one) for one in frameworks().values()]


def test_one_for_people() -> None:
    text = told("show", "meddic")
    for element in frameworks()["meddic"].elements:
        assert f"{element.title}: {element.meaning}" in text
        assert all(f"     - {question}\n" in text for question in element.questions)
        assert f"   confirmed: {element.confirmed}\n" in text


def test_one_for_programs() -> None:
    assert json.loads(told("show", "spin", "--json")) == framework_data(frameworks()["spin"])


def test_one_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="There is no framework “sandlr”") as refusal:
        told("show", "sandlr")
    assert refusal.value.remedy == "Did you mean “sandler”?"
