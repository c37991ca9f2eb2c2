"""A playbook as text again."""

from enum import StrEnum
from typing import Any

import yaml

from dealwright.playbook.model import Choice, Playbook
from dealwright.playbook.shape import TAG, Entry, Many, entries


def dump(playbook: Playbook) -> str:
    """The playbook as canonical YAML, without what equals a default. Reading it gives an equal playbook."""
    return yaml.safe_dump(as_data(playbook), sort_keys=False, allow_unicode=True, width=110)


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
