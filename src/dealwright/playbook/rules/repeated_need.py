"""The same need twice in one stage asks a rep twice for one thing."""

from collections.abc import Iterator
from typing import Any

from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.source import Node


def check(draft: Draft) -> Iterator[Flaw]:
    """Warnings at needs that say word for word what an earlier one of their stage says."""
    for stage in draft.stages:
        lines: dict[Any, int] = {}
        for need in stage.each("exit"):
            said = _content(need)
            if said in lines:
                message = f"This need is there already, in line {lines[said]}."
                yield Flaw(need, message, "Remove one of the two.", "warning")
            lines.setdefault(said, need.line)


def _content(node: Node) -> Any:
    """What a node says, whatever the order of its keys."""
    pairs = frozenset((key.text, _content(value)) for key, value in node.pairs)
    return node.kind, node.text, tuple(map(_content, node.items)), pairs
