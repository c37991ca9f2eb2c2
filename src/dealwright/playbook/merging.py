"""A variant's tree laid over that of the process it extends.

What has a key is matched by it: a known key changes the keys it states, an unknown one is added. Lists of plain
words and texts replace the ones they are laid over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from dealwright.playbook.rules.draft import Flaw, meant, shown
from dealwright.playbook.shape import TAG, Many, Record, Spec, Variants, entries
from dealwright.playbook.source import Node

AFTER, BEFORE, REMOVE = "after", "before", "remove"
NOTHING: Final = Node("empty", 0, 0)
Keyed = Record | Variants


def merged(parent: Node, child: Node, spec: Spec | None, flaws: list[Flaw]) -> Node:
    """The child's node where it says something, the parent's where it does not; what cannot be goes to `flaws`.

    The result stands where the child stands, so a fault in what they say together is told in the child's file.
    """
    match spec:
        case Record() if child.kind == "mapping":
            return _mapping(parent, child, spec.cls, flaws)
        case Record(short=True) if child.kind == "text" and parent.kind != "empty":
            return parent
        case Variants() if child.kind == "mapping":
            return _need(parent, child, spec, flaws)
        case Many() if child.kind == "list" and isinstance(spec.item, Keyed):
            return _list(parent, child, spec.item, flaws)
    return child


def _mapping(parent: Node, child: Node, cls: type, flaws: list[Flaw]) -> Node:
    specs = {entry.name: entry.spec for entry in entries(cls)}
    said = {key.text: (key, value) for key, value in reversed(child.pairs) if value.kind != "empty"}
    pairs = []
    for key, value in parent.pairs:
        own_key, own = said.get(key.text, (key, NOTHING))
        pairs.append((key, value) if own is NOTHING else (own_key, merged(value, own, specs.get(key.text), flaws)))
    known = {key.text for key, _ in parent.pairs}
    for key, value in child.pairs:
        if key.text not in known:
            pairs.append((key, merged(NOTHING, value, specs.get(key.text), flaws)))
        elif said.get(key.text, (key, value))[1] is not value:
            pairs.append((key, value))  # said twice or left empty: the rules tell the first, and pass over the second
    return replace(child, pairs=tuple(pairs))


def _need(parent: Node, child: Node, spec: Variants, flaws: list[Flaw]) -> Node:
    kind = child.word(TAG) or parent.word(TAG)
    member = spec.named(kind)
    if member is None:
        return child
    if kind != parent.word(TAG):
        return _mapping(NOTHING, child, member, flaws)
    if parent.get("key") is None:  # then a key in the child only says which need is meant
        child = without(child, ("key",))
    return _mapping(parent, child, member, flaws)


@dataclass
class _Items:
    """The items of a list while it is merged, and their keys, place by place."""

    keys: list[str]
    nodes: list[Node]

    def place(self, key: str) -> int | None:
        return self.keys.index(key) if key in self.keys else None

    def insert(self, place: int, key: str, node: Node) -> None:
        self.keys.insert(place, key)
        self.nodes.insert(place, node)

    def take(self, place: int) -> Node:
        del self.keys[place]
        return self.nodes.pop(place)


def _list(parent: Node, child: Node, item: Keyed, flaws: list[Flaw]) -> Node:
    items = _Items([key_of(node, item) for node in parent.items], list(parent.items))
    lines: dict[str, int] = {}
    for node in child.items:
        key = key_of(node, item)
        if key and key in lines:
            message = f'"{shown(key)}" is there already, in line {lines[key]}.'
            flaws.append(Flaw(node, message, "Say once what differs, or give one of them another key."))
        elif order := node.get(REMOVE):
            flaws += _remove(items, node, key, order)
        else:
            _lay(items, node, key, item, flaws)
        lines[key] = node.line
    return replace(child, items=tuple(items.nodes))


def _lay(items: _Items, node: Node, key: str, item: Keyed, flaws: list[Flaw]) -> None:
    """Change an item, or add one; where it says after or before, it goes there."""
    place = items.place(key) if key else None
    old = NOTHING if place is None else items.take(place)
    new = merged(old, without(node, (AFTER, BEFORE)), item, flaws)
    orders = [(name, order) for name in (AFTER, BEFORE) if (order := node.get(name))]
    if len(orders) > 1:
        flaws.append(Flaw(orders[1][1], "Only one of after and before can be said.", "Remove one of the two."))
    for name, order in orders[:1]:
        neighbour = items.place(order.text)
        if neighbour is None:
            message = f'There is no "{shown(order.text)}" in this list to come {name}.'
            flaws.append(Flaw(order, message, meant(order.text, items.keys)))
        else:
            place = neighbour + (name == AFTER)
    items.insert(len(items.keys) if place is None else place, key, new)


def _remove(items: _Items, node: Node, key: str, order: Node) -> Iterator[Flaw]:
    others = [other for other, _ in node.pairs if other.text not in ("key", REMOVE)]
    place = items.place(key)
    if order.text != "true":
        yield Flaw(order, f'"remove" cannot be "{shown(order.text)}".', "Write remove: true, or leave it out.")
    elif others:
        yield Flaw(others[0], "What is removed has only its key.", "Write for example: {key: budget, remove: true}")
    elif place is None:
        yield Flaw(node, f'There is no "{shown(key)}" in this list to remove.', meant(key, items.keys))
    else:
        items.take(place)


def without(node: Node, names: tuple[str, ...]) -> Node:
    """A mapping without these keys."""
    return replace(node, pairs=tuple((key, value) for key, value in node.pairs if key.text not in names))


def key_of(node: Node, item: Keyed) -> str:
    """What names an item in its list: its key, or the label of a need."""
    if node.kind == "text":
        return node.text
    return label_of(node, item) if isinstance(item, Variants) else node.word("key")


def label_of(node: Node, spec: Variants) -> str:
    """What `label` says of the need that this node stands for."""
    member = spec.named(node.word(TAG))
    if member is None or node.get("key"):
        return node.word("key")
    targets = [entry.name for entry in entries(member) if entry.required and entry.name != "why"]
    values = [value for name in targets if (value := node.get(name))]
    words = [label_of(each, spec) if each.pairs else each.text for value in values for each in value.items or (value,)]
    return "-".join([node.word(TAG), *words])
