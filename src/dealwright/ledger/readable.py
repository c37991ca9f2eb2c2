"""What somebody may read of events: higher modules register what they take out of them."""

from collections.abc import Callable, Sequence
from typing import Any

from .queries import Happened

Reduce = Callable[[Sequence[Happened], Any], list[Happened]]
REDUCERS: list[Reduce] = []


def register(reduce: Reduce) -> None:
    """Have `reduce(entries, actor)` take out of events what the actor may not know, and leave out whole events."""
    REDUCERS.append(reduce)


def readable(entries: Sequence[Happened], actor: Any) -> list[Happened]:
    """The events as the actor may read them, in their order; those that would tell nothing are left out."""
    found = list(entries)
    for reduce in REDUCERS:
        found = reduce(found, actor)
    return found
