"""A key stands once in its mapping: of two values, one would silently win."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, shown
from dealwright.playbook.source import Node


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws where a mapping has the same key twice."""
    return _repeated(draft.root)


def _repeated(node: Node) -> Iterator[Flaw]:
    lines: dict[str, int] = {}
    for key, value in node.pairs:
        if key.text in lines:
            message = f'"{shown(key.text)}" is said twice: first in line {lines[key.text]}.'
            yield Flaw(key, message, "Keep one of the two.")
        lines.setdefault(key.text, key.line)
        yield from _repeated(value)
    for item in node.items:
        yield from _repeated(item)
