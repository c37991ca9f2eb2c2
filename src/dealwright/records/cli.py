"""The command line's part of records: search."""

from typing import Annotated

import msgspec
import typer

from dealwright.workspace.queries import Machine


def add_to(app: typer.Typer) -> None:
    """Add `search` and `erase`."""
    app.command("search")(search_records)
    app.add_typer(erasing, name="erase")


erasing = typer.Typer(no_args_is_help=True, help="Erase a person or a lead for good.")
Number = Annotated[int, typer.Argument(metavar="ID", help="The number, as in the address of the page.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what goes and what stays.")]
Shared = Annotated[bool, typer.Option("--shared", help="The texts of activities with others go too.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON: title, goes and stays, each with counts.")]


@erasing.command("person")
def erase_person(record_id: Number, dry_run: DryRun = False, shared: Shared = False, as_json: AsJson = False) -> None:
    """Erase a person for good: nothing brings them back."""
    _erase("person", record_id, dry_run, as_json, shared)


@erasing.command("lead")
def erase_lead(record_id: Number, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Erase a lead for good: nothing brings it back."""
    _erase("lead", record_id, dry_run, as_json)


def _erase(one: str, record_id: int, dry_run: bool, as_json: bool, shared: bool = False) -> None:
    from .quality.erasing import erase, erasure

    found = erasure(one, record_id, Machine(), shared=shared)
    if not dry_run:
        erase(one, record_id, by=Machine(), via="cli", shared=shared)
    if as_json:
        typer.echo(msgspec.json.encode({"title": found.title, "goes": dict(found.goes), "stays": dict(found.stays)}))
        return
    for words, rows in (("would go" if dry_run else "went", found.goes), ("stays", found.stays)):
        typer.echo(f"What {words}:")
        typer.echo("\n".join(f"  {count:>6,}  {label}" for label, count in rows) or "       0")


def search_records(
    text: Annotated[str, typer.Argument(help="Parts of a name, a mail address, a phone number; slips of spelling do.")],
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON: kind, id, title, belongs, owner, page.")] = False,
) -> None:
    """Find records of any kind, best first; also those that were written while no worker ran."""
    from dealwright.ledger.readers import catch_up

    from .search import READER, search

    catch_up(READER)
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
