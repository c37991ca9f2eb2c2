"""Change or delete many records: tried first without a trace, then done, and set back again if somebody regrets it.

Each task goes on where it stopped: it takes up the rows that still wait for it, a few in each transaction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from dealwright import BadRequest, Conflict, NotFound, SalesError
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.ledger.rows import insert_rows
from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor

from .events import BulkFinished, BulkRequested, BulkUndone
from .fields import OWN, Catalogue, own_among
from .kinds import LARGEST_ID, Kind, fields_of, kind_of
from .models import BulkEdit, BulkRow
from .own.column import row_of, stored_in
from .queries import Listing
from .walks import made_of

MOST = 100_000
AT_ONCE = 200  # records that are worked on while somebody waits; more are left to the worker
BATCH = 25
LISTS = frozenset({FieldType.CHOICES})
TASKS = {"try": ("trying", "tried"), "do": ("doing", "done"), "undo": ("undoing", "undone")}
NEXT = {"do": "tried", "undo": "done"}
Values = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What a command would do, or did, to a record: its values before and after, or why it was refused."""

    before: Values
    after: Values
    reason: str = ""


@transaction.atomic
def begin(
    kind_key: str, act: str, changes: Mapping[str, Mapping[str, Any]], ids: Sequence[int], *, by: Actor
) -> BulkEdit:
    """Note a change of these records; `changes` are `{field: {"set" | "add" | "take": value}}`, none to remove.

    Raises BadRequest for what cannot be changed like that, or for too many records.
    """
    kind = kind_of(kind_key)
    _check(kind, act, changes, fields_of(kind, by))
    wanted = sorted({each for each in ids if 0 < each <= LARGEST_ID})
    if not wanted:
        raise BadRequest("No records were chosen.", field="ids", remedy="Choose some first.")
    if len(wanted) > MOST:
        raise BadRequest(f"At most {MOST:,} records are changed at once.", field="ids", remedy="Filter the list first.")
    bulk = BulkEdit.objects.create(kind=kind.key, act=act, changes=changes, by_id=by.id, count=len(wanted))
    columns = ["bulk_id", "record_id", "state", "before", "after", "reason"]
    insert_rows(BulkRow, columns, ((bulk.id, each, "waiting", "{}", "{}", "") for each in wanted))
    return bulk


def ids_of(wanted: Listing) -> list[int]:
    """All records of a list, but no more than one above what can be changed at once."""
    return list(wanted.rows.order_by().values_list("id", flat=True)[: MOST + 1])


def _check(kind: Kind, act: str, changes: Mapping[str, Mapping[str, Any]], catalogue: Catalogue) -> None:
    command = {"change": kind.change_many, "remove": kind.remove_many}.get(act)
    if command is None:
        raise BadRequest(f"{kind.key.capitalize()} cannot be changed like that all at once.", field="act")
    if (act == "change") != bool(changes):
        raise BadRequest("Say which field becomes what.", field="changes")
    for key, change in changes.items():
        field = catalogue.get(key)
        if field is None or not field.writable:
            raise BadRequest(f"There is no field “{key[:80]}” that you may change.", field=key[:80])
        if len(change) != 1 or not set(change) <= {"set", "add", "take"}:
            raise BadRequest("A field is set, added to or taken from.", field=key)
        if "set" not in change and field.type not in LISTS:
            raise BadRequest(f"“{field.label}” holds one value.", field=key, remedy="Set it.")


def get(bulk_id: int, by: Actor) -> BulkEdit:
    """The change; raises NotFound unless it is the actor's own."""
    bulk = BulkEdit.objects.filter(id=bulk_id, by_id=by.id).first()
    if bulk is None:
        raise NotFound("There is no such change of yours.")
    return bulk


def ask(bulk: BulkEdit, task: str, *, by: Actor, via: str) -> BulkEdit:
    """Try, do or undo the change: at once when it is small, else the worker takes it up.

    Raises Conflict when that is not what comes next.
    """
    begins, _ = TASKS[task]
    expected = NEXT.get(task, "trying")
    with transaction.atomic():
        if not BulkEdit.objects.filter(id=bulk.id, status=expected).update(status=begins, finished=0):
            raise Conflict("This change is already on its way or over.", remedy="Look at it again.")
        if bulk.count > AT_ONCE:
            _record(bulk, BulkRequested(task=task, records=bulk.kind, count=bulk.count), by, via)
    if bulk.count <= AT_ONCE:
        run(bulk.id, task, by=by, via=via)
    bulk.refresh_from_db()
    return bulk


def run(bulk_id: int, task: str, *, by: Actor, via: str) -> None:
    """Work through the rows that wait for the task; may be called again after a crash."""
    begins, ends = TASKS[task]
    bulk = BulkEdit.objects.filter(id=bulk_id, status=begins).first()
    if bulk is None:
        return
    work, waits = {"try": (_try, "waiting"), "do": (_do, "ready"), "undo": (_undo, "done")}[task]
    kind = kind_of(bulk.kind)
    while rows := list(BulkRow.objects.filter(bulk=bulk, state=waits).order_by("record_id")[:BATCH]):
        with transaction.atomic():
            work(kind, bulk, rows, by, via)
            BulkRow.objects.bulk_update(rows, ["state", "before", "after", "reason"])
            bulk.finished += len(rows)
            BulkEdit.objects.filter(id=bulk.id).update(finished=bulk.finished)
    with transaction.atomic():
        BulkEdit.objects.filter(id=bulk.id).update(status=ends)
        if task != "try":
            _record(bulk, _finished(bulk, task), by, via)


def _finished(bulk: BulkEdit, task: str) -> Event:
    counts = states(bulk)
    if task == "do":
        return BulkFinished(
            records=bulk.kind, count=bulk.count, done=counts.get("done", 0), refused=counts.get("refused", 0)
        )
    restored, left = counts.get("restored", 0), counts.get("kept", 0)
    return BulkUndone(records=bulk.kind, count=restored + left, restored=restored, kept=left)


def states(bulk: BulkEdit) -> dict[str, int]:
    """How many rows are in each state."""
    return dict(_rows(bulk).values("state").annotate(n=Count("id")).values_list("state", "n"))


def refused_alike(bulk: BulkEdit) -> str:
    """Why none of the records would change, where that is the same for all of them; else empty."""
    found = list(_rows(bulk).values_list("state", "reason").distinct()[:2]) if bulk.status == "tried" else []
    return found[0][1] if len(found) == 1 and found[0][0] == "refused" else ""


@transaction.atomic
def drop(bulk: BulkEdit) -> None:
    """Forget a change that was only tried, with its rows."""
    _rows(bulk).delete()
    BulkEdit.objects.filter(id=bulk.id).delete()


def _rows(bulk: BulkEdit) -> QuerySet[BulkRow]:
    return BulkRow.objects.filter(bulk=bulk).order_by()


def _try(kind: Kind, bulk: BulkEdit, rows: Sequence[BulkRow], by: Actor, via: str) -> None:
    outcomes = _outcomes(kind, bulk, [row.record_id for row in rows], by, via, keep=False)
    for row in rows:
        found = outcomes[row.record_id]
        is_same = bulk.act == "change" and not found.reason and found.before == found.after
        row.state = "refused" if found.reason else "same" if is_same else "ready"
        row.before, row.after, row.reason = found.before, found.after, found.reason


def _do(kind: Kind, bulk: BulkEdit, rows: Sequence[BulkRow], by: Actor, via: str) -> None:
    outcomes = _outcomes(kind, bulk, [row.record_id for row in rows], by, via, keep=True)
    for row in rows:
        found = outcomes[row.record_id]
        row.state = "refused" if found.reason else "done"
        row.before, row.after, row.reason = found.before, found.after, found.reason


def _undo(kind: Kind, bulk: BulkEdit, rows: Sequence[BulkRow], by: Actor, via: str) -> None:
    """Set back what nobody changed since; the rest stays, and says so."""
    if bulk.act == "remove":
        _restore(kind, rows, by, via)
        return
    now = _values(kind, by, [row.record_id for row in rows], list(bulk.changes))
    together: dict[bytes, list[BulkRow]] = defaultdict(list)
    for row in rows:
        if now.get(row.record_id) == row.after:
            together[msgspec.json.encode(row.before)].append(row)
        else:
            row.state, row.reason = "kept", "It was changed since."
    for alike in together.values():
        change = _changing(kind, alike[0].before, by, via)
        refused = _attempted(change, [row.record_id for row in alike], keep=True)
        for row in alike:
            row.reason = refused.get(row.record_id, "")
            row.state = "kept" if row.reason else "restored"


def _restore(kind: Kind, rows: Sequence[BulkRow], by: Actor, via: str) -> None:
    if kind.restore_many is None:
        raise Conflict(f"Deleted {kind.key} cannot be brought back.")
    restore = kind.restore_many
    refused = _attempted(lambda some: restore(some, by=by, via=via), [row.record_id for row in rows], keep=True)
    for row in rows:
        row.reason = refused.get(row.record_id, "")
        row.state = "kept" if row.reason else "restored"


def _outcomes(kind: Kind, bulk: BulkEdit, ids: Sequence[int], by: Actor, via: str, *, keep: bool) -> dict[int, Outcome]:
    """What comes of the change for each record; nothing of it stays unless `keep`."""
    keys = list(bulk.changes)
    before = _values(kind, by, ids, keys) if keys else {each: {} for each in ids}
    after: dict[int, Values] = {}
    refused = {each: "It is not there any more, or not for you to see." for each in ids if each not in before}
    for change, alike in _commands(kind, bulk, before, by, via):

        def noted(some: Sequence[int], command: Command = change) -> int:
            done = command(some)
            after.update(_values(kind, by, some, keys) if keys else {each: {} for each in some})
            return done

        refused |= _attempted(noted, alike, keep=keep)
    return {each: Outcome(before.get(each, {}), after.get(each, {}), refused.get(each, "")) for each in ids}


Command = Callable[[Sequence[int]], int]


def _commands(
    kind: Kind, bulk: BulkEdit, before: Mapping[int, Values], by: Actor, via: str
) -> Iterator[tuple[Command, list[int]]]:
    """The command for each set of records that get the same values."""
    if bulk.act == "remove":
        yield lambda some: _all_or_none(kind, some, by, via), list(before)
        return
    together: dict[bytes, list[int]] = defaultdict(list)
    for record_id, values in before.items():
        together[msgspec.json.encode(_wanted(bulk.changes, values))].append(record_id)
    for text, alike in together.items():
        yield _changing(kind, msgspec.json.decode(text), by, via), alike


def _changing(kind: Kind, values: Values, by: Actor, via: str) -> Command:
    if kind.change_many is None:
        raise Conflict(f"{kind.key.capitalize()} cannot be changed all at once.")
    change, given = kind.change_many, as_changes(values)
    return lambda some: change(some, given, by=by, via=via)


def as_changes(values: Mapping[str, Any]) -> Values:
    """Values by field key as commands take them: own fields together under `fields`."""
    own = own_among(values)
    plain = {key: value for key, value in values.items() if not key.startswith(OWN)}
    return plain | ({"fields": own} if own else {})


def _all_or_none(kind: Kind, ids: Sequence[int], by: Actor, via: str) -> int:
    """Raise Conflict when the command leaves some where they are."""
    removed = kind.remove_many(ids, by=by, via=via) if kind.remove_many else 0
    if removed < len(ids):
        raise Conflict("Other records still need it.")
    return removed


def _wanted(changes: Mapping[str, Mapping[str, Any]], values: Values) -> Values:
    """The new value of each field for a record that has these."""
    return {key: _changed(change, values.get(key)) for key, change in changes.items()}


def _changed(change: Mapping[str, Any], now: Any) -> Any:
    if "set" in change:
        return change["set"]
    given = change.get("add", change.get("take"))
    several = given if isinstance(given, list) else [each.strip() for each in str(given).split(",") if each.strip()]
    had = list(now or [])
    if "add" in change:
        return [*had, *(each for each in several if each not in had)]
    return [each for each in had if each not in several]


def _attempted(command: Command, ids: Sequence[int], *, keep: bool) -> dict[int, str]:
    """Run the command on all, or where that is refused on each alone; returns why those were refused."""
    try:
        _rehearsed(command, ids, keep)
    except SalesError as refusal:
        if len(ids) == 1:
            return {ids[0]: refusal.sentence[:500]}
        return {each: why for one in ids for each, why in _attempted(command, [one], keep=keep).items()}
    return {}


def _rehearsed(command: Command, ids: Sequence[int], keep: bool) -> None:
    with transaction.atomic():
        command(ids)
        if not keep:
            transaction.set_rollback(True)


def _values(kind: Kind, by: Actor, ids: Sequence[int], keys: Sequence[str]) -> dict[int, Values]:
    """The fields' values as the API shows them, of those records that the actor sees."""
    catalogue = fields_of(kind, by)
    fields = [catalogue[key] for key in keys if key in catalogue]
    paths = ["id", *dict.fromkeys(path for field in fields for path in field.paths)]
    columns = stored_in(paths)
    rows = kind.model._default_manager.filter(kind.visible(by), id__in=ids).annotate(**dict(made_of(fields)))
    found = {}
    for row in rows.values_list(*columns):
        held = row_of(paths, columns, row)
        shown = {field.key: field.show(*(held[path] for path in field.paths)) for field in fields}
        found[row[0]] = msgspec.to_builtins(shown)
    return found


def _record(bulk: BulkEdit, event: Event, by: Actor, via: str) -> None:
    record([Happening(event, bulk.id, by.id, via, timezone.now())])
