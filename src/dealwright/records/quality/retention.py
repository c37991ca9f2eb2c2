"""How long records are kept: rules, what they would remove or erase, doing so daily, bringing back within 30 days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound, SalesError
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.past import latest_of
from dealwright.ledger.queries import Happened, entries_about
from dealwright.workspace.conditions import condition
from dealwright.workspace.queries import Actor, Machine, Right, require

from ..kinds import KINDS, Kind, record_kind
from ..shown import address_of
from .erasing import ERASABLE, erase_many, erased
from .events import RetentionApplied, RetentionRemoved, RetentionSet, RetentionUndone
from .keeping import Looking
from .models import RetentionRule
from .rules import Rule
from .ruling import check_condition

SINCE = {"added": "created_at", "closed": "closed_at", "touched": "created_at"}  # nothing is touched before it is added
LEAST_DAYS, MOST_DAYS, UNDO_DAYS = 30, 36_500, 30
AT_ONCE = 1_000
LOOKED_AT = 50_000  # records at most in a dry run, the oldest
EXAMPLES = 20
REMOVE, ANONYMISE = "remove", "anonymise"
ERASED_AT_ONCE = 50  # in one transaction, so that nobody waits long for it


@dataclass(frozen=True)
class DryRun:
    """What a rule would remove or anonymise now: how many of those looked at, and some of them with their addresses."""

    count: int
    looked_at: int
    examples: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Run:
    """A time when a rule removed or anonymised records (`act`); `may_undo` while they can be brought back."""

    entry_id: int
    at: datetime
    act: str
    count: int
    may_undo: bool


def kept_kinds() -> list[Kind]:
    """The kinds of records that a rule can remove."""
    return [kind for kind in KINDS.values() if kind.remove_many and kind.keeps_own]


def acts_of(kind: Kind) -> list[str]:
    """What a rule can do with records of the kind: remove them, or anonymise people, which is erasing them for good."""
    return [REMOVE, ANONYMISE] if kind.one in ERASABLE else [REMOVE]


def since_of(kind: Kind) -> list[str]:
    """From which of their moments the age of such records can be counted."""
    columns = {field.name for field in kind.model._meta.concrete_fields}
    return [since for since, column in SINCE.items() if column in columns]


@transaction.atomic
def set_retention(kind_key: str, given: Mapping[str, Any], *, by: Actor, via: str, rule_id: int | None = None) -> int:
    """Add a rule on how long records are kept, or with `rule_id` change one; returns its id.

    `given` has `since` (added, touched or closed), `days` (30 at least), and may have `act` (remove, or anonymise with
    the right to erase), `condition` (CEL) and `is_active`: only then the rule is carried out, every day. Raises Invalid
    naming the part at fault, NotFound, NotAllowed.
    """
    row = RetentionRule(kind=kind_key, act=REMOVE) if rule_id is None else retention_for_setup(rule_id, by)
    _read(row, given, by)
    row.save()
    told = {part: getattr(row, part) for part in ("condition", "since", "days", "act", "is_active")}
    _tell(RetentionSet(of=row.kind, rule=row.id, **told), by, via)
    return int(row.id)


@transaction.atomic
def drop_retention(rule_id: int, *, by: Actor, via: str) -> None:
    """Have a rule hold no more; what it removed stays removed. Raises NotFound, NotAllowed."""
    row = retention_for_setup(rule_id, by)
    row.delete()
    _tell(RetentionRemoved(of=row.kind, rule=rule_id), by, via)


def retentions_for_setup(kind_key: str, actor: Actor) -> list[RetentionRule]:
    """The rules of a kind on how long records are kept, for those who may change them."""
    require(actor, Right.FIELDS)
    return list(RetentionRule.objects.filter(kind=record_kind(kind_key).key).order_by("id"))


def retention_for_setup(rule_id: int, actor: Actor) -> RetentionRule:
    """One of them; raises NotFound, NotAllowed."""
    require(actor, Right.FIELDS)
    row = RetentionRule.objects.filter(id=rule_id).first()
    if row is None:
        raise NotFound(f"There is no rule {rule_id}.")
    return row


def dry_run(kind_key: str, given: Mapping[str, Any], actor: Actor, now: datetime | None = None) -> DryRun:
    """What a rule would remove now, of what the actor sees; nothing changes. Raises as `set_retention`."""
    row = _read(RetentionRule(kind=kind_key, act=REMOVE), given, actor)
    kind, looked_at = record_kind(kind_key), 0
    found: list[tuple[int, str]] = []
    for part in _aged(row, kind.visible(actor), now or timezone.now()):
        looked_at += part.read
        found += part.due
        if looked_at >= LOOKED_AT:
            break
    examples = [(title, address_of(kind.page, one)) for one, title in found[:EXAMPLES]]
    return DryRun(len(found), looked_at, examples)


def apply_retention(now: datetime | None = None) -> int:
    """The daily job: carry out each active rule; returns how many records went. Those that others need stay."""
    return sum(_apply(row, now or timezone.now()) for row in RetentionRule.objects.filter(is_active=True))


def _apply(row: RetentionRule, now: datetime) -> int:
    kind, gone = record_kind(row.kind), 0
    at_once = ERASED_AT_ONCE if row.act == ANONYMISE else AT_ONCE
    for part in _aged(row, Q(), now):
        due = [one for one, _title in part.due]
        for start in range(0, len(due), at_once):
            gone += _done(row, kind, due[start : start + at_once], now)
    return gone


@transaction.atomic
def _done(row: RetentionRule, kind: Kind, ids: list[int], now: datetime) -> int:
    """Remove or erase these records, and tell of it; returns how many went."""
    if row.act == ANONYMISE:
        erase_many(kind.one, ids, by=Machine(), via="job")
    else:
        ids = _removed(kind, ids)
    if ids:
        event = RetentionApplied(of=kind.key, rule=row.id, act=row.act, count=len(ids), ids=ids)
        record([Happening(event, 0, None, "job", now)])
    return len(ids)


def _removed(kind: Kind, ids: list[int]) -> list[int]:
    """Remove these records; those that others need stay, as do those that may not go, such as converted leads."""
    if kind.remove_many is None:
        return []
    try:
        with transaction.atomic():
            kind.remove_many(ids, by=Machine(), via="job")
    except SalesError:
        if len(ids) == 1:
            return []
        middle = len(ids) // 2
        return _removed(kind, ids[:middle]) + _removed(kind, ids[middle:])
    left = set(kind.model._default_manager.filter(id__in=ids).values_list("id", flat=True))
    return [one for one in ids if one not in left]


def runs_of(kind_key: str, actor: Actor, now: datetime | None = None) -> list[Run]:
    """The last times when rules removed records of a kind, newest first."""
    require(actor, Right.FIELDS)
    kind, limit = record_kind(kind_key), (now or timezone.now()) - timedelta(days=UNDO_DAYS)
    entries = _entries(("retention_applied", "retention_undone"))
    undone = {entry.fields().get("run") for entry in entries if entry.kind == "retention_undone"}
    return [
        Run(entry.id, entry.occurred_at, told["act"], told["count"], _may_undo(kind, entry, undone, limit))
        for entry in entries
        if entry.kind == "retention_applied" and (told := entry.fields())["of"] == kind.key
    ]


@transaction.atomic
def undo_retention(kind_key: str, entry_id: int, *, by: Actor, via: str) -> int:
    """Bring back what a rule removed at one go, within 30 days; returns how many records came.

    Raises NotFound, NotAllowed, and Conflict where it is too late, done already, or cannot be done.
    """
    kind = record_kind(kind_key)
    run = next((run for run in runs_of(kind_key, by) if run.entry_id == entry_id), None)
    if run is None:
        raise NotFound(f"No rule removed {kind.key} then.")
    if not run.may_undo or kind.restore_many is None:
        raise Conflict("What went then cannot be brought back any more.")
    entry = next(entry for entry in _entries(("retention_applied",)) if entry.id == entry_id)
    came = kind.restore_many(entry.fields()["ids"], by=by, via=via)
    _tell(RetentionUndone(of=kind.key, run=entry_id, count=came), by, via)
    return came


def _entries(kinds: Sequence[str]) -> list[Happened]:
    return list(entries_about({"fields": [0]}, kinds=kinds, limit=200))


def _may_undo(kind: Kind, entry: Happened, undone: set[Any], limit: datetime) -> bool:
    is_lasting = kind.restore_many is None or entry.fields()["act"] == ANONYMISE
    return not is_lasting and entry.id not in undone and entry.occurred_at > limit


@dataclass(frozen=True)
class Part:
    """Some records that were looked at: how many, and those that are due with their titles."""

    read: int
    due: Sequence[tuple[int, str]]


def _aged(row: RetentionRule, seen: Q, now: datetime) -> Iterator[Part]:
    """The records that are due, some at a time, the oldest first."""
    kind, before = record_kind(row.kind), now - timedelta(days=row.days)
    looking = Looking(kind, [Rule(0, kind.one, "id", "required", condition=row.condition)])
    old = kind.model._default_manager.filter(seen, **{f"{SINCE[row.since]}__lt": before}).order_by("id")
    last = 0
    while rows := list(old.filter(id__gt=last).values_list("id", kind.title, *looking.paths)[:AT_ONCE]):
        last = rows[-1][0]
        due = [(one, title) for one, title, *values in rows if _meets(row, looking, values)]
        if row.since == "touched" and due:
            touched = latest_of(kind.one, [one for one, _title in due])
            due = [each for each in due if touched.get(each[0], before - timedelta(1)) < before]
        if row.act == ANONYMISE and due:
            done = erased(kind.one, [one for one, _title in due])
            due = [each for each in due if each[0] not in done]
        yield Part(len(rows), due)


def _meets(row: RetentionRule, looking: Looking, values: Sequence[Any]) -> bool:
    if not row.condition:
        return True
    facts = looking.facts(dict(zip(looking.paths, values, strict=True)))
    return condition(looking.kind.one, row.condition).holds(facts)


def _read(row: RetentionRule, given: Mapping[str, Any], by: Actor) -> RetentionRule:
    require(by, Right.FIELDS)
    kind = record_kind(row.kind)
    if kind not in kept_kinds():
        raise Invalid(f"No rule removes {kind.key}.", field="kind")
    row.since = str(given.get("since", ""))
    if row.since not in since_of(kind):
        raise Invalid("Say from when their age counts.", field="since", remedy=f"Choose {', '.join(since_of(kind))}.")
    row.act = str(given.get("act") or row.act)
    if row.act not in acts_of(kind):
        remedy = f"Choose {' or '.join(acts_of(kind))}."
        raise Invalid(f"No rule can “{row.act[:20]}” {kind.key}.", field="act", remedy=remedy)
    if row.act == ANONYMISE:
        require(by, Right.ERASE)
    days = str(given.get("days", ""))
    if not days.isascii() or not days.isdecimal() or not LEAST_DAYS <= int(days[:9]) <= MOST_DAYS:
        raise Invalid(f"Records are kept for {LEAST_DAYS} to {MOST_DAYS:,} days.", field="days")
    row.days, row.is_active = int(days[:9]), bool(given.get("is_active"))
    row.condition = str(given.get("condition") or "").strip()
    if len(row.condition) > 500:
        raise Invalid(f"This is {len(row.condition)} characters long; 500 fit.", field="condition")
    check_condition(kind, row.condition)
    return row


def _tell(event: Any, by: Actor, via: str) -> None:
    record([Happening(event, 0, by.id, via, timezone.now())])
