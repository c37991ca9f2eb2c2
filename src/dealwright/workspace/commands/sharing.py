"""Verbs of sharing: let a member or a team see or change one record."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record

from ..access import Verb, may, require_change
from ..events import RecordShared, RecordUnshared
from ..guarded import record_of
from ..models import Member, Share, Team
from ..rules import Actor
from .compiling import compile_access

SHARED = (Verb.SEE, Verb.CHANGE)
KINDS = {"member": Member, "team": Team}


@transaction.atomic
def share(one: str, record_id: int, to: str, verb: Verb = Verb.SEE, *, reason: str = "", by: Actor, via: str) -> int:
    """Share a record with "member:5" or "team:3"; `verb` is see or change. Returns the share's number.

    Sharing it again, for the same reason, sets the verb. Raises NotFound for what is not there or cannot be seen,
    NotAllowed unless the actor may change the record, Invalid for another verb.
    """
    if verb not in SHARED:
        raise Invalid("A record is shared to see it or to change it.", field="verb", remedy="Use see or change.")
    kept, name = record_of(one, record_id, by), name_of(to)
    require_change(by, one, record_id, kept.owner_id, kept.title)
    before = Share.objects.select_for_update().filter(kind=one, record_id=record_id, to=to, reason=reason).first()
    if before is not None and before.verb == verb:
        return before.id
    values = {"verb": str(verb), "by_id": by.id, "at": timezone.now()}
    row, _ = Share.objects.update_or_create(kind=one, record_id=record_id, to=to, reason=reason, defaults=values)
    _compile_if_new(one, {to})
    _tell(RecordShared(to=to, name=name, verb=str(verb), reason=reason), one, record_id, by, via)
    return row.id


@transaction.atomic
def unshare(share_id: int, *, by: Actor, via: str) -> tuple[str, int]:
    """End a share; returns kind and number of the record.

    Raises NotFound for a record that the actor cannot see, NotAllowed unless they shared it or may
    change it, Conflict for one that a territory made.
    """
    row = Share.objects.select_for_update().filter(id=share_id).first()
    if row is None:
        raise NotFound(f"There is no share {share_id}.")
    kept = record_of(row.kind, row.record_id, by)
    if row.to.startswith("territory:"):
        raise Conflict("A territory shows this record.", remedy="Change the territory, or its rule.")
    _require_ending(row, by, kept.owner_id)
    row.delete()
    _compile_if_gone(row)
    _tell(RecordUnshared(to=row.to, name=name_of(row.to, gone=True)), row.kind, row.record_id, by, via)
    return row.kind, row.record_id


@transaction.atomic
def share_alike(old: tuple[str, int], new: tuple[str, int], *, by: Actor, via: str) -> list[int]:
    """Share one record, ("deal", 12), with all with whom another, ("lead", 7), is shared; the new shares' numbers.

    What territories show stays theirs, and whoever has a share already keeps it. Raises as `share`.
    """
    there = set(Share.objects.filter(kind=new[0], record_id=new[1]).values_list("to", "reason"))
    rows = Share.objects.filter(kind=old[0], record_id=old[1]).exclude(to__startswith="territory:").order_by("id")
    wanted = [row for row in rows if (row.to, row.reason) not in there and name_of(row.to, gone=True) != row.to]
    return [share(*new, row.to, Verb(row.verb), reason=row.reason, by=by, via=via) for row in wanted]


@transaction.atomic
def unshare_all(share_ids: Collection[int], *, by: Actor, via: str) -> None:
    """End those of the shares that still stand; raises as `unshare`."""
    for share_id in Share.objects.filter(id__in=share_ids).order_by("id").values_list("id", flat=True):
        unshare(share_id, by=by, via=via)


def _require_ending(row: Share, by: Actor, owner_id: int | None) -> None:
    if row.by_id != by.id and not may(by, row.kind, Verb.CHANGE, row.record_id, owner_id):
        raise NotAllowed("Somebody else shared this.", remedy="Ask them, or the owner of the record.")


def name_of(to: str, *, gone: bool = False) -> str:
    """What the member or team is called; raises NotFound, or with `gone` answers with the label itself."""
    kind, _, number = to.partition(":")
    model = KINDS.get(kind)
    rows = model._default_manager.filter(id=int(number)) if model and number.isdecimal() and len(number) < 18 else None
    name = rows.values_list("name", flat=True).first() if rows is not None else None
    if name is None and not gone:
        raise NotFound("There is no such member or team.", field="to", remedy="Choose one from the list.")
    return name or to


def _compile_if_new(one: str, tos: Collection[str]) -> None:
    """Members' rows say with which labels anything is shared at all; most shares add nothing to that."""
    known = Share.objects.filter(kind=one, to__in=tos).order_by().values_list("to", "verb")
    counts = [Share.objects.filter(kind=one, to=to, verb=verb)[:2].count() for to, verb in set(known)]
    if 1 in counts:
        compile_access()


def _compile_if_gone(row: Share) -> None:
    if not Share.objects.filter(kind=row.kind, to=row.to, verb=row.verb).exists():
        compile_access()


def _tell(event: RecordShared | RecordUnshared, one: str, record_id: int, by: Actor, via: str) -> None:
    record([Happening(event, record_id, by.id, via, timezone.now(), one)])
