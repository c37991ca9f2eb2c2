"""Verbs of other programs' exports: say what would come in, bring it in, each kind of record by its own import."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from django.utils import timezone

from dealwright import NotFound, SalesError
from dealwright.playbook import Playbook
from dealwright.workspace.queries import Actor, Right, company, require

from ..commands import accept_file, keep, plan_in_files, process_of, publish_missing, run_import, start_import
from ..mapping import Map, write_map
from ..models import Import
from ..queries import file_of, get, problems
from . import hubspot, pipedrive, salesforce
from .export import Crm, Export
from .sheet import Sheet, Told
from .tables import Tables
from .zipped import unpacked

PROGRAMS: Mapping[str, Crm] = {"salesforce": salesforce, "hubspot": hubspot, "pipedrive": pipedrive}
COUNTS = ("read", "created", "updated", "skipped", "refused")
LIVELY = "automations: true\n"  # the map of an export as a whole: what each of its files is told besides
NUMBER = ("external_id",)
KNOWN_BY = {"organisations": NUMBER, "people": NUMBER, "deals": NUMBER, "members": ("name", "email")}
MOST_PROBLEMS = 1_000
Step = Callable[[str, int, int], None]


@dataclass
class Report:
    """What an import of an export came to: counts by kind, how stages were understood, what to know besides."""

    program: str
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    import_id: int | None = None

    def add(self, sheet: Sheet, counts: Mapping[str, int], told: list[dict[str, Any]]) -> None:
        """Count a sheet in; rows that were deleted or merged away were read and skipped."""
        if any(counts.values()) or sheet.left:
            kept = {name: counts[name] for name in COUNTS}
            kept["read"], kept["skipped"] = kept["read"] + sheet.left, kept["skipped"] + sheet.left
            self.kinds[sheet.kind] = kept
        self.problems += [{"kind": sheet.kind, **one} for one in told][: MOST_PROBLEMS - len(self.problems)]

    def as_dict(self) -> dict[str, Any]:
        """The report as `--json` prints it."""
        number = {} if self.import_id is None else {"import": self.import_id}
        return {**number, "kinds": self.kinds, "stages": dict(self.stages), "problems": self.problems}


def _opened(program: str, folder: Path, process_key: str | None, stages: Mapping[str, str]) -> tuple[Export, Playbook]:
    if program not in PROGRAMS:
        raise NotFound(f"Exports of “{program[:40]}” are not known.", remedy=f"Known are: {', '.join(PROGRAMS)}.")
    told = PROGRAMS[program]
    key, book = process_of(Map("deals", {}, process=process_key))
    if book is None:
        raise NotFound(f"There is no process {key}.")
    export = Export(Tables(folder, told.tables), told.title, book, company().zone, stages)
    return export, book


def plan_export(
    program: str, folder: Path, *, by: Actor, process: str | None = None, stages: Mapping[str, str] | None = None
) -> Report:
    """What bringing in the export of "salesforce", "hubspot" or "pipedrive" would do; nothing is written.

    `stages` says which of our stages a label stands for; the rest is matched by name, chance and place. Raises
    NotFound for an unknown program, folder or process, FileRefused for a file that cannot be read.
    """
    require(by, Right.IMPORT)
    export, book = _opened(program, folder, process, stages or {})
    report, promised = Report(program), {}
    with tempfile.TemporaryDirectory() as place:
        for number, sheet in enumerate(PROGRAMS[program].sheets(export)):
            told: dict[str, Any] = dict.fromkeys(COUNTS, 0) | {"problems": []}
            if sheet.rows:
                path = Path(place) / f"{number}.csv"
                sheet.write(path)
                told = plan_in_files(path, sheet.map(book.process), by=by, promised=promised)
            report.add(sheet, told, told["problems"])
            if known_by := KNOWN_BY.get(sheet.kind):
                promised[sheet.kind] = frozenset(row[key] for row in sheet.rows for key in known_by if key in row)
    _finish(report, export.told)
    return report


def import_export(
    program: str,
    folder: Path,
    *,
    by: Actor,
    via: str,
    process: str | None = None,
    stages: Mapping[str, str] | None = None,
    automations: bool = False,
    step: Step = lambda kind, done, total: None,
) -> Report:
    """Bring an export in: what is here by its number is updated or skipped, so it can be done again or gone on with.

    Only with `automations` work follows from it, as `Map` says.
    `step` is told the kind, the rows done and the rows there are. Undoing the import takes all of it back.
    """
    require(by, Right.IMPORT)
    export, book = _opened(program, folder, process, stages or {})
    whole = Import(kind=program, file_name=folder.name[:200], by_id=by.id, status="running")
    whole.mapping = LIVELY if automations else ""
    whole.save()
    return _carried_out(whole, export, book, by, via, step)


def _carried_out(whole: Import, export: Export, book: Playbook, by: Actor, via: str, step: Step) -> Report:
    report = Report(whole.kind, import_id=whole.id)
    for sheet in PROGRAMS[whole.kind].sheets(export):
        told = _bring_in(sheet, whole, book, by, via, step) if sheet.rows else dict.fromkeys(COUNTS, 0)
        report.add(sheet, told, told.pop("problems", []))
    _finish(report, export.told)
    _close(whole, report)
    return report


def accept_export(
    stream: IO[bytes], name: str, program: str, *, automations: bool = False, by: Actor, via: str
) -> Import:
    """Keep a zip file with an export as a draft import; raises TooLarge or FileRefused, and then keeps nothing."""
    require(by, Right.IMPORT)
    made = Import(kind=program, file_name=Path(name).name[:200] or "export.zip", by_id=by.id)
    made.mapping = LIVELY if automations else ""

    def check(path: Path) -> None:
        with unpacked(path) as folder:
            Tables(folder, PROGRAMS[program].tables)

    return keep(made, stream, ".zip", check)


def plan_whole(import_id: int, *, by: Actor) -> None:
    """Dry-run a kept export and keep its figures; one that cannot be read fails it with the reason."""
    one = get(import_id, by)
    try:
        with unpacked(file_of(one)) as folder:
            plan = plan_export(one.kind, folder, by=by).as_dict()
    except SalesError as error:
        plan = {"fault": error.message, "remedy": error.remedy}
    totals = {name: sum(counts[name] for counts in plan.get("kinds", {}).values()) for name in COUNTS}
    Import.objects.filter(id=import_id).update(plan={**plan, **totals}, status="planned", rows_total=totals["read"])


def run_whole(import_id: int, *, by: Actor, via: str) -> None:
    """Bring a kept export in; goes on where it stopped. Raises Conflict when it is not in a state for it."""
    one = get(import_id, by)
    with unpacked(file_of(one)) as folder:
        export, book = _opened(one.kind, folder, None, {})

        def step(kind: str, done: int, total: int) -> None:
            Import.objects.filter(id=one.id).update(read=parts_read(one))

        _carried_out(one, export, book, by, via, step)


def parts_read(whole: Import) -> int:
    """How many rows of an export have been read so far."""
    return sum(Import.objects.filter(part_of=whole).values_list("read", flat=True))


def _bring_in(sheet: Sheet, whole: Import, book: Playbook, by: Actor, via: str, step: Step) -> dict[str, Any]:
    made = replace(sheet.map(book.process), automations=whole.mapping == LIVELY)
    publish_missing(made, by=by, via=via)
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        sheet.write(Path(file.name))
        one = accept_file(file, f"{sheet.kind}.csv", sheet.kind, write_map(made), by=by, via=via)
    Import.objects.filter(id=one.id).update(part_of=whole)
    start_import(one.id, by=by, via=via)
    for batch in run_import(one.id, by=by):
        step(sheet.kind, batch.last, len(sheet.rows))
    done = get(one.id, by)
    return {**{name: getattr(done, name) for name in COUNTS}, "problems": problems(done)}


def _close(whole: Import, report: Report) -> None:
    totals = {name: sum(counts[name] for counts in report.kinds.values()) for name in COUNTS}
    now = timezone.now()
    Import.objects.filter(id=whole.id).update(
        status="done", finished_at=now, started_at=whole.started_at or whole.created_at, plan=report.as_dict(), **totals
    )


def _finish(report: Report, told: Told) -> None:
    report.stages = told.stages
    report.problems = [*({"kind": None, **one} for one in told.problems()), *report.problems]
