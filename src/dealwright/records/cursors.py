"""Where a page of a list ended or began, as text that is handed out and comes back."""

import base64
import binascii
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

import msgspec

from dealwright import BadRequest
from dealwright.playbook import FieldType

from .fields import Field
from .filters import Sort

Whole = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]


class Place(msgspec.Struct, array_like=True):
    """Where a page ended: the order it was in, the last value and id, whether values had run out, and how the rows of
    the list were come by.
    """

    sort: str
    value: Any
    id: Whole
    among_empty: bool
    through_filters: bool | None = None


def cursor_at(row: Mapping[str, Any], sort: Sort, through: bool) -> str:
    """The cursor at a row, of which each path has its value, in a list that is come by `through` its filters or not."""
    value = row[sort.field.path]
    place = Place(sort.text, value, row["id"], value is None, through)
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read_cursor(text: str, sort: Sort) -> Place:
    """Where a cursor stands; raises BadRequest if it is not from a list in this order."""
    try:
        place = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Place)
        if place.sort != sort.text:
            raise ValueError("another order")
        return msgspec.structs.replace(place, value=_revive(place.value, sort.field))
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise BadRequest(
            "This cursor is not from this list.", field="cursor", remedy="Start again without one."
        ) from error


KEPT_AS: dict[str, Any] = {
    FieldType.DATE: date,
    FieldType.DATETIME: datetime,
    **dict.fromkeys((FieldType.MONEY, FieldType.INTEGER), Whole),
    **dict.fromkeys((FieldType.DECIMAL, FieldType.PERCENT), float),
    **dict.fromkeys((FieldType.ORGANISATION, FieldType.PERSON, FieldType.MEMBER), Whole),
}


def _revive(value: Any, field: Field) -> Any:
    if value is None or (field.is_own and field.type in (FieldType.DATE, FieldType.DATETIME)):
        return value if value is None or isinstance(value, str) else str(value)
    return msgspec.convert(value, KEPT_AS.get(field.type, str))
