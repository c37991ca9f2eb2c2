"""The filters of a list as a person sees and sets them: chips for those in force, a small form for the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dealwright.desk import figures, times
from dealwright.playbook import FieldType
from dealwright.workspace.queries import member_names

from .asked import Asked
from .fields import REFERENCES, Catalogue, Field
from .filters import DAYS, ME, MY_TEAM, Filter
from .groups import WHERE, Node, conditions
from .money import to_text
from .shown import NUMBERS, reference_of, written
from .spans import OFFERED as NAMED_DAYS
from .spans import in_words
from .typed import as_typed

Options = list[tuple[str, str]]
WORDS = {
    "contains": gettext_noop("contains"),
    "eq": gettext_noop("is"),
    "ne": gettext_noop("is not"),
    "starts": gettext_noop("starts with"),
    "between": gettext_noop("is between"),
    "gte": gettext_noop("is at least"),
    "lte": gettext_noop("is at most"),
    "gt": gettext_noop("is more than"),
    "lt": gettext_noop("is less than"),
    "has": gettext_noop("has"),
    "in": gettext_noop("is one of"),
    "empty": gettext_noop("is empty"),
    "filled": gettext_noop("is not empty"),
}
DAY_WORDS = {
    "gte": gettext_noop("on or after"),
    "lte": gettext_noop("on or before"),
    "gt": gettext_noop("after"),
    "lt": gettext_noop("before"),
    "eq": gettext_noop("on"),
}
OFFERED = ("contains", "eq", "ne", "starts", "between", "gte", "lte", "gt", "lt", "has", "empty")
JOINED = {"all": gettext_noop(" and "), "any": gettext_noop(" or "), "none": gettext_noop(" or ")}
NEEDLESS = frozenset({"contains", "starts"})  # where a value is chosen from a list


@dataclass(frozen=True)
class Chip:
    """A filter in force, the address of the list without it, and for a group where it is changed."""

    label: str
    value: str
    remove: str
    edit: int | None = None


@dataclass(frozen=True)
class Picker:
    """The form for one more filter on a chosen field; `days` are those that go by a name."""

    field: Field
    operations: Options
    control: str
    options: Options
    days: Options
    operation: str
    values: Sequence[str]
    cancel: str
    error: str = ""


def chips(asked: Asked, path: str, filters: Sequence[Node]) -> list[Chip]:
    """A chip for each filter in force."""
    names = _names(filters)
    return [
        _chip(one, n, asked.without(pair).address(path), names)
        for n, (pair, one) in enumerate(zip(asked.filters, filters, strict=True))
    ]


def _names(filters: Sequence[Node]) -> Mapping[int, str]:
    return member_names() if any(one.field.type == FieldType.MEMBER for one in conditions(filters)) else {}


def _chip(node: Node, place: int, remove: str, names: Mapping[int, str]) -> Chip:
    if isinstance(node, Filter):
        return Chip(node.field.label, _in_words(node, names), remove)
    return Chip(_("None of") if node.mode == "none" else "", told(node, names), remove, place)


def told(node: Node, names: Mapping[int, str], inside: bool = False) -> str:
    """A condition or group as a sentence would say it."""
    if isinstance(node, Filter):
        return f"{node.field.label} {_in_words(node, names)}"
    text = _(JOINED[node.mode]).join(told(part, names, inside=True) for part in node.parts)
    if node.mode == "none" and inside:
        return _("not (%s)") % text
    return f"({text})" if inside and len(node.parts) > 1 else text


def _in_words(one: Filter, names: Mapping[int, str]) -> str:
    if one.operation == "empty":
        return _(WORDS["empty"]) if one.value else _(WORDS["filled"])
    word = DAY_WORDS.get(one.operation, "") if one.field.type in DAYS else ""
    said = _by_name(one) or _values_in_words(one, names)
    return said if one.operation == "eq" else f"{_(word or WORDS[one.operation])} {said}"


def _by_name(one: Filter) -> str:
    """What has a name that means something else every day, or for everybody else."""
    if one.field.type in DAYS and one.operation not in ("in", "between"):
        return in_words(one.text)
    names = {ME: _("me"), MY_TEAM: _("my team")}
    return names.get(one.text, "") if one.field.type == FieldType.MEMBER else ""


def _values_in_words(one: Filter, names: Mapping[int, str]) -> str:
    if one.operation == "between":
        ends = zip(one.text.split(","), one.value, strict=True)
        said = [_end_in_words(one.field, text, value, names) for text, value in ends]
        return _("%(low)s and %(high)s") % {"low": said[0], "high": said[1]}
    values = one.value if isinstance(one.value, list) else [one.value]
    return ", ".join(_value_in_words(one.field, value, names) for value in values)


def _end_in_words(field: Field, text: str, value: Any, names: Mapping[int, str]) -> str:
    return (in_words(text) if field.type in DAYS else "") or _value_in_words(field, value, names)


def _value_in_words(field: Field, value: Any, names: Mapping[int, str]) -> str:
    if field.type == FieldType.MEMBER:
        return names.get(value, str(value))
    if field.type == FieldType.MONEY:
        amount = Decimal(to_text(value, field.reading.currency) or 0)
        return figures.number(int(amount)) if amount == int(amount) else figures.exactly(amount)
    if field.type in NUMBERS and field.grouped:
        return written(field.type, value)
    if field.type in DAYS:
        return times.day(getattr(value, "first", value))
    if field.type == FieldType.BOOLEAN:
        return _("Yes") if value else _("No")
    return field.titles().get(str(value), str(value))


def pickable(catalogue: Catalogue) -> Options:
    """The fields that a person may filter by: those with readable values."""
    can = [field for field in catalogue.values() if field.operations and field.type not in REFERENCES]
    return [(field.key, field.label) for field in can if not _is_members_name(field, catalogue)]


def _is_members_name(field: Field, catalogue: Catalogue) -> bool:
    """Members are chosen from a list, so their names need no filter of their own."""
    reference = reference_of(field, catalogue)
    return reference is not None and reference.type == FieldType.MEMBER


def picker(request: HttpRequest, catalogue: Catalogue, cancel: str, error: str = "") -> Picker | None:
    """The form for the field that the query picks; None when it picks none that is known."""
    field = catalogue.get(request.GET.get("pick", ""))
    if field is None or not field.operations:
        return None
    options = choices_of(field)
    control = "date" if field.type in DAYS else "choices" if options else "text"
    days = [(name, in_words(name)) for name in NAMED_DAYS] if field.type in DAYS else []
    given = request.GET.getlist("value")
    operation = request.GET.get("operation", "")
    return Picker(field, operations_of(field, bool(options)), control, options, days, operation, given, cancel, error)


def choices_of(field: Field) -> Options:
    """The values that a field's filter is chosen from; none where they are typed."""
    if field.type == FieldType.MEMBER:
        names = sorted(member_names().items(), key=lambda pair: pair[1].casefold())
        return [(ME, _("Me")), (MY_TEAM, _("My team")), *((str(key), name) for key, name in names)]
    if field.type == FieldType.BOOLEAN:
        return [("true", _("Yes")), ("false", _("No"))]
    return list(field.titles().items())


def operations_of(field: Field, has_options: bool) -> Options:
    """What a person may ask of the field, with the words for it."""
    words = {**WORDS, **DAY_WORDS} if field.type in DAYS else WORDS
    offered = [key for key in OFFERED if key in field.operations and not (has_options and key in NEEDLESS)]
    named = [(key, _(words[key])) for key in offered]
    return [*named, ("filled", _(WORDS["filled"]))] if "empty" in offered else named


def picked(key: str, operation: str, values: Sequence[str], field: Field | None = None) -> tuple[str, str]:
    """A filter as a form gives it, as name and text: several values of "is" are one of them, of "is not" none.

    Numbers for a `field` are read as people type them.
    """
    if operation in ("empty", "filled"):
        return f"{key}__empty", "true" if operation == "empty" else "false"
    given = [_as_typed(field, text) for text in values if text.strip()]
    if operation == "between":
        return f"{key}__between", ",".join(given)
    if len(given) < 2:
        return f"{key}__{operation}", given[0] if given else ""
    if operation in ("ne", "has"):
        parts = [{f"{key}__{'eq' if operation == 'ne' else operation}": text} for text in given]
        return WHERE, msgspec.json.encode({"none" if operation == "ne" else "any": parts}).decode()
    return f"{key}__in", ",".join(given)


def _as_typed(field: Field | None, text: str) -> str:
    return as_typed(field.type, text, field.reading.currency) if field else text
