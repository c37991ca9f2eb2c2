"""What notifications learn from the ledger: whom to tell of what, each of an event only once."""

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
from .rules import RANK, TASK, Way, What

READER = "teamwork.notifications"


def notify(happened: Sequence[Happened]) -> None:
    """Tell whom it concerns; what happens again to a record that one follows replaces what one has not read yet."""
    best: dict[tuple[int, int], tuple[Happened, What]] = {}
    for each, what, who in wanted([each for each in happened if each.subject_kind in {*GUARDED, TASK}]):
        before = best.get((who, each.id))
        if who != each.actor_id and (before is None or RANK[what] < RANK[before[1]]):
            best[who, each.id] = (each, what)
    if best:
        _tell(best)


def _tell(best: Mapping[tuple[int, int], tuple[Happened, What]]) -> None:
    ids = {who for who, _ in best}
    members = {each.id: each for each in working_members(ids)}
    ways = dict(Wish.objects.filter(member_id__in=ids).values_list("member_id", "ways"))
    sees = cache(_sees)
    rows: dict[object, Notification] = {}
    for (who, entry), (each, what) in best.items():
        way = ways.get(who, {}).get(what, Way.APP)
        told = who in members and way != Way.OFF and known_to([each], members[who])
        about = _about(members[who], each, what, sees) if told else None
        if about is not None:
            rows[(who, *about) if what == What.FOLLOWED else (who, entry)] = Notification(
                member_id=who, what=what, kind=about[0], record_id=about[1], entry=each.id, at=each.recorded_at,
                by_mail=way == Way.DIGEST,
            )  # fmt: skip
    _keep(rows.values())


def _keep(rows: Collection[Notification]) -> None:
    for row in rows:
        if row.what == What.FOLLOWED:
            about = {"member_id": row.member_id, "kind": row.kind, "record_id": row.record_id}
            Notification.objects.filter(**about, what=What.FOLLOWED, read_at=None).delete()
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


def _about(member: Any, each: Happened, what: What, sees: Callable[[Any, str, int], bool]) -> tuple[str, int] | None:
    """The record that the member is told about; of a record they may not see only the task that is theirs."""
    if each.subject_kind in GUARDED and sees(member, each.subject_kind, each.subject_id):
        return each.subject_kind, each.subject_id
    return (TASK, each.fields()["task"]) if what == What.TASK else None


def _sees(member: Any, one: str, record_id: int) -> bool:
    kind = subject(one)
    return kind.model._default_manager.filter(kind.visible(member), id=record_id).exists()
