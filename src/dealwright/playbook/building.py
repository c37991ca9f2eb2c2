"""A tree without errors as the dataclasses it stands for."""

from typing import Any

from dealwright.playbook.shape import TAG, Many, Number, Record, Spec, Text, Variants, Word, entries
from dealwright.playbook.source import Node


def build(node: Node, spec: Spec) -> Any:
    """The value that a node without errors stands for, such as a Playbook for Record(Playbook)."""
    match spec:
        case Text():
            return node.text
        case Number():
            return int(node.text)
        case Word():
            return spec.words(node.text)
        case Many():
            items = node.items if node.kind == "list" else (node,)
            return tuple(build(item, spec.item) for item in items)
        case Variants():
            return _record(node, spec.named(node.word(TAG)))
        case Record():
            return spec.cls.from_word(node.text) if node.kind == "text" else _record(node, spec.cls)


def _record(node: Node, cls: Any) -> Any:
    values = {
        entry.attribute: build(value, entry.spec)
        for entry in entries(cls)
        if (value := node.get(entry.name)) is not None
    }
    return cls(**values)
