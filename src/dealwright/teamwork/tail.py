"""The end of the ledger, kept in the process: what was committed lately, shared by all who ask.

A position is the highest id known and the moment (microseconds) when the database was asked: "812.1763805000000000".
Ids are given before commit, so one may turn up below the highest: ids that are missing are asked for again for a while.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from dealwright.ledger.kept import kept
from dealwright.ledger.queries import Noted, newest_entry_id, noted_since
from dealwright.workspace.guarded import GUARDED

from .belonging import places_of
from .models import Notification
from .watching import Watch, fits

EVERY = 200_000  # microseconds between two looks at the database
KEPT, AT_ONCE, MISSING = 4_000, 2_000, 500
MISSED_FOR = 60_000_000
NOTICE = "notification"


class Noticed(NamedTuple):
    """A committed event; `owner` of its record (None: tell everybody), when it was seen, whether out of turn, and on
    which pages its record stands."""

    kind: str
    subject: str
    subject_id: int
    id: int
    owner: int | None
    seen: int
    late: bool
    places: frozenset[str] = frozenset()


def now() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1_000


class Tail:
    """What one process knows of the newest events. Threads share it: one looks, the others take what is there."""

    def __init__(self) -> None:
        self._noticed: deque[Noticed] = deque(maxlen=KEPT)
        self._missing: dict[int, int] = {}
        self._lock = threading.Lock()
        self._newest = self._asked = self._floor = self._notice = 0

    @property
    def position(self) -> str:
        """Up to where the tail has looked."""
        return f"{self._newest}.{self._asked}"

    def look(self) -> None:
        """Ask the database what was committed since, unless that was done a moment ago or is being done."""
        if now() - self._asked < EVERY or not self._lock.acquire(blocking=False):
            return
        try:
            self._read()
        finally:
            self._lock.release()

    def changed_since(self, position: str, watched: Watch) -> bool:
        """Whether something watched was committed after the position; True also when that is too long ago to know."""
        newest, asked = (int(part) for part in position.split("."))
        if asked < self._floor:
            return newest < self._newest
        return any(_concerns(each, watched) for each in self._since(newest, asked))

    def notified_since(self, position: str, member_id: int) -> bool:
        """Whether the member was told of something after the position."""
        asked = int(position.split(".")[1])
        return any(each.subject == NOTICE and each.subject_id == member_id for each in self._since(0, asked))

    def _since(self, newest: int, asked: int) -> Iterator[Noticed]:
        for each in reversed(tuple(self._noticed)):
            if each.seen <= asked:
                return
            if each.late or each.id > newest:
                yield each

    def _read(self) -> None:
        asked = now()
        if not self._floor:
            self._newest, self._notice = newest_entry_id(), newest_notice()
            self._floor = self._asked = now()
            return
        fresh = noted_since(self._newest, list(self._missing), AT_ONCE)
        seen = now()
        self._miss({each.id for each in fresh}, seen)
        self._noticed.extend(_noticed(fresh, self._newest, seen))
        for number, member_id in _notices(AT_ONCE, after=self._notice):
            self._noticed.append(Noticed("", NOTICE, member_id, number, None, seen, True))
            self._notice = max(self._notice, number)
        if len(fresh) == AT_ONCE or len(self._noticed) == KEPT:
            self._floor = self._noticed[0].seen  # what came before is no longer known one by one
        self._newest, self._asked = max((self._newest, *(each.id for each in fresh))), asked

    def _miss(self, ids: set[int], seen: int) -> None:
        """Note the ids that were passed over, and forget those that came or never will."""
        last = max(ids, default=self._newest)
        passed = range(max(self._newest, last - MISSING) + 1, last)
        known = {number: since for number, since in self._missing.items() if since > seen - MISSED_FOR}
        every = known | dict.fromkeys(passed, seen)
        self._missing = {number: since for number, since in every.items() if number not in ids}


def _concerns(each: Noticed, watched: Watch) -> bool:
    told = watched.what
    if each.owner is not None and watched.owners is not None and each.owner not in watched.owners:
        told = tuple(what for what in told if what[0] == "!" or (":" in what and ">" not in what))
    return any(fits(what, each.kind, each.subject, each.subject_id, each.places) for what in told)


def _noticed(fresh: Sequence[Noted], newest: int, seen: int) -> Iterator[Noticed]:
    """With the owners of their records and where these stand: few queries a kind. Everybody is told where the owner
    changed."""
    ids: dict[str, set[int]] = {}
    for each in fresh:
        ids.setdefault(each.subject_kind, set()).add(each.subject_id)
    owners = {one: _owners(one, of) for one, of in ids.items() if one in GUARDED}
    places = places_of(fresh)
    for each in fresh:
        known = owners.get(each.subject_kind, {}).get(each.subject_id)
        owner = None if '"owner' in each.data else known
        about = (each.subject_kind, each.subject_id)
        where = places.get(about, frozenset())
        yield Noticed(each.kind, *about, each.id, owner, seen, each.id <= newest, where)


def _owners(one: str, ids: set[int]) -> dict[int, Any]:
    return dict(GUARDED[one].model._default_manager.filter(id__in=ids).values_list("id", "owner_id"))


def newest_notice() -> int:
    """The highest id of a notification; 0 before the first."""
    return Notification.objects.order_by("-id").values_list("id", flat=True).first() or 0


@kept
def _notices(at_most: int, after: Any) -> QuerySet[Notification, Any]:
    return Notification.objects.filter(id__gt=after).order_by("id").values_list("id", "member_id")[:at_most]


TAIL = Tail()
