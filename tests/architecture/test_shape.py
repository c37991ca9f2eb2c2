"""The shape of the tree: charters, docstrings, short files, templates that a strict policy lets through."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/dealwright"
WRITTEN = {".py", ".html", ".js", ".css", ".yaml", ".md"}
NOT_WRITTEN = {"vendor", "migrations", "__pycache__", "shipped", "frameworks"}
AT_MOST = 400
INLINE = {
    "script": re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.I),
    "style": re.compile(r"<style|<[^>]*\sstyle\s*=", re.I),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
}


def written_files() -> list[Path]:
    """The files we write ourselves, but for playbooks and frameworks: what a trade needs to say, it says."""
    folders = [SOURCE, ROOT / "tests", ROOT / "tools"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in WRITTEN]
    return [path for path in files if not NOT_WRITTEN & set(path.parts)]


def undocumented(tree: ast.Module) -> Iterator[str]:
    """Names of public classes, functions and methods without a docstring."""
    for node in tree.body:
        members = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else []
        for item in [node, *members]:
            if not isinstance(item, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not item.name.startswith("_") and item.name != "Meta" and ast.get_docstring(item) is None:
                yield item.name


def inline(text: str) -> list[str]:
    """What a page may not carry in itself: script, style, handler."""
    return [name for name, pattern in INLINE.items() if pattern.search(text)]


def test_no_file_is_long() -> None:
    lengths = {str(path): len(path.read_text().splitlines()) for path in written_files()}
    assert {path: length for path, length in lengths.items() if length > AT_MOST} == {}


@pytest.mark.parametrize("init", sorted(SOURCE.glob("*/__init__.py")), ids=lambda path: path.parent.name)
def test_each_module_has_a_charter(init: Path) -> None:
    charter = ast.get_docstring(ast.parse(init.read_text()))
    assert charter
    assert charter.splitlines()[0].endswith(".")


def test_journeys_lie_where_they_are_looked_for() -> None:
    tests = [*SOURCE.rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")]
    marked = {path.parent for path in tests if re.search(r"mark\.(browser|scale)\b", path.read_text())}
    (told,) = re.findall(r'"testpaths=(.+?)"', (ROOT / "bin/test").read_text())
    assert {ROOT / folder for folder in told.split()} == marked


@pytest.mark.thorough
def test_what_is_public_is_documented() -> None:
    code = [
        path
        for path in written_files()
        if path.suffix == ".py" and SOURCE in path.parents and "tests" not in path.parts
    ]
    found = {str(path): list(undocumented(ast.parse(path.read_text()))) for path in code}
    assert {path: names for path, names in found.items() if names} == {}


def test_templates_carry_nothing_inline() -> None:
    found = {str(path): inline(path.read_text()) for path in SOURCE.glob("*/templates/**/*.*")}
    assert {path: names for path, names in found.items() if names} == {}


def test_what_is_inline_is_noticed() -> None:
    assert inline("<script>alert(1)</script>") == ["script"]
    assert inline("<script src='/a.js'></script><p data-controller='x'>on = style</p>") == []
    assert inline('<p class="a" style="color:red">') == ["style"]
    assert inline('<a onclick="x()">') == ["handler"]


def test_missing_docstrings_are_noticed() -> None:
    assert list(undocumented(ast.parse("class A:\n def b(self): pass\ndef _c(): pass"))) == ["A", "b"]
