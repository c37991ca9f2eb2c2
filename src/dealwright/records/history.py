"""Who changed what, for somebody who may not see every field: hidden fields leave no trace in what is told."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from dealwright.ledger.queries import Happened
from dealwright.playbook import worded
from dealwright.workspace.queries import Actor, Machine, Right, has_right

from .fields import OWN
from .kinds import LISTS, Kind, fields_of, hidden_keys
from .own.configured import configured

HOLDING = frozenset({"fields", "old", "new", "kept"})
SET_UP = frozenset({"field", "fields"})  # what records are made of is told to those who set it up


def known_to(entries: Sequence[Happened], actor: Actor) -> list[Happened]:
    """The events without the fields that the actor may not know; a change of nothing else is left out."""
    ruled = [LISTS[key] for key in configured(actor).rules if key in LISTS]
    hidden = {kind.one: _withheld(kind, keys) for kind in ruled if (keys := hidden_keys(kind, actor))}
    if not has_right(actor, Right.FIELDS):
        entries = [each for each in entries if each.subject_kind not in SET_UP]
    if not hidden:
        return list(entries)
    about = {kind.one for kind in LISTS.values() if not kind.is_record}
    shown = (_without(each, _hidden_in(each, hidden, about)) for each in entries)
    return [each for each in shown if each is not None]


class Withheld(NamedTuple):
    """The names of hidden fields: among the parts of an event, and in what holds a record or a part of it."""

    parts: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()


NOTHING = Withheld()


def _hidden_in(entry: Happened, hidden: Mapping[str, Withheld], about: Collection[str]) -> Withheld:
    """What is hidden of what an event tells: that of a task or activity has the record it is `about` as its subject.

    What was kept of a record that is gone holds those about it, too.
    """
    one = entry.kind.partition("_")[0]
    of_record = hidden.get(one if one in about else entry.subject_kind, NOTHING)
    if "kept" not in entry.data:
        return of_record
    within = frozenset().union(of_record.within, *(hidden[each].within for each in about if each in hidden))
    return Withheld(of_record.parts, within)


def _withheld(kind: Kind, keys: Collection[str]) -> Withheld:
    base = kind.fields()
    built_in = [key for key in keys if key in base and not base[key].is_own]
    parts = frozenset((*built_in, *(trace for key in built_in for trace in base[key].traces)))
    return Withheld(parts, parts | {key.removeprefix(OWN) for key in keys})


def _without(entry: Happened, hidden: Withheld) -> Happened | None:
    if not any(key in entry.data for key in hidden.within):
        return entry
    told = entry.fields()
    if str(told.get("field", "")).removeprefix(OWN) in hidden.within:
        return None
    left = {key: _reduced(key, value, hidden.within) for key, value in told.items() if key not in hidden.parts}
    if left == told:
        return entry
    if "new" in left and not _differs(left.get("old") or {}, left["new"]):
        return None
    return msgspec.structs.replace(entry, data=msgspec.json.encode(left).decode())


def _reduced(name: str, value: Any, hidden: Collection[str]) -> Any:
    """A part of an event without hidden fields, which stand by name in what holds a record or a part of it."""
    if isinstance(value, list):
        return [_reduced(name, each, hidden) for each in value]
    if not isinstance(value, Mapping):
        return value
    gone = hidden if name in HOLDING else ()
    return {key: _reduced(key, each, hidden) for key, each in value.items() if key not in gone}


def _differs(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return any(old.get(key) != value for key, value in new.items())


def changed_own(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The keys of the own fields that a change gave other values, from its `old` and `new`."""
    before, after = old.get("fields") or {}, new.get("fields") or {}
    return [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]


def own_title(kind: Kind, key: str) -> str:
    """What an own field is called, whoever asks: to name fields that `known_to` has let through."""
    field = fields_of(kind, Machine()).get(OWN + key)
    return field.label if field else worded(key, upper=True)
