"""What an import graph cannot see: names of models and templates that point upwards."""

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/dealwright"
RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField", "get_model"}
TEMPLATE_USE = re.compile(r"""{%-?\s*(?:include|extends|import|from)\s+["'](\w+)/""")


def ranks() -> dict[str, int]:
    """Each module's layer as .importlinter has it: 0 is the outermost, strangers share a number."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    layers = config["importlinter:contract:direction"]["layers"].split("\n")[1:]
    return {name.strip(" ()"): rank for rank, layer in enumerate(layers) for name in layer.split("|")}


RANKS = ranks()


def may_use(home: str, other: str) -> bool:
    """Whether module `home` may know module `other`: itself, or one further down."""
    return home == other or RANKS[other] > RANKS[home]


def named_models(tree: ast.AST) -> Iterator[str]:
    """The modules of models named by a string, as in ForeignKey("workspace.Member")."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in RELATIONS:
            for argument in call.args[:1]:
                if isinstance(argument, ast.Constant) and argument.value != "self":
                    yield str(argument.value).split(".")[0]


def upward_models(home: str, code: str) -> list[str]:
    """The modules above `home` whose models the code names by a string."""
    return [name for name in named_models(ast.parse(code)) if name in RANKS and not may_use(home, name)]


def upward_templates(home: str, text: str) -> list[str]:
    """The modules above `home` whose templates the template uses."""
    return [name for name in TEMPLATE_USE.findall(text) if not may_use(home, name)]


def home_of(path: Path) -> str:
    """The module a file belongs to."""
    return path.relative_to(SOURCE).parts[0]


@pytest.mark.thorough
def test_no_model_is_named_upwards() -> None:
    files = [path for path in SOURCE.glob("*/**/*.py") if not {"tests", "migrations"} & set(path.parts)]
    found = {str(path): upward_models(home_of(path), path.read_text()) for path in files}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_template_uses_one_further_up() -> None:
    found = {str(path): upward_templates(home_of(path), path.read_text()) for path in SOURCE.glob("*/templates/**/*.*")}
    assert {path: names for path, names in found.items() if names} == {}


def test_what_points_upwards_is_noticed() -> None:
    assert upward_models("customers", 'models.ForeignKey("deals.Deal", null=True)') == ["deals"]
    assert upward_models("customers", 'apps.get_model("deals", "Deal")') == ["deals"]
    assert upward_models("deals", 'models.ForeignKey("customers.Person")') == []
    assert upward_templates("desk", '{% extends "site/error.html" %}') == ["site"]
    assert upward_templates("scorecard", "{%- include 'exchange/row.html' %}") == ["exchange"]
    assert upward_templates("deals", '{% from "desk/forms.html" import field %}') == []
