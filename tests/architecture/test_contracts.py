"""Each import contract notices the trespass it is there for (bin/check runs them on our own code)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    *("site", "scorecard", "exchange", "leads", "deals", "activities", "customers", "processes"),
    *("teamwork", "records", "workspace", "ledger", "desk", "metrics", "playbook"),
]
TRESPASSES = {
    "upwards": ("customers/queries.py", "from dealwright.deals import queries", "Imports only point down"),
    "strangers": (
        "scorecard/queries.py",
        "from dealwright.exchange import queries",
        "Imports only point down",
    ),
    "a new module without a layer": ("extras/queries.py", "", "Imports only point down"),
    "Django in a rule": ("deals/rules.py", "import django.db", "know no Django"),
    "Django behind an event": ("deals/events.py", "from dealwright.ledger import queries", "know no Django"),
    "another module's models": (
        "deals/queries.py",
        "from dealwright.customers import models",
        "private to their module",
    ),
    "even the site": (
        "site/api.py",
        "from dealwright.customers.models import Person",
        "private to their module",
    ),
    "records in the scorecard": (
        "scorecard/facts.py",
        "from dealwright.deals import commands",
        "The scorecard learns",
    ),
    "a circle": ("deals/queries.py", "from dealwright.deals import board", "No cycles"),
}
BESIDE = {
    "ledger/queries.py": "import django.db",
    "deals/board.py": "from dealwright.deals import queries",
    "deals/commands.py": "",
    "customers/models.py": "",
    "ledger/event.py": "",
    "workspace/reach.py": "",
    "workspace/conditions.py": "",
    "customers/relating.py": "",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the project's own contracts on the package that lies in `folder`."""
    command = [
        Path(sys.executable).with_name("lint-imports"),
        "--no-cache",
        "--config",
        ROOT / ".importlinter",
    ]
    path = os.pathsep.join([str(folder), str(ROOT)])
    return subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)


def write_package(folder: Path, files: dict[str, str]) -> None:
    """A package of the same shape as ours, in which each module does nothing but what `files` say."""
    package = folder / "dealwright"
    empty = {f"{module}/{name}.py": "" for module in MODULES for name in ("__init__", "queries", "events", "rules")}
    for name, text in {"__init__.py": "", **empty, **BESIDE, **files}.items():
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).parent.joinpath("__init__.py").touch()
        (package / name).write_text(text)


def test_a_package_that_does_nothing_wrong_keeps_them(tmp_path: Path) -> None:
    write_package(tmp_path, {"deals/queries.py": "from dealwright.customers import queries", "deals/board.py": ""})
    found = lint(tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("case", TRESPASSES)
def test_a_trespass_is_noticed(case: str, tmp_path: Path) -> None:
    file, line, contract = TRESPASSES[case]
    write_package(tmp_path, {file: line})
    found = lint(tmp_path)
    broken = [text for text in found.stdout.splitlines() if text.endswith("BROKEN")]
    assert found.returncode == 1
    assert any(contract in text for text in broken), found.stdout + found.stderr
