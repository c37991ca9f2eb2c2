"""Playbooks of the database at the command line: listed, shown, exported, published from a file, verified."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from dealwright import Conflict, NotAllowed, NotFound
from dealwright.playbook import shipped
from dealwright.processes.cli import add_to
from dealwright.processes.queries import current, text_of

pytestmark = pytest.mark.django_db
Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run `dealwright playbook …`."""
    root = typer.Typer()
    add_to(root)
    return lambda *words: CliRunner().invoke(root, ["playbook", *map(str, words)])


@pytest.fixture
def file(tmp_path: Path, published: Any) -> Path:
    """A file in which one stage of the published process has another title."""
    path = tmp_path / "general.yaml"
    path.write_text(text_of(published.id).replace("title: Closing", "title: Signing"))
    return path


def test_published_and_shipped_are_listed(run: Run, published: Any) -> None:
    rows = {row["key"]: row for row in json.loads(run("list", "--json").stdout)}
    assert set(rows) == set(shipped())
    assert rows["general"] == {
        "key": "general", "title": published.title, "version": 1, "state": "published", "digest": published.digest,
        "extends": None, "stages": len(published.playbook.stages),
    }  # fmt: skip
    assert (rows["retail"]["state"], rows["retail"]["version"]) == ("shipped", None)
    assert rows["general-enterprise"]["extends"] == "general"
    assert f"{published.title}: published, version 1, " in run("list").stdout


@pytest.mark.thorough
def test_what_is_published_is_shown_before_what_is_shipped(run: Run, file: Path) -> None:
    assert run("publish", file).exit_code == 0
    assert ": Signing" not in run("show", "general", "--version", "1").stdout
    assert "Signing" in run("show", "general").stdout
    assert "Signing" in run("show", file).stdout
    assert "process: retail" in run("show", "retail", "--yaml").stdout
    assert run("export", "general").stdout == file.read_text()
    assert isinstance(run("show", "nothing").exception, NotFound)
    assert isinstance(run("export", "general", "--version", "9").exception, NotFound)


def test_a_member_publishes_with_their_own_right(run: Run, file: Path, cast: Any) -> None:
    assert isinstance(run("publish", file, "--by", "mia@example.com").exception, NotAllowed)
    assert current("general").number == 1
    assert run("publish", file, "--by", "olga@example.com", "--base", "1").exit_code == 0
    assert current("general").number == 2
    file.write_text(file.read_text().replace("Signing", "Agreeing"))
    assert isinstance(run("publish", file, "--base", "1").exception, Conflict)


def test_a_broken_file_is_told_by_line_and_column(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: 1\nprocess: general\nstagse: []\n")
    result = run("publish", broken)
    assert result.exit_code == 1
    assert f'{broken}:3:1: error: There is no key "stagse".' in result.stderr
    broken.write_bytes(b"format: 1\ntitle: \xff\n")
    assert f"{broken}:2:1: error: This is not UTF-8 text." in run("publish", broken).stderr
    assert run("publish", tmp_path / "gone.yaml").exit_code == 1


def test_the_digest_proves_that_file_and_database_agree(run: Run, file: Path, published: Any) -> None:
    result = run("verify", "general", file)
    assert (result.exit_code, "Signing" in result.stderr) == (1, True)
    run("publish", file)
    file.write_text("# A comment changes nothing.\n" + file.read_text())
    agreed = run("verify", "general", file)
    assert (agreed.exit_code, current("general").digest in agreed.stdout) == (0, True)
    assert run("verify", "general", file, "--version", "1").exit_code == 1


@pytest.mark.thorough
def test_a_variant_is_published_on_what_is_in_force(run: Run, tmp_path: Path, published: Any) -> None:
    path = tmp_path / "general-large.yaml"
    path.write_text("format: 1\nprocess: general-large\ntitle: Large\nextends: general\npick: deal.amount > 9.0\n")
    assert run("publish", path).exit_code == 0
    assert (current("general-large").extends, run("verify", "general-large", path).exit_code) == ("general", 0)
    assert run("export", "general-large").stdout == path.read_text()
