"""What a playbook cannot do without must be there."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.shape import Record, entries
from dealwright.playbook.source import Node


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at mappings that lack a key, or have it with nothing behind it."""
    for node, spec, name in draft.spots:
        if isinstance(spec, Record) and node.kind == "mapping":
            for entry in entries(spec.cls):
                if entry.required and node.get(entry.name) is None:
                    place = f' under "{name}"' if name else ""
                    yield Flaw(_where(node, entry.name), f'"{entry.name}" is missing{place}.', entry.doc)


def _where(node: Node, name: str) -> Node:
    return next((key for key, _ in node.pairs if key.text == name), node)
