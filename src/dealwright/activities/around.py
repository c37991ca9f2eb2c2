"""With whom something may have been done: each kind of record names the people around it."""

from collections.abc import Callable, Iterable

from dealwright.workspace.queries import Actor

People = Callable[[int, Actor], Iterable[tuple[int, str]]]
AROUND: dict[str, People] = {}


def register_people(one: str, find: People) -> None:
    """Have forms about records of this kind offer the people, number and name, that `find(id, actor)` names."""
    AROUND[one] = find


def people_around(one: str, record_id: int, actor: Actor) -> list[tuple[str, str]]:
    """The people around a record that has been found visible, as options of a form; each stands once."""
    found = AROUND[one](record_id, actor) if one in AROUND else ()
    return [(str(person_id), name) for person_id, name in dict(found).items()]
