"""The command line's word about goals."""

from typing import Annotated, Any

import typer

from ..terminal import fresh, tell


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.command()(goals)


def goals(
    who: Annotated[str, typer.Option(help="Only these: member:5, team:2 or company.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the goals as the API gives them.")] = False,
) -> None:
    """Tell which goals there are, how they stand, and whether they are on pace."""
    from django.utils import timezone  # these need the program set up, which --help does not

    from .queries import Board, scope_of
    from .scopes import read_scope

    board = Board(fresh(), timezone.localdate())
    scopes = {read_scope(who, board.people)} if who else {scope_of(row) for row in board.goals}
    found = [{**each.as_dict(), "name": board.people.title(each.scope)} for each in board.standings(scopes)]
    tell({"items": found}, as_json, _told)


def _told(body: dict[str, Any]) -> str:
    lines = [
        f"{each['name']}: {each['title']}, each {each['period']}: {_read(each, 'value')} of {_read(each, 'target')}, "
        f"{each['said']}"
        for each in body["items"]
    ]
    return "\n".join(lines) or "There are no goals yet. Set one on the page Goals."


def _read(each: dict[str, Any], name: str) -> str:
    value = each[name]
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return f"{value:.0%}" if each["unit"] == "ratio" else f"{round(value, 2):g}"
