"""The command line's words about archives of everything."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from dealwright.workspace.queries import Machine

from .archive import Report, read_archive, write_archive


def give_out(folder: Path, as_json: bool) -> None:
    """Write everything into a new folder."""
    with Steps(as_json) as step:
        report = write_archive(folder, by=Machine(), step=step)
    _say(report, as_json, f"{folder} holds everything: keep it as safe as the database itself.")


def bring_in(folder: Path, as_json: bool) -> None:
    """Bring everything in again."""
    with Steps(as_json) as step:
        report = read_archive(folder, step=step)
    _say(report, as_json, "Everything is in. Search and scorecard are made anew when the worker runs.")


class Steps:
    """Says which table is being worked on, and how far."""

    def __init__(self, is_quiet: bool) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"))
        self.progress = Progress(*columns, console=Console(stderr=True, quiet=is_quiet), transient=True)

    def __enter__(self) -> "Steps":
        self.progress.start()
        self.task = self.progress.add_task("")
        return self

    def __exit__(self, *error: object) -> None:
        self.progress.stop()

    def __call__(self, table: str, rows: int) -> None:
        self.progress.update(self.task, description=f"{table}: {rows:,} rows")


def _say(report: Report, as_json: bool, words: str) -> None:
    if as_json:
        told = {"folder": str(report.folder), "rows": report.rows, "tables": report.tables}
        sys.stdout.write(json.dumps(told) + "\n")
        return
    tables = sum(rows > 0 for rows in report.tables.values())
    Console().print(f"{report.rows:,} rows of {tables} tables. {words}", markup=False, highlight=False)
