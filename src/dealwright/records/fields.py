"""The field catalogue: what each kind of record is made of, for list, filter, sort, form, import, export and API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from dealwright.playbook import FieldType

from .values import Reading

EQUALITY = frozenset({"eq", "ne", "in", "empty"})
TEXTUAL = EQUALITY | {"contains", "starts"}
ORDERED = EQUALITY | {"lt", "lte", "gt", "gte", "between"}
OPERATIONS: dict[FieldType, frozenset[str]] = {
    **dict.fromkeys(FieldType, EQUALITY),
    **dict.fromkeys((FieldType.TEXT, FieldType.LONG_TEXT, FieldType.URL, FieldType.EMAIL, FieldType.PHONE), TEXTUAL),
    **dict.fromkeys((FieldType.INTEGER, FieldType.DECIMAL, FieldType.PERCENT, FieldType.MONEY), ORDERED),
    **dict.fromkeys((FieldType.DATE, FieldType.DATETIME), ORDERED),
    FieldType.BOOLEAN: frozenset({"eq", "empty"}),
    FieldType.CHOICES: frozenset({"has", "empty"}),
}


REFERENCES = frozenset({FieldType.ORGANISATION, FieldType.PERSON})  # each named as the kind of record, singular
OWN, OWN_PATH = "fields.", "fields__"  # how own fields are named outside, and where they are read from


def own_among(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of own fields among values by field key, by their own keys."""
    return {key.removeprefix(OWN): value for key, value in values.items() if key.startswith(OWN)}


def plain(value: Any) -> Any:
    """The value as it is stored; days and moments become ISO text when they are encoded."""
    return value


@dataclass(frozen=True)
class Field:
    """One field of a kind of record.

    `key` is its name everywhere outside; `paths` are the columns it is read from, the first of which is filtered
    and sorted; `show` makes the API's value from them. `writable` fields stand in forms and bodies, `importable`
    ones may be the target of a column of a file. `keyed` says what keys such as stages are called; `grouped` whether
    long numbers are written in groups, which years are not. A rule of the company may take a `hideable` field away
    from a role, with those that say that they `follow` it (`fields.`: any field of the company), and with what events
    tell of it under the names of `traces`.
    `required` own fields are never empty; `needed` says that a rule on values asks for something in every new record.
    `is_custom` says that the company added it, `is_locked` that whoever asks may read it and not write it. `made` is
    the expression of which the database makes it, where there is no such column.
    """

    key: str
    label: str
    type: FieldType
    paths: tuple[str, ...]
    show: Callable[..., Any] = plain
    sortable: bool = False
    writable: bool = True
    importable: bool = True
    filterable: bool = True
    listed: bool = True
    reading: Reading = field(default_factory=Reading)
    nullable: bool = True
    keyed: Callable[[], Mapping[str, str]] | None = None
    grouped: bool = True
    help: str = ""
    required: bool = False
    needed: bool = False
    default: Any = None
    hideable: bool = False
    follows: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()
    is_custom: bool = False
    is_locked: bool = False
    made: Any = None

    @cached_property
    def is_own(self) -> bool:
        """Whether its value stands among the own fields of a record, in one JSON column."""
        return self.path.startswith(OWN_PATH)

    @property
    def finds(self) -> str:
        """The kind of record (singular key) whose number stands in it; "" for any other value."""
        return self.type.value if self.type in REFERENCES else ""

    @property
    def is_asked_for(self) -> bool:
        """Whether a form cannot be sent without it."""
        return self.required or self.needed

    def titles(self) -> Mapping[str, str]:
        """What keys that stand in this field are called: choices, or whatever `keyed` knows; empty for plain values."""
        return self.keyed() if self.keyed else self.reading.choices

    @cached_property
    def path(self) -> str:
        """The column that is filtered and sorted."""
        return self.paths[0]

    @property
    def operations(self) -> frozenset[str]:
        """The filters this field understands."""
        return OPERATIONS[self.type] if self.filterable else frozenset()


Catalogue = Mapping[str, Field]
