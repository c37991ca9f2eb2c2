"""Log what was done: calls, meetings, mails and notes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dealwright import NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.rows import insert_rows, take_ids
from dealwright.records.kinds import missing, require_visible
from dealwright.workspace.queries import Actor, Right, has_right

from ..events import ActivityLogged, ActivityRemoved
from ..models import Activity, Task
from ..rules import read_kind, read_outcome, read_title

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
    "import_id",
]
AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class NewActivity:
    """Something that was done about a record, (kind, id) such as ("deal", 12).

    `kind` is call, meeting, email or note; `at` None means now; `person_id` is whom it was done with; `by_id` who
    did it, the actor unless told; `outcome` what came of it: held, agreed, declined, postponed, no_answer ("" = not
    told).
    """

    about: tuple[str, int]
    kind: str
    subject: str
    text: str = ""
    at: datetime | None = None
    person_id: int | None = None
    by_id: int | None = None
    outcome: str = ""


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
    by: Actor,
    via: str,
) -> int:
    """Log one activity about a record that the actor may see; returns its id. See `log_activities`."""
    new = NewActivity(about, kind, subject, text, at, person_id, outcome=outcome)
    return log_activities([new], by=by, via=via)[0]


@transaction.atomic
def log_activities(news: Sequence[NewActivity], *, by: Actor, via: str, import_id: int | None = None) -> list[int]:
    """Log activities, any number at a time; returns their ids in order.

    Raises Invalid for an unknown kind or outcome or an empty subject, NotFound for a record or person that the actor
    may not see, NotAllowed for logging what somebody else did without a manager's right. Then nothing is logged.
    """
    now = timezone.now()
    _check(news, by)
    ids: list[int] = []
    for start in range(0, len(news), AT_ONCE):
        ids += _write(news[start : start + AT_ONCE], now, by, via, import_id)
    return ids


def _check(news: Sequence[NewActivity], by: Actor) -> None:
    wanted: dict[str, set[int]] = defaultdict(set)
    lead = has_right(by, Right.REASSIGN)
    for new in news:
        read_kind(new.kind)
        read_title(new.subject)
        read_outcome(new.outcome)
        wanted[new.about[0]].add(new.about[1])
        if new.person_id is not None:
            wanted["person"].add(new.person_id)
        if new.by_id not in (None, by.id) and not lead:
            raise NotAllowed("You may log only what you did yourself.", field="by")
    for one, ids in wanted.items():
        if gone := missing(one, ids, by):
            raise NotFound(f"There is no {one} {min(gone)} that you may see.", field=one)


def _write(news: Sequence[NewActivity], now: datetime, by: Actor, via: str, import_id: int | None) -> list[int]:
    ids = take_ids(Activity, len(news)) if news else []
    insert_rows(Activity, COLUMNS, (_row(*each, now, by, import_id) for each in zip(ids, news, strict=True)))
    record(_happenings(ids, news, now, by, via, import_id))
    return ids


def _row(activity_id: int, new: NewActivity, now: datetime, by: Actor, import_id: int | None) -> tuple[object, ...]:
    kind, subject, at = read_kind(new.kind), new.subject.strip(), new.at or now
    doer = new.by_id or by.id
    return activity_id, kind, subject, new.text.strip(), at, doer, *new.about, new.person_id, new.outcome, import_id


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
            person=new.person_id,
            outcome=new.outcome,
            imported=import_id,
        )
        yield Happening(event, new.about[1], new.by_id or by.id, via, new.at or now, new.about[0])


@transaction.atomic
def remove_activity(activity_id: int, *, by: Actor, via: str) -> None:
    """Take an activity back that was logged by mistake: one's own, or anybody's for those who lead.

    The task it came from, if any, stays done. Raises NotFound or NotAllowed.
    """
    activity = Activity.objects.select_for_update().filter(id=activity_id).first()
    if activity is None:
        raise NotFound("This activity has been taken back already.")
    require_visible(activity.about_kind, activity.about_id, by)
    if activity.by_id != by.id and not has_right(by, Right.REASSIGN):
        raise NotAllowed("Somebody else logged this.", remedy="Ask them or your manager.")
    event = ActivityRemoved(activity=activity.id, activity_kind=activity.kind, title=activity.subject)
    activity.delete()
    record([Happening(event, activity.about_id, by.id, via, timezone.now(), activity.about_kind)])


@transaction.atomic
def remove_about(about: str, ids: Sequence[int]) -> None:
    """Take away the activities and tasks of records that are themselves taken back."""
    Task.objects.filter(about_kind=about, about_id__in=ids).delete()
    Activity.objects.filter(about_kind=about, about_id__in=ids).delete()
