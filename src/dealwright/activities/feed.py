"""A member's tasks as an iCalendar (RFC 5545), read by any calendar under a secret address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from dealwright import NotFound
from dealwright.records.kinds import titles
from dealwright.workspace.queries import company, hashed

from .models import Feed, Task

if TYPE_CHECKING:
    from icalendar import Event

SHOWN = 1_000  # tasks of one calendar
LOOKED_BACK = timedelta(days=60)
USED_EVERY = timedelta(minutes=10)
LASTS = timedelta(minutes=30)
CONTROLS = dict.fromkeys([*range(32), 127], " ")  # a calendar with one of these is refused whole
Titles = Mapping[tuple[str, int], str]
COLUMNS = (
    "id",
    "kind",
    "title",
    "due_on",
    "due_at",
    "minutes",
    "place",
    "about_kind",
    "about_id",
    "created_at",
    "done_at",
)


@dataclass(frozen=True, slots=True)
class Due:
    """A task with a day, as a calendar shows it."""

    id: int
    kind: str
    title: str
    due_on: date
    due_at: datetime | None
    minutes: int | None
    place: str
    about_kind: str
    about_id: int | None
    created_at: datetime
    done_at: datetime | None


def calendar_of(secret: str, site: str) -> bytes:
    """The iCalendar under that secret: tasks with a time as events, others as events of a whole day, done ones of the
    last two months with a tick.

    `site` is the address of this installation. Raises the same NotFound for an address that is unknown, revoked or of
    a member who left.
    """
    feed = (
        Feed.objects.select_related("member")
        .filter(hash=hashed(secret), revoked_at=None, member__is_active=True)
        .first()
    )
    if feed is None:
        raise NotFound("There is no such calendar.")
    now = timezone.now()
    if feed.used_at is None or feed.used_at < now - USED_EVERY:
        Feed.objects.filter(id=feed.id).update(used_at=now)
    tasks = _tasks(feed.member_id, now)
    known = titles(((task.about_kind, task.about_id) for task in tasks if task.about_id is not None), feed.member)
    return written(tasks, known, company().name, site)


def feed_of(member_id: int) -> Feed | None:
    """The member's calendar address that works, if any; its secret is not known any more."""
    return Feed.objects.filter(member_id=member_id, revoked_at=None).first()


def _tasks(member_id: int, now: datetime) -> list[Due]:
    since = now - LOOKED_BACK
    wanted = Task.objects.filter(owner_id=member_id, due_on__isnull=False)
    recent = wanted.filter(Q(done_at=None, due_on__gte=since.date()) | Q(done_at__gte=since))
    return [
        Due(*row)
        for row in recent.order_by(F("done_at").desc(nulls_first=True), "due_on", "id").values_list(*COLUMNS)[:SHOWN]
    ]


def written(tasks: Sequence[Due], known: Titles, name: str, site: str) -> bytes:
    """The tasks as an iCalendar, with the `known` names of what they are about: moments in UTC, so that every zone
    shows the right time; equal tasks, equal bytes.
    """
    from icalendar import Calendar

    shown = Calendar()
    shown.add("prodid", "-//Dealwright//Calendar//EN")
    shown.add("version", "2.0")
    shown.add("method", "PUBLISH")
    shown.add("x-wr-calname", f"{_in_line(name)} · Dealwright")
    shown.add("refresh-interval", timedelta(minutes=15), {"value": "DURATION"})
    for part in _parts(tasks, known, site):
        shown.add_component(part)
    return bytes(shown.to_ical())


def _parts(tasks: Sequence[Due], known: Titles, site: str) -> "Iterator[Event]":
    for task in tasks:
        yield _event(task, known.get((task.about_kind, task.about_id or 0), ""), site)


def _event(task: Due, about: str, site: str) -> "Event":
    """An event, not a to-do: most programs leave the to-dos of a calendar that they subscribe to out."""
    from icalendar import Event

    event = Event()
    if task.due_at is None:
        event.add("dtstart", task.due_on)
        event.add("dtend", task.due_on + timedelta(days=1))
    else:
        event.add("dtstart", task.due_at)
        event.add("dtend", task.due_at + (timedelta(minutes=task.minutes) if task.minutes else LASTS))
    event.add("transp", "OPAQUE" if task.kind == "meeting" else "TRANSPARENT")
    _describe(event, task, about, site)
    return event


def _describe(part: "Event", task: Due, about: str, site: str) -> None:
    part.add("uid", f"task-{task.id}@{site.split('//')[-1].strip('/') or 'dealwright'}")
    part.add("dtstamp", task.done_at or task.created_at)
    part.add(
        "summary", ("✓ " if task.done_at else "") + _in_line(task.title) + (f" · {_in_line(about)}" if about else "")
    )
    part.add("url", site + reverse("task-change", args=[task.id]))
    if task.place:
        part.add("location", _in_line(task.place))


def _in_line(text: str) -> str:
    return text.translate(CONTROLS)
