"""Where the fields of a record stand on its page and in its forms, for whoever looks at it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from dealwright.workspace.access import role_keys
from dealwright.workspace.queries import Actor

from .fields import Catalogue, Field
from .kinds import Kind, fields_of
from .own.configured import configured

UNPLACED = frozenset({"id", "revision", "fields"})
EVERYONE = ""
NONE: Mapping[str, str] = MappingProxyType({})
Part = TypeVar("Part")


@dataclass(frozen=True)
class Section:
    """Fields that stand together under a title ("" for none)."""

    title: str
    fields: Sequence[Field]


@dataclass(frozen=True)
class Placed:
    """The sections of a page or form, and the fields that the layout leaves to "More"."""

    sections: Sequence[Section]
    more: Sequence[Field]

    @property
    def fields(self) -> list[Field]:
        """Every field, in the order in which it is met."""
        return [*(field for section in self.sections for field in section.fields), *self.more]


@dataclass(frozen=True)
class Arranged(Generic[Part]):
    """The parts of a form or page: sections with their titles ("" for none), at least one, and what is under "More"."""

    sections: Sequence[tuple[str, Sequence[Part]]]
    more: Sequence[Part] = ()


def arranged(
    layout: Placed | None,
    parts: Mapping[str, Part],
    *,
    later: Collection[str] = (),
    needed: Collection[str] = (),
    same: Mapping[str, str] = NONE,
) -> Arranged[Part]:
    """The parts of a form or page, by field key, where the company's layout has them.

    Without one they stand in their own order, those of `later` under "More". What is `needed` never waits there: it
    ends the last section. `same` says which part stands for a field that has none of its own.
    """
    left = dict(parts)
    found: list[tuple[str, list[Part]]] = []
    for section in layout.sections if layout else ():
        keys = [field.key if field.key in left else same.get(field.key, "") for field in section.fields]
        found.append((section.title, [left.pop(key) for key in keys if key in left]))
    sections = [(title, held) for title, held in found if held] or [("", [])]
    now = [key for key in left if key in needed or (layout is None and key not in later)]
    sections[-1][1].extend(left.pop(key) for key in now)
    return Arranged(sections, list(left.values()))


def layout_of(kind: Kind, actor: Actor, catalogue: Catalogue | None = None) -> Placed:
    """The layout of a kind for the actor: of a role of theirs, or else everybody's, or else the usual one.

    `catalogue` is what the actor knows of the record where that differs by record, as a deal's process does.
    """
    known = fields_of(kind, actor) if catalogue is None else catalogue
    return made_layout_of(kind, actor, known) or placed(kind, known, usual(kind, known))


def made_layout_of(kind: Kind, actor: Actor, catalogue: Catalogue) -> Placed | None:
    """As `layout_of`, None where nobody made a layout that holds for the actor."""
    made, roles = configured(actor).layouts, sorted(role_keys(actor))
    chosen = next((made[kind.key, role] for role in (*roles, EVERYONE) if (kind.key, role) in made), None)
    return None if chosen is None else placed(kind, catalogue, chosen)


def placeable(kind: Kind, catalogue: Catalogue) -> list[Field]:
    """The fields that can stand on a page: each once, a reference rather than what is read through it."""
    return [field for field in catalogue.values() if _is_placeable(field) and field.path != kind.title]


def _is_placeable(field: Field) -> bool:
    return field.is_own or ("." not in field.key and field.key not in UNPLACED)


def placed(kind: Kind, catalogue: Catalogue, sections: Iterable[Mapping[str, Any]]) -> Placed:
    """These sections with the fields that the catalogue knows; what none of them names is left to "More"."""
    left = {field.key: field for field in placeable(kind, catalogue)}
    found = [
        Section(one["title"], [left.pop(key) for key in dict.fromkeys(one["fields"]) if key in left])
        for one in sections
    ]  # fmt: skip
    return Placed([section for section in found if section.fields], list(left.values()))


def usual(kind: Kind, catalogue: Catalogue) -> list[dict[str, Any]]:
    """The layout of a kind that nobody has made one for: what is written by hand first, then the company's own."""
    fields = placeable(kind, catalogue)
    written = [each.key for each in fields if not each.is_own and (each.writable or each.is_locked)]
    own = [each.key for each in fields if each.is_own]
    return [{"title": "", "fields": written}, {"title": "What we know", "fields": own}]
