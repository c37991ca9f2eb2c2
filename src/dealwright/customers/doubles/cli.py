"""The command line's words about doubles."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from dealwright.workspace.queries import Machine

from .finding import LIKELY, SURE, find_pairs
from .models import Double, DoubleSearch
from .scoring import Score, lowest_sure, score
from .searching import ask_search, carry_out, kind_of
from .sure import counted, sure_groups
from .truth import read_list, read_table, read_truth

app = typer.Typer(no_args_is_help=True, help="Records that are the same person or organisation.")
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
SHOWN = 20


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(app, name="duplicates")


@app.callback()
def duplicates() -> None:
    """Records that are the same person or organisation."""


@app.command()
def find(kind: Annotated[str, typer.Argument(help="people or organisations")], as_json: AsJson = False) -> None:
    """Search all people or organisations for doubles; what is found waits at /duplicates/ to be looked at."""
    one, by = kind_of(kind), Machine()
    search = ask_search(one, by=by, via="cli")
    carry_out(search, lambda records: find_pairs(records, step=lambda told: None if as_json else typer.echo(told)))
    found = list(Double.objects.filter(kind=one, state="open").order_by("-probability", "id")[:SHOWN])
    sure = counted(sure_groups(one, by))
    if as_json:
        typer.echo(json.dumps(_told(search, sure, found)))
        return
    typer.echo(f"{search.records:,} {kind} were compared; {search.found:,} pairs may be the same, {sure:,} are sure.")
    for each in found:
        typer.echo(f"{each.probability:7.2%}  {each.left_id} and {each.right_id}: {'; '.join(each.reasons)}")


def _told(search: DoubleSearch, sure: int, found: list[Double]) -> dict[str, Any]:
    pairs = [
        {"id": each.id, "left": each.left_id, "right": each.right_id, "probability": each.probability}
        | {"reasons": each.reasons}
        for each in found
    ]
    return {"search": search.id, "records": search.records, "found": search.found, "sure": sure, "first": pairs}


@app.command("score")
def measure(
    file: Annotated[Path, typer.Argument(help="A CSV file of people or organisations.")],
    truth: Annotated[str, typer.Option("--truth", help="A file of links or clusters, or a column of FILE.")],
    mapped: Annotated[list[str] | None, typer.Option("--map", help="HEADER=KIND; HEADER= leaves a column out.")] = None,
    as_json: AsJson = False,
) -> None:
    """How good the search is on a file whose true pairs are known: precision, recall and F1, and where it is sure."""
    given = dict(_pair(text) for text in mapped or ())
    rows = read_table(file)
    pairs, known = find_pairs(read_list(rows, given)), read_truth(truth, rows, given)
    told, sure, lowest = score(pairs, known, LIKELY), score(pairs, known, SURE), lowest_sure(pairs, known)
    if as_json:
        body = {"records": len(rows), "true_pairs": len(known), **asdict(told), "sure": asdict(sure)}
        typer.echo(json.dumps(body | {"lowest_sure": asdict(lowest) if lowest else None}))
        return
    typer.echo(f"{len(rows):,} records, {len(known):,} true pairs")
    typer.echo(f"likely doubles    {_line(told)}")
    typer.echo(f"merged by itself  {_line(sure)}")
    if lowest:
        typer.echo(f"99 % right from   {_line(lowest)}")


def _pair(text: str) -> tuple[str, str]:
    header, equals, kind = text.rpartition("=")
    if not equals:
        raise typer.BadParameter(f"“{text}” is not HEADER=KIND.", param_hint="--map")
    return header, kind


def _line(each: Score) -> str:
    shares = f"precision {each.precision:.4f}  recall {each.recall:.4f}  F1 {each.f1:.4f}"
    return f"{shares}  ({each.found:,} pairs, probability {each.threshold} and more)"
