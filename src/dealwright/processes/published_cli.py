"""The command line's words about playbooks in the database: list, show, export, publish, verify."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from dealwright import NotFound
from dealwright.playbook import Playbook, diff, load, read, read_file, shipped

from .file_cli import File, file_of, line_of
from .telling import told

Key = Annotated[str, typer.Argument(help="The key of a process, such as general.")]
Number = Annotated[int | None, typer.Option("--version", help="A version's number; the one in force unless told.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it for programs.")]


def join(app: typer.Typer) -> None:
    """Join the words about playbooks in files."""
    for name, command in COMMANDS.items():
        app.command(name)(command)


def list_playbooks(as_json: AsJson = False) -> None:
    """Name the processes: the published with their version, then those that come with the product."""
    rows = _rows()
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max(len(row["key"]) for row in rows)
    for row in rows:
        version = f", version {row['version']}" if row["version"] else ""
        typer.echo(f"{row['key']:{width}}  {row['title']}: {row['state']}{version}, {row['stages']} stages")


def _rows() -> list[dict[str, Any]]:
    from .queries import in_force, shelf

    published = in_force()
    rows = [_row(one.playbook, one.number, "retired" if one.retired_at else "published") for one in published]
    taken = {one.key for one in published}
    return rows + [_row(one.playbook, None, "shipped") for one in shelf() if one.key not in taken]


def _row(book: Playbook, number: int | None, state: str) -> dict[str, Any]:
    return {
        "key": book.process,
        "title": book.title,
        "version": number,
        "state": state,
        "digest": book.digest,
        "extends": book.extends or None,
        "stages": len(book.stages),
    }


def show(
    what: Annotated[str, typer.Argument(help="The key of a process, or a playbook in YAML.")],
    number: Number = None,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print the YAML, to start your own from it.")] = False,
) -> None:
    """Tell a playbook in plain words: the file of that name, else the published process, else the shipped one."""
    text, book = _of_file(Path(what)) if Path(what).is_file() else _stored(what, number)
    typer.echo(text if as_yaml else told(book), nl=not as_yaml)


def export(key: Key, number: Number = None) -> None:
    """Print the text of a process as it was published, else as it comes with the product."""
    typer.echo(_stored(key, number)[0], nl=False)


def _stored(key: str, number: int | None) -> tuple[str, Playbook]:
    """The text and the playbook of a process: published first, else shipped; raises NotFound."""
    from .queries import numbered, text_of, versions

    if number is not None or versions(key):
        version = numbered(key, number)
        return text_of(version.id), version.playbook
    if path := shipped().get(key):
        return _of_file(path)
    raise NotFound(f"There is no process “{key}”.", field="process", remedy="dealwright playbook list")


def _of_file(path: Path) -> tuple[str, Playbook]:
    return path.read_text(encoding="utf-8"), load(path)


def publish(
    file: File,
    by: Annotated[str | None, typer.Option(help="The e-mail address of who publishes, with their right.")] = None,
    base: Annotated[
        int | None, typer.Option(help="The version it was begun from; refused when another is in force.")
    ] = None,
) -> None:
    """Put a playbook in force: new deals start on it, deals under way stay on their version."""
    from dealwright.workspace.queries import Machine, member_by_email

    from .commands import publish as put_in_force

    text, _ = _read(file)
    actor = member_by_email(by) if by else Machine()
    published = put_in_force(text, name=file.name, base=base, by=actor, via="cli")
    typer.echo(f"{published.label}, is in force for new deals.")


def verify(key: Key, file: File, number: Number = None) -> None:
    """Prove by digest that a file and the published process agree; say what differs, and end with 1, when not."""
    from .queries import numbered, text_of

    version, (text, book) = numbered(key, number), _read(file)
    if text == text_of(version.id) or book.digest == version.digest:
        typer.echo(f"They agree: {version.label}, {version.digest}")
        return
    typer.echo(f"They differ: {version.label} has {version.digest}, {file} has {book.digest}", err=True)
    for change in diff(version.playbook, book):
        typer.echo(change.sentence, err=True)
    raise typer.Exit(1)


def _read(file: Path) -> tuple[str, Playbook]:
    """The text and the playbook of a file as it would be published; tells its problems and ends with 1 on errors."""
    from .parents import parent_text

    path = file_of(file)
    try:
        text = path.read_bytes().decode("utf-8")
        reading = read(text, path.name, parent_text)
    except (OSError, UnicodeDecodeError):
        text, reading = "", read_file(path)  # says in words what is wrong
    for problem in reading.problems:
        typer.echo(line_of(file, problem), err=True)
    if reading.playbook is None:
        raise typer.Exit(1)
    return text, reading.playbook


COMMANDS = {"list": list_playbooks, "show": show, "export": export, "publish": publish, "verify": verify}
