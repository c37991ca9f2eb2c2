"""The story of records: what happened to them and what was written down, as a timeline that can be narrowed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dealwright import BadRequest
from dealwright.ledger.kept import kept
from dealwright.ledger.queries import Happened, entries_about
from dealwright.records.history import known_to
from dealwright.records.kinds import require_visible, subject, titles
from dealwright.workspace.access import Verb, covers
from dealwright.workspace.queries import Actor, member_names

from .events import ended, label_of
from .models import Activity, Participant
from .telling import ACTIVITY_GROUPS, RELATED, Told, kinds_in, look_of, words_of

PAGE = 30
ESCAPED = frozenset('"\\')
BATCH, LOOKED_AT = 500, 12_000  # entries looked through at a time, and for one page, when a text is sought


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a timeline tells: a `group` (calls, emails, meetings, notes, activities, tasks, stages, comments, changes;
    "" for all), what a member did (`who`), what happened `since`, what holds a `text`."""

    group: str = ""
    who: int | None = None
    since: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of a timeline, newest first; `before` is the cursor of the next page, None on the last."""

    entries: list[Told] = field(default_factory=list)
    before: str | None = None


def timeline(
    subjects: Sequence[tuple[str, int]],
    actor: Actor,
    *,
    before: str | None = None,
    group: str = "",
    narrowed: Narrowed | None = None,
    limit: int = PAGE,
) -> Timeline:
    """What happened to the records, newest first: events of the ledger with what was written down.

    The records must have been found visible. A fixed number of queries, one more for each kind among several records,
    and what those need who tell events in better words. Raises BadRequest for a cursor that is not ours.
    """
    about: dict[str, list[int]] = defaultdict(list)
    for kind, record_id in subjects:
        about[kind].append(record_id)
    wanted, place, looked = narrowed or Narrowed(group), _read_cursor(before), 0
    size = BATCH if wanted.text else limit + 1
    kept: list[tuple[Happened, Told | None]] = []
    while True:
        found = _entries(about, wanted, place, size)
        kept += _told(found, actor, wanted, several=len(subjects) > 1)
        looked += len(found)
        if len(found) < size or len(kept) > limit or looked >= LOOKED_AT:
            break
        place = (found[-1].occurred_at, found[-1].id)
    entries = [told for _, told in kept[:limit] if told is not None]
    if len(kept) > limit:
        return Timeline(entries, _cursor(kept[limit - 1][0]))
    return Timeline(entries, _cursor(found[-1]) if len(found) == size else None)


def story_of(
    one: str,
    record_id: int,
    actor: Actor,
    *,
    before: str | None = None,
    group: str = "",
    narrowed: Narrowed | None = None,
    limit: int = PAGE,
) -> Timeline:
    """The timeline of one record and of those related to it; raises NotFound for one that the actor may not see."""
    require_visible(one, record_id, actor)
    related = [pair for find in RELATED.get(one, ()) for pair in find(record_id, actor)]
    return timeline([(one, record_id), *related], actor, before=before, group=group, narrowed=narrowed, limit=limit)


def _entries(
    about: Mapping[str, Sequence[int]], wanted: Narrowed, place: tuple[datetime, int] | None, limit: int
) -> list[Happened]:
    # What was written down lies in the event as it is shown; words of other events are made when they are told.
    written = {*kinds_in("activities"), *kinds_in("tasks")}
    holding = [word for word in wanted.text.split() if word.isascii() and not set(word) & ESCAPED]
    if activity_kind := ACTIVITY_GROUPS.get(wanted.group):
        holding.append(f'"activity_kind":"{activity_kind}"')
    return entries_about(
        about, kinds=kinds_in(wanted.group) if wanted.group else None, before=place, limit=limit,
        actor_id=wanted.who, since=wanted.since, holding=holding, among=written,
    )  # fmt: skip


def _told(
    entries: Sequence[Happened], actor: Actor, wanted: Narrowed, *, several: bool
) -> list[tuple[Happened, Told | None]]:
    """Each entry with its line, None for one that goes without saying; with a text only those that hold it."""
    entries = known_to(entries, actor)
    words, names = words_of(entries), member_names() if entries else {}
    called = titles({(each.subject_kind, each.subject_id) for each in entries}, actor) if several else {}
    activities = _activities(entries, actor)
    lines = [
        (each, None if _is_plain(each, wanted.group, activities) else _line(each, words[each.id], names, called))
        for each in entries
    ]
    told = [(each, line and _as_it_is(each, line, activities, actor)) for each, line in lines]
    if not wanted.text:
        return told
    return [(each, line) for each, line in told if line and _holds(line, wanted.text)]


@dataclass(frozen=True, slots=True)
class Now:
    """An activity as it is now; `people` are the names of those the reader may see."""

    id: int
    kind: str
    subject: str
    text: str
    outcome: str
    direction: str
    minutes: int | None
    place: str
    by_id: int | None
    person_id: int | None
    people: Sequence[str] = ()

    @property
    def words(self) -> str:
        """What it was."""
        return f"{label_of(self.kind)}: {self.subject}{ended(self.outcome)}"

    @property
    def detail(self) -> str:
        """Which way, with whom, how long and where."""
        way = {"in": _("incoming"), "out": _("outgoing")}.get(self.direction, "")
        people = _("with %(names)s") % {"names": ", ".join(self.people)} if self.people else ""
        long = _("%(n)s minutes") % {"n": self.minutes} if self.minutes else ""
        return " · ".join(part for part in (way, people, long, self.place) if part)


def _activities(entries: Sequence[Happened], actor: Actor) -> dict[int, Now]:
    """The activities that these entries logged, as they are now, by id; up to three queries."""
    ids = sorted({each.fields()["activity"] for each in entries if each.kind == "activity_logged"})
    if not ids:
        return {}
    found = {row[0]: Now(*row) for row in _rows(ids=ids)}
    people: dict[int, list[int]] = {each.id: [each.person_id] for each in found.values() if each.person_id}
    for activity_id, person_id in _others(ids=ids):
        people.setdefault(activity_id, []).append(person_id)
    names = _names({person_id for each in people.values() for person_id in each}, actor)
    return {
        each.id: replace(each, people=[names[one] for one in people.get(each.id, ()) if one in names])
        for each in found.values()
    }


@kept
def _rows(ids: Any) -> QuerySet[Activity, Any]:
    columns = ("id", "kind", "subject", "text", "outcome", "direction", "minutes", "place", "by_id", "person_id")
    return Activity.objects.filter(id__in=ids).values_list(*columns)


@kept
def _others(ids: Any) -> QuerySet[Participant, Any]:
    return Participant.objects.filter(activity_id__in=ids).order_by("id").values_list("activity_id", "person_id")


def _names(ids: set[int], actor: Actor) -> dict[int, str]:
    if not ids:
        return {}
    person = subject("person")
    rows = person.model._default_manager.filter(person.visible(actor), id__in=ids)
    return dict(rows.values_list("id", person.title))


def _line(entry: Happened, words: str, names: dict[int, str], called: dict[tuple[str, int], str]) -> Told:
    event = entry.event
    look = look_of(entry, event)
    who = names.get(entry.actor_id, "") if entry.actor_id else ""
    text = str(getattr(event, "text", "") or getattr(event, "note", ""))
    about = (entry.subject_kind, entry.subject_id)
    title = called.get(about, "")
    return Told(entry.id, entry.occurred_at, look.icon, look.tone, words, who, text, about, title)


def _as_it_is(entry: Happened, line: Told, activities: Mapping[int, Now], actor: Actor) -> Told:
    """The line of an activity, told as it is now; the reader may correct what their roles reach."""
    if entry.kind != "activity_logged":
        return line
    now = activities[entry.fields()["activity"]]
    theirs = covers(actor, "activity", Verb.CHANGE, now.by_id)
    return replace(line, words=now.words, text=now.text, detail=now.detail, activity=now.id if theirs else None)


def _is_plain(entry: Happened, group: str, activities: Mapping[int, Now]) -> bool:
    """What goes without saying: an activity that was taken back, a task that was logged as an activity when done,
    and tasks that a process plans with each stage."""
    if entry.kind == "activity_logged":
        return entry.fields()["activity"] not in activities
    if entry.kind == "activity_changed":
        return True
    if entry.kind == "task_done":
        return bool(entry.fields().get("activity"))
    return entry.kind == "task_planned" and entry.via == "process" and group != "tasks"


def _holds(line: Told, text: str) -> bool:
    said = f"{line.words}\n{line.text}\n{line.detail}\n{line.who}\n{line.about_title}".casefold()
    return all(word in said for word in text.casefold().split())


def _cursor(entry: Happened) -> str:
    return f"{entry.occurred_at.isoformat()}~{entry.id}"


def _read_cursor(text: str | None) -> tuple[datetime, int] | None:
    if not text:
        return None
    moment, _sep, number = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("a moment without zone")
        return at, int(number)
    except ValueError:
        raise BadRequest("This is not a place in this timeline.", field="before") from None
