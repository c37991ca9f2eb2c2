"""A playbook as text again."""

from enum import StrEnum
from typing import Any

import yaml

from dealwright.playbook.model import Choice, Playbook
from dealwright.playbook.shape import TAG, Entry, Many, entries

WHOLE = "whole"


def dump(playbook: Playbook) -> str:
    """The playbook as canonical YAML, without what equals a default. Reading it gives an equal playbook.

    A variant is written in full, marked `whole: true`: it stays the variant of what it extends and keeps its pick,
    but reading the text needs no other file and takes nothing from one.
    """
    data = as_data(playbook)
    if playbook.extends:
        data = {key: value for stated in data for key, value in _with_mark(stated, data[stated]).items()}
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


def _with_mark(key: str, value: Any) -> dict[str, Any]:
    return {key: value, WHOLE: True} if key == "extends" else {key: value}


def as_data(thing: Any) -> Any:
    """A dataclass of `model` as mappings, lists, texts and numbers, with the keys that a file uses."""
    if isinstance(thing, StrEnum):
        return str(thing)
    if isinstance(thing, str | int):
        return thing
    if isinstance(thing, tuple):
        return [as_data(item) for item in thing]
    if isinstance(thing, Choice) and thing == Choice.from_word(thing.key):
        return thing.key
    tag = {TAG: thing.need} if hasattr(thing, TAG) else {}
    return tag | {
        entry.name: _value(entry, value)
        for entry in entries(type(thing))
        if (value := getattr(thing, entry.attribute)) != entry.default or entry.required
    }


def _value(entry: Entry, value: Any) -> Any:
    if isinstance(entry.spec, Many) and entry.spec.lone and len(value) == 1:
        return as_data(value[0])
    return as_data(value)
