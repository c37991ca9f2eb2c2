"""Verbs of following: hear of what happens to a record, or no longer."""

from django.db import transaction

from dealwright.records.kinds import require_visible
from dealwright.workspace.queries import Actor

from ..events import Followed, Unfollowed
from ..models import Follower
from .telling import tell


@transaction.atomic
def follow(one: str, record_id: int, *, by: Actor, via: str) -> None:
    """Hear of what happens to the record; raises NotFound for one that is not there or cannot be seen."""
    _set(one, record_id, by, via, left=False)


@transaction.atomic
def unfollow(one: str, record_id: int, *, by: Actor, via: str) -> None:
    """No longer hear of what happens to the record, also as its owner or after a comment; raises NotFound."""
    _set(one, record_id, by, via, left=True)


def follow_unless_left(one: str, record_id: int, by: Actor) -> None:
    """Have somebody follow by what they did; the event of that tells it."""
    if by.id is not None:
        Follower.objects.get_or_create(kind=one, record_id=record_id, member_id=by.id)


def _set(one: str, record_id: int, by: Actor, via: str, *, left: bool) -> None:
    require_visible(one, record_id, by)
    if by.id is None:
        return
    about = {"kind": one, "record_id": record_id, "member_id": by.id}
    if Follower.objects.filter(**about, left=left).exists():
        return
    Follower.objects.update_or_create(**about, defaults={"left": left})
    tell(Unfollowed(member=by.id) if left else Followed(member=by.id), one, record_id, by, via)
