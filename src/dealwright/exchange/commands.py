"""Verbs of the imports: take a file in, plan, run, undo."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, SalesError, TooLarge
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.doors import IMPORT, LIVE_IMPORT
from dealwright.ledger.event import Event
from dealwright.ledger.rows import many_writes
from dealwright.playbook import Playbook, load, shipped
from dealwright.processes.commands import publish_shipped
from dealwright.processes.queries import current, in_force
from dealwright.workspace.queries import Actor, Right, company, require

from .engine import Batch, Engine, NotAtOnce
from .events import ImportFinished, ImportRequested
from .guessing import guess
from .mapping import KINDS, Map, read_map, write_map
from .models import Import, RefusedRow
from .names import Setting
from .queries import KEPT_FOR, file_of, get, path_of
from .reading import open_table
from .sweeping import swept_between
from .targets import targets_of


class RunElsewhere(Conflict):
    """Somebody else brings this import in at the moment."""

    code = "run_elsewhere"


LARGEST_FILE = 512 * 2**20
PLANNED_AT_ONCE = 2 * 2**20
MOST_PROBLEMS = 1_000


def accept_file(stream: IO[bytes], name: str, kind: str, mapping: str = "", *, by: Actor, via: str) -> Import:
    """Keep a copy of the file as a draft import; raises TooLarge, FileRefused or Invalid, and then keeps nothing."""
    require(by, Right.IMPORT)
    if kind not in KINDS:
        raise Invalid(f"There are no imports of “{kind[:60]}”.", field="kind", remedy=f"Known are: {', '.join(KINDS)}.")
    name = Path(name.replace("\\", "/")).name[:200] or "file.csv"
    made = Import(kind=kind, file_name=name, mapping=mapping, by_id=by.id)
    return keep(made, stream, ".csv", lambda path: open_table(path).sample())


def keep(made: Import, stream: IO[bytes], ending: str, check: Callable[[Path], object]) -> Import:
    """Store an import with a copy of its file; when that is too large or `check` raises, nothing is kept."""
    made.save()
    made.path = f"imports/{made.id}{ending}"
    path = path_of(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        made.digest, made.size = _copied(stream, path)
        check(path)
    except SalesError:
        path.unlink(missing_ok=True)
        made.delete()
        raise
    made.save()
    return made


def _copied(stream: IO[bytes], to: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with to.open("wb") as file:
        while block := stream.read(2**20):
            size += len(block)
            if size > LARGEST_FILE:
                raise TooLarge(
                    f"The file is larger than {LARGEST_FILE // 2**20} MB.", remedy="Divide it into several files."
                )
            digest.update(block)
            file.write(block)
    return digest.hexdigest(), size


def set_map(import_id: int, mapping: str, *, by: Actor) -> None:
    """Give a draft its map (YAML or JSON); raises MapRefused, or Conflict when the import has begun."""
    one = get(import_id, by)
    if one.status not in ("draft", "planned"):
        raise Conflict("This import has begun already.", remedy="Undo it, then import the file again.")
    read_map(mapping, one.kind)
    Import.objects.filter(id=import_id).update(mapping=mapping, status="draft", plan=None)


def process_of(made: Map) -> tuple[str | None, Playbook | None]:
    """The key and playbook of the process that deals of this map belong to; the shipped one where none is in force.

    Other kinds have none. Raises NotFound for a process that neither is in force nor could be.
    """
    if made.kind != "deals":
        return None, None
    if made.process in (None, "general") and not any(
        one.key == "general" or made.process is None for one in in_force()
    ):
        return "general", load(shipped()["general"])
    published = current(made.process)
    return published.key, published.playbook


def publish_missing(made: Map, *, by: Actor, via: str) -> bool:
    """Put the shipped general process in force when the map needs it and there is none; returns whether it did."""
    key, _ = process_of(made)
    if key is None or any(one.key == key for one in in_force()):
        return False
    publish_shipped(key, by=by, via=via)
    return True


def engine_for(path: Path, made: Map, *, by: Actor, via: str, import_id: int | None = None) -> Engine:
    """The engine that brings this file in; raises FileRefused or MapRefused."""
    _, book = process_of(made)
    via = LIVE_IMPORT if via == IMPORT and made.automations else via
    return Engine(Setting(made, by, via, import_id), open_table(path), book)


def plan_in_files(path: Path, made: Map, *, by: Actor, promised: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """What bringing in this file would find, after files that bring in records of the promised numbers."""
    _, book = process_of(made)
    return planned(Engine(Setting(made, by, "import", None, promised), open_table(path), book))


def plan_import(import_id: int, *, by: Actor) -> None:
    """Dry-run a draft and keep its figures; a file or map that cannot be used fails it with the reason."""
    one, row = get(import_id, by), Import.objects.filter(id=import_id)
    try:
        made = read_map(one.mapping, one.kind)
        engine = engine_for(file_of(one), made, by=by, via="import")
        plan = planned(engine, step=lambda done, total: row.update(read=done, rows_total=total))
    except SalesError as error:
        row.update(plan={"fault": error.message, "remedy": error.remedy}, status="planned", read=0)
        return
    row.update(plan=plan, status="planned", read=0, rows_total=plan["read"])


def planned(
    engine: Engine, problems: int = MOST_PROBLEMS, step: Callable[[int, int], object] = lambda done, total: None
) -> dict[str, Any]:
    """What a dry run finds: counts, problems and matches, as `dealwright import --dry-run --json` prints them.

    `step` is told after each batch how many rows of how many have been looked at.
    """
    total = engine.table.count()
    counts: Counter[str] = Counter()
    told: list[dict[str, Any]] = []
    for lines in engine.batches():
        batch = engine.plan(lines)
        counts += batch.counts
        told += problems_of(batch)[: problems - len(told)]
        step(counts.total(), total)
    return {
        "read": counts.total(),
        **{name: counts[name] for name in ("created", "updated", "skipped", "refused")},
        "warned": engine.ruled.warned,
        "problems": told,
        "matches": engine.matches(),
    }


def problems_of(batch: Batch) -> list[dict[str, Any]]:
    """Why rows were refused, as the API shows it."""
    return [
        {"row": line.number, "column": fault.column or None, "message": fault.message, "remedy": fault.remedy or None}
        for line in batch.refused
        for fault in line.faults
    ]


def ask_for(import_id: int, task: str, *, by: Actor, via: str) -> None:
    """Ask the worker to "plan", "run" or "undo" an import; small files are planned at once.

    Raises FileGone where the file is needed and gone, Conflict when the import is not in a state for it.
    """
    one = get(import_id, by)
    if task != "undo":
        file_of(one)
    if task == "plan" and one.size <= PLANNED_AT_ONCE and one.kind in KINDS:
        plan_import(import_id, by=by)
        return
    with transaction.atomic():
        _enter(import_id, task)
        _tell(ImportRequested(task=task, records=one.kind, file=one.file_name), import_id, by, via)


FROM = {"plan": ("draft", "planned"), "run": ("draft", "planned", "failed"), "undo": ("done", "failed", "running")}
INTO = {"plan": "planning", "run": "running", "undo": "undoing"}


def _enter(import_id: int, task: str) -> None:
    """Note that the task has begun; raises Conflict when the import is not in a state for it."""
    one = Import.objects.select_for_update().get(id=import_id)
    if one.status not in FROM[task]:
        raise Conflict(f"This import is {one.status}.", field="status", remedy="Look at it again.")
    one.status = INTO[task]
    one.started_at = one.started_at or (timezone.now() if task == "run" else None)
    one.save()


def start_import(import_id: int, *, by: Actor, via: str) -> bool:
    """Check all that can be checked before the first row is written, then mark the import as running.

    Returns whether the shipped process had to be put in force. Raises FileRefused, MapRefused, or Conflict when
    the very same file was imported already and its rows have no number by which to know them again.
    """
    one = get(import_id, by)
    made = read_map(one.mapping, one.kind)
    engine = engine_for(file_of(one), made, by=by, via="import", import_id=one.id)
    _refuse_twin(one, engine)
    total = engine.table.count()
    with transaction.atomic():
        published = publish_missing(made, by=by, via=via)
        Import.objects.filter(id=import_id).update(rows_total=total)
        if one.status != "running":
            _enter(import_id, "run")
    return published


def _refuse_twin(one: Import, engine: Engine) -> None:
    by_themselves = not engine.recipe.unique  # activities and tasks are known again by all that they say
    if by_themselves or set(engine.recipe.unique) & engine.headers.keys():
        return
    twins = Import.objects.filter(digest=one.digest, kind=one.kind, status="done").exclude(id=one.id)
    if twin := twins.order_by("-id").first():
        raise Conflict(
            f"This very file was imported already (import {twin.id}), and its rows have no number of their own.",
            remedy=f"Undo import {twin.id} first, or map a column to {engine.recipe.unique[0]}.",
        )


def run_import(import_id: int, *, by: Actor, via: str = "import") -> Iterator[Batch]:
    """Bring the rows in, each batch in one transaction with how far the import has come; goes on where it stopped.

    Yields each batch. Raises RunElsewhere when somebody else runs the same import.
    """
    one = get(import_id, by)
    engine = engine_for(file_of(one), read_map(one.mapping, one.kind), by=by, via=via, import_id=import_id)
    with many_writes():
        yield from swept_between(_batches_done(one, engine))
    _finish(import_id, engine, by, via)


def _batches_done(one: Import, engine: Engine) -> Iterator[Batch]:
    done = one.rows_done
    for lines in engine.batches(after=done):
        planned = engine.judge(lines)
        try:
            batch = _brought_in(one.id, done, partial(engine.run, lines, planned))
        except NotAtOnce:
            batch = _brought_in(one.id, done, partial(engine.run, lines, planned, singly=True))
        done = batch.last
        yield batch


def _brought_in(import_id: int, done: int, run: Callable[[], Batch]) -> Batch:
    """A batch in one transaction with how far the import has come."""
    with transaction.atomic():
        one = Import.objects.select_for_update().get(id=import_id)
        if one.status != "running" or one.rows_done != done:
            raise RunElsewhere("This import is run elsewhere, or was stopped.", remedy="Look at it again in a moment.")
        batch = run()
        _save_progress(one, batch)
    return batch


def _save_progress(one: Import, batch: Batch) -> None:
    one.rows_done = batch.last
    one.read += batch.read
    for name, count in batch.counts.items():
        setattr(one, name, getattr(one, name) + count)
    one.save(update_fields=["rows_done", "read", "created", "updated", "skipped", "refused"])
    RefusedRow.objects.bulk_create(
        RefusedRow(of=one, row=line.number, column=fault.column[:300], message=fault.message, remedy=fault.remedy)
        for line in batch.refused
        for fault in line.faults
    )


@transaction.atomic
def _finish(import_id: int, engine: Engine, by: Actor, via: str) -> None:
    one = Import.objects.select_for_update().get(id=import_id)
    one.status, one.finished_at, one.matches = "done", timezone.now(), engine.matches()
    one.plan = {**(one.plan or {}), "warned": engine.ruled.warned}
    one.save(update_fields=["status", "finished_at", "matches", "plan"])
    counts = {name: getattr(one, name) for name in ("read", "created", "updated", "skipped", "refused")}
    _tell(ImportFinished(records=one.kind, file=one.file_name, **counts), import_id, by, via)


def fail_import(import_id: int, error: SalesError, task: str = "run") -> None:
    """Note why a task came to no good end; what was committed stays and can be undone or gone on with."""
    said = error.sentence
    under_way = Import.objects.filter(id=import_id, status=INTO[task])
    under_way.update(status="failed", fault=said, finished_at=timezone.now())


def discard(import_id: int, *, by: Actor) -> None:
    """Throw away a draft and its file; raises Conflict when it was run."""
    one = get(import_id, by)
    if one.status not in ("draft", "planned"):
        raise Conflict("This import has run, so it is kept.", remedy="Undo it instead.")
    _throw_away(one)


def _throw_away(one: Import) -> None:
    path_of(one).unlink(missing_ok=True)
    one.delete()


def forget_files() -> int:
    """Delete the files of imports that ended thirty days ago, and drafts nobody ran for as long; returns how many."""
    before = timezone.now() - KEPT_FOR
    drafts = Import.objects.filter(status__in=("draft", "planned"), created_at__lt=before)
    ended = Import.objects.filter(status__in=("done", "failed", "undone"), finished_at__lt=before).exclude(path="")
    old = list(ended)
    for one in old:
        path_of(one).unlink(missing_ok=True)
        Import.objects.filter(id=one.id).update(path="")
    never_run = list(drafts)
    for one in never_run:
        _throw_away(one)
    return len(old) + len(never_run)


def _tell(event: Event, import_id: int, by: Actor, via: str) -> None:
    record([Happening(event, import_id, by.id, via, timezone.now())])


def take_up(path: Path, made: Map, *, by: Actor, via: str) -> Import:
    """An import of a file on this machine: the one that was stopped half-way with the same map, or a new draft.

    Raises FileRefused or MapRefused before anything is kept.
    """
    engine_for(path, made, by=by, via=via)
    mapping = write_map(made)
    with path.open("rb") as stream:
        fresh = accept_file(stream, path.name, made.kind, mapping, by=by, via=via)
    stopped = Import.objects.filter(
        digest=fresh.digest, kind=made.kind, mapping=mapping, status__in=("running", "failed")
    )
    if (found := stopped.exclude(id=fresh.id).order_by("-id").first()) is None:
        return fresh
    discard(fresh.id, by=by)
    return found


def guess_map(kind: str, path: Path, by: Actor) -> Map:
    """The map that the file's headers and values suggest to the actor; raises Invalid when they say nothing."""
    key, book = process_of(Map(kind, {}))
    currency = company().currency if kind in ("deals", "organisations") else None
    return guess(kind, open_table(path), targets_of(kind, book, by), key, currency)
