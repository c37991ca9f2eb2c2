"""The command line's word about the log of another process: read it, and tell how its cases really went."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dealwright import BadRequest
from dealwright.metrics import compute, mining, write_facts

from .terminal import AsJson, gone, moved, tell

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from dealwright.metrics.mining.reading import Read

STAYS = ("stage", "n", "value", "p90", "open_n")


def import_log(
    file: Annotated[Path, typer.Argument(help="XES, or CSV with the columns case, activity and time; may be packed.")],
    keep: Annotated[
        Path | None, typer.Option("--facts", metavar="FOLDER", help="Keep its facts here, for a notebook.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read the log of any staged process: its moves, paths, waits and bottlenecks. Your deals stay as they are."""
    from dealwright.metrics.mining.reading import read_log

    if keep is not None and keep.is_file():
        raise BadRequest(f"{keep} is a file.", field="facts", remedy="Name a folder.")
    facts, read = read_log(file)
    if keep is not None:
        write_facts(facts, keep)
    tell(_looked_at(facts, read), as_json, _told)


def _looked_at(facts: "DuckDBPyConnection", read: "Read") -> dict[str, Any]:
    """All that is told of a log; the waterfall counts cases from the first to the last day."""
    latest = "SELECT min(entered_on), greatest(max(entered_on), max(left_on), max(closed_on)) FROM visits JOIN deals"
    first, last = facts.execute(f"{latest} USING (deal_id)").fetchone() or (None, None)
    flow = mining.waterfall(facts, first.date(), last.date() + timedelta(days=1)) if first else []
    return {
        **asdict(read),
        "waterfall": [{"kind": each.kind, "n": each.n} for each in flow],
        "moves": [asdict(each) for each in mining.moves(facts)],
        "variants": [asdict(each) | {"fits": each.fits} for each in mining.variants(facts)],
        "stays": [{name: row[name] for name in STAYS} for row in compute(facts, "stage_time", now=last)],
        "bottlenecks": [asdict(each) for each in mining.bottlenecks(facts, last)],
    }


def _told(body: dict[str, Any]) -> str:
    left_out = (
        f"; {body['left_out']} lines without a case, an activity or a moment left out" if body["left_out"] else ""
    )
    stays = [
        f"{_days(row['value'])}  {_days(row['p90'])}  {row['n']:>8}  {row['stage']}"
        for row in sorted(body["stays"], key=lambda row: -(row["value"] or 0))
    ]
    stuck = [
        f"{each['place']['segment']} in {each['place']['stage']}: first in {each['confidence']:.0%} of resamples"
        for each in body["bottlenecks"]
    ]
    parts = [
        f"{body['cases']} cases, {body['events']} events{left_out}",
        "Days that cases wait (half within, 9 of 10 within, times)\n" + "\n".join(stays),
        "Moves\n" + moved(body["moves"]),
        "Paths\n" + gone(body["variants"]),
        "Bottlenecks\n" + ("\n".join(stuck) or "None: nothing tells cases apart, or too few are decided."),
    ]
    return "\n\n".join(parts)


def _days(value: float | None) -> str:
    return f"{'-':>10}" if value is None else f"{value:>10,.2f}"
