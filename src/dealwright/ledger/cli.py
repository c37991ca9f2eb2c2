"""The command line's words about the ledger."""

import typer

from .commands import number_entries
from .proof import faults
from .queries import head_seq

app = typer.Typer(no_args_is_help=True, help="The record of everything that happened.")


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(app, name="ledger")


@app.callback()
def ledger() -> None:
    """The record of everything that happened."""


@app.command()
def verify() -> None:
    """Follow the chain of hashes from the first event to the last, and name each place where it is broken."""
    while number_entries():
        pass
    found = 0
    for fault in faults():
        typer.echo(fault)
        found += 1
    if found:
        raise typer.Exit(1)
    typer.echo(f"The ledger is whole: {head_seq()} events, none changed, removed or swapped.")
