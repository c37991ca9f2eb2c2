"""Verbs of territories: draw, remove and order them, apply them to all records, take that back."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.rows import insert_rows

from ..conditions import faults
from ..events import TerritoriesApplied, TerritoriesUndone, TerritoryDrawn, TerritoryRemoved
from ..models import Allotment, Application, Member, Share, Territory
from ..queries import require
from ..rules import Actor, Right, one_line
from ..territories import (
    GROUNDS,
    OWNERSHIP,
    SIGHT,
    Decision,
    Ground,
    Land,
    Placed,
    Turns,
    customer_known_to,
    decide,
    everything,
    lands,
)
from .compiling import compile_access
from .telling import tell

VIA = "territory"


@dataclass(frozen=True)
class Wish:
    """A territory as somebody wants it; `gives` is ownership or sight, `kinds` are singular keys."""

    title: str
    rule: str
    members: Sequence[int]
    gives: str = OWNERSHIP
    kinds: Sequence[str] = ("organisation", "deal")
    takes_owned: bool = False


@transaction.atomic
def draw_territory(wish: Wish, territory_id: int | None = None, *, by: Actor, via: str) -> int:
    """Make a territory, last in order, or change one; returns its number.

    Raises Invalid for a rule that is no question about a customer, an unknown kind, or without members; Conflict for
    a title that is taken; NotFound.
    """
    require(by, Right.MEMBERS)
    is_new = territory_id is None
    row = Territory() if is_new else Territory.objects.select_for_update().filter(id=territory_id).first()
    if row is None:
        raise NotFound(f"There is no territory {territory_id}.")
    row.title = _free_title(wish.title, row.id)
    row.rule = row.rule if row.id and wish.rule.strip() == row.rule else read_rule(wish.rule, by)
    row.kinds, row.gives, row.takes_owned = _read_kinds(wish.kinds), _read_gives(wish.gives), wish.takes_owned
    row.members = _read_members(wish.members)
    if row.id is None:
        row.place = (Territory.objects.aggregate(last=Max("place"))["last"] or 0) + 1
    elif row.gives != SIGHT:
        Share.objects.filter(to=f"territory:{row.id}").delete()
    row.save()
    compile_access()
    told = TerritoryDrawn(
        title=row.title,
        rule=row.rule,
        gives=row.gives,
        members=row.members,
        kinds=row.kinds,
        takes_owned=row.takes_owned,
    )
    tell(told, row.id, by, via)
    return row.id


@transaction.atomic
def remove_territory(territory_id: int, *, by: Actor, via: str) -> None:
    """Forget a territory: who sees records by it no longer does, owners stay."""
    require(by, Right.MEMBERS)
    row = Territory.objects.select_for_update().filter(id=territory_id).first()
    if row is None:
        raise NotFound(f"There is no territory {territory_id}.")
    row.delete()
    Share.objects.filter(to=f"territory:{territory_id}").delete()
    compile_access()
    tell(TerritoryRemoved(title=row.title), territory_id, by, via)


@transaction.atomic
def raise_territory(territory_id: int, *, by: Actor, via: str) -> None:
    """Put a territory before the one above it: where several fit, the first decides."""
    require(by, Right.MEMBERS)
    rows = list(Territory.objects.select_for_update().order_by("place", "id"))
    at = next((n for n, row in enumerate(rows) if row.id == territory_id), None)
    if at is None:
        raise NotFound(f"There is no territory {territory_id}.")
    if at > 0:
        rows[at - 1 : at + 1] = [rows[at], rows[at - 1]]
    for place, row in enumerate(rows, 1):
        Territory.objects.filter(id=row.id).update(place=place)


def read_rule(text: str, by: Actor) -> str:
    """The rule; raises Invalid with what is wrong with it, such as a name of what the actor may not know."""
    rule, known = text.strip(), customer_known_to(by)
    if not rule:
        raise Invalid("A rule is needed.", field="rule", remedy='For example: customer.country == "DE"')
    if found := faults("customer", rule, known):
        names = ", ".join(known)
        raise Invalid(f"The rule does not work: {found[0]}.", field="rule", remedy=f"A customer has: {names}.")
    return rule


def _free_title(title: str, own_id: int | None) -> str:
    title = one_line(title, "The territory's name", field="title", longest=100)
    if Territory.objects.filter(title=title).exclude(id=own_id).exists():
        raise Conflict(f"Another territory is called {title}.", field="title", remedy="Choose another name.")
    return title


def _read_kinds(kinds: Sequence[str]) -> list[str]:
    if not kinds or (unknown := sorted(set(kinds) - set(GROUNDS))):
        said = f"Territories do not divide “{unknown[0]}”." if kinds else "Say what the territory divides."
        raise Invalid(said, field="kinds", remedy=f"Choose among: {', '.join(GROUNDS)}.")
    return [one for one in GROUNDS if one in kinds]


def _read_gives(gives: str) -> str:
    if gives not in (OWNERSHIP, SIGHT):
        raise Invalid("A territory gives ownership or sight.", field="gives")
    return gives


def _read_members(ids: Sequence[int]) -> list[int]:
    known = set(Member.objects.filter(id__in=ids).values_list("id", flat=True))
    if strangers := sorted(set(ids) - known):
        raise NotFound(f"There is no member {strangers[0]}.", field="members")
    if not ids:
        raise Invalid("A territory needs somebody who looks after it.", field="members")
    return list(dict.fromkeys(ids))


@transaction.atomic
def ask_application(*, by: Actor, via: str) -> int:
    """Ask the worker to apply all territories to all records; returns the application's number."""
    require(by, Right.MEMBERS)
    row = Application.objects.create(by_id=by.id, at=timezone.now())
    tell(TerritoriesApplied(), row.id, by, via)
    return row.id


def apply_all(application_id: int, *, by: Actor) -> int:
    """Do what was asked, a batch at a time; returns how many records changed owner. Doing it again changes no more."""
    found, changed = lands(), 0
    for ground in GROUNDS.values():
        for batch in everything(ground):
            changed += apply_to(ground, batch, found, by=by, application_id=application_id)
    Application.objects.filter(id=application_id).update(finished_at=timezone.now())
    return changed


@transaction.atomic
def apply_to(
    ground: Ground, records: Sequence[Placed], among: Sequence[Land], *, by: Actor, application_id: int | None = None
) -> int:
    """Give these records to whom territories say, and show them to whom they say; returns how many changed owner."""
    turns = Turns(dict(Territory.objects.select_for_update().values_list("id", "turn")))
    begun = dict(turns.at)
    decisions = [decide(record, ground.one, among, turns) for record in records]
    moved = [each for each in decisions if each.changes_owner]
    by_owner: dict[int | None, list[int]] = defaultdict(list)
    for each in moved:
        by_owner[each.owner_id].append(each.record.id)
    for owner_id, ids in by_owner.items():
        ground.give(ids, owner_id, by, VIA)
    for territory_id, turn in turns.at.items():
        if turn != begun.get(territory_id):
            Territory.objects.filter(id=territory_id).update(turn=turn)
    shared = _show(ground.one, decisions, by)
    if application_id is not None:
        _note(application_id, ground.one, moved, shared)
    return len(moved)


def _show(one: str, decisions: Sequence[Decision], by: Actor) -> list[tuple[int, int]]:
    """Share what lies in territories that give sight, end what no longer does; returns what is newly shared."""
    wanted = {(each.record.id, land.id) for each in decisions for land in each.shown}
    ids = [each.record.id for each in decisions]
    rows = Share.objects.filter(kind=one, record_id__in=ids, to__startswith="territory:")
    known = {(row.record_id, int(row.to.partition(":")[2])): row.id for row in rows}
    gone = [known[pair] for pair in known.keys() - wanted]
    Share.objects.filter(id__in=gone).delete()
    fresh, now = sorted(wanted - known.keys()), timezone.now()
    columns = ["kind", "record_id", "to", "verb", "by_id", "at", "reason"]
    insert_rows(Share, columns, ((one, of, f"territory:{land}", "see", by.id, now, "") for of, land in fresh))
    if fresh or gone:
        _compile_if_news(one, {land for _, land in (*fresh, *known)})
    return fresh


def _compile_if_news(one: str, territories: Collection[int]) -> None:
    """Bring members up to date when their rows do not say, or say wrongly, that something is shown to them."""
    for territory_id in territories:
        to = f"territory:{territory_id}"
        shown = Share.objects.filter(kind=one, to=to).exists()
        land = Territory.objects.filter(id=territory_id).values_list("members", flat=True).first() or []
        said = [to in row.get("shared", {}).get(one, {}).get("see", ())
                for row in Member.objects.filter(id__in=land).values_list("access", flat=True)]  # fmt: skip
        if any(each != shown for each in said):
            compile_access()
            return


def _note(application_id: int, one: str, moved: Sequence[Decision], shared: Sequence[tuple[int, int]]) -> None:
    rows = [(each.land.id, each.record.id, each.record.owner_id, each.owner_id) for each in moved if each.land]
    rows += [(land, record_id, None, None) for record_id, land in shared]
    Allotment.objects.bulk_create(
        Allotment(application_id=application_id, kind=one, territory=land, record_id=of, was_owner=was, owner=owner)
        for land, of, was, owner in rows
    )


@transaction.atomic
def ask_undo(application_id: int, *, by: Actor, via: str) -> None:
    """Ask the worker to take an application back; raises NotFound, and Conflict when it was taken back already."""
    require(by, Right.MEMBERS)
    row = Application.objects.select_for_update().filter(id=application_id).first()
    if row is None:
        raise NotFound(f"There is no application {application_id} of territories.")
    if row.undone_at is not None:
        raise Conflict("This was taken back already.")
    Application.objects.filter(id=row.id).update(undone_at=timezone.now())
    count = Allotment.objects.filter(application=row).count()
    tell(TerritoriesUndone(records=count), row.id, by, via)


@transaction.atomic
def take_back(application_id: int, *, by: Actor) -> int:
    """Give records back to who had them before, where nobody has changed that since; returns how many."""
    done = 0
    for ground in GROUNDS.values():
        noted = {row.record_id: row for row in _moved(application_id, ground.one)}
        present = {each.id: each.owner_id for each in ground.some(noted)}
        back: dict[int | None, list[int]] = defaultdict(list)
        for record_id, row in noted.items():
            if present.get(record_id, 0) == row.owner:
                back[row.was_owner].append(record_id)
        for owner_id, ids in back.items():
            ground.give(sorted(ids), owner_id, by, VIA)
            done += len(ids)
    _unshow(application_id)
    return done


def _moved(application_id: int, one: str) -> Sequence[Allotment]:
    rows = Allotment.objects.filter(application_id=application_id, kind=one).exclude(owner=None)
    return list(rows.order_by("id"))


def _unshow(application_id: int) -> None:
    rows = Allotment.objects.filter(application_id=application_id, owner=None, was_owner=None)
    shown = defaultdict[tuple[str, int], list[int]](list)
    for one, territory_id, record_id in rows.values_list("kind", "territory", "record_id"):
        shown[one, territory_id].append(record_id)
    for (one, territory_id), ids in shown.items():
        Share.objects.filter(kind=one, to=f"territory:{territory_id}", record_id__in=ids).delete()
    if shown:
        compile_access()
