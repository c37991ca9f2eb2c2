"""Carry what was said of one record, and those around it, over to another, as when a lead becomes a deal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright.ledger.commands import Happening, record
from dealwright.records.kinds import require_visible
from dealwright.workspace.queries import Actor

from ..events import CommentCarried, Followed
from ..models import Comment, Follower, Teammate


@dataclass(frozen=True, slots=True)
class Circle:
    """Followers and parts in the team that a record got from another, by number of their rows."""

    followers: Sequence[int] = ()
    parts: Sequence[int] = ()


@transaction.atomic
def carry_comments(old: tuple[str, int], new: tuple[str, int], *, by: Actor, via: str) -> list[int]:
    """Make all comments on one record, ("lead", 7), be on another, ("deal", 12); returns their numbers.

    Authors and moments stay; nobody is told of them again. Raises NotFound for a record that cannot be seen.
    """
    require_visible(*old, by)
    require_visible(*new, by)
    rows = list(Comment.objects.select_for_update().filter(kind=old[0], record_id=old[1]).order_by("id"))
    put_comments([row.id for row in rows], new)
    record(
        Happening(CommentCarried(comment=row.id), new[1], row.author_id, via, row.created_at, new[0])
        for row in rows
        if row.removed_at is None
    )
    return [row.id for row in rows]


def put_comments(comment_ids: Sequence[int], about: tuple[str, int]) -> None:
    """Make these comments be on a record, without telling: to take `carry_comments` back."""
    Comment.objects.filter(id__in=comment_ids).update(kind=about[0], record_id=about[1])


@transaction.atomic
def copy_circle(old: tuple[str, int], new: tuple[str, int], *, by: Actor, via: str) -> Circle:
    """Have those who follow one record, or have a part in it, do so with another too; who left it stays away.

    Whoever follows the other already, or has a part in it, keeps what they have. Raises NotFound.
    """
    require_visible(*old, by)
    require_visible(*new, by)
    rows = {model: _copied(model, old, new) for model in (Follower, Teammate)}
    followed = [row.member_id for row in rows[Follower] if not row.left]
    now = timezone.now()
    record(Happening(Followed(member=each), new[1], by.id, via, now, new[0]) for each in followed)
    return Circle(*([row.id for row in made] for made in rows.values()))


def drop_circle(circle: Circle) -> None:
    """Take `copy_circle` back, without telling."""
    Follower.objects.filter(id__in=circle.followers).delete()
    Teammate.objects.filter(id__in=circle.parts).delete()


def _copied(model: type[Follower] | type[Teammate], old: tuple[str, int], new: tuple[str, int]) -> list[Any]:
    rows = model._default_manager.filter(kind=old[0], record_id=old[1]).order_by("id")
    there = model._default_manager.filter(kind=new[0], record_id=new[1]).values("member_id")
    made = list(rows.exclude(member_id__in=there))
    for row in made:
        row.pk, row.kind, row.record_id = None, *new
    return model._default_manager.bulk_create(made)
