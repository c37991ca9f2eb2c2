"""The command line's words about access: territories, and why a member may see a record."""

from typing import Annotated

import typer
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from .commands.territories import apply_all, ask_application, ask_undo, take_back
from .overview import EXAMPLES, Previewed, applications, preview
from .overview import territories as all_territories
from .queries import Machine, member_by_email, member_names
from .territories import lands
from .why import ask_why, words_of

territories = typer.Typer(no_args_is_help=True, help="Customers who belong together, and who gets or sees them.")
access = typer.Typer(no_args_is_help=True, help="Who may see and change what.")


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(territories, name="territories")
    root.add_typer(access, name="access")


@territories.command("list")
def list_territories() -> None:
    """Show the territories, the one that decides first on top, and how they were last applied."""
    table = Table("Number", "Territory", "Rule", "Gives", "To", box=None, pad_edge=False)
    for one in all_territories():
        table.add_row(str(one.id), one.title, one.rule, one.gives, ", ".join(one.names))
    Console().print(table)
    for last in applications(1):
        done = "taken back" if last.undone_at else f"{last.given} changed owner, {last.shown} were shown"
        typer.echo(f"Last applied by {last.by} on {timezone.localtime(last.at):%Y-%m-%d %H:%M} as {last.id}: {done}.")


@territories.command("preview")
def preview_all() -> None:
    """Show what applying the territories would do; changes nothing."""
    names = member_names()
    for found in preview(lands()):
        typer.echo(
            f"{found.label}: {found.lying:,} of {found.looked_at:,} lie in a territory; "
            f"{found.changing:,} would change owner, {found.shown:,} would be shown."
        )
        _print_examples(found, names)


def _print_examples(found: Previewed, names: dict[int, str]) -> None:
    for number, title, was, owner in found.examples or ():
        typer.echo(f"  {number} {title}: {names.get(was or 0, 'nobody')} → {names.get(owner or 0, 'nobody')}")
    if found.changing > EXAMPLES:
        typer.echo("  …")


@territories.command()
def apply() -> None:
    """Give and show all records as the territories say; `territories undo` takes it back."""
    number = ask_application(by=Machine(), via="cli")
    changed = apply_all(number, by=Machine())
    typer.echo(f"{changed:,} records changed owner. To take it back: dealwright territories undo {number}")


@territories.command()
def undo(
    number: Annotated[int, typer.Argument(help="The application's number, from dealwright territories list.")],
) -> None:
    """Take an application back; who was made owner by hand since then stays."""
    ask_undo(number, by=Machine(), via="cli")
    back = take_back(number, by=Machine())
    typer.echo(f"{back:,} records went back to who had them before.")


@access.command()
def why(
    email: Annotated[str, typer.Argument(help="Whose access it is about.")],
    kind: Annotated[str, typer.Argument(help="deal, organisation, person, …")],
    number: Annotated[int, typer.Argument(help="The record's number, as in its address.")],
) -> None:
    """Say whether a member may see and change a record, with every reason for and against."""
    who, kept, *answers = ask_why(member_by_email(email).id, kind, number, by=Machine())
    for answer in answers:
        typer.secho(words_of(answer, who, kept), bold=True)
        for reason in answer.reasons:
            typer.echo(f"  {'+' if reason.speaks_for else '-'} {reason.text}")
