"""The command line's words about who answers for which number."""

from typing import Annotated, Any

import typer

from ..terminal import AsJson, tell

owners = typer.Typer(invoke_without_command=True)
Metric = Annotated[str, typer.Argument(help="A number, as dealwright owners lists them.")]


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(owners, name="owners")


@owners.callback()
def told(context: typer.Context, as_json: AsJson = False) -> None:
    """Tell who answers for which number of the scorecard, and name them."""
    from .queries import owned  # needs the program set up, which --help does not

    if context.invoked_subcommand is None:
        tell({"items": [each.as_dict() for each in owned()]}, as_json, _told)


@owners.command()
def name(metric: Metric, email: Annotated[str, typer.Argument(help="Who answers for it.")]) -> None:
    """Have a member answer for a number."""
    from dealwright.workspace.queries import member_by_email

    found = member_by_email(email)
    _name(metric, found.id)
    typer.echo(f"{found.name} answers for {metric}.")


@owners.command()
def clear(metric: Metric) -> None:
    """Have the role that usually does answer for a number again."""
    _name(metric, None)
    typer.echo(f"Nobody is named for {metric} any more.")


def _name(metric: str, member: int | None) -> None:
    from dealwright.workspace.queries import Machine

    from .commands import name_owner

    name_owner(metric, member, by=Machine(), via="cli")


def _told(body: dict[str, Any]) -> str:
    return "\n".join(f"{each['metric']:20}  {each['name'] or each['role']}" for each in body["items"])
