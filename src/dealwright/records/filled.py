"""How many records have something in the fields that the company added, and which saved lists name a field."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_plus

from dealwright.workspace.queries import Actor

from .fields import OWN
from .kinds import LISTS, Kind, fields_of
from .models import SavedView

LATEST = 2_000
NAME = re.compile(r"fields\.\w+|\w+")


@dataclass(frozen=True)
class Filled:
    """A field that the company added: of the `records` of its kind made last, `filled` have it."""

    kind: str
    key: str
    title: str
    records: int
    filled: int


def own_filled(actor: Actor, leave_out: Iterable[str] = ()) -> list[Filled]:
    """Each field of the company that the actor knows of, of all kinds but some, among the 2,000 latest records that the
    actor sees; one query for each kind that has such fields."""
    kinds = [kind for kind in LISTS.values() if kind.keeps_own and kind.key not in set(leave_out)]
    return [one for kind in kinds for one in _of_kind(kind, actor)]


def _of_kind(kind: Kind, actor: Actor) -> list[Filled]:
    known = [field for field in fields_of(kind, actor).values() if field.is_custom]
    if not known:
        return []
    rows = kind.model._default_manager.filter(kind.visible(actor)).order_by("-id").values_list("fields", flat=True)
    found = list(rows[:LATEST])
    counts = Counter(key for own in found for key, value in own.items() if value not in (None, "", []))
    return [
        Filled(kind.key, field.key, field.label, len(found), counts[field.key.removeprefix(OWN)]) for field in known
    ]


def named_in_views() -> dict[str, Counter[str]]:
    """How many saved lists of each kind, whosever, name each field in a filter, a column, a group or their order."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, query in SavedView.objects.filter(removed_at=None).values_list("kind", "query"):
        found[kind].update(names_in(unquote_plus(query)))
    return found


def names_in(query: str) -> set[str]:
    """The names in the text of a list that may be those of fields: what follows two underscores is no part of one."""
    return {name.partition("__")[0] for name in NAME.findall(query)}
