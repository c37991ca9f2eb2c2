"""The form of a part of a playbook, made from the classes of the language: a key that is new there appears here.

Paths count items from 1, as `playbook.editing` takes them, so that they stay when a key changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from dealwright.playbook import Problem
from dealwright.playbook.needs import Asked
from dealwright.playbook.shape import TAG, Entry, Many, Number, Record, Spec, Text, Variants, Word, entries
from dealwright.playbook.source import Node

from ..wording import worded
from .choices import Options, options

LABELS: Final[Mapping[str, str]] = {
    "activities": "What is planned",
    "answer": "Answer",
    "back": "Going back to an earlier stage",
    "beliefs": "What the buyer must believe",
    "buyer": "What the buyer does",
    "check": "What must be true",
    "days": "Days",
    "duty": "Law or rule",
    "element": "Element",
    "every": "Every so many days",
    "exit": "What a deal needs before it moves on",
    "extends": "Variant of",
    "help": "Help",
    "journey": "Phases of the buyer's journey",
    "key": "Key",
    "materials": "What to have at hand",
    "objections": "What buyers say against it",
    "of": "Needs",
    "onboarding": "Onboarding",
    "pick": "Which new deals start here",
    "probability": "Chance of winning, %",
    "process": "Key",
    "questions": "Questions to ask",
    "reasons": "Reasons for a loss",
    "rhythm": "Rhythm of the account",
    "skip": "Jumping over a stage",
    "start": "Stages a new deal may begin in",
    "tasks": "Follow-up",
    "valid_days": "Days the proof counts",
    "when": "Only where",
    "why": "Why it is asked",
}
CEL: Final[Mapping[str, str]] = {
    "check": "Asked of the deal: deal.amount > 0, has(deal.fields.budget), deal.stage_days < 30.",
    "when": 'Without it, always. Such as deal.country == "DE" or deal.amount >= 10000.0.',
    "pick": "Such as deal.amount >= 100000.0; for a variant of another process.",
}
SHORT: Final = ("title", "link", "duty")
SET_ELSEWHERE: Final = ("format", "fields", "stages", "outcomes")
EXTRA: Final = tuple(entry.name for entry in entries(Asked) if entry.name not in ("why", "when"))
LEADS_ON: Final = ("framework", "frameworks", "journey", "key")


@dataclass(frozen=True)
class Control:
    """One key with its value: a text, or for choices and lines a list. `extra` ones stand apart."""

    path: str
    kind: str
    label: str
    help: str
    value: Any
    options: Options
    required: bool
    problems: Sequence[Problem]
    inherited: bool
    extra: bool

    @property
    def id(self) -> str:
        """The id of its element on the page."""
        return "c-" + self.path.replace(".", "-")

    @property
    def leads_on(self) -> bool:
        """Whether other controls are chosen by this one, so that the form is shown anew when it changed."""
        return self.path.rpartition(".")[2] in LEADS_ON


@dataclass(frozen=True)
class Item:
    """One item of a list, by form. `own` is false where a variant inherits it."""

    path: str
    title: str
    note: str
    parts: Sequence["Part"]
    problems: Sequence[Problem]
    own: bool

    @property
    def id(self) -> str:
        """What ends the ids of its elements on the page."""
        return self.path.replace(".", "-")

    @property
    def faulty(self) -> bool:
        """Whether something in it is wrong."""
        return bool(self.problems) or any(control.problems for control in controls(self.parts))


@dataclass(frozen=True)
class Group:
    """A list of items; `kinds` are what a new one can be, where there is a choice."""

    extra: ClassVar[bool] = False
    path: str
    label: str
    help: str
    items: Sequence[Item]
    kinds: Options
    problems: Sequence[Problem]

    @property
    def id(self) -> str:
        """What ends the ids of its elements on the page."""
        return self.path.replace(".", "-")


@dataclass(frozen=True)
class Heading:
    """A part with keys of its own."""

    extra: ClassVar[bool] = False
    path: str
    label: str
    help: str
    parts: Sequence["Part"]


Part = Control | Group | Heading


@dataclass(frozen=True)
class Sheet:
    """A playbook's tree with what is wrong in it; `name` marks the nodes that its own text says."""

    root: Node
    name: str
    problems: Sequence[Problem]

    def parts(self, node: Node, cls: Any, path: str, skipped: Sequence[str] = ()) -> list[Part]:
        """The form of a mapping that is read into this class."""
        said = [entry for entry in entries(cls) if entry.name not in skipped]
        return [self._part(entry, node, f"{path}.{entry.name}".lstrip("."), cls) for entry in said]

    def wrong_at(self, *nodes: Node | None) -> list[Problem]:
        """What is wrong exactly at these nodes."""
        places = {(node.file, node.line, node.column) for node in nodes if node}
        return [each for each in self.problems if (each.file, each.line, each.column) in places]

    def _part(self, entry: Entry, holder: Node, path: str, cls: Any) -> Part:
        node = holder.get(entry.name)
        label = LABELS.get(entry.name) or worded(entry.name)
        if isinstance(entry.spec, Record):
            empty = node or Node("mapping", 0, 0)
            return Heading(path, label, entry.doc, self.parts(empty, entry.spec.cls, path))
        if isinstance(entry.spec, Many) and isinstance(entry.spec.item, Record | Variants):
            return self._group(entry, entry.spec.item, node, path, label)
        kind, choices = _kind(entry, holder, self.root)
        choices = _with_value(choices, kind, node, entry)
        wrong = self.wrong_at(node, *(node.items if node else ()))
        hint = CEL.get(entry.name, entry.doc)
        aside = entry.name == "key" or (issubclass(cls, Asked) and entry.name in EXTRA)
        inherited = node is not None and node.file != self.name
        said = str(entry.default) if node is None and kind == "select" and entry.default else _value(kind, node)
        return Control(path, kind, label, hint, said, choices, entry.required, wrong, inherited, aside)

    def _group(self, entry: Entry, item: Record | Variants, node: Node | None, path: str, label: str) -> Group:
        kinds = (
            [(member.need, _first_sentence(member)) for member in item.members] if isinstance(item, Variants) else []
        )
        found = node.items if node and node.kind == "list" else ()
        made = [self._item(each, item, f"{path}.{number}") for number, each in enumerate(found, start=1)]
        return Group(path, label, entry.doc, made, kinds, self.wrong_at(node) if node and not found else [])

    def _item(self, node: Node, spec: Record | Variants, path: str) -> Item:
        cls = spec.named(node.word(TAG)) if isinstance(spec, Variants) else spec.cls
        shown = (
            node
            if node.kind == "mapping"
            else Node("mapping", node.line, node.column, file=node.file, pairs=_as_pair(node))
        )
        title = shown.word("why") or shown.word("title") or worded(shown.word("key")) or "–"
        parts = self.parts(shown, cls, path) if cls else []
        keys = [key for key, _ in node.pairs]
        inner = {id(problem) for control in controls(parts) for problem in control.problems}
        wrong = [each for each in self.wrong_at(node, *keys) if id(each) not in inner]
        return Item(path, title, _first_sentence(cls) if isinstance(spec, Variants) and cls else "", parts, wrong,
                    node.file == self.name)  # fmt: skip


def controls(parts: Sequence[Part]) -> Iterator[Control]:
    """Every control of a form, also those of its items."""
    for part in parts:
        if isinstance(part, Control):
            yield part
        elif isinstance(part, Heading):
            yield from controls(part.parts)
        else:
            for item in part.items:
                yield from controls(item.parts)


def all_items(parts: Sequence[Part]) -> Iterator[Item]:
    """Every item of a form, also those within items."""
    for part in parts:
        if isinstance(part, Heading):
            yield from all_items(part.parts)
        elif isinstance(part, Group):
            for item in part.items:
                yield item
                yield from all_items(item.parts)


def _as_pair(word: Node) -> tuple[tuple[Node, Node], ...]:
    """A plain word as the mapping it stands for."""
    title = Node("text", 0, 0, worded(word.text), file=word.file)
    return ((Node("text", 0, 0, "key"), word), (Node("text", 0, 0, "title"), title))


def _kind(entry: Entry, holder: Node, root: Node) -> tuple[str, Options]:
    """What kind of control a key has, and what can be chosen in it."""
    spec: Spec = entry.spec
    found = options(entry.name, holder, root)
    if isinstance(spec, Many):
        if isinstance(spec.item, Word):
            return "choices", _words(spec.item)
        return ("choices", found) if found is not None else ("lines", [])
    if isinstance(spec, Word):
        return "select", _words(spec)
    if isinstance(spec, Number):
        return "number", []
    if found is not None:
        return "select", found
    if entry.name in CEL:
        return "cel", []
    short = entry.name in SHORT or (isinstance(spec, Text) and bool(spec.pattern))
    return ("text" if short or entry.name == "currency" else "textarea"), []


def _words(spec: Word) -> Options:
    return [(str(word), worded(word)) for word in spec.words]


def _with_value(choices: Options, kind: str, node: Node | None, entry: Entry) -> Options:
    """The choices with what is said now, though it be none of them; and with nothing, where nothing may be said."""
    said = [item.text for item in (node.items or (node,))] if node else []
    known = {key for key, _ in choices}
    strange = [(word, word) for word in said if word not in known and kind in ("select", "choices")]
    settled = isinstance(entry.default, str) and entry.default
    nothing = [("", "–")] if kind == "select" and not settled and not (entry.required and said) else []
    return [*nothing, *choices, *strange]


def _value(kind: str, node: Node | None) -> Any:
    if kind == "choices":
        return [item.text for item in node.items or (node,)] if node else []
    if kind == "lines":
        return [" ".join(item.text.split()) for item in node.items or (node,)] if node else []
    return node.text if node else ""


def _first_sentence(cls: Any) -> str:
    return str(cls.__doc__).split("\n")[0].rstrip(".")
