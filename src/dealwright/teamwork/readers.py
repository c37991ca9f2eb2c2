"""What notifications learn from the ledger: whom to tell of what, each of an event only once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any

from dealwright.ledger.queries import Happened
from dealwright.records.history import known_to
from dealwright.records.kinds import subject
from dealwright.workspace.guarded import GUARDED
from dealwright.workspace.queries import working_members

from .models import Notification, Wish
from .notable import wanted
from .places import PLACES
from .rules import RANK, TASK, Way, What

READER = "teamwork.notifications"


def notify(happened: Sequence[Happened]) -> None:
    """Tell whom it concerns; what happens again to a record that one follows replaces what one has not read yet."""
    best: dict[tuple[int, int], tuple[Happened, What]] = {}
    for each, what, who in wanted([each for each in happened if each.subject_kind in {*GUARDED, TASK, *PLACES}]):
        before = best.get((who, each.id))
        if who != each.actor_id and (before is None or RANK[what] < RANK[before[1]]):
            best[who, each.id] = (each, what)
    if best:
        _tell(best)


def _tell(best: Mapping[tuple[int, int], tuple[Happened, What]]) -> None:
    ids = {who for who, _ in best}
    members = {each.id: each for each in working_members(ids)}
    ways = dict(Wish.objects.filter(member_id__in=ids).values_list("member_id", "ways"))
    sees, known = cache(_sees), _known(best, members)
    rows: dict[object, Notification] = {}
    for (who, entry), (each, what) in best.items():
        way = ways.get(who, {}).get(what, Way.APP)
        about = _about(members[who], each, what, sees) if way != Way.OFF and (who, entry) in known else None
        if about is not None:
            rows[(who, *about) if what == What.FOLLOWED else (who, entry)] = Notification(
                member_id=who, what=what, kind=about[0], record_id=about[1], entry=each.id, at=each.recorded_at,
                by_mail=way == Way.DIGEST,
            )  # fmt: skip
    _keep(rows.values())


def _known(best: Mapping[tuple[int, int], tuple[Happened, What]], members: Mapping[int, Any]) -> set[tuple[int, int]]:
    """Member and event, of those events that tell the member something they may know."""
    theirs: dict[int, list[Happened]] = defaultdict(list)
    for (who, _), (each, _) in best.items():
        theirs[who].append(each)
    return {(who, each.id) for who, member in members.items() for each in known_to(theirs[who], member)}


def _keep(rows: Collection[Notification]) -> None:
    followed: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in rows:
        if row.what == What.FOLLOWED:
            followed[row.member_id, row.kind].append(row.record_id)
    for (member_id, kind), ids in followed.items():
        unread = Notification.objects.filter(member_id=member_id, kind=kind, what=What.FOLLOWED, read_at=None)
        unread.filter(record_id__in=ids).delete()
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def _about(member: Any, each: Happened, what: What, sees: Callable[[Any, str, int], bool]) -> tuple[str, int] | None:
    """The record that the member is told about; of a record they may not see only the task that is theirs."""
    if each.subject_kind in PLACES:
        return each.subject_kind, each.subject_id
    if each.subject_kind in GUARDED and sees(member, each.subject_kind, each.subject_id):
        return each.subject_kind, each.subject_id
    return (TASK, each.fields()["task"]) if what == What.TASK else None


def _sees(member: Any, one: str, record_id: int) -> bool:
    kind = subject(one)
    return kind.model._default_manager.filter(kind.visible(member), id=record_id).exists()
