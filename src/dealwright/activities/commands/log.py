"""Log what was done: calls, meetings, mails and notes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.serializers.python import Deserializer, Serializer
from django.db import transaction
from django.utils import timezone

from dealwright import NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.rows import as_json, insert_rows, take_ids
from dealwright.records.kinds import missing
from dealwright.workspace.access import Verb, covers
from dealwright.workspace.queries import Actor, Machine

from ..events import ActivityLogged
from ..models import Activity, Participant, Task
from ..own import fields_known, own_of_new, require_may_say
from ..rules import read_direction, read_kind, read_minutes, read_outcome, read_place, read_title

COLUMNS = [
    "id",
    "kind",
    "subject",
    "text",
    "at",
    "by_id",
    "about_kind",
    "about_id",
    "person_id",
    "outcome",
    "direction",
    "minutes",
    "place",
    "import_id",
    "fields",
]
AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class NewActivity:
    """Something that was done about a record, (kind, id) such as ("deal", 12).

    `kind` is call, meeting, email or note; `at` None means now; `person_id` is whom it was done with; `by_id` who
    did it, the actor unless told; `outcome` what came of it: held, agreed, declined, postponed, no_answer ("" = not
    told); `direction` in or out of a call or mail; `people` further people who took part; `fields` own fields by key.
    """

    about: tuple[str, int]
    kind: str
    subject: str
    text: str = ""
    at: datetime | None = None
    person_id: int | None = None
    by_id: int | None = None
    outcome: str = ""
    direction: str = ""
    minutes: int | None = None
    place: str = ""
    people: tuple[int, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def everybody(self) -> list[int]:
        """The people who took part, each once, the first one first."""
        first = () if self.person_id is None else (self.person_id,)
        return list(dict.fromkeys((*first, *self.people)))


@transaction.atomic
def log_activity(
    about: tuple[str, int],
    kind: str,
    subject: str,
    text: str = "",
    at: datetime | None = None,
    person_id: int | None = None,
    *,
    outcome: str = "",
    strictly: bool = False,
    by: Actor,
    via: str,
    **more: Any,
) -> int:
    """Log one activity about a record that the actor may see; returns its id.

    `more` are direction, minutes, place, people and fields of `NewActivity`. See `log_activities`.
    """
    new = NewActivity(about, kind, subject, text, at, person_id, outcome=outcome, **more)
    return log_activities([new], strictly=strictly, by=by, via=via)[0]


@transaction.atomic
def log_activities(
    news: Sequence[NewActivity], *, strictly: bool = False, by: Actor, via: str, import_id: int | None = None
) -> list[int]:
    """Log activities, any number at a time; returns their ids in order.

    `strictly` demands the own fields that are required, as from a person who fills a form. Raises Invalid for an
    unknown kind or outcome, an empty subject, an own field that is wrong or a field that the actor may only read,
    NotFound for a record or person that they may not see, NotAllowed for logging what somebody else did without a
    manager's right. Then nothing is logged.
    """
    now = timezone.now()
    _check(news, by)
    for new in news if strictly else ():
        require_may_say("activities", new, by)
    known = fields_known("activities", by)
    news = [replace(new, fields=own_of_new(known, new.fields, by, strictly=strictly)) for new in news]
    ids: list[int] = []
    for start in range(0, len(news), AT_ONCE):
        ids += _write(news[start : start + AT_ONCE], now, by, via, import_id)
    return ids


def _check(news: Sequence[NewActivity], by: Actor) -> None:
    wanted: dict[str, set[int]] = defaultdict(set)
    for new in news:
        read_kind(new.kind)
        read_title(new.subject)
        read_outcome(new.outcome)
        read_direction(new.direction)
        read_minutes(new.minutes)
        read_place(new.place)
        wanted[new.about[0]].add(new.about[1])
        if new.everybody:
            wanted["person"].update(new.everybody)
        if new.by_id not in (None, by.id) and not covers(by, "activity", Verb.ADD, new.by_id):
            raise NotAllowed("You may log only what you did yourself.", field="by")
    for one, ids in wanted.items():
        if gone := missing(one, ids, by):
            raise NotFound(f"There is no {one} {min(gone)} that you may see.", field=one)


def _write(news: Sequence[NewActivity], now: datetime, by: Actor, via: str, import_id: int | None) -> list[int]:
    ids = take_ids(Activity, len(news)) if news else []
    insert_rows(Activity, COLUMNS, (_row(*each, now, by, import_id) for each in zip(ids, news, strict=True)))
    insert_rows(Participant, ["activity_id", "person_id"], _participants(ids, news))
    record(_happenings(ids, news, now, by, via, import_id))
    return ids


def _participants(ids: Sequence[int], news: Sequence[NewActivity]) -> Iterator[tuple[int, int]]:
    for activity_id, new in zip(ids, news, strict=True):
        yield from ((activity_id, person_id) for person_id in new.everybody[1:])


def _row(activity_id: int, new: NewActivity, now: datetime, by: Actor, import_id: int | None) -> tuple[object, ...]:
    kind, subject, at = read_kind(new.kind), new.subject.strip(), new.at or now
    doer, person_id = new.by_id or by.id, next(iter(new.everybody), None)
    how = new.outcome, new.direction, new.minutes, new.place.strip(), import_id, as_json(new.fields)
    return activity_id, kind, subject, new.text.strip(), at, doer, *new.about, person_id, *how


def _happenings(
    ids: Sequence[int], news: Sequence[NewActivity], now: datetime, by: Actor, via: str, import_id: int | None
) -> Iterator[Happening]:
    for activity_id, new in zip(ids, news, strict=True):
        event = ActivityLogged(
            activity=activity_id,
            activity_kind=read_kind(new.kind),
            title=new.subject.strip(),
            at=new.at or now,
            text=new.text.strip(),
            person=next(iter(new.everybody), None),
            outcome=new.outcome,
            imported=import_id,
            direction=new.direction,
            minutes=new.minutes,
            place=new.place.strip(),
            people=new.everybody[1:],
            fields=dict(new.fields),
        )
        yield Happening(event, new.about[1], new.by_id or by.id, via, new.at or now, new.about[0])


@transaction.atomic
def remove_about(about: str, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Take away the activities and tasks of records that are themselves taken back.

    Returns what went as plain values by the record's id, for `restore_about`.
    """
    gone: dict[int, list[dict[str, Any]]] = defaultdict(list)
    whose: dict[int, int] = {}
    for model in (Activity, Task):
        for row in model._default_manager.filter(about_kind=about, about_id__in=ids).order_by("id"):
            gone[row.about_id] += Serializer().serialize([row])
            if model is Activity:
                whose[row.id] = row.about_id
    for row in Participant.objects.filter(activity_id__in=whose):
        gone[whose[row.activity_id]] += Serializer().serialize([row])
    Task.objects.filter(about_kind=about, about_id__in=ids).delete()
    Activity.objects.filter(about_kind=about, about_id__in=ids).delete()
    return dict(gone)


@transaction.atomic
def restore_about(kept: Sequence[dict[str, Any]]) -> None:
    """Put activities and tasks back that `remove_about` took away; who is no person any more takes no part."""
    given = {one["fields"].get("person") for one in kept} - {None}
    gone = missing("person", given, Machine()) if given else set()
    for one in kept:
        if one["fields"].get("person") in gone:
            if one["model"] == "activities.participant":
                continue
            one["fields"]["person"] = None
        for each in Deserializer([one]):
            each.save()
