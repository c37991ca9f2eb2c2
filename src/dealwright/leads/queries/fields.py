"""The own fields that leads have."""

from typing import Any

from ..models import Form, Lead

LOOKED_AT = 500


def own_samples() -> dict[str, Any]:
    """The own fields that forms ask for and that the latest leads have, each with a sample value for conditions."""
    found: dict[str, Any] = {}
    for values in Lead.objects.exclude(fields={}).order_by("-id").values_list("fields", flat=True)[:LOOKED_AT]:
        found.update({key: _sample(value) for key, value in values.items() if key not in found})
    for asked in Form.objects.values_list("fields", flat=True):
        found.update({each["key"]: "text" for each in asked if each.get("own") and each["key"] not in found})
    return found


def _sample(value: Any) -> Any:
    return "text" if isinstance(value, str) else value
