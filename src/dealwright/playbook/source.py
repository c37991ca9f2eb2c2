"""YAML text as a tree that knows its lines. Nothing is guessed: `no`, `2026` and `1:30` stay text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import yaml

from dealwright.playbook.plain_words import Unreadable, in_plain_words

LARGEST = 500_000
MOST_NODES = 20_000
DEEPEST = 20
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NOTHING = frozenset(["", "~", "null", "Null", "NULL"])
UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

Kind = Literal["text", "list", "mapping", "empty"]


@dataclass(frozen=True, slots=True)
class Node:
    """One value in the file. Lines and columns count from 1.

    `pairs` (of a mapping) and `items` (of a list) are in the order of the file; asking a node for what it
    does not have answers nothing instead of failing, so that one fault does not hide the next. `file` is the
    name of its file, where several are read together.
    """

    kind: Kind
    line: int
    column: int
    text: str = ""
    quoted: bool = False
    items: tuple["Node", ...] = ()
    pairs: tuple[tuple["Node", "Node"], ...] = ()
    file: str = ""

    def get(self, name: str) -> "Node | None":
        """The value under this key, unless it is missing or left empty."""
        found = next((value for key, value in self.pairs if key.text == name), None)
        return None if found is None or found.kind == "empty" else found

    def each(self, *path: str) -> tuple["Node", ...]:
        """The items of the list under these keys."""
        node: Node | None = self
        for name in path:
            node = node.get(name) if node else None
        return node.items if node else ()

    def word(self, name: str) -> str:
        """The text under this key, or an empty text."""
        found = self.get(name)
        return found.text if found else ""


@lru_cache(maxsize=8)  # a request reads the same few texts over and over
def tree(text: str, file: str = "") -> Node:
    """The one document in this text, its nodes marked with `file`; Unreadable when there is none, or more than one."""
    text = text.removeprefix("\ufeff")
    _refuse_strange_text(text)
    try:
        roots = list(_documents(text, file))
    except yaml.YAMLError as error:
        raise in_plain_words(error, text) from error
    if not roots or roots[0].kind == "empty":
        raise Unreadable("The file is empty.", 'A playbook starts with "format: 1".')
    return roots[0]


def _refuse_strange_text(text: str) -> None:
    if len(text) > LARGEST:
        raise Unreadable(
            f"The file has {len(text):,} characters; a playbook may have {LARGEST:,}.",
            "A playbook is one process: put other processes into files of their own.",
        )
    if strange := UNREADABLE.search(text):
        line, column = _position(text, strange.start())
        raise Unreadable(
            f"There is a character here that cannot be shown (code {ord(strange[0]):X}).",
            "Delete it, and save the file as UTF-8 text.",
            line,
            column,
        )


def _position(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    return before.count("\n") + 1, index - before.rfind("\n")


def _documents(text: str, file: str) -> Iterator[Node]:
    """Builds by hand instead of with yaml.compose, whose recursion a hostile file can exhaust."""
    open_nodes: list[tuple[Any, list[Node]]] = []
    done = 0
    for count, event in enumerate(yaml.parse(text, Loader=LOADER)):
        if count > MOST_NODES:
            raise _refused(event, "This file has too many entries.", "A playbook is one process; divide it.")
        if isinstance(event, yaml.DocumentStartEvent):
            done += 1
            if done > 1:
                raise _refused(event, "A second document starts here.", 'Remove the line "---" and what follows.')
        elif isinstance(event, yaml.NodeEvent):
            _refuse_references(event)
            if isinstance(event, yaml.CollectionStartEvent):
                open_nodes.append((event, []))
                if len(open_nodes) > DEEPEST:
                    raise _refused(event, "This is nested too deeply.", "A playbook needs no more than a few levels.")
                continue
            yield from _place(_scalar(event, file), open_nodes)
        elif isinstance(event, yaml.CollectionEndEvent):
            start, children = open_nodes.pop()
            yield from _place(_collection(start, children, file), open_nodes)


def _place(node: Node, open_nodes: list[tuple[Any, list[Node]]]) -> Iterator[Node]:
    if open_nodes:
        open_nodes[-1][1].append(node)
    else:
        yield node


def _scalar(event: Any, file: str) -> Node:
    plain = event.style is None or event.style == ""
    kind: Kind = "empty" if plain and event.value in NOTHING else "text"
    return Node(kind, event.start_mark.line + 1, event.start_mark.column + 1, event.value, not plain, file=file)


def _collection(start: Any, children: list[Node], file: str) -> Node:
    line, column = start.start_mark.line + 1, start.start_mark.column + 1
    if isinstance(start, yaml.SequenceStartEvent):
        return Node("list", line, column, items=tuple(children), file=file)
    pairs = tuple(zip(children[::2], children[1::2], strict=True))
    for key, _ in pairs:
        if key.kind in ("list", "mapping"):
            raise Unreadable(
                "A key must be a word.", "Text that starts with { or [ needs quotes.", key.line, key.column
            )
    return Node("mapping", line, column, pairs=pairs, file=file)


def _refuse_references(event: Any) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise _refused(
            event,
            f"References (&{event.anchor}, *{event.anchor}) are not used in a playbook.",
            "Write the value out, or put quotes around a text that starts with & or *.",
        )
    if event.tag:
        raise _refused(
            event,
            f"Types ({event.tag}) are not used in a playbook.",
            "Remove it, or put quotes around a text that starts with an exclamation mark.",
        )


def _refused(event: Any, message: str, remedy: str) -> Unreadable:
    return Unreadable(message, remedy, event.start_mark.line + 1, event.start_mark.column + 1)
