"""The command line's words about exports of other programs."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from dealwright import Invalid
from dealwright.workspace.queries import Machine

from .crm.commands import COUNTS, Report, import_export, plan_export

SHOWN = 10
MOST_STAGES = 15


def bring_in(program: str, folder: Path, text: str, dry_run: bool, automations: bool, as_json: bool) -> None:
    """Bring an export in, or say what that would do; `text` is a map of its stages as YAML."""
    wanted = _wanted(text)
    if dry_run:
        report = plan_export(program, folder, by=Machine(), **wanted)
    else:
        with Progress(console=Console(stderr=True, quiet=as_json), transient=True) as progress:
            wanted |= {"automations": automations, "step": _Bars(progress)}
            report = import_export(program, folder, by=Machine(), via="cli", **wanted)
    if as_json:
        sys.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False) + "\n")
    else:
        _print(report, dry_run)


def _wanted(text: str) -> dict[str, Any]:
    """The process and the stages that a map names; raises Invalid for one that names something else."""
    body = yaml.safe_load(text) if text.strip() else {}
    stages = body.get("stages", {}) if isinstance(body, dict) else None
    if not isinstance(body, dict) or set(body) - {"process", "stages"} or not isinstance(stages, dict):
        raise Invalid(
            "The map of an export has the keys process and stages.",
            remedy="Write stages: {Value Proposition: presenting}.",
        )
    return {"process": body.get("process"), "stages": {str(label): str(stage) for label, stage in stages.items()}}


class _Bars:
    """A bar for each kind of record."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.bars: dict[str, TaskID] = {}

    def __call__(self, kind: str, done: int, total: int) -> None:
        bar = self.bars.setdefault(kind, self.progress.add_task(kind, total=total))
        self.progress.update(bar, completed=min(done, total))


def _print(report: Report, dry_run: bool) -> None:
    out = Console()
    grid = Table(box=None, pad_edge=False, title="What would happen" if dry_run else f"Import {report.import_id}")
    grid.add_column("Kind")
    for name in COUNTS:
        grid.add_column(name.capitalize(), justify="right")
    for kind, counts in report.kinds.items():
        grid.add_row(kind.capitalize(), *[f"{counts[name]:,}" for name in COUNTS])
    out.print(grid)
    if report.stages:
        _print_stages(out, report.stages)
    for one in report.problems[:SHOWN]:
        where = " ".join(filter(None, (one["kind"], f"row {one['row']}:" if one["row"] else "")))
        out.print(f"{where} {one['message']} {one['remedy'] or ''}".strip(), markup=False, highlight=False)
    if len(report.problems) > SHOWN:
        out.print(f"… and {len(report.problems) - SHOWN:,} more; --json tells them all.")
    if not dry_run:
        out.print(f"dealwright import undo {report.import_id} takes all of it back, for 30 days.")


def _print_stages(out: Console, stages: Mapping[str, str]) -> None:
    grid = Table(box=None, pad_edge=False, title="Stages, unless --map says otherwise")
    grid.add_column("There")
    grid.add_column("Here")
    for label, stage in list(stages.items())[:MOST_STAGES]:
        grid.add_row(label, stage)
    if len(stages) > MOST_STAGES:
        grid.add_row(f"… and {len(stages) - MOST_STAGES} more", "")
    out.print(grid, markup=False)
