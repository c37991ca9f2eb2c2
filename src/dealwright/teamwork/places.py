"""What a notification can be about that is no record: whoever makes such a thing known names it here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from dealwright.workspace.queries import Actor


@dataclass(frozen=True)
class Place:
    """The page (its url name, which takes a number), and the titles of those that a member may know, by number."""

    page: str
    titles: Callable[[Collection[int], Actor], Mapping[int, str]]


PLACES: dict[str, Place] = {}


def register_place(kind: str, place: Place) -> None:
    """Have events about such a thing told to those that `notable.register` names."""
    PLACES[kind] = place
