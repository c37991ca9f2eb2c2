"""Notifications as somebody reads them: in words, newest first, only of records that they still see."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dealwright.ledger.queries import Happened, entries_with
from dealwright.records.history import known_to
from dealwright.records.kinds import titles
from dealwright.workspace.guarded import GUARDED
from dealwright.workspace.queries import Actor, member_names

from .models import Notification, Wish
from .places import PLACES
from .rules import TASK, Way, What

Tell = Callable[[Sequence[Happened]], Mapping[int, str]]
AT_ONCE = 50
COUNTED = 99
LABELS = {
    What.MENTIONED: _("Somebody names you in a comment"),
    What.GIVEN: _("A record, or a part in one, is given to you"),
    What.TASK: _("A task is given to you"),
    What.APPROVAL: _("Somebody asks for your approval"),
    What.OWN: _("Somebody else moves, wins or loses a deal of yours"),
    What.NUMBER: _("A number that you answer for or watch leaves its band"),
    What.FOLLOWED: _("Something happens to a record you follow"),
}
WAYS = {Way.APP: _("In the app"), Way.DIGEST: _("In the app and by the daily mail"), Way.OFF: _("Not at all")}
REASONS = {
    What.MENTIONED: _("names you"),
    What.GIVEN: _("given to you"),
    What.TASK: _("task for you"),
    What.APPROVAL: _("asks for approval"),
    What.OWN: _("yours"),
    What.NUMBER: _("a number"),
    What.FOLLOWED: _("followed"),
}
TELLERS: list[Tell] = []


@dataclass(frozen=True)
class Notice:
    """A notification: of which record, what happened in words, who did it, and why it is told."""

    id: int
    what: str
    kind: str
    record_id: int
    title: str
    href: str
    who: str
    words: str
    at: datetime
    is_new: bool

    @property
    def reason(self) -> str:
        """Why it is told, in a word or two."""
        return str(REASONS[What(self.what)])


def register_teller(tell: Tell) -> None:
    """Have events told by this function, to words by `Happened.id`; whoever tells timelines tells these as well."""
    TELLERS.append(tell)


def unread(member: Actor) -> int:
    """How many notifications of what the member still sees they have not read, of the newest hundred."""
    rows = Notification.objects.filter(member_id=member.id, read_at=None).order_by("-id")[: COUNTED + 1]
    called = _called(rows, member)
    return sum((row.kind, row.record_id) in called for row in rows)


def notices(
    member: Actor, *, before: int | None = None, only: Iterable[int] | None = None, new: bool = False
) -> tuple[list[Notice], int | None]:
    """The newest notifications of a member, and the number before which older ones stand, if any do.

    `only` asks for some by number, `new` for those not read. At most two queries and two for each kind of record.
    """
    rows = Notification.objects.filter(member_id=member.id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    if only is not None:
        rows = rows.filter(id__in=list(only))
    if new:
        rows = rows.filter(read_at=None)
    found = list(rows.order_by("-id")[: AT_ONCE + 1])
    more = found[AT_ONCE - 1].id if len(found) > AT_ONCE else None
    return _told(found[:AT_ONCE], member), more


def _told(rows: Sequence[Notification], member: Actor) -> list[Notice]:
    entries = {each.id: each for each in known_to(entries_with([row.entry for row in rows]), member)} if rows else {}
    called, words = _called(rows, member), _words(list(entries.values()))
    names = member_names() if rows else {}
    return [
        Notice(
            row.id, row.what, row.kind, row.record_id, called[row.kind, row.record_id],
            href_of(row.kind, row.record_id),
            names.get(entries[row.entry].actor_id or 0, ""), words[row.entry], row.at, row.read_at is None,
        )
        for row in rows
        if (row.kind, row.record_id) in called and row.entry in entries
    ]  # fmt: skip


def _called(rows: Iterable[Notification], member: Actor) -> dict[tuple[str, int], str]:
    """What the member still sees of what notifications are about, by its title."""
    called = titles(((row.kind, row.record_id) for row in rows if row.kind != TASK and row.kind not in PLACES), member)
    called |= {(TASK, row.record_id): str(_("A task for you")) for row in rows if row.kind == TASK}
    for kind, place in PLACES.items():
        if ids := {row.record_id for row in rows if row.kind == kind}:
            called |= {(kind, number): title for number, title in place.titles(ids, member).items()}
    return called


def href_of(kind: str, record_id: int) -> str:
    """Where a notification leads: the page of its record or place; of a task Today."""
    if kind == TASK:
        return reverse("today")
    return reverse(PLACES[kind].page if kind in PLACES else GUARDED[kind].page, args=[record_id])


def _words(entries: Sequence[Happened]) -> Mapping[int, str]:
    told: dict[int, str] = {}
    for tell in TELLERS:
        told.update(tell(entries))
    return {each.id: told.get(each.id) or each.kind.replace("_", " ").capitalize() for each in entries}


def ways_of(member: Actor) -> dict[str, str]:
    """How the member hears of what, for each kind of reason."""
    wish = Wish.objects.filter(member_id=member.id).first()
    return {what: (wish.ways if wish else {}).get(what, Way.APP) for what in What}
