"""The command line's words about playbooks in files: check, diff, schema. They need no database."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from dealwright.playbook import Playbook, Problem, diff, load, read_file, schema, shipped, text_diff
from dealwright.playbook import reference as written_reference

app = typer.Typer(no_args_is_help=True, help="How you sell, written down: check, compare and publish playbooks.")
File = Annotated[Path, typer.Argument(help="A playbook in YAML, or the name of a shipped one, such as general.")]
Files = Annotated[list[Path], typer.Argument(help="Playbooks in YAML, or names of shipped ones, such as general.")]


def file_of(file: Path) -> Path:
    """The file itself, or the shipped playbook of that name."""
    return file if file.exists() else shipped().get(str(file), file)


@app.command()
def check(files: Files) -> None:
    """Say everything that is wrong with playbooks: FILE:LINE:COLUMN, how bad it is, and how to mend it."""
    readings = [(file, read_file(file_of(file))) for file in files]
    for file, reading in readings:
        for problem in reading.problems:
            typer.echo(line_of(file, problem))
        if book := reading.playbook:
            typer.echo(f"{book.title}: {_counted(book)}. It can be published.")
    if any(reading.playbook is None for _, reading in readings):
        raise typer.Exit(1)


def line_of(file: Path, problem: Problem) -> str:
    """A problem as compilers and editors write it; one in the process that a variant extends has that file's name."""
    path = file_of(file)
    where = path if problem.file == path.name else problem.file
    return f"{where}:{problem.line}:{problem.column}: {problem.level}: {problem.message} {problem.remedy}".rstrip()


def _counted(book: Playbook) -> str:
    stages, fields = len(book.stages), len(book.fields)
    return f"{stages} {'stage' if stages == 1 else 'stages'}, {fields} own {'field' if fields == 1 else 'fields'}"


@app.command("diff")
def compare(
    old: File,
    new: File,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of path and sentence.")] = False,
    as_text: Annotated[bool, typer.Option("--text", help="Print a unified diff of the two texts.")] = False,
) -> None:
    """Say in words what changed between two playbooks."""
    before, after = load(file_of(old)), load(file_of(new))
    changes = diff(before, after)
    if as_json:
        typer.echo(json.dumps([asdict(change) for change in changes], indent=2, ensure_ascii=False))
    elif as_text:
        typer.echo(text_diff(before, after), nl=False)
    else:
        typer.echo("\n".join(change.sentence for change in changes) or "They say the same.")


@app.command(hidden=True)
def reference() -> None:
    """Print the reference of the language, as it stands in docs/playbook-reference.md."""
    typer.echo(written_reference(), nl=False)


@app.command("schema")
def json_schema() -> None:
    """Print the JSON Schema of playbooks, for editors that check and complete as you type."""
    typer.echo(json.dumps(schema(), indent=2, ensure_ascii=False))
