"""The command line's word about sample data."""

import json
from typing import Annotated

import typer


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.command()(sample)


def sample(
    deals: Annotated[int, typer.Option(help="How many deals.")] = 500,
    seed: Annotated[int, typer.Option(help="The same number makes the same company.")] = 1,
    remove: Annotated[bool, typer.Option("--remove", help="Take the sample company away again.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was made as JSON.")] = False,
) -> None:
    """Make a believable company with deals over the last two years, to try things out."""
    from dealwright.workspace.queries import Machine  # other commands here work without a database

    from .sample import make_sample, remove_sample

    if remove:
        gone = remove_sample(by=Machine(), via="cli")
        typer.echo(json.dumps({"removed": gone}) if as_json else f"{gone:,} sample deals are gone.")
        return

    def show(done: int, total: int) -> None:
        typer.echo(f"\r{done:,} of {total:,} deals", nl=done == total, err=True)

    made = make_sample(deals, seed, by=Machine(), via="cli", progress=None if as_json else show)
    if as_json:
        typer.echo(json.dumps(made.as_dict(), ensure_ascii=False))
        return
    typer.echo(
        f"Made {made.deals:,} deals with {made.organisations:,} organisations, {made.people:,} people, "
        f"{made.activities:,} activities and {made.tasks:,} tasks for {made.members} members."
    )
    typer.echo(f"What is really true of them stands in {made.truth}.")
