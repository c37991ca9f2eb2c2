"""The table of a list: its columns, its rows, its groups and what they add up to, in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from dealwright.desk import figures
from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor, member_names

from .asked import Asked
from .fields import REFERENCES, Catalogue, Field
from .filters import Sort, can_sort
from .grouping import Grouped, Grouping, Sums
from .kinds import KINDS, Kind, titles
from .queries import Row
from .shown import NUMBERS, Cell, address_of, cell, reference_of, text_of
from .spans import in_words

ON_PHONES = 2  # columns beside the name, unless columns were chosen
UNSHOWN = frozenset({"fields", "revision"})


@dataclass(frozen=True)
class Head:
    """The head of a column: `sort` is the address that sorts by it, `edits` the field that its cells change.

    `adds_up` says whether the values of all rows mean something as a sum.
    """

    key: str
    label: str
    numeric: bool
    wide: bool
    sort: str = ""
    direction: str = ""
    edits: str = ""
    adds_up: bool = False


@dataclass(frozen=True)
class Line:
    """A record in the list: its number, its name, its page, and its other values with the look of their column."""

    id: int
    title: str
    href: str
    cells: Sequence[tuple[str, Cell]]
    in_dialog: bool = False


@dataclass(frozen=True)
class Section:
    """A group in words: its title, how many records, what they add up to, and the address of its rows."""

    title: str
    count: str
    sums: Sequence[str]
    rows: str
    place: int


@dataclass(frozen=True)
class Columns:
    """The columns of a list: the one that names the record, and the others."""

    kind: Kind
    catalogue: Catalogue
    name: Field
    others: Sequence[Field]

    @property
    def fields(self) -> list[Field]:
        """All of them, and the numbers of the records that some of them name."""
        references = [found for field in self.others if (found := reference_of(field, self.catalogue))]
        return [self.name, *self.others, *references]

    def heads(self, asked: Asked, path: str, sort: Sort) -> list[Head]:
        """The heads of all columns."""
        on_phones = len(self.others) if asked.columns else ON_PHONES
        shown = enumerate([self.name, *self.others])
        return [self._head(asked, path, field, sort, n > on_phones) for n, field in shown]

    def _head(self, asked: Asked, path: str, field: Field, sort: Sort, is_wide: bool) -> Head:
        is_numeric, is_sorted = field.type in NUMBERS, sort.field.key == field.key
        address = direction = ""
        if can_sort(field):
            first = f"-{field.key}" if is_numeric else field.key
            other = field.key if sort.descending else f"-{field.key}"
            address = replace(asked, sort=other if is_sorted else first).address(path)
        if is_sorted:
            direction = "desc" if sort.descending else "asc"
        edited = edited_by(field, self.catalogue, self.kind)
        edits, adds_up = edited.key if edited else "", field.type == FieldType.MONEY
        return Head(field.key, field.label, is_numeric, is_wide, address, direction, edits, adds_up)

    def lines(self, rows: Sequence[Row], on_phones: int = ON_PHONES) -> list[Line]:
        """The rows in words."""
        known = [(_look(field, n >= on_phones), field, field.titles()) for n, field in enumerate(self.others)]
        return [
            Line(
                row["id"],
                row[self.kind.title],
                address_of(self.kind.page, row["id"]),
                [(look, cell(field, row, names, self.catalogue)) for look, field, names in known],
                self.kind.in_dialog,
            )
            for row in rows
        ]


def columns(kind: Kind, catalogue: Catalogue, fields: Sequence[Field]) -> Columns:
    """The columns of a list that shows these fields; the name of the record always comes first."""
    name = next(field for field in catalogue.values() if field.path == kind.title)
    return Columns(kind, catalogue, name, [field for field in fields if field is not name])


def _look(field: Field, is_wide: bool) -> str:
    """The classes of a column's cells."""
    return " ".join(filter(None, ("figure" if field.type in NUMBERS else "", "wide" if is_wide else "")))


def edited_by(field: Field, catalogue: Catalogue, kind: Kind) -> Field | None:
    """The field that is written when a cell of this one is edited; None where it cannot be."""
    if kind.change_many is None:
        return None
    found = field if field.writable else reference_of(field, catalogue)
    return found if found and found.writable and found.key not in UNSHOWN else None


def choosable(catalogue: Catalogue) -> list[Field]:
    """The fields that can be a column: one of each label, names rather than numbers of other records."""
    named = {key.removesuffix(".name") for key in catalogue if key.endswith(".name")}
    fields = [field for field in catalogue.values() if field.key not in named and field.key not in UNSHOWN]
    return list({field.label: field for field in fields}.values())


def sections(grouping: Grouping, found: Sequence[Grouped], asked: Asked, path: str, actor: Actor) -> list[Section]:
    """The groups in words."""
    names = _names(grouping, found, actor)
    bare = replace(asked, group="", view="", sort=asked.sort)
    return [
        Section(
            _title(grouping, group, names),
            figures.number(group.sums.count),
            money_in_words(group.sums),
            replace(bare, filters=(*bare.filters, group.pair)).address(path),
            n,
        )
        for n, group in enumerate(found)
    ]


def _names(grouping: Grouping, found: Sequence[Grouped], actor: Actor) -> dict[Any, str]:
    if grouping.field.type == FieldType.MEMBER:
        return dict(member_names())
    if grouping.field.type not in REFERENCES:
        return {}
    one = grouping.field.type.value
    if one not in {kind.one for kind in KINDS.values()}:
        return {}
    ids = [(one, group.value) for group in found if group.value is not None]
    return {record_id: title for (_, record_id), title in titles(ids, actor).items()}


def _title(grouping: Grouping, group: Grouped, names: dict[Any, str]) -> str:
    value = group.value
    if value in (None, ""):
        return _("None")
    if grouping.period:
        return in_words(group.pair[1])
    return names.get(value) or text_of(grouping.field, [value], grouping.field.titles())


def money_in_words(sums: Sums) -> list[str]:
    """What money adds up to: one text for each field and currency."""
    return [figures.whole_money(minor, name) for by in sums.money.values() for name, minor in sorted(by.items())]


def feet(shown: Columns, sums: Sums) -> list[str]:
    """What each column but the first adds up to, "" where that means nothing."""
    found = (sums.money.get(field.key, {}) for field in shown.others)
    return [" · ".join(figures.whole_money(minor, name) for name, minor in sorted(by.items())) for by in found]
