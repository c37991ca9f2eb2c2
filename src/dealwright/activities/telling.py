"""How events are told on a timeline: words, icon and tone. Higher modules register what they know better."""

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dealwright.ledger.event import Changed, Event
from dealwright.ledger.queries import Happened
from dealwright.records.fields import OWN
from dealwright.records.history import changed_own, own_title
from dealwright.records.kinds import subject
from dealwright.workspace.queries import Actor

Tell = Callable[[Sequence[Happened]], Mapping[int, str]]
Related = Callable[[int, Actor], Iterable[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Look:
    """Icon (a name in desk/icons.txt), tone, and the group by which the timeline can be narrowed."""

    icon: str
    tone: str = ""
    group: str = "changes"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a timeline. `about` is the record it happened to, (kind, id); `text` what was written down.

    `detail` says with whom, how long and where; `activity` is the id of an activity that the reader may correct.
    """

    id: int
    at: datetime
    icon: str
    tone: str
    words: str
    who: str
    text: str
    about: tuple[str, int]
    about_title: str = ""
    detail: str = ""
    activity: int | None = None


ACTIVITY_ICONS = {"call": "phone", "meeting": "users", "email": "mail", "note": "note", "task": "checkbox"}
ACTIVITY_GROUPS = {"calls": "call", "meetings": "meeting", "emails": "email", "notes": "note"}
LOOKS: dict[str, Look] = {
    "activity_logged": Look("note", "accent", "activities"),
    "activity_removed": Look("arrow-back-up", "", "activities"),
    "activity_restored": Look("refresh", "", "activities"),
    "activity_changed": Look("pencil", "", "activities"),
    "task_planned": Look("calendar-due", "", "tasks"),
    "task_changed": Look("calendar-due", "", "tasks"),
    "task_done": Look("circle-check", "good", "tasks"),
    "task_reopened": Look("arrow-back-up", "", "tasks"),
    "task_removed": Look("x", "", "tasks"),
    "task_restored": Look("refresh", "", "tasks"),
    "task_escalated": Look("alert-triangle", "warn", "tasks"),
    "record_confirmed": Look("circle-check", "good"),
}
PLAIN = Look("pencil")
TELLERS: dict[str, Tell] = {}
RELATED: dict[str, list[Related]] = {}


def register_look(kind: str, icon: str, tone: str = "", group: str = "changes") -> None:
    """How events of this kind look on a timeline; `group` is activities, tasks, stages, comments or changes."""
    LOOKS[kind] = Look(icon, tone, group)


def register_words(kinds: Iterable[str], tell: Tell) -> None:
    """Have `tell` say in words what events of these kinds tell: all of a page at once, to words by `Happened.id`.

    Events that it leaves out are told by their own sentence.
    """
    for kind in kinds:
        TELLERS[kind] = tell


def register_related(one: str, find: Related) -> None:
    """Have the timelines of records of this kind also tell of the visible records that `find(id, actor)` names."""
    RELATED.setdefault(one, []).append(find)


def words_of(entries: Sequence[Happened]) -> dict[int, str]:
    """Each event in words, by `Happened.id`."""
    told: dict[int, str] = {}
    for tell in dict.fromkeys(TELLERS[entry.kind] for entry in entries if entry.kind in TELLERS):
        told.update(tell([entry for entry in entries if TELLERS.get(entry.kind) is tell]))
    return {entry.id: told.get(entry.id) or _sentence(entry) for entry in entries}


def confirmed(happened: Sequence[Happened]) -> dict[int, str]:
    """What somebody said is still right, by the name that people know it by; the record itself without a field."""
    return {each.id: _confirmed(each) for each in happened}


def look_of(entry: Happened, event: Event) -> Look:
    """The event's look; an activity has the icon of its kind."""
    look = LOOKS.get(entry.kind, PLAIN)
    icon = ACTIVITY_ICONS.get(getattr(event, "activity_kind", ""))
    return Look(icon, look.tone, look.group) if icon and entry.kind == "activity_logged" else look


def kinds_in(group: str) -> list[str]:
    """The kinds of event of a group; empty for a group that nobody knows. Calls, meetings … are activities."""
    wanted = "activities" if group in ACTIVITY_GROUPS else group
    return [kind for kind, look in LOOKS.items() if look.group == wanted]


def _confirmed(entry: Happened) -> str:
    key, kind = entry.fields().get("field", ""), subject(entry.subject_kind)
    if not key:
        return _("Confirmed as still right")
    known = kind.fields().get(key)
    label = known.label if known else own_title(kind, key.removeprefix(OWN))
    return _("Still right: %(field)s") % {"field": label}


def _sentence(entry: Happened) -> str:
    event = entry.event
    if isinstance(event, Changed):
        return "Changed: " + ", ".join(_labels(entry.subject_kind, event.old, event.new))
    names = [name for _, name, _, _ in string.Formatter().parse(event.sentence) if name]
    return event.sentence.format(**{name: getattr(event, name) for name in names})


def _labels(one: str, old: Mapping[str, Any], changed: Mapping[str, Any]) -> list[str]:
    """Changed fields by the names that people know them by; what no list shows is left out."""
    kind = subject(one)
    catalogue = kind.fields()
    known = [catalogue[key].label for key in changed if key in catalogue and key != "fields"]
    known += [own_title(kind, key) for key in changed_own(old, changed)]
    return known or sorted(changed)
