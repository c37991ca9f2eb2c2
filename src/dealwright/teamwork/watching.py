"""What a page watches: which records, in a token that only we can write, and the moment at which it was drawn.

A page is named by its url and watches kinds of record ("deal": any of them that the member may see), events
("task_*"), with "deal:" the very record it is about, and with "deal>organisation:" the deals that stand on its page
(belonging.py), of which the member may see some; "!" stands before that where they may see all.
"""

import base64
import hmac
import time
from collections.abc import Collection
from functools import lru_cache
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest

from dealwright.workspace.access import given_beyond, visible_owner_ids

PAGES: dict[str, tuple[str, ...]] = {}
GOOD_FOR = 600  # seconds; a token lives at most twice as long
STAMP = 22  # letters of a stamp
UNHURRIED = 3_000  # ms between two questions of a page that waits for nothing but the bell


class Watch(msgspec.Struct, frozen=True, array_like=True):
    """Who watches what until when (seconds since 1970); `owners` are those whose records they see, None everybody's."""

    member: int
    until: int
    what: tuple[str, ...]
    owners: frozenset[int] | None = None


def watch(page: str, *what: str) -> None:
    """Have the page of that url name shown anew when one of these, too, changes; see above for how they are written."""
    PAGES[page] = (*PAGES.get(page, ()), *what)


def attributes(request: HttpRequest) -> dict[str, Any]:
    """What the page's main part carries: the behaviour, the token and the position; nothing for visitors.

    A page of which nothing is watched still hears of what is told to its reader, and asks less often.
    """
    match, member = request.resolver_match, request.user
    if match is None or not member.is_authenticated:
        return {}
    watched = PAGES.get(match.url_name or "", ())
    record = next(iter(match.kwargs.values()), "")
    what = tuple(_said(f"{each}{record}" if each.endswith(":") else each, member) for each in watched)
    token = _token(member.id, what, _owners(member, what), int(time.time()) // GOOD_FOR)
    at = f"{member.newest_entry or 0}.{member.asked_at}"
    told = {"data-controller": "live", "data-live-watch-value": token, "data-live-at-value": at}
    return told if what else {**told, "data-live-pace-value": UNHURRIED}


def _said(what: str, member: Any) -> str:
    return f"!{what}" if ">" in what and visible_owner_ids(member, what.partition(">")[0]) is None else what


def _owners(member: Any, what: tuple[str, ...]) -> frozenset[int] | None:
    """Whose records count; everybody's for whoever sees all of a kind, or is shown single ones by a share."""
    found: set[int] = set()
    for one in (each.partition(">")[0] for each in what):
        if one.isalpha():
            ids = visible_owner_ids(member, one)
            if ids is None or given_beyond(member, one) is not None:
                return None
            found |= ids
    return frozenset(found | {member.id})


@lru_cache(maxsize=4096)
def _token(member_id: int, what: tuple[str, ...], owners: frozenset[int] | None, turn: int) -> str:
    said = msgspec.json.encode(Watch(member_id, (turn + 2) * GOOD_FOR, what, owners))
    text = base64.urlsafe_b64encode(said).decode().rstrip("=")
    return f"{text}.{_stamp(text)}"


@lru_cache(maxsize=4096)
def read(token: str) -> Watch | None:
    """What the token says; None for one that we did not write. It may have expired."""
    text, _, stamp = token.rpartition(".")
    if not hmac.compare_digest(stamp.encode(), _stamp(text).encode()):
        return None
    return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Watch)


def _stamp(text: str) -> str:
    made = hmac.new(f"live:{settings.SECRET_KEY}".encode(), text.encode(), "sha256").digest()
    return base64.urlsafe_b64encode(made).decode()[:STAMP]


def fits(what: str, event: str, subject: str, subject_id: int, places: Collection[str] = ()) -> bool:
    """Whether an event of that kind, on that record, which stands on those pages, is among what is watched."""
    one, on_page, place = what.removeprefix("!").partition(">")
    if on_page:
        return one == subject and place in places
    if what.endswith("*"):
        return event.startswith(what[:-1])
    return what == subject or what == f"{subject}:{subject_id}"
