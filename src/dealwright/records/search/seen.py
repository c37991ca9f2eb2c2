"""Of what was found, what the actor may see, with its title, what it belongs to and whose it is."""

from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from dealwright.ledger.kept import kept
from dealwright.workspace.queries import Actor

from ..kinds import KINDS, Kind, subject
from ..models import SearchText
from .asked import Question, Sought
from .hits import Text
from .registered import SEARCHED

LITTLE = 2_500  # records that one sees
PROBED = 5_000  # hits that are looked at for somebody who does not see all, before what they see is looked through

Little = Mapping[str, Sequence[Text]]  # ids and words by kind


class Seen(NamedTuple):
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


def seen_among_all(kind: Kind, question: Question, actor: Actor, most: int) -> list[Seen]:
    """What the actor may see of a kind and has all the words, by looking through what they see."""
    fitting = reduce(Q.__and__, (Q(Exists(_with(kind, sought))) for sought in question))
    rows = kind.model._default_manager.filter(kind.visible(actor)).filter(fitting)
    return [Seen(*row) for row in _shown(kind, rows)[:most]]


def little_of(actor: Actor) -> Little:
    """Of kinds of which the actor sees little, the words of all they see: quicker than to ask of each hit."""
    limited = [kind for kind in KINDS.values() if kind.one in SEARCHED and kind.visible(actor)]
    seen = {kind.one: [row[0] for row in _some(kind, kind.visible(actor))] for kind in limited}
    return {one: _words(SEARCHED[one].number, ids=ids) for one, ids in seen.items() if len(ids) < LITTLE}


@kept
def _some(kind: Kind, may_see: Q) -> QuerySet[Any]:
    return kind.model._default_manager.filter(may_see).order_by().values_list("id")[:LITTLE]


@kept
def _words(kind: int, ids: Any) -> QuerySet[Any]:
    return SearchText.objects.filter(kind=kind, record_id__in=ids).values_list("record_id", "words")


@kept
def _rows(shape: Sequence[tuple[Kind, Q]], beside: bool, **ids: Any) -> QuerySet[Any]:
    queries = [
        _shown(kind, kind.model._default_manager.filter(may_see, id__in=ids[f"ids{place}"]), beside)
        for place, (kind, may_see) in enumerate(shape)
    ]
    return queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]


def _shown(kind: Kind, rows: QuerySet[Any], beside: bool = True) -> QuerySet[Any]:
    named = [Value(kind.one, output_field=CharField()), "id", kind.title]
    return rows.order_by().values_list(*named, *(_beside(kind) if beside else ()))


def _beside(kind: Kind) -> Sequence[Any]:
    belongs = SEARCHED[kind.one].belongs
    owned = any(field.name == "owner" for field in kind.model._meta.get_fields())
    nothing = Value("", output_field=CharField())
    return Cast(belongs, CharField()) if belongs else nothing, F("owner__name") if owned else nothing


def _with(kind: Kind, sought: Sought) -> QuerySet[SearchText]:
    any_of = reduce(Q.__or__, (Q(words__contains=pattern) for pattern in sought.patterns))
    return SearchText.objects.filter(any_of, kind=SEARCHED[kind.one].number, record_id=OuterRef("id"))
