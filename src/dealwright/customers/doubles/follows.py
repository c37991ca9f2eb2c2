"""Which rows follow a record that goes up into another: all that point at it by foreign key, and what modules name.

A column that names a record by kind and number is registered in its module's apps.py; a module that knows better how
its rows follow registers two functions for them instead.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

Follow = Callable[[str, int, int], Mapping[str, Any]]
Back = Callable[[Mapping[str, Any]], object]


@dataclass(frozen=True)
class Pointer:
    """A column of a table that holds numbers of records; `kind` is the column that says of which kind, if any."""

    model: type[Model]
    column: str
    kind: str = ""


@dataclass(frozen=True)
class Own:
    """How a module has its rows follow: (kind, from number, to number) -> what it takes to undo it; and the undoing."""

    follow: Follow
    back: Back
    models: frozenset[type[Model]]


NAMED: list[Pointer] = []
OWN: dict[str, Own] = {}


def register(model: type[Model], kind: str, column: str) -> None:
    """Have rows follow whose column `kind` names a kind of record (singular key) and `column` its number."""
    NAMED.append(Pointer(model, column, kind))


def register_own(name: str, follow: Follow, back: Back, *models: type[Model]) -> None:
    """Have a module's own functions take care of these tables; `name` stays the same for good."""
    OWN[name] = Own(follow, back, frozenset(models))


def pointers(model: type[Model]) -> Iterator[Pointer]:
    """Every column by which rows follow a record of this table, save for tables that take care themselves."""
    taken = {each for own in OWN.values() for each in own.models}
    for other in apps.get_models():
        if other in taken:
            continue
        for field in other._meta.concrete_fields:
            if field.related_model is model and not field.primary_key:
                yield Pointer(other, field.attname)
    yield from (pointer for pointer in NAMED if pointer.model not in taken)
