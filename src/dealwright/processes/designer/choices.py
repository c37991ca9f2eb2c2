"""What a reference in a playbook can be chosen from."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from dealwright.playbook import frameworks
from dealwright.playbook.source import Node
from dealwright.playbook.words import EVERY_DEAL, JOURNEY

from ..wording import worded

Options = list[tuple[str, str]]


def options(name: str, holder: Node, root: Node) -> Options | None:
    """What can stand under this key of `holder`, as pairs of word and title; None where it is free."""
    found = REFERENCES.get(name)
    return None if found is None else found(holder, root)


def _titled(items: Iterable[Node]) -> Options:
    return [(item.word("key"), item.word("title") or worded(item.word("key"))) for item in items if item.word("key")]


def _phases(holder: Node, root: Node) -> Options:
    journey = root.get("journey")
    return [(word, worded(word)) for word in ([node.text for node in journey.items] if journey else JOURNEY)]


def _fields(holder: Node, root: Node) -> Options:
    return [*_titled(root.each("fields")), *((name, worded(name)) for name in EVERY_DEAL)]


def _named_frameworks(holder: Node, root: Node) -> Options:
    known = frameworks()
    return [(node.text, known[node.text].title) for node in root.each("frameworks") if node.text in known]


def _elements(holder: Node, root: Node) -> Options:
    chosen = frameworks().get(holder.word("framework"))
    return [(each.key, each.title) for each in chosen.elements] if chosen else []


def _of_stages(name: str) -> Callable[[Node, Node], Options]:
    return lambda holder, root: [pair for stage in root.each("stages") for pair in _titled(stage.each(name))]


def _stages(holder: Node, root: Node) -> Options:
    return _titled(root.each("stages"))


REFERENCES: Final[Mapping[str, Callable[[Node, Node], Options]]] = {
    "phase": _phases,
    "field": _fields,
    "framework": _named_frameworks,
    "element": _elements,
    "task": _of_stages("activities"),
    "step": _of_stages("buyer"),
    "from": _stages,
    "to": _stages,
    "frameworks": lambda holder, root: [(key, each.title) for key, each in frameworks().items()],
}
