"""The command line's words about playbooks: check, show, diff, schema, publish.

Only publishing needs a database, so the rest works wherever the file lies.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from dealwright.playbook import Stage, diff, load, read_file, schema, shipped

from . import framework_cli

app = typer.Typer(no_args_is_help=True, help="How you sell, written down: check, compare and publish playbooks.")
File = Annotated[Path, typer.Argument(help="A playbook in YAML, or the name of a shipped one, such as general.")]


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(app, name="playbook")
    framework_cli.add_to(root)


def _found(file: Path) -> Path:
    return file if file.exists() else shipped().get(str(file), file)


@app.command()
def check(file: File) -> None:
    """Say everything that is wrong with a playbook, each with its line and how to mend it."""
    reading = read_file(_found(file))
    for problem in reading.problems:
        typer.echo(f"{problem.level}: {problem}", err=problem.level == "error")
    if reading.playbook is None:
        raise typer.Exit(1)
    book = reading.playbook
    typer.echo(f"{book.title}: {len(book.stages)} stages, {len(book.fields)} own fields. It can be published.")


@app.command()
def show(
    file: File,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print the YAML, to start your own from it.")] = False,
) -> None:
    """Tell a playbook in plain words: its stages, their goals, and what must be true to leave them."""
    book = load(_found(file))
    if as_yaml:
        typer.echo(_found(file).read_text(encoding="utf-8"), nl=False)
        return
    typer.echo(f"{book.title} ({book.process}), {book.currency}")
    for number, stage in enumerate(book.stages, start=1):
        typer.echo("\n" + "\n".join(_told(number, stage)))
    won, lost = book.outcomes.won, book.outcomes.lost
    typer.echo(f"\n{won.title}, then: {_listed([task.title for task in won.tasks])}")
    typer.echo(f"{lost.title}, because: {_listed([reason.title for reason in lost.reasons])}")


def _told(number: int, stage: Stage) -> list[str]:
    stay = f", about {stage.days} days" if stage.days is not None else ""
    lines = [f"{number}. {stage.title}: {stage.probability} %{stay}"]
    lines += [f"   {stage.goal}"] if stage.goal else []
    return lines + [f"   to leave: {need.why}" for need in stage.exit]


def _listed(words: list[str]) -> str:
    return ", ".join(words) or "nothing planned"


@app.command("diff")
def compare(old: File, new: File) -> None:
    """Say in words what changed between two playbooks."""
    changes = diff(load(_found(old)), load(_found(new)))
    for change in changes:
        typer.echo(change.sentence)
    if not changes:
        typer.echo("They say the same.")


@app.command("schema")
def json_schema() -> None:
    """Print the JSON Schema of playbooks, for editors that check and complete as you type."""
    typer.echo(json.dumps(schema(), indent=2, ensure_ascii=False))


@app.command()
def publish(file: File) -> None:
    """Put a playbook in force: new deals start on it, deals under way stay on their version."""
    from dealwright.workspace.queries import Machine  # the other commands here work without a database

    from .commands import publish as put_in_force

    path = _found(file)
    load(path)
    published = put_in_force(path.read_text(encoding="utf-8"), name=path.name, by=Machine(), via="cli")
    typer.echo(f"{published.label}, is in force for new deals.")
