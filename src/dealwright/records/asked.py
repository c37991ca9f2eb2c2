"""What a list is asked to show, as it stands in an address, in a saved view, in an export: filters, order, columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from dealwright import BadRequest

from .fields import Catalogue, Field
from .filters import Unknown
from .kinds import Kind

PASSING = frozenset(
    {"cursor", "before", "pick", "operation", "value", "part", "rows", "limit", "do", "shown"}
)  # of one request only
SHAPING = frozenset({"columns", "sort", "group", "view"})
MOST_COLUMNS = 40
Pair = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """Filters as pairs of name and text, the order, columns and grouping ("" and none: as the kind has it).

    `view` is the saved view it was opened from.
    """

    filters: tuple[Pair, ...] = ()
    sort: str = ""
    columns: tuple[str, ...] = ()
    group: str = ""
    view: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """What a query string asks for; columns may be repeated or stand with commas between them."""
        filters = tuple(
            (name, text) for name, texts in query.lists() for text in texts if name not in PASSING | SHAPING
        )
        columns = tuple(dict.fromkeys(key for text in query.getlist("columns") for key in text.split(",") if key))
        if len(columns) > MOST_COLUMNS:
            raise BadRequest(f"At most {MOST_COLUMNS} columns fit in a list.", field="columns")
        return cls(filters, query.get("sort", ""), columns, query.get("group", ""), query.get("view", ""))

    @classmethod
    def of_text(cls, text: str) -> Self:
        """What a saved text asks for."""
        return cls.read(QueryDict(text))

    @property
    def is_bare(self) -> bool:
        """Whether nothing is asked for but perhaps a view."""
        return not (self.filters or self.sort or self.columns or self.group)

    @property
    def text(self) -> str:
        """The same as a query string, without the view."""
        return _encoded(replace(self, view="").pairs())

    def pairs(self) -> list[Pair]:
        """The parameters of its address."""
        shaping = [
            ("sort", self.sort), ("columns", ",".join(self.columns)), ("group", self.group), ("view", self.view),
        ]  # fmt: skip
        return [*self.filters, *((name, text) for name, text in shaping if text)]

    def address(self, path: str, *more: Pair) -> str:
        """Where this list stands. Opened from a view it always says its order: a bare address is the view as saved."""
        query = _encoded([*self.pairs(), *more])
        return f"{path}?{query}" if query else path

    def without(self, pair: Pair) -> "Asked":
        """The same without one of its filters."""
        return replace(self, filters=tuple(each for each in self.filters if each != pair))


def _encoded(pairs: Iterable[Pair]) -> str:
    return urlencode(list(pairs), safe=",:")


def columns_of(kind: Kind, catalogue: Catalogue, keys: Sequence[str]) -> list[Field]:
    """The fields of these columns, or those that a list of the kind shows first; raises BadRequest."""
    unknown = [key for key in keys if key not in catalogue]
    if unknown:
        raise Unknown(f"There is no column “{unknown[0][:40]}”.", field="columns")
    return [catalogue[key] for key in keys or kind.columns if key in catalogue]
