"""An expression (check, when, pick) can be understood, and looks at what a deal of this process has."""

from collections.abc import Iterator, Mapping
from typing import Any

from dealwright.playbook.expressions import BadCheck, compile_check, faults
from dealwright.playbook.rules.draft import Draft, Flaw
from dealwright.playbook.shape import Text
from dealwright.playbook.source import Node

EXPRESSIONS = ("check", "when", "pick")
SAMPLES: Mapping[str, Any] = {
    "integer": 1,
    "decimal": 1.0,
    "money": 1.0,
    "percent": 1.0,
    "date": "2026-12-31",
    "datetime": "2026-12-31T12:00:00+00:00",
    "boolean": True,
    "choices": ["text"],
}


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at expressions that are no CEL, name what is unknown, take long, or do not come to yes or no."""
    fields = {field.word("key"): SAMPLES.get(field.word("type"), "text") for field in draft.root.each("fields")}
    for node, spec, name in draft.spots:
        if name in EXPRESSIONS and isinstance(spec, Text) and node.text.strip():
            yield from _judge(node, fields)


def _judge(node: Node, fields: Mapping[str, Any]) -> Iterator[Flaw]:
    try:
        found = faults(compile_check(node.text), fields)
    except BadCheck as fault:
        yield Flaw(node, f"This check cannot be read: {fault}.", "Write for example: deal.amount > 0")
        return
    for sentence in found:
        yield Flaw(node, f"This check cannot work: {sentence}.", "Write for example: deal.amount > 0")
