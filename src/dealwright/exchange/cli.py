"""The command line's words about imports."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table as Grid

from dealwright import Conflict, Invalid, NotFound, SalesError
from dealwright.workspace.queries import Machine

from . import archive_cli, crm_cli, export_cli, sample_cli
from .commands import RunElsewhere, engine_for, fail_import, planned, run_import, start_import, take_up
from .commands import guess_map as guessed
from .crm.commands import PROGRAMS
from .mapping import KINDS, Map, read_map, write_map
from .queries import get, summary
from .reading import open_table

COUNTS = ("read", "created", "updated", "skipped", "refused")
SHOWN = 10
ERRORS = Console(stderr=True)

File = Annotated[Path, typer.Argument(help="A CSV, XLSX or vCard file of any size, or the folder of an export.")]
MapFile = Annotated[Path | None, typer.Option("--map", help="Which column becomes which field; guessed when left out.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and write nothing.")]
Automations = Annotated[
    bool, typer.Option("--automations", help="Let tasks of the process, rules and notifications follow from it.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.command("import")(bring_in)
    root.command("undo-import")(take_back)
    export_cli.add_to(root)
    sample_cli.add_to(root)


def bring_in(
    kind: str,
    file: File,
    map_file: MapFile = None,
    dry_run: DryRun = False,
    automations: Automations = False,
    as_json: AsJson = False,
) -> None:
    """Import people, organisations, leads, deals, activities, tasks, products or members (sales teams) from a file.

    Or, from a folder, the export of salesforce, hubspot or pipedrive with its history. Stopped half-way, the same
    command goes on where it was. `import undo NUMBER` takes an import back; `import archive FOLDER` brings in all that
    an `export FOLDER` wrote, into an empty database.
    """
    if kind in PROGRAMS:
        crm_cli.bring_in(kind, file, _text(map_file) if map_file else "", dry_run, automations, as_json)
        return
    if kind == "undo":
        take_back(_number(file))
        return
    if kind == "archive":
        archive_cli.bring_in(file, as_json)
        return
    if kind not in KINDS:
        known = ", ".join((*KINDS, *PROGRAMS, "archive", "undo"))
        raise NotFound(f"There are no imports of “{kind}”.", remedy=f"Known are: {known}.")
    if not file.is_file():
        raise NotFound(f"There is no file {file}.")
    told = Console(stderr=as_json, quiet=as_json)
    table = open_table(file)
    made = read_map(_text(map_file), kind) if map_file else guessed(kind, file, Machine())
    made = replace(made, automations=automations or made.automations)
    if not map_file:
        told.print("Without --map, the columns are taken to be:\n\n" + write_map(made), markup=False)
    for note in table.notes:
        told.print(note)
    result = _planned(file, made) if dry_run else _run(file, made, told)
    result["problems"] = [*_notes(table.notes), *result["problems"]][:1_000]
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        _print(result, dry_run)


def _number(text: Path) -> int:
    if not str(text).isdecimal():
        raise Invalid(f"“{text}” is not the number of an import.", remedy="Write it like: dealwright import undo 12.")
    return int(str(text))


def _text(path: Path | None) -> str:
    if path is None or not path.is_file():
        raise NotFound(f"There is no map file {path}.")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"The map {path} is not UTF-8 text.", remedy="Save it as UTF-8.") from error


def _notes(notes: tuple[str, ...]) -> list[dict[str, Any]]:
    remedy = "Look whether letters with accents came out right; if not, save the file as CSV (UTF-8)."
    return [{"row": None, "column": None, "message": note, "remedy": remedy} for note in notes]


def _planned(file: Path, made: Map) -> dict[str, Any]:
    return planned(engine_for(file, made, by=Machine(), via="import"))


def _run(file: Path, made: Map, told: Console) -> dict[str, Any]:
    by = Machine()
    one = take_up(file, made, by=by, via="cli")
    if one.rows_done:
        told.print(f"Import {one.id} goes on after row {one.rows_done:,}.")
    try:
        if start_import(one.id, by=by, via="cli"):
            told.print("No process was in force yet: the shipped general sales process is now.")
        with Progress(console=told, transient=True) as progress:
            bar = progress.add_task(f"Importing {made.kind}", total=get(one.id, by).rows_total, completed=one.read)
            for batch in run_import(one.id, by=by):
                progress.advance(bar, batch.read)
    except RunElsewhere:
        raise
    except SalesError as error:
        fail_import(one.id, error)
        raise
    except KeyboardInterrupt:
        fail_import(one.id, Conflict("The import was stopped."))
        ERRORS.print(f"Stopped. The same command goes on; dealwright import undo {one.id} takes back what is in.")
        raise typer.Exit(1) from None
    return summary(get(one.id, by))


def _print(result: dict[str, Any], dry_run: bool) -> None:
    out = Console()
    grid = Grid(box=None, pad_edge=False, title="What would happen" if dry_run else f"Import {result['import']}")
    for name in COUNTS:
        grid.add_column(name.capitalize(), justify="right")
    grid.add_row(*[f"{result[name]:,}" for name in COUNTS])
    out.print(grid)
    for problem in result["problems"][:SHOWN]:
        where = f"row {problem['row']}: " if problem["row"] else ""
        column = f"{problem['column']}: " if problem["column"] else ""
        said = f"{where}{column}{problem['message']} {problem['remedy'] or ''}".rstrip()
        out.print(said, markup=False, highlight=False)
    if len(result["problems"]) > SHOWN:
        out.print(f"… and {len(result['problems']) - SHOWN:,} more; --json tells them all.")
    for match in result["matches"]:
        said = f"{match['column']}: “{match['value']}” ({match['rows']:,} rows) is nearly “{match['match']}”."
        out.print(f"{said} If it is meant, map it with values: {{{match['value']}: {match['match']}}}.", markup=False)
    if not dry_run:
        out.print(f"dealwright import undo {result['import']} takes it back, for 30 days.")


def take_back(number: int) -> None:
    """Undo an import: remove what it made, give back what it changed; what was changed since stays and is named."""
    from .undo import undo_import

    told = undo_import(number, by=Machine())
    removed = f"{told['removed']:,} record{'s' * (told['removed'] != 1)} removed"
    typer.echo(f"{removed}, {told['restored']:,} restored, {len(told['kept']):,} kept.")
    for one in told["kept"][:SHOWN]:
        typer.echo(f"kept: {one['kind']} {one['id']} {one['why']}")
