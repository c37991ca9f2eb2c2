"""The kinds of record whose access can be asked about and shared; whoever makes a kind known names it here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from dealwright import NotFound

from .rules import Actor

GUARDED: dict[str, "Guarded"] = {}
ALSO = ("activity", "task")  # have a reach, but are shared with the record they are about


@dataclass(frozen=True)
class Guarded:
    """A kind of record: singular key, label, table, who sees which rows, and the columns of its name and owner."""

    one: str
    label: str
    model: type[Model]
    visible: Callable[[Actor], Q]
    title: str = "name"
    page: str = ""


@dataclass(frozen=True)
class Kept:
    """One record as access looks at it."""

    kind: Guarded
    id: int
    title: str
    owner_id: int | None


def guard(kind: Guarded) -> None:
    """Make a kind known: its records have an owner and can be shared."""
    GUARDED[kind.one] = kind


def kinds() -> list[str]:
    """The singular keys of all kinds that a role can reach."""
    return [*GUARDED, *(one for one in ALSO if one not in GUARDED)]


def guarded(one: str) -> Guarded:
    """The kind; raises NotFound."""
    if one not in GUARDED:
        raise NotFound(f"There are no records called {one}.", remedy=f"Known are: {', '.join(GUARDED)}.")
    return GUARDED[one]


def record_of(one: str, record_id: int, actor: Actor | None = None) -> Kept:
    """The record, which the actor must be able to see (None: whoever asks); raises NotFound."""
    kind = guarded(one)
    rows: Any = kind.model._default_manager.filter(kind.visible(actor) if actor else Q(), id=record_id)
    row = rows.values_list("id", kind.title, "owner_id").first() if 0 < record_id < 2**63 else None
    if row is None:
        raise NotFound(f"There is no {kind.label.lower()} {record_id} that you may see.")
    return Kept(kind, *row)


def named(one: str, text: str, actor: Actor, most: int = 10) -> list[Kept]:
    """The records that the actor sees whose name begins with the text, else those whose name holds it, by name."""
    kind = guarded(one)
    rows: Any = kind.model._default_manager.filter(kind.visible(actor)).order_by(kind.title, "id")
    columns = rows.values_list("id", kind.title, "owner_id")
    begun = list(columns.filter(**{f"{kind.title}__istartswith": text})[:most])
    return [Kept(kind, *row) for row in begun or columns.filter(**{f"{kind.title}__icontains": text})[:most]]


PLURAL = {"person": "People", "activity": "Activities"}


def labels() -> dict[str, str]:
    """What records of each kind are called, by singular key."""
    return {one: PLURAL.get(one, f"{_label(one)}s") for one in kinds()}


def _label(one: str) -> str:
    return GUARDED[one].label if one in GUARDED else one.capitalize()
