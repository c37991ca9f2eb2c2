"""Take an import back: give back what it changed, remove what it made, and say what has to stay and why."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from dealwright import Conflict
from dealwright.deals.queries.products import product_ids
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.doors import IMPORTS
from dealwright.ledger.queries import touched_by_others
from dealwright.records.kinds import KINDS
from dealwright.workspace.queries import Actor, member_names

from .commands import process_of
from .crm.commands import PROGRAMS
from .events import ImportUndone
from .mapping import Map, read_map
from .models import Import, Touched
from .names import Setting
from .queries import get, undo_until
from .recipes import Recipe, recipe_for

AT_ONCE = 500
OURS = IMPORTS | {"process"}  # what the import did, and the tasks that followed from it at once
MOST_TOLD = 1_000
BY_THE_WAY = ("organisations", "products", "members")
GONE_AT_ONCE = frozenset({"activities", "tasks", "stakeholders"})  # nothing else needs them
NOTHING: dict[str, Any] = {"removed": 0, "restored": 0, "kept": []}
CHANGED, NEEDED = "was changed since", "is still needed"


def undo_import(import_id: int, *, by: Actor, via: str = "import") -> dict[str, Any]:
    """Take an import back within thirty days; returns `{"removed", "restored", "kept": [{"kind", "id", "why"}]}`.

    Records that somebody changed since stay, as do those that others still need. Each few hundred records are one
    transaction; stopped half-way it goes on when called again, and what was taken back before counts. Raises Conflict
    when there is nothing to undo.
    """
    one = get(import_id, by)
    if one.status != "undoing" and undo_until(one) is None:
        raise Conflict(f"This import is {one.status} and cannot be undone.", remedy="Undo is offered for 30 days.")
    Import.objects.filter(id=import_id).update(status="undoing")
    told = _whole_undone(one, by, via) if one.kind in PROGRAMS else _file_undone(one, by)
    kept = len(told["kept"])
    told["kept"] = told["kept"][:MOST_TOLD]
    with transaction.atomic():
        Import.objects.filter(id=import_id).update(status="undone", undone=told)
        event = ImportUndone(file=one.file_name, removed=told["removed"], restored=told["restored"], kept=kept)
        record([Happening(event, import_id, by.id, via, timezone.now())])
    return told


def _file_undone(one: Import, by: Actor) -> dict[str, Any]:
    undoing = Undoing(one, by)
    undoing.run()
    return {"removed": undoing.removed, "restored": undoing.restored, "kept": undoing.kept()}


def _whole_undone(one: Import, by: Actor, via: str) -> dict[str, Any]:
    """Take back the files of an export, what came last first, since it refers to what came before."""
    told = NOTHING
    # A part that a crash kept from beginning is a draft still: it brought nothing in.
    for part in Import.objects.filter(part_of=one).exclude(status="draft").order_by("-id"):
        undone = (part.undone or NOTHING) if part.status == "undone" else undo_import(part.id, by=by, via=via)
        told = {key: told[key] + undone[key] for key in NOTHING}
    return told


class Undoing:
    """One import being taken back, counting as it goes."""

    def __init__(self, one: Import, by: Actor) -> None:
        """Where it stopped, if it was begun before."""
        # Parts of an export that came later are taken back first, which is no change by somebody else.
        self.one, self.by = one, by
        self.until = timezone.now() if one.part_of_id else one.finished_at or timezone.now()
        before = one.undone or NOTHING
        self.removed, self.restored = before["removed"], before["restored"]
        self._kept = {(kept["kind"], kept["id"]): kept["why"] for kept in before["kept"]}

    def kept(self, most: int | None = None) -> list[dict[str, Any]]:
        """What has to stay, and why; no more than `most`."""
        first = islice(self._kept.items(), most)
        return [{"kind": kind, "id": number, "why": why} for (kind, number), why in first]

    def run(self) -> None:
        """First what the import is about, then what it made for it."""
        made = read_map(self.one.mapping, self.one.kind)
        own = self._recipe(made)
        for changed in _batches(Touched.objects.filter(of=self.one, kind=made.kind, before__isnull=False)):
            self._restore(own, changed)
        for kind in dict.fromkeys([made.kind, *BY_THE_WAY]):
            self._remove_all(own if kind == made.kind else self._recipe(Map(kind, {})), kind)

    def _recipe(self, made: Map) -> Recipe:
        return recipe_for(Setting(made, self.by, "import"), process_of(made)[1])

    @transaction.atomic
    def _restore(self, recipe: Recipe, changed: Sequence[Touched]) -> None:
        revisions = _revisions(changed[0].kind, [one.record_id for one in changed])
        for one in changed:
            if revisions.get(one.record_id, one.revision) != one.revision:
                self._keep(one.kind, [one.record_id], CHANGED)
                continue
            refused = recipe.restore([one.record_id], one.before or {})
            self.restored += not refused
            for refusal in refused.values():
                self._keep(one.kind, [one.record_id], refusal.message)
        Touched.objects.filter(id__in=[one.id for one in changed]).delete()
        self._note()

    def _remove_all(self, recipe: Recipe, kind: str) -> None:
        for ids in self._made(kind):
            with transaction.atomic():
                changed = touched_by_others(recipe.subject, ids, via=OURS, since=self.until)
                going = [one for one in ids if one not in changed]
                recipe.remove(going)
                needed = _still_there(kind, going)
                self.removed += len(going) - len(needed)
                self._keep(kind, sorted(changed), CHANGED)
                self._keep(kind, sorted(needed), NEEDED)
                self._note()

    def _made(self, kind: str) -> Iterator[list[int]]:
        """The records that the import made, in order of their ids."""
        if kind in KINDS:
            found = KINDS[kind].model._default_manager.filter(import_id=self.one.id)
            column = "id"
        else:
            found, column = Touched.objects.filter(of=self.one, kind=kind, before__isnull=True), "record_id"
        after = 0
        while ids := list(
            found.filter(**{f"{column}__gt": after}).order_by(column).values_list(column, flat=True)[:AT_ONCE]
        ):
            yield ids
            after = ids[-1]

    def _note(self) -> None:
        """Say how far it is."""
        so_far = {"removed": self.removed, "restored": self.restored, "kept": self.kept(MOST_TOLD)}
        Import.objects.filter(id=self.one.id).update(undone=so_far)

    def _keep(self, kind: str, ids: Iterable[int], why: str) -> None:
        self._kept.update({(kind, one): why for one in ids})


def _batches(rows: Any) -> Iterator[list[Any]]:
    after = 0
    while batch := list(rows.filter(id__gt=after).order_by("id")[:AT_ONCE]):
        yield batch
        after = batch[-1].id


def _revisions(kind: str, ids: Sequence[int]) -> dict[int, int]:
    if kind not in KINDS:
        return {}
    model: type[Model] = KINDS[kind].model
    return dict(model._default_manager.filter(id__in=ids).values_list("id", "revision"))


def _still_there(kind: str, ids: Sequence[int]) -> set[int]:
    if kind in KINDS:
        return set(KINDS[kind].model._default_manager.filter(id__in=ids).values_list("id", flat=True))
    if kind in GONE_AT_ONCE:
        return set()
    return set(ids) & (set(product_ids().values()) if kind == "products" else set(member_names()))
