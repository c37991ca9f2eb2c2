"""How entries are chained: each hash covers the entry and the hash before it."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

import msgspec


class Link(msgspec.Struct, frozen=True):
    """The part of an entry that the chain protects."""

    seq: int
    id: int
    kind: str
    version: int
    subject_kind: str
    subject_id: int
    actor_id: int | None
    via: str
    occurred_at: datetime
    recorded_at: datetime
    data: str


def digest(salt: str, data: str) -> str:
    """What the chain covers instead of the data: SHA-256 (hex) over salt and data. Without the salt nobody can tell
    from it what the data were, not even by guessing."""
    return hashlib.sha256((salt + data).encode()).hexdigest()


def sealed(parts: Iterable[tuple[str, str, str]]) -> str:
    """SHA-256 (hex) over entries as erasing left them: of each its hash as it is now and as it was, and its digest."""
    return hashlib.sha256(msgspec.json.encode(list(parts))).hexdigest()


def chained(before: str, link: Link) -> str:
    """SHA-256 (hex) over the hash before and the entry; equal on every database for equal entries.

    The link's `data` are the digest of the data, or the data themselves in entries of before there were salts.
    """
    stamps = (_stamp(link.occurred_at), _stamp(link.recorded_at))
    parts = (before, link.seq, link.id, link.kind, link.version, link.subject_kind, link.subject_id)
    return hashlib.sha256(msgspec.json.encode((*parts, link.actor_id, link.via, *stamps, link.data))).hexdigest()


@lru_cache(maxsize=8192)  # the entries of one command mostly share their moments
def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
