"""What waits for a member, besides their tasks: higher modules say so, and what records may bring."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dealwright.workspace.queries import Actor

from .worth import Stake


@dataclass(frozen=True, slots=True)
class Do:
    """One thing to do about what waits: a letter as its key, a label, an address.

    With `values` it is sent at once (POST), otherwise the address opens in the dialog.
    """

    key: str
    label: str
    address: str
    icon: str = ""
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: what, why in words, where it is opened, how urgent it is (see `worth`)."""

    title: str
    why: str
    page: str
    icon: str
    urgency: float
    about: tuple[str, int] | None = None
    about_title: str = ""
    is_hint: bool = False
    do: Sequence[Do] = ()


Find = Callable[[Actor, datetime], Sequence[Waiting]]
Stakes = Callable[[Sequence[int], Actor], Mapping[int, Stake]]
FOUND: dict[str, Find] = {}
STAKES: dict[str, Stakes] = {}


def register_waiting(name: str, find: Find) -> None:
    """Have Today show what `find(member, now)` names: at most some dozens, already what the member may see."""
    FOUND[name] = find


def register_stakes(one: str, find: Stakes) -> None:
    """Have what is about these records weigh what `find(ids, actor)` says they may bring; one query for any number."""
    STAKES[one] = find


def waiting_for(actor: Actor, now: datetime) -> list[Waiting]:
    """All that other modules say waits for the member."""
    return [each for find in FOUND.values() for each in find(actor, now)]


def stakes_of(records: Sequence[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], Stake]:
    """What these records may bring, of kinds that say so, as far as the actor may know that."""
    found = {}
    for one, find in STAKES.items():
        if ids := sorted({record_id for kind, record_id in records if kind == one}):
            found.update({(one, record_id): stake for record_id, stake in find(ids, actor).items()})
    return found
