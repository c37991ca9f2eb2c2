"""The tutorial does what it says: its files are written, its commands typed, what they print compared."""

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[4]
TUTORIAL = ROOT / "docs/tutorial.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
pytestmark = pytest.mark.thorough


def steps() -> list[tuple[str, str]]:
    """The blocks of the tutorial in order: kind and text."""
    return BLOCK.findall(TUTORIAL.read_text(encoding="utf-8"))


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, and what it prints."""
    for part in block.split("$ ")[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def squeezed(text: str) -> str:
    """The text without blanks at the ends of its lines and around it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def said(pattern: str) -> str:
    """What a block says as a pattern, in which only … stands for anything."""
    return re.sub(r"([*?\[])", r"[\1]", squeezed(pattern)).replace("…", "*")


def change(folder: Path, block: str) -> None:
    """Replace the lines of a diff in the file that it names."""
    name, *lines = block.splitlines()
    file = folder / name.removeprefix("# ")
    old = "".join(f"{line[1:]}\n" for line in lines if line.startswith("-"))
    new = "".join(f"{line[1:]}\n" for line in lines if line.startswith("+"))
    before = file.read_text(encoding="utf-8")
    assert old in before, f"{name} has no\n{old}"
    file.write_text(before.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def typed(
    run: Callable[..., tuple[int, str, str]], settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], str]:
    """A function that runs a command in the folder of the reader; what it prints on either stream."""
    settings.DATA = tmp_path
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def printed(command: str) -> str:
        program, *arguments = command.split()
        assert program == "dealwright", command
        return "".join(run(*arguments)[1:])

    return printed


@pytest.mark.django_db
def test_it_does_what_it_says(typed: Callable[[str], str], tmp_path: Path) -> None:
    count = 0
    for kind, block in steps():
        if kind in ("yaml", "csv"):
            name, _, text = block.partition("\n")
            # The first line names the file; of YAML it may stay, so that line numbers are the reader's.
            (tmp_path / name.removeprefix("# ")).write_text(block if kind == "yaml" else text, encoding="utf-8")
        elif kind == "diff":
            change(tmp_path, block)
        elif kind == "copy":
            old, new = block.split()
            (tmp_path / new).write_text((tmp_path / old).read_text(encoding="utf-8"), encoding="utf-8")
        else:
            for command, printed in commands(block):
                count += 1
                found = squeezed(typed(command))
                assert fnmatchcase(found, said(printed)), f"{command}\n{found}\n--- but the tutorial says\n{printed}"
    assert count == len(re.findall(r"^\$ ", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE)) > 10
