"""What of a list that was asked for can still be shown, where a field is gone or was hidden meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from dealwright import BadRequest
from dealwright.workspace.queries import Actor

from .asked import Asked, columns_of
from .complete import listable
from .fields import Catalogue
from .filters import Unknown, read_sort
from .grouping import read_grouping
from .groups import read_filters
from .kinds import Kind, kind_of
from .views import View


def understood(kind: Kind, catalogue: Catalogue, asked: Asked, actor: Actor) -> tuple[Asked, Sequence[BadRequest]]:
    """The list without the parts that cannot be read, and why not, for each of them."""
    refused: list[BadRequest] = []

    def holds(read: Callable[..., Any], *given: Any) -> bool:
        try:
            read(*given)
        except BadRequest as refusal:
            refused.append(refusal)
            return False
        return True

    left = replace(
        asked,
        filters=tuple(pair for pair in asked.filters if holds(read_filters, catalogue, [pair], actor)),
        sort=asked.sort if asked.sort and holds(read_sort, catalogue, asked.sort) else "",
        columns=tuple(key for key in asked.columns if holds(columns_of, kind, catalogue, [key])),
        group=asked.group if holds(read_grouping, catalogue, asked.group) else "",
    )
    return left, refused


def query_for(view: View, actor: Actor) -> str:
    """What a view asks for as far as the actor knows its fields; whose own it is knows what they wrote."""
    return view.query if view.is_mine else query_understood(view, actor)


def query_understood(view: View, actor: Actor) -> str:
    """What a view asks for that can still be shown to the actor."""
    kind = kind_of(view.kind)
    return understood(kind, listable(kind, actor), Asked.of_text(view.query), actor)[0].text


def left_out(refused: Sequence[BadRequest], view: View | None) -> str:
    """What a list is shown without, in words; a view does not name a field that may be hidden from whoever looks."""
    unnamed = _("A part of “%(name)s” is left out: its field is retired, or you may not see it.")
    told = [
        unnamed % {"name": view.name}
        if view and isinstance(each, Unknown)
        else f"{each.message} {_('That part is left out.')}"
        for each in refused
    ]
    return " ".join(dict.fromkeys(told))
