"""The command line's words about the dashboards that everybody finds."""

from typing import Annotated, Any

import typer

from ..terminal import AsJson, tell

dashboards = typer.Typer(invoke_without_command=True)
Number = Annotated[int, typer.Argument(help="The dashboard's number, from dealwright dashboards.")]
Figure = Annotated[str, typer.Argument(help="A figure, such as funnel, with the filters it keeps: funnel?by=owner.")]


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(dashboards, name="dashboards")


@dashboards.callback()
def told(context: typer.Context, as_json: AsJson = False) -> None:
    """Tell which dashboards everybody finds, and what stands on them; make and change them."""
    if context.invoked_subcommand is None:
        from .queries import dashboards as found  # these need the program set up, which --help does not

        tell({"items": [each.as_dict() for each in found(_machine())]}, as_json, _told)


@dashboards.command()
def make(
    name: Annotated[str, typer.Argument(help="What it is called.")],
    figures: Annotated[list[str] | None, typer.Argument(help="Figures on it, as for put.")] = None,
) -> None:
    """Make a dashboard for everybody."""
    from .commands import save_dashboard
    from .queries import ALL

    tiles = [_tile(each) for each in figures or ()]
    number = save_dashboard(name, tiles, by=_machine(), via="cli", shared=ALL)
    typer.echo(f"“{name}” is dashboard {number}.")


@dashboards.command()
def put(number: Number, figure: Figure) -> None:
    """Put a figure at the end of a dashboard."""
    from .commands import put_tile

    put_tile(number, **_tile(figure), by=_machine(), via="cli")
    typer.echo(f"{figure} stands on dashboard {number}.")


@dashboards.command()
def remove(number: Number) -> None:
    """Delete a dashboard; restore brings it back."""
    from .commands import remove_dashboard

    remove_dashboard(number, by=_machine(), via="cli")
    typer.echo(f"Dashboard {number} is deleted. To bring it back: dealwright dashboards restore {number}")


@dashboards.command()
def restore(number: Number) -> None:
    """Bring a deleted dashboard back."""
    from .commands import restore_dashboard

    restore_dashboard(number, by=_machine(), via="cli")
    typer.echo(f"Dashboard {number} is back.")


def _tile(text: str) -> dict[str, str]:
    figure, _mark, query = text.partition("?")
    return {"figure": figure, "query": query}


def _machine() -> Any:
    from dealwright.workspace.queries import Machine

    return Machine()


def _told(body: dict[str, Any]) -> str:
    lines = [
        f"{each['id']:>6}  {each['name']}: {', '.join(tile['figure'] for tile in each['figures']) or 'empty'}"
        for each in body["items"]
    ]
    return "\n".join(lines) or "Everybody finds none yet. Make one: dealwright dashboards make NAME funnel"
