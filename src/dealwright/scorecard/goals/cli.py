"""The command line's words about goals."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from ..terminal import AsJson, fresh, tell

goals = typer.Typer(invoke_without_command=True)
Who = Annotated[str, typer.Option(help="member:5, team:2 or company.")]


class Period(StrEnum):
    """What a goal is for."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(goals, name="goals")


@goals.callback()
def told(context: typer.Context, who: Who = "", as_json: AsJson = False) -> None:
    """Tell which goals there are, how they stand, and whether they are on pace; set and withdraw them."""
    if context.invoked_subcommand is None:
        tell({"items": _standing(who)}, as_json, _told)


@goals.command("set")
def set_one(
    metric: Annotated[str, typer.Argument(help="A number, as in: dealwright scorecard list; conversion:closing.")],
    target: Annotated[str, typer.Argument(help="A number, an amount, or per cent of a share.")],
    who: Who = "company",
    period: Annotated[Period, typer.Option(help="To be reached in each of them.")] = Period.QUARTER,
    as_json: AsJson = False,
) -> None:
    """Set a goal, or give the one there is another target."""
    from .commands import set_goal  # these need the program set up, which --help does not
    from .scopes import People, read_scope

    actor = fresh()
    number = set_goal(metric, period, target, read_scope(who, People(actor)), by=actor, via="cli")
    tell({"items": [each for each in _standing(who) if each["id"] == number]}, as_json, _told)


@goals.command()
def withdraw(number: Annotated[int, typer.Argument(help="The goal's number, from dealwright goals.")]) -> None:
    """Have a goal hold no longer."""
    from dealwright.workspace.queries import Machine

    from .commands import withdraw_goal

    withdraw_goal(number, by=Machine(), via="cli")
    typer.echo(f"Goal {number} is withdrawn.")


def _standing(who: str) -> list[dict[str, Any]]:
    """The goals of a scope, or all, and how they stand."""
    from django.utils import timezone

    from .queries import Board, scope_of
    from .scopes import read_scope

    board = Board(fresh(), timezone.localdate())
    scopes = {read_scope(who, board.people)} if who else {scope_of(row) for row in board.goals}
    return [{**each.as_dict(), "name": board.people.title(each.scope)} for each in board.standings(scopes)]


def _told(body: dict[str, Any]) -> str:
    lines = [
        f"{each['id']:>6}  {each['name']}: {each['title']}, each {each['period']}: {_read(each, 'value')} of "
        f"{_read(each, 'target')}, {each['said']}"
        for each in body["items"]
    ]
    return "\n".join(lines) or "There are no goals yet. Set one: dealwright goals set deals_won 12"


def _read(each: dict[str, Any], name: str) -> str:
    value = each[name]
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    return f"{value:.0%}" if each["unit"] == "ratio" else f"{round(value, 2):g}"
