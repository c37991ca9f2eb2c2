"""Own fields of any record that name a customer: they follow when that goes up into another."""

from collections.abc import Mapping
from typing import Any

from dealwright.records.kinds import LISTS, Kind
from dealwright.records.own_values import naming, write_values


def follow(one: str, removed: int, survivor: int) -> Mapping[str, Any]:
    """Have own fields name the survivor; returns which records did, by kind and field."""
    found = [[kind.key, key, _naming(kind, key, removed)] for kind, key in naming(one)]
    for kind, key, ids in (held := [each for each in found if each[2]]):
        write_values(LISTS[kind], key, dict.fromkeys(ids, survivor))
    return {"removed": removed, "survivor": survivor, "held": held} if held else {}


def follow_back(changed: Mapping[str, Any]) -> None:
    """Have those name the removed one again that name the survivor still."""
    for kind, key, ids in changed.get("held", ()):
        still = set(_naming(LISTS[kind], key, changed["survivor"])) & set(ids)
        write_values(LISTS[kind], key, dict.fromkeys(sorted(still), changed["removed"]))


def _naming(kind: Kind, key: str, record_id: int) -> list[int]:
    rows = kind.model._default_manager.filter(**{f"fields__{key}": record_id})
    return list(rows.order_by("id").values_list("id", flat=True))
