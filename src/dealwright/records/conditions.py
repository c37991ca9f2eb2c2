"""Filters as the ORM asks them: lookups made of catalogue paths only, apart from the values they are compared with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from itertools import count
from operator import and_, or_
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, Case, Exists, Expression, Model, Q, Value, When

from dealwright.playbook import FieldType

from .fields import Field
from .filters import TEXTS, Filter
from .groups import Group, Node
from .spans import Span

LOOKUPS = {
    "eq": "",
    "lt": "__lt",
    "lte": "__lte",
    "gt": "__gt",
    "gte": "__gte",
    "contains": "__icontains",
    "starts": "__istartswith",
}
MOST_SPELLED = 8  # ways to write a beginning that are looked for
ALSO = {"i": "ı", "s": "ſ"}  # to PostgreSQL, a capital letter of ASCII is that of these, too
LAST = "\U0010ffff"
GATHERED = frozenset({"eq", "lt", "lte", "gt", "gte", "between"})
MOST_GATHERED = 30_000  # beyond these a list comes by enough that fit soon
VOID: Mapping[FieldType, Any] = {**dict.fromkeys((*TEXTS, FieldType.CHOICE), ""), FieldType.CHOICES: ()}
SLOTTED = frozenset({"", "__lt", "__lte", "__gt", "__gte"})


class Condition(NamedTuple):
    """A lookup with its value, or with the name under which the value is handed over.

    It looks at a column, or at what the database makes `of` others: then it is named by its operation alone.
    `typed` tells shapes apart whose values are equal to Python but not in JSON, as 1 and true.
    """

    lookup: str
    is_slotted: bool
    value: Any
    of: Expression | None = None
    typed: type | None = None


class Branch(NamedTuple):
    """Conditions and branches of which all, any or none hold.

    The mode "test" means all, asked of each row that is come by otherwise: no index is taken for what stands in it.
    "gathered" is a test, too, of which an index of its own tells beforehand which rows fit.
    """

    mode: str
    parts: tuple["Condition | Branch", ...]

    @property
    def is_test(self) -> bool:
        """Whether it is asked of rows that are come by otherwise."""
        return self.mode in ("test", "gathered")


Shape = Branch
Values = dict[str, Any]


def shape_of(nodes: Sequence[Node], tested: Sequence[Node] = ()) -> tuple[Shape, Values]:
    """What nodes that must all hold look like, and the values that are handed over each time they are asked.

    No index is taken for those among `tested`.
    """
    values: Values = {}
    numbers = count()

    def shaped(node: Node, *, alone: bool = False) -> Condition | Branch:
        if isinstance(node, Group):
            return Branch(node.mode, tuple(shaped(part) for part in node.parts))
        return _branch(node, values, numbers, alone)

    parts = [shaped(node, alone=True) for node in nodes]
    parts += [Branch("gathered", (shaped(node),)) for node in tested if _is_gathered(node)]
    if others := tuple(shaped(node, alone=True) for node in tested if not _is_gathered(node)):
        parts.append(Branch("test", others))
    return Branch("all", tuple(parts)), values


def query_of(model: type[Model], shape: Condition | Branch, values: Mapping[str, Any]) -> Q:
    """The shape as the ORM takes it; `values` are those of `shape_of`, or slots in their place."""
    if isinstance(shape, Condition):
        value = values[shape.value] if shape.is_slotted else shape.value
        return Q(**{shape.lookup: value}) if shape.of is None else Q(_compare(shape.of, shape.lookup, value))
    parts, is_each = [query_of(model, part, values) for part in shape.parts], shape.mode == "all" or shape.is_test
    joined = reduce(and_ if is_each else or_, parts, Q())
    if shape.is_test:
        return Q(_gathered(model, joined) if shape.mode == "gathered" else _case(When(joined, then=Value(True))))
    return ~joined if shape.mode == "none" else joined


def _case(*whens: When) -> Case:
    return Case(*whens, default=Value(False), output_field=BooleanField())


def _is_gathered(node: Node) -> bool:
    """SQLite reads an own value out of the whole JSON of each record; the field's index tells them without it."""
    is_own = isinstance(node, Filter) and node.field.is_own and node.field.sortable and node.operation in GATHERED
    return is_own and connection.vendor == "sqlite"


def _gathered(model: type[Model], fits: Q) -> Case:
    """Whether a record is among those that fit; where they are many, it is asked itself."""
    fitting = model._default_manager.filter(fits).order_by().values("id")
    are_many = Exists(fitting[MOST_GATHERED : MOST_GATHERED + 1])
    itself = _case(When(fits, then=Value(True)))
    return _case(When(are_many, then=itself), When(id__in=fitting, then=Value(True)))


def _compare(made: Expression, suffix: str, value: Any) -> Any:
    return made.get_lookup(suffix.removeprefix("__") or "exact")(made, value)


def _branch(one: Filter, values: Values, numbers: Iterator[int], alone: bool) -> Branch:
    path, is_own, made = "" if one.field.made else one.field.path, one.field.is_own, one.field.made
    if one.operation == "empty" and one.field.type in VOID and not is_own:
        return _emptiness(path, one.value, VOID[one.field.type], made)
    is_negated, tests = _tests(one)
    # What is not in JSON, or cannot be made, is neither equal nor unequal to anything: it is asked for first, so that
    # `not` means it. Where it stands `alone`, PostgreSQL need not take JSON apart twice to see that what is equal is
    # there; SQLite finds an index of what is there by that word.
    parts: list[Condition | Branch] = []
    is_said = alone and not is_negated and connection.vendor == "postgresql"
    if one.operation != "empty" and not is_said and (is_own or (made is not None and one.field.nullable)):
        parts.append(Condition(f"{path}__isnull", False, False, made))
    if one.operation == "starts" and made is None:
        parts += _beginnings(path, one.value)
        tests = [] if _is_spelled_out(one.value) else tests
    for suffix, value in tests:
        if suffix in SLOTTED and not is_own:
            name = f"value_{next(numbers)}"
            values[name] = value
            parts.append(Condition(f"{path}{suffix}", True, name, made))
        else:
            parts.append(Condition(f"{path}{suffix}", False, _kept(value, is_own), made, type(value)))
    held = Branch("all", tuple(parts))
    return Branch("none", (held,)) if is_negated else held


def _emptiness(path: str, is_empty: bool, void: Any, made: Expression | None) -> Branch:
    """Of texts, choices and lists: where nothing was chosen or said, some hold an empty one."""
    if not is_empty and void == "":
        return Branch("all", (Condition(f"{path}__gt", False, void, made),))
    unset = (Condition(path, False, void, made), Condition(f"{path}__isnull", False, True, made))
    return Branch("any" if is_empty else "none", unset)


def _beginnings(path: str, text: str) -> list[Branch]:
    """For SQLite; PostgreSQL has indexes of beginnings."""
    ends = [Branch("all", (Condition(f"{path}__gte", False, begin), Condition(f"{path}__lt", False, end)))
            for begin, end in stretches(text) if connection.vendor == "sqlite"]  # fmt: skip
    return [Branch("any", tuple(ends))] if ends else []


def _is_spelled_out(text: str) -> bool:
    """Whether `_beginnings` says all, so that no row need be read to see how it begins."""
    return connection.vendor == "sqlite" and len(_spelled(text)[0]) == len(text)


def stretches(text: str) -> list[tuple[str, str]]:
    """Where in an index what begins so must stand, in small and capital letters: the first that may stand in each
    stretch, and what comes after it, in their order. None where texts stand in the order of a language.
    """
    return [(each, each + LAST) for each in _spelled(text)] if _is_by_letter() else []


def _is_by_letter() -> bool:
    """Whether texts stand in an index as their letters are numbered, all small ones behind the capital ones."""
    return connection.vendor == "sqlite" or _is_small_last()


@cache
def _is_small_last() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Z' < 'a'")
        return bool(cursor.fetchone()[0])


def _spelled(text: str) -> list[str]:
    """How it may begin, in small and capital letters: as much of it as can be written in few ways."""
    spelled = [""]
    for letter in text:
        forms = _forms(letter)
        if not 0 < len(spelled) * len(forms) <= MOST_SPELLED:
            break
        spelled = [begun + each for begun in spelled for each in forms]
    return spelled


def _forms(letter: str) -> list[str]:
    """A letter as the database takes it for the same one in a beginning; none where that is not known."""
    if letter.isascii():
        also = "" if connection.vendor == "sqlite" else ALSO.get(letter.lower(), "")
        return sorted({letter.lower(), letter.upper(), *also})
    return [letter] if connection.vendor == "sqlite" else []


def _kept(value: Any, is_own: bool) -> Any:
    if isinstance(value, list):
        return tuple(_kept(each, is_own) for each in value)
    return value.isoformat() if is_own and isinstance(value, date) else value


Test = tuple[str, Any]


def _tests(one: Filter) -> tuple[bool, list[Test]]:
    """Whether a filter says that its lookups do not hold together, and the lookups."""
    if one.operation == "empty":
        return False, [("__isnull", one.value)]
    is_negated = one.operation == "ne"
    operation = "eq" if is_negated else one.operation
    if isinstance(one.value, tuple):
        low, high = one.value
        return is_negated, [*_compared(one.field, "gte", low), *_compared(one.field, "lte", high)]
    return is_negated, _compared(one.field, operation, one.value)


def _compared(field: Field, operation: str, value: Any) -> list[Test]:
    if isinstance(value, Span):
        return _within(field, operation, value)
    if isinstance(value, list):
        return [("", value[0])] if len(value) == 1 else [("__in", value)]
    if operation == "has":
        return [("__icontains", f'"{value}"')]
    return [(LOOKUPS[operation], value)]


def _within(field: Field, operation: str, span: Span) -> list[Test]:
    """Days by name: before is before the first of them, after is after the last."""
    begin: date
    before_end: Test
    if field.type == FieldType.DATETIME:
        begin, end = span.moments()
        before_end, after_end = ("__lt", end), ("__gte", end)
    else:
        begin, before_end, after_end = span.first, ("__lte", span.last), ("__gt", span.last)
    return {
        "eq": [("__gte", begin), before_end],
        "lt": [("__lt", begin)],
        "gte": [("__gte", begin)],
        "gt": [after_end],
        "lte": [before_end],
    }[operation]
