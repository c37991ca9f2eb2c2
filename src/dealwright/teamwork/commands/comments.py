"""Verbs of comments: say something about a record, correct it, take it back, put it back."""

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, NotAllowed, NotFound
from dealwright.records.kinds import require_visible
from dealwright.workspace.queries import Actor, Right, has_right, member_names

from ..events import CommentAdded, CommentChanged, CommentRemoved, CommentRestored
from ..models import Comment
from ..rules import CORRECTED_FOR, checked_comment, may_correct, named_in
from .following import follow_unless_left
from .telling import tell


@transaction.atomic
def add_comment(one: str, record_id: int, said: str, *, by: Actor, via: str) -> int:
    """Say something about a record that the actor sees; returns the comment's number.

    Members named after an @ are told, if they may see the record; who comments follows it from then on. Raises Invalid
    for an empty or overlong text, NotFound for a record that is not there or cannot be seen.
    """
    require_visible(one, record_id, by)
    text = checked_comment(said)
    mentions = named_in(text, member_names())
    row = Comment.objects.create(
        kind=one, record_id=record_id, author_id=by.id, said=text, mentions=mentions, created_at=timezone.now()
    )
    follow_unless_left(one, record_id, by)
    tell(CommentAdded(comment=row.id, said=text, mentions=mentions), one, record_id, by, via)
    return row.id


@transaction.atomic
def change_comment(comment_id: int, said: str, *, by: Actor, via: str) -> None:
    """Correct one's own comment; raises Conflict when that is no longer done, NotAllowed for somebody else's."""
    row = _own(comment_id, by)
    if not may_correct(row.created_at, timezone.now()):
        minutes = int(CORRECTED_FOR.total_seconds() // 60)
        raise Conflict(f"A comment is corrected within {minutes} minutes.", remedy="Write another one.")
    text = checked_comment(said)
    if text == row.said:
        return
    row.said, row.mentions, row.edited_at = text, named_in(text, member_names()), timezone.now()
    row.save()
    event = CommentChanged(comment=row.id, said=text, mentions=row.mentions)
    tell(event, row.kind, row.record_id, by, via)


@transaction.atomic
def remove_comment(comment_id: int, *, by: Actor, via: str) -> None:
    """Take a comment back: one's own, or anybody's for who manages members."""
    row = _own(comment_id, by, managing=True)
    row.removed_at = timezone.now()
    row.save()
    tell(CommentRemoved(comment=row.id), row.kind, row.record_id, by, via)


@transaction.atomic
def restore_comment(comment_id: int, *, by: Actor, via: str) -> None:
    """Put a comment back that was taken back; nothing happens to one that stands."""
    row = _own(comment_id, by, managing=True, removed=True)
    if row.removed_at is None:
        return
    row.removed_at = None
    row.save()
    tell(CommentRestored(comment=row.id), row.kind, row.record_id, by, via)


def _own(comment_id: int, by: Actor, *, managing: bool = False, removed: bool = False) -> Comment:
    row = Comment.objects.select_for_update().filter(id=comment_id).first()
    if row is None or (row.removed_at and not removed):
        raise NotFound(f"There is no comment {comment_id}.")
    require_visible(row.kind, row.record_id, by)
    if row.author_id != by.id and not (managing and has_right(by, Right.MEMBERS)):
        raise NotAllowed("Somebody else wrote this comment.", remedy="Ask them.")
    return row
