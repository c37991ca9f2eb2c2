"""The command line's part of records: search."""

from typing import Annotated

import msgspec
import typer

from dealwright.workspace.queries import Machine


def add_to(app: typer.Typer) -> None:
    """Add `search`."""
    app.command("search")(search_records)


def search_records(
    text: Annotated[str, typer.Argument(help="Parts of a name, a mail address, a phone number; slips of spelling do.")],
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON: kind, id, title, belongs, owner, page.")] = False,
) -> None:
    """Find records of any kind, best first."""
    from .search import search

    found = search(text, Machine(), limit)
    if as_json:
        keys = ("id", "title", "belongs", "owner", "page")
        items = [{"kind": each.one, **{key: getattr(each, key) for key in keys}} for each in found]
        typer.echo(msgspec.json.encode(items))
        return
    for each in found:
        typer.echo("  ".join(filter(None, [each.title, f"({each.label} {each.id})", each.belongs, each.owner])))
    if not found:
        typer.echo("Nothing by that name.")
