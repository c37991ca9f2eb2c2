"""What each kind of record is found by, and what is shown beside its name: the modules register it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

Texts = Callable[[Collection[int]], Iterable[tuple[int, str]]]
SEARCHED: dict[str, "Searched"] = {}
TRIGGERS: set[str] = set()


@dataclass(frozen=True, slots=True)
class Searched:
    """A kind that is searched: its number in the index, columns beside the title, texts kept elsewhere, and the
    column that tells what a record belongs to."""

    one: str
    number: int
    also: tuple[str, ...]
    texts: Texts | None
    belongs: str


def register(
    one: str, events: Iterable[str], also: Sequence[str] = (), texts: Texts | None = None, belongs: str = ""
) -> None:
    """Have records of this kind found by their title, by the columns `also`, and by `texts` (of ids: id and text each).

    `events` are the kinds of event after which a record must be read again. A text that is a number (of a telephone,
    of another system) is found in any spelling, by its last digits and by five in its middle. `belongs` is the path of
    the name shown beside the title, such as "organisation__name".
    """
    number = crc32(one.encode()) & 0x7FFF
    if any(each.number == number and each.one != one for each in SEARCHED.values()):
        raise ValueError(f"two kinds of record share the number {number} in the index: rename {one}")
    SEARCHED[one] = Searched(one, number, tuple(also), texts, belongs)
    TRIGGERS.update(events)
