"""Whether the ledger is whole: the chain followed from the first entry to the last."""

from collections.abc import Iterator

import msgspec

from .event import EVENTS
from .models import Entry, Head
from .rules import Link, chained, digest
from .shredding import Seals

NAMES = [field.name for field in msgspec.structs.fields(Link)]
AT_ONCE = 5_000


def faults() -> Iterator[str]:
    """Each place where the chain is broken, as a sentence: a changed, removed, swapped or unknown entry.

    Entries of which personal data were erased must carry the digest of what they held, and an event of the ledger
    must vouch for what they hold now.
    """
    before, expected, seals = "", 1, Seals()
    rows = Entry.objects.filter(seq__gt=0).order_by("seq").values_list(*NAMES, "salt", "digest", "hash")
    for *row, salt, left, stored in rows.iterator(AT_ONCE):
        link = Link(*row)
        if link.seq != expected:
            yield f"Entry {expected} is missing: the next one found is {link.seq}."
        if _is_changed(before, link, salt, left, stored):
            yield f"{_named(link)} was changed after it was recorded."
        if left is not None:
            seals.keep(link, before, stored, left)
        if link.kind not in EVENTS:
            yield f"Entry {link.seq} is of a kind this version does not know: {link.kind}."
        seals.open_with(link.kind, link.data)
        before, expected = stored, link.seq + 1
    for kind, data in Entry.objects.filter(seq=None).values_list("kind", "data"):
        seals.open_with(kind, data)
    yield from (f"{_named(link)} was changed, and no erasure vouches for it." for link in seals.left())
    yield from _of_head(before, expected)


def _named(link: Link) -> str:
    return f"Entry {link.seq} ({link.kind} of {link.subject_kind} {link.subject_id})"


def _is_changed(before: str, link: Link, salt: str | None, left: str | None, stored: str | None) -> bool:
    """Whether an entry does not follow from the one before; of unsalted ones that were erased the seal tells it."""
    if left == "" and salt is None:
        return False
    covered = left if left is not None else link.data if salt is None else digest(salt, link.data)
    return stored != chained(before, msgspec.structs.replace(link, data=covered))


def _of_head(before: str, expected: int) -> Iterator[str]:
    head = Head.objects.filter(id=1).first()
    if head and head.seq != expected - 1:
        yield f"Entries after {expected - 1} are missing: {head.seq} had been numbered."
    elif head and head.hash != before:
        yield f"Entry {head.seq} does not carry the last hash that was given."
