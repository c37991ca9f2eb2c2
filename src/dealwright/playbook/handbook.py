"""The reference of the language, written from the schema: what each key is, and what may stand there."""

import re
from collections.abc import Iterator
from typing import Any

from dealwright.playbook.editor import IN_FULL, PLACING
from dealwright.playbook.expressions import DEAL_SAMPLE
from dealwright.playbook.model import Playbook
from dealwright.playbook.shape import TAG, Many, Number, Record, Spec, Text, Variants, Word, entries
from dealwright.playbook.writing import WHOLE

OPENING = """\
# The playbook language: reference

Written from the schema by `dealwright playbook reference`. How to write a playbook is told in
[playbook.md](playbook.md). A file is one *Playbook*.
"""


def reference() -> str:
    """The reference in Markdown: a section for each kind of mapping, the playbook first."""
    classes: list[Any] = []
    _collect(Playbook, classes)
    sections = ["\n".join(_section(cls)) for cls in classes]
    return "\n".join([OPENING, *sections, "\n".join(_variants()), "\n".join(_names())])


def _collect(cls: Any, found: list[Any]) -> None:
    """A class, and those within it, in the order of first use."""
    if cls not in found:
        found.append(cls)
        for entry in entries(cls):
            for inner in _classes(entry.spec):
                _collect(inner, found)


def _classes(spec: Spec) -> tuple[Any, ...]:
    match spec:
        case Many():
            return _classes(spec.item)
        case Record():
            return (spec.cls,)
        case Variants():
            return spec.members
        case _:
            return ()


def _section(cls: Any) -> Iterator[str]:
    tag = getattr(cls, TAG, "")
    yield f"## {f'Need: `{tag}`' if tag else _title(cls)}\n"
    yield f"{(cls.__doc__ or '').partition(chr(10))[0]}\n"
    yield "| Key | Must it be there? | What may stand there | What it says |\n|---|---|---|---|"
    if tag:
        yield f"| `{TAG}` | yes | `{tag}` | What kind of need it is. |"
    for entry in entries(cls):
        must = "yes" if entry.required else "no"
        yield f"| `{entry.name}` | {must} | {_allowed(entry.spec)} | {entry.doc} |"
    yield ""


def _allowed(spec: Spec) -> str:
    match spec:
        case Text():
            return f"a key: `{spec.pattern.strip('^$')}`" if spec.pattern else "a text"
        case Number():
            return f"a whole number, {spec.low} to {spec.high}" if spec.high else "a whole number"
        case Word():
            return ", ".join(f"`{word}`" for word in spec.words)
        case Many():
            alone = "one, or " if spec.lone else ""
            return f"{alone}a list (at most {spec.high}) of: {_allowed(spec.item)}"
        case Variants():
            return "needs"
        case Record():
            return f"{_title(spec.cls)}{' or a plain word' if spec.short else ''}"


def _title(cls: Any) -> str:
    """The name of a class in words: PlannedActivity is a Planned activity."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda letter: f" {letter[1].lower()}", str(cls.__name__))


def _variants() -> Iterator[str]:
    yield "## In a variant\n"
    yield "With `extends` only `format`, `process` and `title` must be there; an item may say its key and what differs."
    yield "Besides the keys above, each item of a list that has a key may say:\n"
    yield "| Key | What it says |\n|---|---|"
    for name, drawn in PLACING.items():
        yield f"| `{name}` | {drawn['description']} |"
    yield f"| `{WHOLE}` | Stands at the top of the file. {IN_FULL['description']} |"
    yield ""


def _names() -> Iterator[str]:
    yield "## Names in expressions\n"
    yield "`check`, `when` and `pick` are CEL; what is empty counts as absent, and then the expression does not hold.\n"
    yield "| Name | For example |\n|---|---|"
    for name, value in DEAL_SAMPLE.items():
        shown = f'"{value}"' if isinstance(value, str) else str(value)
        yield f"| `deal.{name}` | `{shown}` |"
    yield "| `deal.fields.<key>` | a field of the process |"
    yield ""
