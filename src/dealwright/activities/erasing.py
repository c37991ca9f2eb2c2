"""What the activities tell of somebody alone: found for erasing, and taken out."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from dealwright.ledger.shredding import Naming, entries_naming, entries_where
from dealwright.records.quality.erasing import Trace, Whom

from .models import Activity, Change, Participant, Task

WITH = dict.fromkeys(("activity_logged", "activity_changed"), "person")
OF_ACTIVITY = {f"activity_{verb}": "activity" for verb in ("logged", "changed", "removed", "restored")}
KEEPING = ("deal_removed", "lead_removed")  # what `remove_about` took away stands in them
TASK_VERBS = ("planned", "changed", "done", "reopened", "removed", "restored", "escalated")
OF_TASK = {f"task_{verb}": "task" for verb in TASK_VERBS}
OF_ACTIVITIES = ("rewritten", "struck")  # verbs of changes that can be taken back; the others are of tasks
ERASED = "Erased"
LEFT: Mapping[str, Any] = {"subject": ERASED, "text": "", "place": "", "fields": {}}


def find(whom: Whom) -> Iterator[Trace]:
    """Activities and tasks that are about them, or with nobody but them; what others took part in keeps its text, but
    where somebody chose otherwise.
    """
    people = whom["person"]
    named = list(entries_naming(WITH, people)) if people else []
    told = [each for each in named if not each.fields.get("people")]
    about = Q(about_kind="person", about_id__in=people) | Q(about_kind="lead", about_id__in=whom["lead"])
    others = Exists(Participant.objects.filter(activity=OuterRef("pk")))
    alone = Q(id__in=whom["activity"]) | about | Q(~others, person_id__in=people)
    done = Activity.objects.filter(alone)
    ids = set(done.values_list("id", flat=True)) | {each.fields["activity"] for each in told}
    entries = [each.id for each in (*told, *_entries(OF_ACTIVITY, ids))]
    done = Activity.objects.filter(id__in=ids)
    left = partial(done.update, **LEFT)
    yield Trace(_("Texts of activities with nobody but them"), done.count(), erase=left, entries=entries)
    part = Activity.objects.filter(Q(person_id__in=people) | Q(participants__person_id__in=people)).exclude(id__in=ids)
    among = set(part.values_list("id", flat=True))
    if whom.shared:
        among |= {each.fields["activity"] for each in named} - ids
        yield _shared(among)
        ids |= among
    else:
        yield Trace(_("Activities with others too, with their texts"), len(among), goes=False, shared=True)
    todo = Task.objects.filter(about | Q(id__in=whom["task"]))
    yield from _tasks(todo, set(todo.values_list("id", flat=True)))
    yield from _removed(people)
    yield from _changes(whom, ids, set(todo.values_list("id", flat=True)))


def _shared(ids: set[int]) -> Trace:
    """What others took part in too: that it was, when and with whom stays."""
    left = partial(Activity.objects.filter(id__in=ids).update, **LEFT)
    entries = [each.id for each in _entries(OF_ACTIVITY, ids)]
    return Trace(_("Texts of activities with others too"), len(ids), erase=left, entries=entries, shared=True)


def _tasks(todo: QuerySet[Task], ids: set[int]) -> Iterator[Trace]:
    entries = [each.id for each in _entries(OF_TASK, ids)]
    left = partial(todo.update, title=ERASED, place="", fields={})
    yield Trace(_("Texts of tasks about them"), len(ids), erase=left, entries=entries)


def _removed(people: Collection[int]) -> Iterator[Trace]:
    """What was kept to bring back removed records of which an activity or task names them."""

    def names_them(told: Mapping[str, Any]) -> bool:
        about = told.get("kept", {}).get("about", ())
        return any(each["fields"].get("person") in people for each in about)

    entries = entries_where(KEEPING, names_them) if people else []
    told = _("Removed deals and leads with texts about them, which cannot come back then")
    yield Trace(told, len(entries), entries=entries)


def _entries(fields: dict[str, str], ids: set[int]) -> Iterator[Naming]:
    return entries_naming(fields, ids) if ids else iter(())


def _changes(whom: Whom, activities: set[int], tasks: set[int]) -> Iterator[Trace]:
    """What was kept so that changes can be taken back, where it holds one of these or is about them."""

    def is_theirs(verb: str, kept: Mapping[str, Any]) -> bool:
        columns = kept.get("columns", kept)
        about = columns.get("about_kind") or ""
        known = activities if verb in OF_ACTIVITIES else tasks
        return columns.get("id") in known or (about in ("person", "lead") and columns["about_id"] in whom[about])

    rows = Change.objects.values_list("id", "verb", "rows").iterator()
    ids = [one for one, verb, kept in rows if any(is_theirs(verb, each) for each in kept)]
    changes = Change.objects.filter(id__in=ids)
    yield Trace(_("Changes of these that could be taken back"), len(ids), erase=changes.delete)
