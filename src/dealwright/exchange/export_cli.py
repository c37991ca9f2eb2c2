"""The command line's words about exports: a list as a file, or everything there is."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from dealwright import BadRequest, Invalid, NotFound
from dealwright.records.asked import Asked
from dealwright.records.kinds import LISTS
from dealwright.workspace.queries import Machine

from . import archive_cli
from .export import FORMATS, written
from .shown import pieces

KNOWN = (*FORMATS, "xlsx")
Where = Annotated[
    list[str] | None,
    typer.Option("--where", help="A filter of the list, such as amount__gte=1000; several must all hold."),
]
Columns = Annotated[str, typer.Option(help="The columns of the list, with commas between: title,amount,owner.name.")]


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.command("export")(give_out)


def give_out(
    kind: Annotated[str, typer.Argument(metavar="KIND|FOLDER", help="deals, people, …, or a new folder for all.")],
    file: Annotated[Path | None, typer.Argument(help="The file to write; standard output when left out.")] = None,
    form: Annotated[str, typer.Option("--format", help="csv, xlsx, json or, for people, vcf; else as FILE ends.")] = "",
    where: Where = None,
    sort: Annotated[str, typer.Option(help="The order of the list: amount, or -amount for the largest first.")] = "",
    columns: Columns = "",
    to: Annotated[Path | None, typer.Option("--out", help="The same as FILE.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result of an archive as JSON.")] = False,
) -> None:
    """Export a list of records; or, into a new folder, everything there is, in open formats.

    Without --sort and --columns the file holds every field, as an import reads it back; with one of them, and in a
    workbook, it is the list as it is shown.
    """
    target = file or to
    if kind not in LISTS:
        if target or where or sort or columns:
            raise NotFound(f"There are no records called “{kind}”.", remedy=f"Known are: {', '.join(LISTS)}.")
        archive_cli.give_out(Path(kind), as_json)
        return
    found = _found(kind, _form(form, target), Asked(_pairs(where or []), sort, _keys(columns)))
    if target is None:
        sys.stdout.buffer.writelines(found)
        return
    with target.open("wb") as out:
        out.writelines(found)


def _form(form: str, target: Path | None) -> str:
    """The format that is asked for, or else the one by which the file is named."""
    wanted = form or (target.suffix.removeprefix(".").lower() if target else "") or "csv"
    if wanted not in KNOWN:
        raise Invalid(f"There is no format “{wanted}”.", remedy=f"Known are: {', '.join(KNOWN)}.")
    return wanted


def _pairs(where: list[str]) -> tuple[tuple[str, str], ...]:
    """Filters as name and value; raises Invalid for one that is no filter."""
    split = [text.partition("=") for text in where]
    for name, sign, _ in split:
        if not (name and sign):
            raise Invalid(f"“{name}” is no filter.", field="where", remedy="Write it like: --where amount__gte=1000.")
    return tuple((name, value) for name, _, value in split)


def _keys(columns: str) -> tuple[str, ...]:
    return tuple(key for text in columns.split(",") if (key := text.strip()))


def _found(kind: str, form: str, asked: Asked) -> Iterator[bytes]:
    """The file in pieces; what is wrong is raised before the first of them is written."""
    as_shown = bool(asked.sort or asked.columns)
    if as_shown and form == "vcf":
        raise BadRequest("Cards have no columns and no order.", remedy="Leave out --sort and --columns.")
    if as_shown or form == "xlsx":
        found = pieces(kind, form, asked, Machine())
    else:
        found = written(kind, Machine(), form, asked.filters)
    return (each if isinstance(each, bytes) else each.encode() for each in found)
