"""The kinds of record there are: each module registers its own, with its fields and who may see which rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q

from dealwright import NotFound
from dealwright.workspace.queries import Actor

from .fields import Catalogue

KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """A kind of record: plural key, singular key, label, table, catalogue, visibility and the page of one record."""

    key: str
    one: str
    label: str
    model: type[Model]
    fields: Callable[[], Catalogue]
    visible: Callable[[Actor], Q]
    default_sort: str
    page: str


def register(kind: Kind) -> None:
    """Make a kind known to lists, search, import and export."""
    KINDS[kind.key] = kind


def kind_of(key: str) -> Kind:
    """The kind of that key; raises NotFound."""
    if key not in KINDS:
        raise NotFound(f"There are no records called {key}.", remedy=f"Known are: {', '.join(KINDS)}.")
    return KINDS[key]


def subject(one: str) -> Kind:
    """The kind of record by its singular key, as events and activities name it; raises NotFound."""
    for kind in KINDS.values():
        if kind.one == one:
            return kind
    raise NotFound(f"There are no records called {one}.", field="about")


def require_visible(one: str, record_id: int, actor: Actor) -> None:
    """Raise NotFound unless the record is there and the actor may see it."""
    kind = subject(one)
    if not kind.model._default_manager.filter(kind.visible(actor), id=record_id).exists():
        raise NotFound(f"There is no {kind.label.lower()} {record_id} that you may see.", field="about")
