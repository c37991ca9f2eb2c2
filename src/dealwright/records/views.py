"""Saved views: lists kept under a name, for oneself, one's team or everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dealwright import Invalid, NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.ledger.kept import kept
from dealwright.workspace.queries import Actor, Right, has_right, one_line

from .asked import Asked, columns_of
from .complete import listable
from .events import ViewChanged, ViewRemoved, ViewRestored, ViewSaved
from .grouping import read_grouping
from .kinds import kind_of
from .models import DefaultView, SavedView
from .queries import listing

PRIVATE, TEAM, ALL = "private", "team", "all"
SHARES = (PRIVATE, TEAM, ALL)
LONGEST_NAME = 80
LONGEST_QUERY = 20_000
COLUMNS = ("id", "kind", "name", "query", "shared", "owner_id", "team_id")
NOBODY = 0
MOST = 100  # in one list; nobody finds their way among more


@dataclass(frozen=True)
class View:
    """A saved view as somebody finds it: `query` as in an address; `may_change` says whether they may change it."""

    id: int
    kind: str
    name: str
    query: str
    shared: str
    is_mine: bool
    may_change: bool
    is_default: bool


def views(kind: str, actor: Actor) -> list[View]:
    """The views of a kind that the actor finds: their own, their team's, everybody's; by name, one's own first."""
    team = {} if actor.team_id is None else {"team": actor.team_id}
    found = [
        _view(SavedView(**dict(zip(COLUMNS, row, strict=True))), actor, bool(is_default))
        for *row, is_default in _listed(kind=kind, member=actor.id or NOBODY, **team)
    ]
    return sorted(found, key=lambda view: SHARES.index(view.shared))


@kept
def _listed(kind: Any, member: Any, **team: Any) -> QuerySet[SavedView, Any]:
    chosen = DefaultView.objects.filter(view=OuterRef("id"), member_id=member)
    found = Q(shared=ALL) | Q(owner_id=member)
    if team:
        found |= Q(shared=TEAM, team_id=team["team"])
    rows = SavedView.objects.filter(found, kind=kind, removed_at=None).annotate(is_default=Exists(chosen))
    return rows.order_by("name", "id").values_list(*COLUMNS, "is_default")[:MOST]


def view(view_id: int, actor: Actor) -> View:
    """The view; raises NotFound for one that the actor does not find."""
    return _view(_row(view_id, actor), actor)


def _found(actor: Actor, is_removed: bool = False) -> QuerySet[SavedView]:
    mine = Q(shared=ALL) | Q(owner_id=actor.id)
    if actor.team_id is not None:
        mine |= Q(shared=TEAM, team_id=actor.team_id)
    return SavedView.objects.filter(mine, removed_at__isnull=not is_removed)


def _row(view_id: int, actor: Actor, is_removed: bool = False) -> SavedView:
    row = _found(actor, is_removed).filter(id=view_id).first()
    if row is None:
        raise NotFound("There is no such view.", field="view", remedy="It may have been deleted.")
    return row


def _view(row: SavedView, actor: Actor, is_default: bool = False) -> View:
    is_mine = row.owner_id == actor.id
    return View(row.id, row.kind, row.name, row.query, row.shared, is_mine, _may_change(row, actor), is_default)


def _may_change(row: SavedView, actor: Actor) -> bool:
    """One's own view; one that is shared also when one leads."""
    return row.owner_id == actor.id or (row.shared != PRIVATE and has_right(actor, Right.REASSIGN))


@transaction.atomic
def save_view(kind: str, name: str, query: str, *, by: Actor, via: str, shared: str = PRIVATE) -> int:
    """Keep a list under a name; `query` is what stands in its address. Returns the id of the view.

    Raises Invalid for a name that cannot be shown, BadRequest for a query that no list understands, NotAllowed for
    sharing with everybody when one does not lead.
    """
    row = SavedView(kind=kind_of(kind).key, owner_id=by.id)
    _name(row, name)
    _show(row, query, by)
    _share(row, shared, by)
    row.save()
    _record(row, ViewSaved(name=row.name, records=kind, query=row.query, shared=row.shared), by, via)
    return int(row.id)


@transaction.atomic
def change_view(
    view_id: int,
    *,
    by: Actor,
    via: str,
    name: str | None = None,
    query: str | None = None,
    shared: str | None = None,
) -> None:
    """Rename a view, have it show something else, or share it with others; raises as `save_view`, and NotFound."""
    row = _changeable(view_id, by)
    before = _told(row)
    if name is not None:
        _name(row, name)
    if query is not None:
        _show(row, query, by)
    if shared is not None and shared != row.shared:
        _share(row, shared, by)
    after = _told(row)
    new = {key: value for key, value in after.items() if value != before[key]}
    if new:
        row.save()
        _record(row, ViewChanged(old={key: before[key] for key in new}, new=new), by, via)


@transaction.atomic
def remove_view(view_id: int, *, by: Actor, via: str) -> None:
    """Delete a view; `restore_view` brings it back. Raises NotFound, NotAllowed."""
    row = _changeable(view_id, by)
    SavedView.objects.filter(id=row.id).update(removed_at=timezone.now())
    _record(row, ViewRemoved(name=row.name, records=row.kind), by, via)


@transaction.atomic
def restore_view(view_id: int, *, by: Actor, via: str) -> None:
    """Bring a deleted view back. Raises NotFound, NotAllowed."""
    row = _changeable(view_id, by, is_removed=True)
    SavedView.objects.filter(id=row.id).update(removed_at=None)
    _record(row, ViewRestored(name=row.name, records=row.kind), by, via)


def choose_view(kind: str, view_id: int | None, *, by: Actor) -> None:
    """Have the actor's list of a kind open with a view, or with none. Raises NotFound."""
    if by.id is None:
        raise Invalid("The command line opens with no view.")
    chosen = DefaultView.objects.filter(member_id=by.id, kind=kind_of(kind).key)
    if view_id is None:
        chosen.delete()
        return
    row = _row(view_id, by)
    if row.kind != kind:
        raise NotFound("This view shows other records.", field="view")
    DefaultView.objects.update_or_create(member_id=by.id, kind=kind, defaults={"view_id": row.id})


def _changeable(view_id: int, by: Actor, is_removed: bool = False) -> SavedView:
    row = _row(view_id, by, is_removed)
    if not _may_change(row, by):
        raise NotAllowed(f"“{row.name}” belongs to somebody else.", remedy="Save a copy of your own.")
    return row


def _name(row: SavedView, name: str) -> None:
    row.name = one_line(name, "The name", field="name", longest=LONGEST_NAME)


def _show(row: SavedView, query: str, by: Actor) -> None:
    """Raise BadRequest unless a list can show this."""
    if len(query) > LONGEST_QUERY:
        raise Invalid("This list says too much to be kept.", field="query")
    asked, kind = Asked.of_text(query.removeprefix("?")), kind_of(row.kind)
    catalogue = listable(kind, by)
    listing(kind, by, asked.filters, asked.sort or None, catalogue)
    columns_of(kind, catalogue, asked.columns)
    read_grouping(catalogue, asked.group)
    row.query = asked.text


def _share(row: SavedView, shared: str, by: Actor) -> None:
    if shared not in SHARES:
        raise Invalid(f"A view is for {', '.join(SHARES)}, not “{shared[:20]}”.", field="shared")
    if shared == ALL and not has_right(by, Right.REASSIGN):
        raise NotAllowed("You may not share a view with everybody.", field="shared", remedy="Ask your manager.")
    if shared == TEAM and by.team_id is None:
        raise Invalid("You are in no team to share it with.", field="shared")
    row.shared, row.team_id = shared, by.team_id if shared == TEAM else None


def _told(row: SavedView) -> dict[str, Any]:
    return {"name": row.name, "query": row.query, "shared": row.shared}


def _record(row: SavedView, event: Event, by: Actor, via: str) -> None:
    record([Happening(event, row.id, by.id, via, timezone.now())])


def named(found: Sequence[View], view_id: str) -> View | None:
    """The view of that number among those found."""
    return next((each for each in found if str(each.id) == view_id), None)
