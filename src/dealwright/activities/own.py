"""The fields of tasks and activities as one actor knows them: own ones read and begun, locked ones refused."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

from dealwright.records.fields import Catalogue
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.own_values import begun, merged, read_own, require_writable
from dealwright.workspace.queries import Actor


def fields_known(kind: str, by: Actor) -> Catalogue:
    """The fields of "tasks" or "activities" as the actor knows them."""
    return fields_of(kind_of(kind), by)


def own_of_new(known: Catalogue, given: Mapping[str, Any], by: Actor, *, strictly: bool) -> dict[str, Any]:
    """Own fields of a new entry as stored, the usual values of those not given among them; raises Invalid.

    `strictly` demands what is required, as from a person or a program that fills a form.
    """
    return begun(known, read_own(known, given, by) if given else {}, strictly=strictly)


def own_changed(kind: str, before: Mapping[str, Any], given: Any, by: Actor) -> dict[str, Any]:
    """Own fields of an entry after these were given, None for one that is emptied; raises Invalid."""
    return merged(before, read_own(fields_known(kind, by), given, by))


def require_may_say(kind: str, new: Any, by: Actor) -> None:
    """Raise Invalid when a new entry says something in a field that the actor may only read.

    `new` is the dataclass of such an entry; what stands there of itself, the actor as its owner too, is not said.
    """
    said = {each.name for each in fields(new) if getattr(new, each.name) != each.default}
    require_unlocked(kind, said if getattr(new, "owner_id", by.id) != by.id else said - {"owner_id"}, by)


def require_unlocked(kind: str, columns: Collection[str], by: Actor) -> None:
    """Raise Invalid when one of these columns holds a field of such entries that the actor may only read."""
    known = fields_known(kind, by)
    require_writable(known, [key for key in locked(kind, by) if set(known[key].paths) & {*columns}])


def locked(kind: str, by: Actor) -> list[str]:
    """The fields of such entries that the actor may only read, by key; their forms leave them out."""
    return [key for key, field in fields_known(kind, by).items() if field.is_locked]
