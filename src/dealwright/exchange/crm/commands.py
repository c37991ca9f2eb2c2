"""Verbs of other programs' exports: say what would come in, bring it in, each kind of record by its own import."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from dealwright import NotFound
from dealwright.playbook import Playbook
from dealwright.workspace.queries import Actor, Right, company, require

from ..commands import accept_file, plan_in_files, process_of, publish_missing, run_import, start_import
from ..mapping import Map, write_map
from ..models import Import
from ..queries import get, problems
from . import hubspot, pipedrive, salesforce
from .export import Export
from .sheet import Sheet, Told
from .tables import Tables

PROGRAMS: Mapping[str, ModuleType] = {"salesforce": salesforce, "hubspot": hubspot, "pipedrive": pipedrive}
COUNTS = ("read", "created", "updated", "skipped", "refused")
NUMBERED = ("organisations", "people", "deals")
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


def _sheets(program: str, export: Export) -> Iterator[Sheet]:
    sheets: Iterator[Sheet] = PROGRAMS[program].sheets(export)
    return sheets


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
        for number, sheet in enumerate(_sheets(program, export)):
            told: dict[str, Any] = dict.fromkeys(COUNTS, 0) | {"problems": []}
            if sheet.rows:
                path = Path(place) / f"{number}.csv"
                sheet.write(path)
                told = plan_in_files(path, sheet.map(book.process), by=by, promised=promised)
            report.add(sheet, told, told["problems"])
            if sheet.kind in NUMBERED:
                promised[sheet.kind] = frozenset(row["external_id"] for row in sheet.rows if "external_id" in row)
    return _finished(report, export.told)


def import_export(
    program: str,
    folder: Path,
    *,
    by: Actor,
    via: str,
    process: str | None = None,
    stages: Mapping[str, str] | None = None,
    step: Step = lambda kind, done, total: None,
) -> Report:
    """Bring an export in: what is here by its number is updated or skipped, so it can be done again or gone on with.

    `step` is told the kind, the rows done and the rows there are. Undoing the import takes all of it back.
    """
    require(by, Right.IMPORT)
    export, book = _opened(program, folder, process, stages or {})
    whole = Import.objects.create(kind=program, file_name=folder.name[:200], by_id=by.id, status="running")
    report = Report(program, import_id=whole.id)
    for sheet in _sheets(program, export):
        told = _bring_in(sheet, whole, book, by, via, step) if sheet.rows else dict.fromkeys(COUNTS, 0)
        report.add(sheet, told, told.pop("problems", []))
    _close(whole, report)
    return _finished(report, export.told)


def _bring_in(sheet: Sheet, whole: Import, book: Playbook, by: Actor, via: str, step: Step) -> dict[str, Any]:
    made = sheet.map(book.process)
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
    done = Import.objects.filter(part_of=whole).order_by("-id").values_list("finished_at", flat=True).first()
    Import.objects.filter(id=whole.id).update(status="done", finished_at=done, started_at=whole.created_at, **totals)


def _finished(report: Report, told: Told) -> Report:
    report.stages = told.stages
    report.problems = [*({"kind": None, **one} for one in told.problems()), *report.problems]
    return report
