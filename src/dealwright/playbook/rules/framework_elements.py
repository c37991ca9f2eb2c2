"""Within a framework, elements have keys and concepts of their own: an answer would otherwise count twice."""

from collections.abc import Iterator

from dealwright.playbook.rules.draft import Draft, Flaw, shown
from dealwright.playbook.source import Node


def check(draft: Draft) -> Iterator[Flaw]:
    """Flaws at the second and later use of a key or a concept."""
    elements = draft.root.each("elements")
    repeated = list(_twice("element", [node for one in elements if (node := one.get("key"))]))
    yield from repeated
    said = [flaw.node for flaw in repeated]
    concepts = [node for one in elements if (node := one.get("concept") or one.get("key"))]
    yield from (flaw for flaw in _twice("concept", concepts) if flaw.node not in said)


def _twice(what: str, nodes: list[Node]) -> Iterator[Flaw]:
    lines: dict[str, int] = {}
    for node in nodes:
        if node.text and node.text in lines:
            message = f'The {what} "{shown(node.text)}" is there already, in line {lines[node.text]}.'
            yield Flaw(node, message, "Give one of them another name, or make them one element.")
        lines.setdefault(node.text, node.line)
