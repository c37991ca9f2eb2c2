"""How complete records are: which fields count how much, and the share of them that is filled as a part of lists."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, reduce
from operator import add

from django.db.models import Case, Expression, ExpressionWrapper, IntegerField, Q, Value, When

from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor, settings_revision

from .fields import Catalogue, Field
from .kinds import Kind, fields_of
from .models import Weights

SHARE = Field(
    "completeness", "Completeness", FieldType.PERCENT, ("completeness",), writable=False, importable=False,
    nullable=False,
)  # fmt: skip
NAME = ".name"
NUMBERED = frozenset(
    {FieldType.INTEGER, FieldType.DECIMAL, FieldType.PERCENT, FieldType.MONEY, FieldType.DATE, FieldType.DATETIME,
     FieldType.BOOLEAN, FieldType.MEMBER, FieldType.ORGANISATION, FieldType.PERSON}
)  # fmt: skip
Points = tuple[tuple[str, FieldType, int], ...]


def weighed(kind: Kind, actor: Actor, catalogue: Catalogue | None = None) -> list[tuple[Field, int]]:
    """The fields that count with their points: those the company chose, else those a list shows first, one each.

    Of them those the actor knows and people fill; `catalogue` is what the actor knows, where that was asked already.
    """
    catalogue = fields_of(kind, actor) if catalogue is None else catalogue
    chosen = _chosen(settings_revision(actor)).get(kind.key) or [(key, 1) for key in kind.columns]
    found = ((_stored(catalogue, key), points) for key, points in chosen)
    return list({field.key: (field, points) for field, points in found if field and field.writable}.values())


def _stored(catalogue: Catalogue, key: str) -> Field | None:
    """The field of that key, or where it is a name, the one that holds the number of the record that is named."""
    return catalogue.get(key.removesuffix(NAME)) or catalogue.get(key)


@lru_cache(maxsize=4)
def _chosen(revision: int) -> Mapping[str, Sequence[tuple[str, int]]]:
    rows = Weights.objects.values_list("kind", "points") if revision else ()
    return {kind: [(key, points) for key, points in chosen] for kind, chosen in rows}


def listable(kind: Kind, actor: Actor) -> Catalogue:
    """The fields that lists of a kind show, filter and sort by: what its entries have, and how complete records are."""
    known = fields_of(kind, actor)
    if not kind.is_record:
        return known
    points = tuple((field.path, field.type, count) for field, count in weighed(kind, actor, known))
    return {**known, SHARE.key: _share(points)}


@lru_cache(maxsize=64)
def _share(points: Points) -> Field:
    """Percent of these points that a record has. It is made of what whoever asks knows, so that it tells no more."""
    return replace(SHARE, made=_percent(points))


class Share(ExpressionWrapper):
    """Is looked up by its hash with each list; what it is made of is gone through for that only once."""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()


def _percent(points: Points) -> Expression:
    """A whole number from 0 to 100, half a percent rounded up."""
    total = sum(count for _path, _type, count in points)
    if not total:
        return Value(100)
    had = [Case(When(_is_empty(path, kind), then=Value(0)), default=Value(count)) for path, kind, count in points]
    return Share((reduce(add, had) * 200 + total) / (2 * total), output_field=IntegerField())


def _is_empty(path: str, kind: FieldType) -> Q:
    """Whether nothing stands there: own fields that are emptied are not kept, others hold an empty text or list."""
    if path.startswith("fields__") or kind in NUMBERED:
        return Q(**{f"{path}__isnull": True})
    return Q(**{f"{path}__isnull": True}) | Q(**{path: [] if kind == FieldType.CHOICES else ""})
