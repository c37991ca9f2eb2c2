"""Each key wants a value of one kind: a text, a whole number, a list, or keys of its own."""

import re
from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, shown
from dealwright.playbook.shape import TAG, Many, Number, Record, Spec, Spot, Text, Variants, Word, entries
from dealwright.playbook.source import Node

WHOLE = re.compile(r"^(0|-?[1-9]\d{0,8})$", re.ASCII)


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at values of another kind than the one expected."""
    for spot in draft.spots:
        if not _fits(spot.node, spot.spec):
            expected, remedy = _expected(spot)
            name = f'"{spot.name}"' if spot.name else _whole(spot.spec)
            yield Flaw(spot.node, f"{name} wants {expected}, but here is {_found(spot.node)}.", remedy)


def _fits(node: Node, spec: Spec) -> bool:
    match spec:
        case Text() | Word():
            return node.kind == "text"
        case Number():
            return node.kind == "text" and not node.quoted and bool(WHOLE.match(node.text))
        case Many():
            return node.kind == "list" or (spec.lone and node.kind == "text")
        case Record():
            return node.kind == "mapping" or (spec.short and node.kind == "text")
        case Variants():
            return node.kind == "mapping"


def _expected(spot: Spot) -> tuple[str, str]:
    match spot.spec:
        case Text():
            return "a text", "Put quotes around a text that starts with a bracket or contains a colon."
        case Word():
            return "a word", f"Use one of: {', '.join(spot.spec.words)}."
        case Number():
            return "a whole number", f"Write for example: {spot.name}: 10"
        case Many():
            return "a list", "Start each item on a line of its own, with a dash and a space."
        case Record():
            names = [entry.name for entry in entries(spot.spec.cls)]
            return "keys of its own", f"Below it, write: {', '.join(names)}."
        case Variants():
            return (
                "needs",
                f"Write for example: {{{TAG}: field, field: amount, why: We know what it is worth}}",
            )


def _whole(spec: Spec) -> str:
    return f"A {spec.cls.__name__.lower()}" if isinstance(spec, Record) else "This"


def _found(node: Node) -> str:
    if node.kind == "text":
        return f'the text "{shown(node.text)}"'
    return {"empty": "nothing", "list": "a list", "mapping": "a mapping (key: value)"}[node.kind]
