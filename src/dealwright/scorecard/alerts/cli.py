"""The command line's words about alerts, and about what members watch."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from ..terminal import AsJson, Member, fresh, tell

watches = typer.Typer(no_args_is_help=True, help="Numbers of which a member hears when they leave a value.")


class Side(StrEnum):
    """Where a number is when somebody hears of it."""

    ABOVE = "above"
    BELOW = "below"


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.command()(alerts)
    root.add_typer(watches, name="watches")


def alerts(email: Member, as_json: AsJson = False) -> None:
    """Tell what was raised for a member: numbers that left their usual course, or a value that is watched."""
    from .told import latest_alerts  # needs the program set up, which --help does not

    told = [
        each | {name: each[name] and each[name].isoformat() for name in ("began_on", "ended_on")}
        for each in latest_alerts(_member(email))
    ]
    tell({"items": told}, as_json, _raised)


@watches.command("list")
def list_watches(email: Member, as_json: AsJson = False) -> None:
    """Tell what a member watches."""
    from .told import watches_of

    tell({"items": watches_of(_member(email))}, as_json, _watched)


@watches.command("set")
def set_watch(
    metric: Annotated[str, typer.Argument(help="A number, as for a goal.")],
    side: Annotated[Side, typer.Argument(help="Of which side they hear.")],
    value: Annotated[str, typer.Argument(help="As the target of a goal.")],
    email: Member,
) -> None:
    """Have a member hear when a number of the last four weeks is above or below a value."""
    from .commands import watch
    from .told import watches_of

    fresh()
    who = _member(email)
    number = watch(metric, side, value, by=who, via="cli")
    tell({"items": watches_of(who, number)}, as_json=False, in_words=_watched)


@watches.command()
def remove(
    number: Annotated[int, typer.Argument(help="The watch's number, from dealwright watches list.")], email: Member
) -> None:
    """Have a member hear of it no more."""
    from .commands import unwatch

    unwatch(number, by=_member(email), via="cli")
    typer.echo(f"Watch {number} is taken away.")


def _member(email: str) -> Any:
    from dealwright.workspace.queries import member_by_email

    return member_by_email(email)


def _raised(body: dict[str, Any]) -> str:
    lines = [f"{each['began_on']}  {each['title']}: {each['said']}" for each in body["items"]]
    return "\n".join(lines) or "Nothing was raised."


def _watched(body: dict[str, Any]) -> str:
    lines = [f"{each['id']:>6}  {each['title']}: {each['side']} {each['value']}" for each in body["items"]]
    return "\n".join(lines) or "Nothing is watched."
