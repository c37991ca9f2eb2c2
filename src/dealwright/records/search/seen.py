"""Of what was found, what the actor may see, with its title, what it belongs to and whose it is."""

from collections.abc import Collection, Mapping, Sequence
from itertools import starmap
from typing import Any

import msgspec
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from dealwright.ledger.kept import kept
from dealwright.workspace.queries import Actor

from ..kinds import Kind, subject
from .registered import SEARCHED


class Seen(msgspec.Struct, frozen=True, order=True, gc=False):
    """A record that the actor may see: singular key of its kind, id, title, what it belongs to, who owns it."""

    one: str
    id: int
    title: str
    belongs: str = ""
    owner: str = ""


def seen(found: Mapping[str, Collection[int]], actor: Actor, *, beside: bool = True) -> list[Seen]:
    """Those of the records (ids by kind) that are still there and that the actor may see; one query.

    Without `beside` nothing is asked of what they belong to and who owns them.
    """
    wanted = [(subject(one), ids) for one, ids in found.items() if ids]
    if not wanted:
        return []
    shape = tuple((kind, kind.visible(actor)) for kind, _ in wanted)
    rows = _rows(shape, beside, **{f"ids{place}": set(ids) for place, (_, ids) in enumerate(wanted)})
    return list(starmap(Seen, rows))


@kept
def _rows(shape: Sequence[tuple[Kind, Q]], beside: bool, **ids: Any) -> QuerySet[Any]:
    queries = [
        _shown(kind, kind.model._default_manager.filter(may_see, id__in=ids[f"ids{place}"]), beside)
        for place, (kind, may_see) in enumerate(shape)
    ]
    return queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]


def _shown(kind: Kind, rows: QuerySet[Any], beside: bool) -> QuerySet[Any]:
    named = [Value(kind.one, output_field=CharField()), "id", kind.title]
    return rows.order_by().values_list(*named, *(_beside(kind) if beside else ()))


def _beside(kind: Kind) -> Sequence[Any]:
    belongs = SEARCHED[kind.one].belongs
    owned = any(field.name == "owner" for field in kind.model._meta.get_fields())
    nothing = Value("", output_field=CharField())
    return Cast(belongs, CharField()) if belongs else nothing, F("owner__name") if owned else nothing
