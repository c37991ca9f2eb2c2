"""What has a key has one of its own within its list: stages, fields, needs, reasons, choices, tasks, shortcuts, ..."""

from collections.abc import Iterable, Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, key_node, shown
from dealwright.playbook.shape import Many, Record, Variants
from dealwright.playbook.source import Node

# Lists of plain words in which each may stand once.
PLAIN = ("journey", "frameworks")
NAMES = {
    "stages": "stage",
    "fields": "field",
    "journey": "phase",
    "reasons": "reason",
    "tasks": "task",
    "choices": "choice",
    "activities": "activity",
    "exit": "need",
    "of": "need",
    "buyer": "step of the buyer",
    "objections": "objection",
    "materials": "material",
    "onboarding": "step of the onboarding",
    "rhythm": "contact",
    "shortcuts": "shortcut",
    "frameworks": "framework",
}


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at the second and later use of a key within one list."""
    for node, spec, name in draft.spots:
        if isinstance(spec, Many) and (isinstance(spec.item, Record | Variants) or name in PLAIN):
            yield from _twice(NAMES[name], node.items)


def _twice(what: str, items: Iterable[Node]) -> Iterator[Flaw]:
    lines: dict[str, int] = {}
    for node in filter(None, map(key_node, items)):
        if node.text in lines and node.text:
            message = f'The {what} "{shown(node.text)}" is there already, in line {lines[node.text]}.'
            yield Flaw(node, message, "Give one of them another key, or remove it.")
        lines.setdefault(node.text, node.line)
