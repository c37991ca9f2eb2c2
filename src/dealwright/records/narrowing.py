"""The filters of a list as a person sees and sets them: chips for those in force, a small form for the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dealwright.desk import times
from dealwright.playbook import FieldType
from dealwright.workspace.queries import member_names

from .fields import Catalogue, Field
from .filters import Filter
from .money import to_text
from .shown import reference_of

Options = list[tuple[str, str]]
WORDS = {
    "contains": gettext_noop("contains"),
    "eq": gettext_noop("is"),
    "ne": gettext_noop("is not"),
    "starts": gettext_noop("starts with"),
    "gte": gettext_noop("is at least"),
    "lte": gettext_noop("is at most"),
    "gt": gettext_noop("is more than"),
    "lt": gettext_noop("is less than"),
    "has": gettext_noop("has"),
    "in": gettext_noop("is one of"),
    "empty": gettext_noop("is empty"),
    "filled": gettext_noop("is not empty"),
}
DAY_WORDS = {"gte": gettext_noop("on or after"), "lte": gettext_noop("on or before"), "eq": gettext_noop("on")}
OFFERED = ("contains", "eq", "ne", "starts", "gte", "lte", "has", "empty")
DAYS = frozenset({FieldType.DATE, FieldType.DATETIME})
UNNAMED = frozenset({FieldType.ORGANISATION, FieldType.PERSON})


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: str
    value: str
    remove: str


@dataclass(frozen=True)
class Picker:
    """The form for one more filter on a chosen field."""

    field: Field
    operations: Options
    control: str
    options: Options
    operation: str
    value: str
    cancel: str
    error: str = ""


def chips(request: HttpRequest, given: Sequence[tuple[str, str]], filters: Sequence[Filter]) -> list[Chip]:
    """A chip for each filter in force."""
    names = member_names() if any(one.field.type == FieldType.MEMBER for one in filters) else {}
    return [
        Chip(one.field.label, _in_words(one, names), without(request, pair))
        for pair, one in zip(given, filters, strict=True)
    ]


def without(request: HttpRequest, pair: tuple[str, str] | None = None) -> str:
    """The address of the list without a filter and without the form for the next one."""
    query = QueryDict(mutable=True)
    for name, texts in request.GET.lists():
        if name not in ("pick", "operation", "value", "cursor"):
            query.setlist(name, [text for text in texts if (name, text) != pair])
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _in_words(one: Filter, names: Mapping[int, str]) -> str:
    if one.operation == "empty":
        return _(WORDS["empty"]) if one.value else _(WORDS["filled"])
    word = DAY_WORDS.get(one.operation, "") if one.field.type in DAYS else ""
    values = one.value if isinstance(one.value, list) else [one.value]
    said = ", ".join(_value_in_words(one.field, value, names) for value in values)
    return said if one.operation == "eq" else f"{_(word or WORDS[one.operation])} {said}"


def _value_in_words(field: Field, value: Any, names: Mapping[int, str]) -> str:
    if field.type == FieldType.MEMBER:
        return names.get(value, str(value))
    if field.type == FieldType.MONEY:
        return to_text(value, field.reading.currency) or ""
    if field.type in DAYS:
        return times.day(value)
    if field.type == FieldType.BOOLEAN:
        return _("Yes") if value else _("No")
    return field.titles().get(str(value), str(value))


def pickable(catalogue: Catalogue) -> Options:
    """The fields that a person may filter by: those with readable values."""
    can = [field for field in catalogue.values() if field.operations and field.type not in UNNAMED]
    return [(field.key, field.label) for field in can if not _is_members_name(field, catalogue)]


def _is_members_name(field: Field, catalogue: Catalogue) -> bool:
    """Members are chosen from a list, so their names need no filter of their own."""
    reference = reference_of(field, catalogue)
    return reference is not None and reference.type == FieldType.MEMBER


def picker(request: HttpRequest, catalogue: Catalogue, error: str = "") -> Picker | None:
    """The form for the field that the query picks; None when it picks none that is known."""
    field = catalogue.get(request.GET.get("pick", ""))
    if field is None or not field.operations:
        return None
    options = list(field.titles().items())
    if field.type == FieldType.MEMBER:
        options = [(str(key), name) for key, name in sorted(member_names().items(), key=lambda pair: pair[1])]
    if field.type == FieldType.BOOLEAN:
        options = [("true", _("Yes")), ("false", _("No"))]
    control = "date" if field.type in DAYS else "select" if options else "text"
    value, operation = request.GET.get("value", ""), request.GET.get("operation", "")
    return Picker(field, _operations(field, bool(options)), control, options, operation, value, without(request), error)


def _operations(field: Field, has_options: bool) -> Options:
    words = {**WORDS, **DAY_WORDS} if field.type in DAYS else WORDS
    offered = [
        key for key in OFFERED if key in field.operations and not (has_options and key in ("contains", "starts"))
    ]
    named = [(key, _(words[key])) for key in offered]
    return [*named, ("filled", _(WORDS["filled"]))] if "empty" in offered else named


def picked(request: HttpRequest) -> tuple[str, str] | None:
    """The filter that the form sends, as `field__operation` and value; None when it sends none."""
    key, operation = request.GET.get("pick"), request.GET.get("operation")
    if not key or not operation:
        return None
    if operation in ("empty", "filled"):
        return f"{key}__empty", "true" if operation == "empty" else "false"
    return f"{key}__{operation}", request.GET.get("value", "")
