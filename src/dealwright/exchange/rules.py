"""What becomes of a row: the plan, decided from what the file says and what is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CREATE, UPDATE, SKIP, REFUSE = "created", "updated", "skipped", "refused"


@dataclass(slots=True)
class Existing:
    """A record that is there already: its values by target as stored, ids of the records it refers to, its revision."""

    id: int
    current: Mapping[str, Any]
    ids: Mapping[str, int | None] = field(default_factory=dict)
    revision: int = 1


def differences(values: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says otherwise than the record; what it leaves empty, or cannot be changed, is no difference."""
    return {key: value for key, value in values.items() if key in current and current[key] != value}


def verdict(faulty: bool, existing: Existing | None, changes: Mapping[str, Any]) -> str:
    """What becomes of the row."""
    if faulty:
        return REFUSE
    if existing is None:
        return CREATE
    return UPDATE if changes else SKIP
