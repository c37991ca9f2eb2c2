"""The shape that the dataclasses of `model` give a file; reader, rules, writer and schema all go by it."""

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from dealwright.playbook.source import Node
from dealwright.playbook.words import About

TAG = "need"
MOST_ITEMS = 100


@dataclass(frozen=True)
class Text:
    """A text; `blank` when it may be empty."""

    pattern: str
    blank: bool


@dataclass(frozen=True)
class Number:
    """A whole number within bounds, ends included."""

    low: int | None
    high: int | None


@dataclass(frozen=True)
class Word:
    """One of a set of words."""

    words: type[StrEnum]


@dataclass(frozen=True)
class Many:
    """A list; `lone` when a single item may stand for a list of one."""

    item: "Spec"
    low: int
    high: int
    lone: bool


@dataclass(frozen=True)
class Record:
    """A mapping with the keys of a dataclass; `short` when a plain word may stand for it."""

    cls: type[Any]
    short: bool = False


@dataclass(frozen=True)
class Variants:
    """A mapping whose key `need` says which dataclass it is."""

    members: tuple[type[Any], ...]

    def named(self, word: str) -> type[Any] | None:
        """The dataclass that this word stands for."""
        return next((member for member in self.members if member.need == word), None)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that may stand under `need`."""
        return tuple(member.need for member in self.members)


Spec = Text | Number | Word | Many | Record | Variants


@dataclass(frozen=True)
class Entry:
    """One key of a mapping: its `name` in the file, and the attribute of the dataclass it fills."""

    name: str
    attribute: str
    spec: Spec
    doc: str
    required: bool
    default: Any


class Spot(NamedTuple):
    """A value in the file beside what is expected there; `name` is the key it stands under."""

    node: Node
    spec: Spec
    name: str


def entries(cls: Any) -> tuple[Entry, ...]:
    """The keys of a mapping that is read into this dataclass, in the order of the class."""
    return _entries(cls)


@cache
def _entries(cls: Any) -> tuple[Entry, ...]:
    hints = get_type_hints(cls, include_extras=True)
    # What a class says of its own comes before what it shares with its kin, as in a file.
    own_first = sorted(fields(cls), key=lambda field: field.name not in cls.__annotations__)
    return tuple(_entry(field, hints[field.name]) for field in own_first)


def _entry(field: Any, hint: Any) -> Entry:
    plain, about = get_args(hint)
    has_default = field.default is not MISSING
    spec = spec_of(plain, about, blank=field.default == "")
    required = about.required or not has_default
    default = field.default if has_default else None
    return Entry(about.name or field.name, field.name, spec, about.doc, required, default)


def spec_of(hint: Any, about: About, blank: bool = False) -> Spec:
    """What a type of Python, with what is said about it, expects in the file."""
    arguments = [argument for argument in get_args(hint) if argument is not type(None)]
    if get_origin(hint) is tuple:
        item = spec_of(arguments[0], about)
        return Many(item, about.low or 0, about.high or MOST_ITEMS, about.lone)
    if len(arguments) > 1:
        return Variants(tuple(arguments))
    plain: Any = arguments[0] if arguments else hint
    if is_dataclass(plain):
        return Record(hint, hasattr(hint, "from_word"))
    if plain is str:
        return Text(about.pattern, blank)
    return Number(about.low, about.high) if plain is int else Word(plain)


def keys(cls: Any) -> tuple[str, ...]:
    """The words that may stand as keys in such a mapping."""
    names = tuple(entry.name for entry in entries(cls))
    return (TAG, *names) if hasattr(cls, TAG) else names


def walk(node: Node, spec: Spec, name: str = "") -> Iterator[Spot]:
    """Every value of the file beside what is expected there, as deep as the two agree."""
    yield Spot(node, spec, name)
    match spec:
        case Many() if node.kind == "list":
            for item in node.items:
                yield from walk(item, spec.item, name)
        case Many(lone=True) if node.kind == "text":
            yield from walk(node, spec.item, name)
        case Record() if node.kind == "mapping":
            for entry in entries(spec.cls):
                if (value := node.get(entry.name)) is not None:
                    yield from walk(value, entry.spec, entry.name)
        case Variants() if member := spec.named(node.word(TAG)):
            yield from walk(node, Record(member), name)
