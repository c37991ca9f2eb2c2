"""What every kind of import has in common: a line of the file on its way into the records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from dealwright.ledger.among import Among
from dealwright.records.kinds import Kind
from dealwright.records.money import currencies
from dealwright.workspace.queries import Actor, Sees

from ..cells import Fault
from ..names import Names
from ..rules import Existing


@dataclass(slots=True)
class Line:
    """A row of the file: its number, its values by target, what is wrong with it, and the record it is about."""

    number: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    existing: Existing | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)


class Recipe(Protocol):
    """How rows become records of one kind.

    `subject` is the records' name in the ledger; a file must have one column of each group in `needs`; the first of
    `unique` that a row has is the key under which it is found.
    """

    subject: str
    needs: tuple[tuple[str, ...], ...]
    unique: tuple[str, ...]

    def complete(self, line: Line) -> None:
        """Bring together what stands in several columns, noting faults."""

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the record that is here already."""

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Make new records."""

    def change(self, lines: Sequence[Line], names: Names) -> None:
        """Give records their new values and note what they were before; who refuses gets a fault."""

    def remove(self, ids: list[int]) -> None:
        """Take back records that an import made."""

    def restore(self, ids: list[int], before: Mapping[str, Any]) -> Mapping[int, Any]:
        """Give records back what they had before an import; returns the refusals by id."""


def check_currency(line: Line, key: str, fallback: str) -> str:
    """The currency of the line's amounts, from its own column or the fallback; an unknown one is a fault."""
    code: str = line.values.get(key, fallback).upper()
    if code not in currencies():
        line.faults.append(Fault(key, f"“{code[:20]}” is not a currency.", "Use its three-letter code, like EUR."))
        return fallback
    return code


def find_by(
    lines: Sequence[Line],
    key: str,
    kind: Kind,
    columns: Sequence[str],
    by: Actor,
    existing: Callable[[Mapping[str, Any]], Existing],
) -> None:
    """Note the records of a kind whose column `key` is what the lines say, in one query.

    A line that fits several records, or one that the actor may not see, gets a fault instead.
    """
    wanted = {line.values[key] for line in lines if line.existing is None and key in line.values}
    if not wanted:
        return
    rows = list(kind.model._default_manager.filter(**{f"{key}__in": Among(wanted)}).values(*columns))
    if not rows:
        return
    visible = _visible({row["id"] for row in rows}, kind, by)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    for line in lines:
        fits = found.get(line.values.get(key, ""), []) if line.existing is None else []
        if len(fits) > 1:
            line.faults.append(
                Fault(key, f"There are several records with “{line.values[key]}”.", "Say which by its number.")
            )
        elif fits and fits[0]["id"] not in visible:
            line.faults.append(Fault(key, f"“{line.values[key]}” belongs to a record that you may not see."))
        elif fits:
            line.existing = existing(fits[0])


def _visible(ids: set[int], kind: Kind, by: Actor) -> set[int]:
    if by.sees == Sees.ALL:
        return ids
    return set(kind.model._default_manager.filter(kind.visible(by), id__in=ids).values_list("id", flat=True))
