"""Own fields of any record that name a customer: they follow when that goes up into another."""

from collections.abc import Iterator, Mapping
from typing import Any

from dealwright.records.fields import OWN
from dealwright.records.kinds import LISTS, Kind
from dealwright.records.models import CustomField
from dealwright.records.own.writing import write_values


def follow(one: str, removed: int, survivor: int) -> Mapping[str, Any]:
    """Have own fields name the survivor; returns which records did, by kind and field."""
    found = [[kind.key, key, _naming(kind, key, removed)] for kind, key in _columns(one)]
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


def _columns(one: str) -> Iterator[tuple[Kind, str]]:
    """The own fields that name such records: those of processes, and those of the company, retired ones too."""
    for kind in (each for each in LISTS.values() if each.keeps_own):
        yield from (
            (kind, key.removeprefix(OWN)) for key, each in kind.fields().items() if each.is_own and each.finds == one
        )
    for kind_key, key in CustomField.objects.filter(type=one).values_list("kind", "key"):
        yield LISTS[kind_key], key
