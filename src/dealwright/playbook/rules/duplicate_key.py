"""Stages, fields, reasons, choices, phases and activities each have a key of their own within their list."""

from collections.abc import Iterable, Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, key_node, shown
from dealwright.playbook.source import Node


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at the second and later use of a key within one list."""
    root = draft.root
    yield from _twice("stage", draft.stages)
    yield from _twice("field", root.each("fields"))
    yield from _twice("phase", root.each("journey"))
    yield from _twice("reason", draft.reasons)
    yield from _twice("task", root.each("outcomes", "won", "tasks"))
    for field in root.each("fields"):
        yield from _twice("choice", field.each("choices"))
    for stage in draft.stages:
        yield from _twice("activity", stage.each("activities"))


def _twice(what: str, items: Iterable[Node]) -> Iterator[Flaw]:
    lines: dict[str, int] = {}
    for node in filter(None, map(key_node, items)):
        if node.text in lines and node.text:
            message = f'The {what} "{shown(node.text)}" is there already, in line {lines[node.text]}.'
            yield Flaw(node, message, "Give one of them another key, or remove it.")
        lines.setdefault(node.text, node.line)
