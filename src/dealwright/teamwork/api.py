"""The API of teamwork: comments, followers, parts in a team, notifications."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router

from dealwright import Invalid
from dealwright.workspace.bodies import Body

from . import commands
from .notices import notices, unread, ways_of
from .queries import Said, about_of, comment, comments_on, followers, team_of, who_cannot_see

comments = Router(tags=["teamwork"])
following = Router(tags=["teamwork"])
parts = Router(tags=["teamwork"])
notifications = Router(tags=["teamwork"])


class NewComment(Body):
    """A comment on a record (kind and number); @Name tells a colleague."""

    kind: str
    record: int
    text: str


class CommentChange(Body):
    """What a comment says instead."""

    text: str


class NewPart(Body):
    """A part in a record for a member: in which role."""

    kind: str
    record: int
    member: int
    role: str


class Ways(Body):
    """How you hear of what: app, digest or off, by mentioned, given, task, approval, own, followed."""

    ways: dict[str, str]


class ReadUpTo(Body):
    """Up to which notification all are read; null means all."""

    upto: int | None = None


def _shown(said: Said) -> dict[str, Any]:
    return {
        "id": said.id, "author": said.author_id, "author_name": said.author, "text": said.text,
        "mentions": said.mentions, "at": said.at, "edited_at": said.edited_at,
    }  # fmt: skip


def _comment(comment_id: int, request: HttpRequest, status: int = 200) -> JsonResponse:
    said = comment(comment_id, request.user)
    one, record_id = about_of(comment_id)
    blind = who_cannot_see(one, record_id, said.mentions if said else ())
    told = _shown(said) if said else {}
    return JsonResponse(
        {**told, "kind": one, "record": record_id, "cannot_see": [number for number, _ in blind]}, status=status
    )


def _before(cursor: str | None) -> int | None:
    if cursor is None or (cursor.isdecimal() and len(cursor) < 18):
        return int(cursor) if cursor else None
    raise Invalid("This cursor is none of ours.", field="cursor", remedy="Send the next_cursor of the page before.")


@comments.get("")
def list_comments(request: HttpRequest, kind: str, record: int, cursor: str | None = None) -> JsonResponse:
    """What was said about a record: the newest fifty, oldest first; the cursor leads to earlier ones."""
    found, more = comments_on(kind, record, request.user, before=_before(cursor))
    return JsonResponse({"items": [_shown(said) for said in found], "next_cursor": str(more) if more else None})


@comments.post("")
def create_comment(request: HttpRequest, body: NewComment) -> JsonResponse:
    """Say something about a record; `cannot_see` names members it mentions who may not see the record."""
    made = commands.add_comment(body.kind, body.record, body.text, by=request.user, via="api")
    return _comment(made, request, 201)


@comments.patch("/{comment_id}")
def change_comment(request: HttpRequest, comment_id: int, body: CommentChange) -> JsonResponse:
    """Correct your own comment, within 15 minutes."""
    commands.change_comment(comment_id, body.text, by=request.user, via="api")
    return _comment(comment_id, request)


@comments.delete("/{comment_id}")
def remove_comment(request: HttpRequest, comment_id: int) -> JsonResponse:
    """Take a comment back."""
    commands.remove_comment(comment_id, by=request.user, via="api")
    return JsonResponse({"id": comment_id, "removed": True})


@comments.post("/{comment_id}/restore")
def restore_comment(request: HttpRequest, comment_id: int) -> JsonResponse:
    """Put a comment back that was taken back."""
    commands.restore_comment(comment_id, by=request.user, via="api")
    return _comment(comment_id, request)


def _followers(request: HttpRequest, kind: str, record: int) -> JsonResponse:
    found = followers(kind, record, request.user)
    items = [{"id": number, "name": name} for number, name in found.members]
    return JsonResponse({"items": items, "next_cursor": None, "you_follow": found.mine})


@following.get("")
def list_followers(request: HttpRequest, kind: str, record: int) -> JsonResponse:
    """Who follows a record."""
    return _followers(request, kind, record)


@following.put("/{kind}/{record}")
def follow(request: HttpRequest, kind: str, record: int) -> JsonResponse:
    """Follow a record."""
    commands.follow(kind, record, by=request.user, via="api")
    return _followers(request, kind, record)


@following.delete("/{kind}/{record}")
def unfollow(request: HttpRequest, kind: str, record: int) -> JsonResponse:
    """Follow a record no longer."""
    commands.unfollow(kind, record, by=request.user, via="api")
    return _followers(request, kind, record)


def _parts(request: HttpRequest, kind: str, record: int, status: int = 200) -> JsonResponse:
    items = [asdict(part) for part in team_of(kind, record, request.user)]
    return JsonResponse({"items": items, "next_cursor": None}, status=status)


@parts.get("")
def list_parts(request: HttpRequest, kind: str, record: int) -> JsonResponse:
    """Who has which part in a record."""
    return _parts(request, kind, record)


@parts.post("")
def create_part(request: HttpRequest, body: NewPart) -> JsonResponse:
    """Give a member a part in a record, or another part; they see the record by it."""
    commands.add_teammate(body.kind, body.record, body.member, body.role, by=request.user, via="api")
    return _parts(request, body.kind, body.record, 201)


@parts.delete("/{part_id}")
def end_part(request: HttpRequest, part_id: int) -> JsonResponse:
    """End a part, and what the member saw by it; answers with those that are left."""
    kind, record = commands.remove_teammate(part_id, by=request.user, via="api")
    return _parts(request, kind, record)


@notifications.get("")
def list_notifications(request: HttpRequest, new: bool = False, cursor: str | None = None) -> JsonResponse:
    """What you are told of, newest first."""
    found, more = notices(request.user, before=_before(cursor), new=new)
    items = [
        {
            "id": each.id, "what": each.what, "kind": each.kind, "record": each.record_id, "title": each.title,
            "who": each.who, "words": each.words, "at": each.at, "is_new": each.is_new,
        }
        for each in found
    ]  # fmt: skip
    count = unread(request.user)
    return JsonResponse({"items": items, "next_cursor": str(more) if more else None, "unread": count})


@notifications.post("/read")
def read_notifications(request: HttpRequest, body: ReadUpTo) -> JsonResponse:
    """Note that you read them."""
    return JsonResponse({"read": commands.read_all(by=request.user, upto=body.upto)})


@notifications.get("/ways")
def show_ways(request: HttpRequest) -> JsonResponse:
    """How you hear of what."""
    return JsonResponse({"ways": ways_of(request.user)})


@notifications.put("/ways")
def choose_ways(request: HttpRequest, body: Ways) -> JsonResponse:
    """Choose how you hear of what; what is not named comes in the app."""
    commands.choose_ways(body.ways, by=request.user, via="api")
    return JsonResponse({"ways": ways_of(request.user)})
