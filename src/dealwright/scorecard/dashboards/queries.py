"""Questions to dashboards: which ones somebody finds, and what stands on one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from dealwright import NotFound
from dealwright.workspace.queries import Actor, Right, has_right

from .models import Dashboard
from .tiles import Tile

PRIVATE, TEAM, ALL = "private", "team", "all"
SHARES = (PRIVATE, TEAM, ALL)
MOST = 200


@dataclass(frozen=True)
class Found:
    """A dashboard as somebody finds it."""

    id: int
    name: str
    shared: str
    tiles: Sequence[Tile]
    is_mine: bool
    may_change: bool

    def as_dict(self) -> dict[str, Any]:
        """As API and command line give it."""
        return {
            "id": self.id, "name": self.name, "shared": self.shared, "mine": self.is_mine,
            "may_change": self.may_change, "figures": list(self.tiles),
        }  # fmt: skip


def dashboards(actor: Actor) -> list[Found]:
    """The dashboards that the actor finds: their own first, then their team's, then everybody's; one query."""
    rows = [found_by(row, actor) for row in visible(actor).order_by("name", "id")[:MOST]]
    return sorted(rows, key=lambda each: (not each.is_mine, SHARES.index(each.shared)))


def dashboard(dashboard_id: int, actor: Actor) -> Found:
    """The dashboard; raises NotFound for one that the actor does not find."""
    return found_by(row_of(dashboard_id, actor), actor)


def visible(actor: Actor, *, removed: bool = False) -> QuerySet[Dashboard]:
    """The rows that the actor finds."""
    found = Q(shared=ALL) | Q(owner_id=actor.id, owner_id__isnull=False)
    if actor.team_id is not None:
        found |= Q(shared=TEAM, team_id=actor.team_id)
    return Dashboard.objects.filter(found, removed_at__isnull=not removed)


def row_of(dashboard_id: int, actor: Actor, *, removed: bool = False) -> Dashboard:
    """The row; raises NotFound."""
    row = visible(actor, removed=removed).filter(id=dashboard_id).first()
    if row is None:
        raise NotFound("There is no such dashboard.", remedy="It may have been deleted.")
    return row


def found_by(row: Dashboard, actor: Actor) -> Found:
    """The row as the actor finds it."""
    is_mine = row.owner_id == actor.id and actor.id is not None
    return Found(row.id, row.name, row.shared, row.tiles, is_mine, may_change(row, actor))


def may_change(row: Dashboard, actor: Actor) -> bool:
    """One's own dashboard; one that is shared also when one leads."""
    return row.owner_id == actor.id or (row.shared != PRIVATE and has_right(actor, Right.REASSIGN))
