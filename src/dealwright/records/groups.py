"""Filters joined by and, or and not: `where={"any": [{"amount__gte": "1000"}, {"none": [{"owner": "me"}]}]}`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from dealwright import BadRequest
from dealwright.workspace.queries import Actor

from .fields import Catalogue
from .filters import Filter, read_filter

WHERE = "where"
MODES = ("all", "any", "none")
DEEPEST = 3
MOST_CONDITIONS = 60
LONGEST = 20_000
REMEDY = 'Write it like {"any": [{"amount__gte": "1000"}, {"owner": "me"}]}.'


@dataclass(frozen=True)
class Group:
    """Conditions of which all, any or none must hold; groups may stand in it."""

    mode: str
    parts: tuple["Node", ...]


Node = Filter | Group


def read_filters(catalogue: Catalogue, given: Iterable[tuple[str, str]], actor: Actor) -> list[Node]:
    """Conditions that must all hold, from `field__operation=value` pairs and `where` with its groups.

    Raises BadRequest naming what is unknown, or when there are too many.
    """
    nodes = [
        read_where(catalogue, text, actor) if name == WHERE else read_filter(catalogue, name, text, actor)
        for name, text in given
    ]
    if sum(1 for _ in conditions(nodes)) > MOST_CONDITIONS:
        raise BadRequest(f"At most {MOST_CONDITIONS} conditions fit in one list.", field=WHERE)
    return nodes


def read_where(catalogue: Catalogue, text: str, actor: Actor) -> Node:
    """A group from its JSON text; raises BadRequest."""
    if len(text) > LONGEST:
        raise BadRequest("This filter is too long.", field=WHERE, remedy=f"At most {LONGEST} characters fit.")
    try:
        return _node(catalogue, msgspec.json.decode(text), actor, 1)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise BadRequest("This filter cannot be read.", field=WHERE, remedy=REMEDY) from None


def _node(catalogue: Catalogue, told: Any, actor: Actor, depth: int) -> Node:
    if depth > DEEPEST:
        raise BadRequest(f"Groups stand at most {DEEPEST} deep in each other.", field=WHERE)
    if not isinstance(told, Mapping) or not told:
        raise BadRequest("A filter is a group or a condition.", field=WHERE, remedy=REMEDY)
    mode = next(iter(told))
    if mode not in MODES:
        return _all([read_filter(catalogue, name, _value(name, value), actor) for name, value in told.items()])
    parts = told[mode]
    if len(told) > 1 or not isinstance(parts, Sequence) or isinstance(parts, str) or not parts:
        raise BadRequest(f"“{mode}” holds a list of conditions and stands alone.", field=WHERE, remedy=REMEDY)
    return Group(mode, tuple(_node(catalogue, part, actor, depth + 1) for part in parts[: MOST_CONDITIONS + 1]))


def _all(filters: Sequence[Filter]) -> Node:
    return filters[0] if len(filters) == 1 else Group("all", tuple(filters))


def _value(name: str, value: Any) -> str | list[str]:
    """A condition's value as text, as it would stand in an address."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return [str(each) for each in value]
    raise BadRequest(f"{name[:80]} needs a value.", field=name[:80], remedy=REMEDY)


def conditions(nodes: Iterable[Node]) -> Iterator[Filter]:
    """Every condition in the groups, in their order."""
    for node in nodes:
        if isinstance(node, Filter):
            yield node
        else:
            yield from conditions(node.parts)


def write(node: Node) -> tuple[str, str]:
    """A condition or group as it stands in an address: its name and value."""
    return node.pair if isinstance(node, Filter) else (WHERE, msgspec.json.encode(plain(node)).decode())


def plain(node: Node) -> dict[str, Any]:
    """A node as its JSON says it."""
    if isinstance(node, Filter):
        return dict([node.pair])
    pairs = [part.pair for part in node.parts if isinstance(part, Filter)]
    if node.mode == "all" and len(dict(pairs)) == len(node.parts):
        return dict(pairs)
    return {node.mode: [plain(part) for part in node.parts]}
