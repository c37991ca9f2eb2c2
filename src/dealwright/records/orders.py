"""Which filters of a list an index has together with its order, so that its rows are come by one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeGuard

from django.db.models import Model

from .conditions import stretches
from .fields import Field
from .filters import Filter
from .groups import Node

SPANS = frozenset({"lt", "lte", "gt", "gte", "eq", "between", "starts"})
Nodes = tuple[Node, ...]


@dataclass(frozen=True)
class Ordered:
    """Whether an index has the order at all, the filters that are found in it, and the others."""

    has_index: bool
    leading: Nodes
    others: Nodes

    def stretches(self, descending: bool) -> list[tuple[Nodes, Nodes]]:
        """Filters that are found in the index, and those that its rows are asked for, of one stretch after the other.

        There are several where small letters stand apart from capital ones: then what begins so stands in either.
        """
        begins = [node for node in self.leading if isinstance(node, Filter) and node.operation == "starts"]
        found = [_between(begins[0].field, *ends) for ends in stretches(begins[0].value)] if begins else []
        if not found:
            return [(self.leading, self.others)]
        rest, tested = tuple(node for node in self.leading if node not in begins), (*self.others, *begins)
        return [((*rest, *ends), tested) for ends in (reversed(found) if descending else found)]


def ordered(model: type[Model], filters: Sequence[Node], sort: Field) -> Ordered:
    """How far the order of `sort` and these filters are found in one index: what is equal stands before the order."""
    equal = {node.field.path for node in filters if _is_equal(node)}
    indexes = [*_indexed(model), (sort.path, "id")] if sort.is_own and sort.sortable else _indexed(model)
    before = [columns[:place] for columns in indexes if (place := _place(columns, sort.path)) is not None]
    best = max((each for each in before if equal.issuperset(each)), key=len, default=None)
    if best is None:
        return Ordered(False, (), tuple(filters))
    leading = [node for node in filters if (_is_equal(node) and node.field.path in best) or _is_span(node, sort)]
    return Ordered(True, tuple(leading), tuple(node for node in filters if node not in leading))


def _between(field: Field, begin: str, end: str) -> Nodes:
    return Filter(field, "gte", begin), Filter(field, "lt", end)


def _is_span(node: Node, sort: Field) -> bool:
    """Whether it holds for one stretch of the order."""
    return isinstance(node, Filter) and node.field.path == sort.path and node.operation in SPANS


def _is_equal(node: Node) -> TypeGuard[Filter]:
    """Whether it is a filter by one value."""
    if not isinstance(node, Filter) or node.operation != "eq" or node.field.is_own:
        return False
    return not hasattr(node.value, "first") and (not isinstance(node.value, list) or len(node.value) == 1)


def _place(columns: Sequence[str], path: str) -> int | None:
    """Where the order begins in an index: records of the same value follow by their ids."""
    place = columns.index(path) if path in columns else None
    return place if place is None or path == "id" or columns[place + 1 : place + 2] in ((), ("id",)) else None


@cache
def _indexed(model: type[Model]) -> Sequence[tuple[str, ...]]:
    """The columns of each index that holds every row, in their order; the key's own among them."""
    whole = [tuple(_columns(model, index)) for index in model._meta.indexes if index.condition is None]
    single = [(field.attname, "id") for field in model._meta.concrete_fields if field.db_index]
    return [("id",), *whole, *single]


def _columns(model: type[Model], index: Any) -> Iterator[str]:
    names = index.fields or [each.name for each in index.expressions]
    return (model._meta.get_field(name).attname for name in names)
