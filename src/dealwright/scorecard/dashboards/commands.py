"""Verbs of dashboards: make, copy, rename, share, put figures on, order them, delete and bring back."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.workspace.queries import Actor, Right, has_right, one_line

from .events import DashboardChanged, DashboardRemoved, DashboardRestored, DashboardSaved
from .models import Dashboard
from .queries import ALL, PRIVATE, SHARES, TEAM, may_change, row_of
from .tiles import Tile, read_tile

MOST_TILES = 24
LONGEST_NAME = 80


@transaction.atomic
def save_dashboard(
    name: str, tiles: Sequence[Tile] = (), *, by: Actor, via: str, shared: str = PRIVATE
) -> int:  # fmt: skip
    """Make a dashboard with these figures ({"figure", "query"}); returns its id. Raises Invalid, NotAllowed."""
    row = Dashboard(owner_id=by.id, tiles=[read_tile(each["figure"], each.get("query", "")) for each in tiles])
    _few_enough(row.tiles)
    _name(row, name)
    _share(row, shared, by)
    row.save()
    _record(row, DashboardSaved(name=row.name, shared=row.shared, tiles=row.tiles), by, via)
    return int(row.id)


@transaction.atomic
def change_dashboard(
    dashboard_id: int, *, by: Actor, via: str, name: str | None = None, shared: str | None = None,
    tiles: Sequence[Tile] | None = None,
) -> None:  # fmt: skip
    """Rename a dashboard, share it, or have it show other figures; raises as `save_dashboard`, and NotFound."""
    row = _changeable(dashboard_id, by)
    before = _told(row)
    if name is not None:
        _name(row, name)
    if shared is not None and shared != row.shared:
        _share(row, shared, by)
    if tiles is not None:
        row.tiles = [read_tile(each["figure"], each.get("query", "")) for each in tiles]
        _few_enough(row.tiles)
    after = _told(row)
    new = {key: value for key, value in after.items() if value != before[key]}
    if new:
        row.save()
        _record(row, DashboardChanged(old={key: before[key] for key in new}, new=new), by, via)


@transaction.atomic
def put_tile(dashboard_id: int, figure: str, query: str, *, by: Actor, via: str) -> None:
    """Put a figure at the end of a dashboard. Raises Invalid, NotFound, NotAllowed."""
    row = _changeable(dashboard_id, by)
    change_dashboard(row.id, tiles=[*row.tiles, {"figure": figure, "query": query}], by=by, via=via)


@transaction.atomic
def move_tile(dashboard_id: int, place: int, to: int, figure: str, *, by: Actor, via: str) -> None:
    """Have the figure at a place (from 0) stand at another one; `figure` names it, Conflict where another is there."""
    row = _changeable(dashboard_id, by)
    tiles = _at(row, place, figure)
    tile = tiles.pop(place)
    tiles.insert(max(0, min(to, len(tiles))), tile)
    change_dashboard(row.id, tiles=tiles, by=by, via=via)


@transaction.atomic
def take_tile(dashboard_id: int, place: int, figure: str, *, by: Actor, via: str) -> None:
    """Take the figure at a place (from 0) away; `figure` names it, Conflict where another is there."""
    row = _changeable(dashboard_id, by)
    tiles = _at(row, place, figure)
    del tiles[place]
    change_dashboard(row.id, tiles=tiles, by=by, via=via)


@transaction.atomic
def remove_dashboard(dashboard_id: int, *, by: Actor, via: str) -> None:
    """Delete a dashboard; `restore_dashboard` brings it back. Raises NotFound, NotAllowed."""
    row = _changeable(dashboard_id, by)
    Dashboard.objects.filter(id=row.id).update(removed_at=timezone.now())
    _record(row, DashboardRemoved(name=row.name), by, via)


@transaction.atomic
def restore_dashboard(dashboard_id: int, *, by: Actor, via: str) -> None:
    """Bring a deleted dashboard back. Raises NotFound, NotAllowed."""
    row = _changeable(dashboard_id, by, removed=True)
    Dashboard.objects.filter(id=row.id).update(removed_at=None)
    _record(row, DashboardRestored(name=row.name), by, via)


def _changeable(dashboard_id: int, by: Actor, *, removed: bool = False) -> Dashboard:
    row = row_of(dashboard_id, by, removed=removed)
    if not may_change(row, by):
        raise NotAllowed(f"“{row.name}” belongs to somebody else.", remedy="Make a copy of your own.")
    return Dashboard.objects.select_for_update().get(id=row.id)


def _at(row: Dashboard, place: int, figure: str) -> list[Tile]:
    tiles = list(row.tiles)
    if not 0 <= place < len(tiles) or tiles[place]["figure"] != figure:
        raise Conflict("Somebody has changed this dashboard meanwhile.", remedy="Look at it again.")
    return tiles


def _few_enough(tiles: Sequence[Tile]) -> None:
    if len(tiles) > MOST_TILES:
        raise Conflict(f"A dashboard holds {MOST_TILES} figures at most.", remedy="Take one away, or make another.")


def _name(row: Dashboard, name: str) -> None:
    row.name = one_line(name, "The name", field="name", longest=LONGEST_NAME)


def _share(row: Dashboard, shared: str, by: Actor) -> None:
    if shared not in SHARES:
        raise Invalid(f"A dashboard is for {', '.join(SHARES)}, not “{shared[:20]}”.", field="shared")
    if shared == ALL and not has_right(by, Right.REASSIGN):
        raise NotAllowed("You may not share with everybody.", field="shared", remedy="Ask your manager.")
    if shared == TEAM and by.team_id is None:
        raise Invalid("You are in no team to share it with.", field="shared")
    row.shared, row.team_id = shared, by.team_id if shared == TEAM else None


def _told(row: Dashboard) -> dict[str, Any]:
    return {"name": row.name, "shared": row.shared, "tiles": list(row.tiles)}


def _record(row: Dashboard, event: Event, by: Actor, via: str) -> None:
    record([Happening(event, row.id, by.id, via, timezone.now())])
