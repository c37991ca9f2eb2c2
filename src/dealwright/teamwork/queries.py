"""Questions to teamwork: what was said about a record, who follows it, who has a part in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from dealwright import NotFound
from dealwright.records.kinds import require_visible, subject
from dealwright.workspace.guarded import GUARDED, record_of
from dealwright.workspace.queries import Actor, Right, has_right, member_names, working_members

from .models import Comment, Follower, Teammate
from .rules import may_correct, places

AT_ONCE = 50


@dataclass(frozen=True)
class Said:
    """A comment as it is shown; `parts` are its text in order, each with whether it names a member."""

    id: int
    author_id: int | None
    author: str
    text: str
    parts: Sequence[tuple[str, bool]]
    mentions: Sequence[int]
    at: datetime
    edited_at: datetime | None
    may_correct: bool
    may_remove: bool


@dataclass(frozen=True)
class Following:
    """Who follows a record, by name; `mine` says whether the reader does, `owner` is there without having asked."""

    members: Sequence[tuple[int, str]]
    mine: bool


@dataclass(frozen=True)
class Part:
    """A member's part in a record."""

    id: int
    member_id: int
    name: str
    role: str
    added_at: datetime


def comments_on(one: str, record_id: int, by: Actor, *, before: int | None = None) -> tuple[list[Said], int | None]:
    """The newest comments on a record, oldest first, and the number before which older ones stand, if any do.

    Raises NotFound for a record that the actor cannot see.
    """
    require_visible(one, record_id, by)
    rows = Comment.objects.filter(kind=one, record_id=record_id, removed_at=None)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: AT_ONCE + 1])
    more = found[AT_ONCE - 1].id if len(found) > AT_ONCE else None
    names = member_names() if found else {}
    return [_said(row, names, by) for row in reversed(found[:AT_ONCE])], more


def comment(comment_id: int, by: Actor) -> Said | None:
    """One comment, on a record that the actor sees; None when it is not there."""
    row = Comment.objects.filter(id=comment_id, removed_at=None).first()
    if row is None:
        return None
    require_visible(row.kind, row.record_id, by)
    return _said(row, member_names(), by)


def _said(row: Comment, names: Mapping[int, str], by: Actor) -> Said:
    own = row.author_id == by.id and by.id is not None
    named = {number: names[number] for number in row.mentions if number in names}
    return Said(
        row.id, row.author_id, names.get(row.author_id or 0, ""), row.said, parts_of(row.said, named), row.mentions,
        row.created_at, row.edited_at, own and may_correct(row.created_at, timezone.now()),
        own or has_right(by, Right.MEMBERS),
    )  # fmt: skip


def parts_of(text: str, names: Mapping[int, str]) -> list[tuple[str, bool]]:
    """The text in parts, each with whether it names one of the members."""
    parts, done = [], 0
    for start, end, _ in places(text, names):
        parts += [(text[done:start], False), (text[start:end], True)]
        done = end
    return [(part, names_one) for part, names_one in [*parts, (text[done:], False)] if part]


def about_of(comment_id: int) -> tuple[str, int]:
    """Kind and number of the record that a comment, also one taken back, is about; raises NotFound."""
    about = Comment.objects.filter(id=comment_id).values_list("kind", "record_id").first()
    if about is None:
        raise NotFound(f"There is no comment {comment_id}.")
    return about


def said_now(ids: Iterable[int]) -> dict[int, str]:
    """The texts of these comments as they are now; those that were taken back are not there."""
    return dict(Comment.objects.filter(id__in=list(ids), removed_at=None).values_list("id", "said"))


def followers(one: str, record_id: int, by: Actor) -> Following:
    """Who follows a record; raises NotFound when the actor cannot see it."""
    kept = record_of(one, record_id, by)
    ids = follower_ids(one, {record_id: kept.owner_id})[record_id]
    names = member_names() if ids else {}
    shown = sorted(((number, names.get(number, "")) for number in ids), key=lambda each: each[1].casefold())
    return Following(shown, by.id in ids)


def follower_ids(one: str, records: Mapping[int, int | None]) -> dict[int, set[int]]:
    """Who follows each of the records (number -> owner): the owner, who has a part in it, who asked; two queries."""
    found = {record_id: {owner} if owner else set() for record_id, owner in records.items()}
    about = {"kind": one, "record_id__in": list(records)}
    for record_id, member_id in Teammate.objects.filter(**about).values_list("record_id", "member_id"):
        found[record_id].add(member_id)
    for record_id, member_id, left in Follower.objects.filter(**about).values_list("record_id", "member_id", "left"):
        (found[record_id].discard if left else found[record_id].add)(member_id)
    return found


def team_of(one: str, record_id: int, by: Actor) -> list[Part]:
    """Who has a part in a record, in order of joining; raises NotFound when the actor cannot see it."""
    require_visible(one, record_id, by)
    rows = Teammate.objects.filter(kind=one, record_id=record_id).order_by("added_at", "id")
    shown = rows.values_list("id", "member_id", "member__name", "role", "added_at")
    return [Part(*row) for row in shown]


def roles_in_use(one: str) -> list[str]:
    """The parts that members already have in records of that kind, by name."""
    return list(Teammate.objects.filter(kind=one).order_by("role").values_list("role", flat=True).distinct()[:50])


def who_cannot_see(one: str, record_id: int, ids: Collection[int]) -> list[tuple[int, str]]:
    """Number and name of those members who may not see the record, though they work here; one query for each asked."""
    kind = subject(one)
    rows = kind.model._default_manager.filter(id=record_id)
    working = working_members(ids) if ids else []
    return [(each.id, each.name) for each in working if not rows.filter(kind.visible(each)).exists()]


def owners_of(one: str, ids: Collection[int]) -> dict[int, int | None]:
    """The owner of each of the records that is there."""
    if one not in GUARDED:
        return {}
    return dict(GUARDED[one].model._default_manager.filter(id__in=list(ids)).values_list("id", "owner_id"))
