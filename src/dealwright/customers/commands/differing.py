"""What becomes of a record's columns when some of them get new values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dealwright.records.own_values import merged

from .. import normal
from ..ways import settled
from .values import PERSON, Shape


def differing(shape: Shape, row: Any, columns: Mapping[str, Any], since: date) -> dict[str, Any]:
    """The columns of a row that differ once it has these values, with all that follows from them.

    `since` is the day on which a new employment begins.
    """
    new = settled(dict(columns), vars(row))
    if "fields" in new:
        new["fields"] = merged(row.fields, new["fields"])
    if shape is PERSON:
        new |= _family(row, new) | _since(row, new, since)
    return {column: value for column, value in new.items() if getattr(row, column) != value}


def _family(row: Any, new: Mapping[str, Any]) -> dict[str, Any]:
    """The family name follows the name until somebody wrote another one."""
    name = new.get("name", row.name)
    if "family_name" in new:
        return {"family_name": new["family_name"] or normal.family_name(name)}
    follows = "name" in new and row.family_name in ("", normal.family_name(row.name))
    return {"family_name": normal.family_name(name)} if follows else {}


def _since(row: Any, new: Mapping[str, Any], since: date) -> dict[str, Any]:
    if "employed_since" in new or new.get("organisation_id", row.organisation_id) == row.organisation_id:
        return {}
    return {"employed_since": since if row.organisation_id and new["organisation_id"] else None}
