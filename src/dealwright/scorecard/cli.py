"""The command line's word about the scorecard."""

import json
from typing import Annotated, Any

import typer

from dealwright.metrics import METRICS


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.command()(scorecard)


def scorecard(
    metric: Annotated[str | None, typer.Argument(help="One of: " + ", ".join(METRICS))] = None,
    by: Annotated[
        str | None, typer.Option(help="Tell it by owner, team, source, product, month_opened or version.")
    ] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day, like 2026-01-01.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="First day no longer counted.")] = None,
    process: Annotated[str | None, typer.Option(help="Deals of this process only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as the API gives it.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read the whole ledger again first.")] = False,
) -> None:
    """Tell a number of the scorecard and what it means; without a name, all numbers there are."""
    from dealwright.workspace.queries import Machine  # these need the program set up, which --help does not

    from . import commands
    from .freshness import freshen_wholly
    from .queries import ask, definitions
    from .questions import read_question

    if rebuild:
        commands.rebuild()
    if metric is None:
        _tell({"items": definitions()}, as_json, _listed)
        return
    question = read_question(metric, {"by": by, "from": since, "to": until, "process": process})
    freshen_wholly()
    _tell(ask(question, actor=Machine()).as_dict(), as_json, _told)


def _tell(body: dict[str, Any], as_json: bool, in_words: Any) -> None:
    typer.echo(json.dumps(body, ensure_ascii=False) if as_json else in_words(body))


def _listed(body: dict[str, Any]) -> str:
    return "\n\n".join(f"{each['metric']}: {each['title']}\n{each['definition']}" for each in body["items"])


def _told(body: dict[str, Any]) -> str:
    """The answer as a table under its title and definition."""
    skipped = {"key", "position", *(() if body["by"] else ("group",))}
    columns = [name for name in (body["rows"][0] if body["rows"] else {}) if name not in skipped]
    lines = [columns, *([_cell(row[name]) for name in columns] for row in body["rows"])]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    currency = f", {body['currency']}" if "currency" in body else ""
    return "\n".join([f"{body['title']} ({body['unit']}{currency})", body["definition"], "", *table])


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
