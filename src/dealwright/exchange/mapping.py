"""The map file: which column of a file becomes which field, read with its lines and faults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from dealwright import Invalid
from dealwright.playbook.plain_words import Unreadable
from dealwright.playbook.source import Node, tree

KINDS = (
    "deals", "leads", "organisations", "people", "products", "members", "activities", "tasks", "stakeholders",
)  # fmt: skip
CREATABLE = ("owner", "organisation", "product")
KEYS = ("kind", "columns", "create", "process", "currency", "fixed", "automations")
YES = ("true", "yes", "on")
NO = ("", "false", "no", "off")
PARTS = ("field", "values", "format")


@dataclass(frozen=True)
class ColumnMap:
    """What a column becomes: the target's key, what its values stand for, and the format they are written in."""

    target: str
    values: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Map:
    """A map: the kind of record, its columns by header, what may be created, the process and currency to use.

    `fixed` are values that every row has which says nothing else, by target. Only with `automations` tasks of the
    process, rules that give leads and customers away, and notifications follow from what is brought in.
    """

    kind: str
    columns: Mapping[str, ColumnMap]
    create: frozenset[str] = frozenset()
    process: str | None = None
    currency: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    automations: bool = False


@dataclass(frozen=True)
class MapProblem:
    """One thing that is wrong with a map; `line` counts from 1."""

    line: int
    message: str
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The problem as the API shows it."""
        return {"line": self.line, "message": self.message, "remedy": self.remedy}


class MapRefused(Invalid):
    """This map cannot be used as it is."""

    code = "map_refused"

    def __init__(self, problems: list[MapProblem]) -> None:
        """`problems` holds at least one."""
        first, *more = problems
        said = [f"map, line {one.line}: {one.message} {one.remedy if more else ''}".rstrip() for one in problems]
        remedy = "" if more else first.remedy
        super().__init__("\n".join(said), field="map", remedy=remedy, problems=[one.as_dict() for one in problems])


def read_map(text: str, kind: str) -> Map:
    """The map in this YAML or JSON text for records of `kind`; raises MapRefused with every fault and its line."""
    try:
        root = tree(text)
    except Unreadable as error:
        advice = "Compare it with the example in docs/import.md." if "laybook" in error.advice else error.advice
        message = error.message.replace("a playbook", "a map")
        raise MapRefused([MapProblem(error.line, message, advice)]) from error
    problems: list[MapProblem] = []
    if root.kind != "mapping":
        raise MapRefused([MapProblem(root.line, "A map has keys and values.", f"It knows: {', '.join(KEYS)}.")])
    _check_keys(root, KEYS, problems)
    stated = root.word("kind") or kind
    if stated != kind:
        line = root.get("kind").line  # type: ignore[union-attr]  # a word was found there
        problems.append(MapProblem(line, f"This map is for {stated}, but {kind} are imported.", f"Write kind: {kind}."))
    columns = _columns(root, problems)
    create, fixed, automations = _create(root, problems), _fixed(root, problems), _automations(root, problems)
    if problems:
        raise MapRefused(problems)
    process, currency = root.word("process") or None, root.word("currency").upper() or None
    return Map(kind, columns, create, process, currency, fixed, automations)


def _check_keys(node: Node, known: tuple[str, ...], problems: list[MapProblem]) -> None:
    for key, _ in node.pairs:
        if key.text not in known:
            problems.append(
                MapProblem(key.line, f"There is no key “{key.text}” here.", f"Known are: {', '.join(known)}.")
            )


def _columns(root: Node, problems: list[MapProblem]) -> dict[str, ColumnMap]:
    node = root.get("columns")
    if node is None or node.kind != "mapping":
        line = node.line if node else root.line
        problems.append(
            MapProblem(line, "The map needs columns.", "Write columns: and below it “column of the file: field”.")
        )
        return {}
    found: dict[str, ColumnMap] = {}
    for key, value in node.pairs:
        name = " ".join(key.text.split())
        if name in found:
            problems.append(MapProblem(key.line, f"The column “{name}” is mapped twice.", "Remove one of the two."))
        if value.kind != "empty":
            found[name] = _column(key, value, problems)
    _check_targets_once(found, problems)
    return found


def _check_targets_once(found: Mapping[str, ColumnMap], problems: list[MapProblem]) -> None:
    first: dict[str, str] = {}
    for name, column in found.items():
        if other := first.get(column.target):
            problems.append(
                MapProblem(column.line, f"“{other}” and “{name}” both become {column.target}.", "Keep one of them.")
            )
        first.setdefault(column.target, name)


def _column(key: Node, value: Node, problems: list[MapProblem]) -> ColumnMap:
    if value.kind == "text":
        return ColumnMap(value.text, line=value.line)
    if value.kind == "list":
        remedy = "Write {field: …, values: {…}, format: …}."
        problems.append(MapProblem(value.line, f"“{key.text}” needs a field, not a list.", remedy))
        return ColumnMap("", line=value.line)
    _check_keys(value, PARTS, problems)
    if not value.word("field"):
        problems.append(MapProblem(value.line, f"“{key.text}” does not say which field it becomes.", "Add field: …"))
    values = value.get("values")
    if values is not None and values.kind != "mapping":
        remedy = "Write values: {text in the file: value here}."
        problems.append(MapProblem(values.line, f"The values of “{key.text}” need pairs.", remedy))
    pairs = {k.text: v.text for k, v in (values.pairs if values else ())}
    return ColumnMap(value.word("field"), pairs, value.word("format") or None, value.line)


def _create(root: Node, problems: list[MapProblem]) -> frozenset[str]:
    node = root.get("create")
    if node is None:
        return frozenset()
    if node.kind != "list":
        problems.append(MapProblem(node.line, "create needs a list.", f"Write create: [{', '.join(CREATABLE)}]."))
    for item in node.items:
        if item.text not in CREATABLE:
            known = ", ".join(CREATABLE)
            problems.append(MapProblem(item.line, f"“{item.text}” cannot be created.", f"What can be is: {known}."))
    return frozenset(item.text for item in node.items)


def _fixed(root: Node, problems: list[MapProblem]) -> dict[str, str]:
    node = root.get("fixed")
    if node is not None and node.kind != "mapping":
        problems.append(MapProblem(node.line, "fixed needs pairs.", "Write fixed: {source: Webinar}."))
    return {key.text: value.text for key, value in (node.pairs if node else ()) if value.text}


def _automations(root: Node, problems: list[MapProblem]) -> bool:
    said = root.word("automations").lower()
    if said not in (*YES, *NO):
        node = root.get("automations")
        problems.append(MapProblem(node.line if node else root.line, f"“{said}” is no answer.", "Write yes or no."))
    return said in YES


def write_map(made: Map) -> str:
    """The map as YAML that `read_map` reads back as the same map."""
    body: dict[str, Any] = {"kind": made.kind, "columns": {name: _written(one) for name, one in made.columns.items()}}
    if made.create:
        body["create"] = sorted(made.create)
    body |= {key: value for key, value in (("process", made.process), ("currency", made.currency)) if value}
    if made.fixed:
        body["fixed"] = dict(made.fixed)
    if made.automations:
        body["automations"] = True
    return yaml.safe_dump(body, sort_keys=False, allow_unicode=True)


def _written(column: ColumnMap) -> str | dict[str, Any]:
    if not column.values and not column.format:
        return column.target
    parts = {"field": column.target, "values": dict(column.values), "format": column.format}
    return {key: value for key, value in parts.items() if value}
