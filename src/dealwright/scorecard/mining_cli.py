"""The command line's word about how deals really went, and about the facts behind all numbers."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from dealwright import BadRequest

from .log_cli import import_log
from .questions import read_day
from .terminal import AsJson, AsOf, Where, counted, fresh, gone, moved, tell

logs = typer.Typer(no_args_is_help=True, help="The log of deals for tools of process mining.")
facts = typer.Typer(no_args_is_help=True, help="The facts that all numbers of the scorecard are made from.")
Process = Annotated[str | None, typer.Option(help="Deals of this process only.")]
CALLED = {"pulled_in": "pulled in", "other": "amount known, unknown or in another currency"}


class Form(StrEnum):
    """What a log is written as."""

    XES = "xes"
    OCEL = "ocel"


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.command()(waterfall)
    root.command()(bottlenecks)
    root.command()(moves)
    root.command()(variants)
    logs.command("import")(import_log)
    root.add_typer(logs, name="log")
    root.add_typer(facts, name="facts")


def waterfall(
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="First day, like 2026-01-01.")],
    until: Annotated[str, typer.Option("--to", metavar="DAY", help="Last day, counted to its end.")],
    closing_by: Annotated[str | None, typer.Option(metavar="DAY", help="Deals expected to close by then only.")] = None,
    process: Process = None,
    where: Where = None,
    as_json: AsJson = False,
) -> None:
    """Tell how the open pipeline of one day became that of another, change by change, to the cent."""
    from . import mining  # these need the program set up, which --help does not
    from .rows import days_of

    asked = _asked(process, where, **{"from": since, "to": until})
    by = read_day(closing_by, "closing-by") if closing_by else None
    tell(mining.waterfall(*days_of(asked), by, asked, actor=fresh()), as_json, _flowed)


def bottlenecks(process: Process = None, where: Where = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Tell where deals wait longer and are lost more often than deals of others do in the same stage."""
    from . import mining

    tell(mining.bottlenecks(_asked(process, where, as_of), actor=fresh()), as_json, _stuck)


def moves(process: Process = None, where: Where = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Tell how often deals went from one stage to another, and what of that the process does not have."""
    from . import mining
    from .oddities import as_told

    asked = _desk(process, where, as_of)
    body = {"items": mining.moves(asked), "odd": as_told(asked)}
    tell(body, as_json, lambda body: moved(body["items"]))


def variants(process: Process = None, where: Where = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Tell the paths that most deals took, how many of each were won, and which stray from the process."""
    from . import mining
    from .oddities import as_told

    asked = _desk(process, where, as_of)
    body = {"items": mining.variants(asked), "odd": as_told(asked)}
    tell(body, as_json, lambda body: gone(body["items"]))


def _asked(process: str | None, where: list[str] | None, as_of: str | None = None, **days: str) -> Any:
    from .questions import read_scope

    return read_scope({"process": process, "as_of": as_of, **days}, where or ())


def _desk(process: str | None, where: list[str] | None, as_of: str | None) -> Any:
    from .queries import desk

    question, actor = _asked(process, where, as_of), fresh()
    return desk(actor, question)


@logs.callback()
def log() -> None:
    """The log of deals for tools of process mining."""


@logs.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write it; - is standard output.")],
    form: Annotated[Form, typer.Option("--format", help="XES, or OCEL 2.0 as JSON.")] = Form.XES,
    process: Process = None,
    as_json: AsJson = False,
) -> None:
    """Write down which deal entered which stage when, and how it ended; say how many cases and events that are."""
    from . import mining

    if str(file) == "-" and as_json:
        raise BadRequest("Standard output is the log itself.", field="json", remedy="Name a file, or leave out --json.")
    actor = fresh()
    pieces, size = mining.log(form, process, actor=actor), mining.log_size(process, actor=actor)
    if str(file) == "-":
        sys.stdout.writelines(pieces)
        return
    if file.is_dir() or not file.parent.is_dir():
        raise BadRequest(f"{file} cannot be written.", field="file", remedy="Name a file in a folder that is there.")
    with file.open("w", encoding="utf-8") as told:
        told.writelines(pieces)
    tell({"file": str(file), "format": form.value, **size, "bytes": file.stat().st_size}, as_json, _wrote)


def _wrote(body: dict[str, Any]) -> str:
    left_out = f"; {body['left_out']:,} without a moment left out" if body["left_out"] else ""
    count = f"{body['cases']:,} cases, {body['events']:,} events"
    return f"Wrote {body['file']}: {count} ({body['bytes']:,} bytes){left_out}."


@facts.command("export")
def export_facts(
    folder: Annotated[Path, typer.Argument(help="Where to write them; a new folder, or one with older facts.")],
    process: Process = None,
    where: Where = None,
    as_of: AsOf = None,
) -> None:
    """Write the facts as Parquet files, a table each, for notebooks and other tools."""
    from dealwright.metrics import write_facts

    if folder.is_file():
        raise BadRequest(f"{folder} is a file.", field="folder", remedy="Name a folder.")
    for file in write_facts(_desk(process, where, as_of).facts.connection, folder):
        typer.echo(file)


@facts.command()
def rebuild() -> None:
    """Forget all facts and read the whole ledger again; the same ledger gives the same facts."""
    from . import commands

    commands.rebuild()
    fresh()
    status(as_json=False)


@facts.command()
def status(as_json: AsJson = False) -> None:
    """Tell how far the facts have read, which files they lie in, and what work on numbers failed."""
    from dealwright.workspace.failing import failures

    from .state import state

    tell({**state(), "failed": list(failures())}, as_json, _listed)


@facts.command()
def odd(process: Process = None, where: Where = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Tell how many deals are as none can be, such as closed before opened, and what the numbers make of it."""
    from .oddities import found

    tell({"items": [each.as_dict() for each in found(_desk(process, where, as_of))]}, as_json, _odd)


def _odd(body: dict[str, Any]) -> str:
    lines = [f"{each['title']}: {counted(each['deals'])}. {each['handled']}" for each in body["items"]]
    return "\n".join(lines) or "Every deal is as it can be: nothing is left out."


def _flowed(body: dict[str, Any]) -> str:
    lines = [f"{body['currency']}, open deals from {body['from']} to the end of {body['to']}"]
    for row in body["rows"]:
        worth = "" if row["worth"] is None else f"  (worth {row['worth']:,.2f})"
        lines.append(f"{CALLED.get(row['kind'], row['kind']):46}{row['value']:>18,.2f}{row['n']:>8} deals{worth}")
    left_out = {name.replace("_", " "): n for name, n in body["left_out"].items() if n}
    return "\n".join([*lines, *(f"Left out: {counted(n)} {name}." for name, n in left_out.items())])


def _stuck(body: dict[str, Any]) -> str:
    if not body["items"]:
        none = "No bottleneck: nowhere do at least 10 deals wait longer and are lost more often than others."
        return "\n\n".join([none, *_turns(body["stages"])])
    return "\n\n".join([*(_place(each, body["currency"]) for each in body["items"]), *_turns(body["stages"])])


def _turns(stages: list[dict[str, Any]]) -> list[str]:
    """Whose wait it is in each stage, as one paragraph; none without stages."""
    lines = [
        f"{each['stage_title']}: {each['days'] / each['n']:.1f} days a deal, {_share(each, 'ours')} for us, "
        f"{_share(each, 'buyer')} for the buyer, {_share(each, 'others')} for approvals, "
        f"{1 - each['known']:.0%} not known"
        for each in stages
    ]
    return ["\n".join(["Whose wait it is:", *lines])] if lines else []


def _share(each: dict[str, Any], turn: str) -> str:
    """What part of the days were of that turn; none where deals stayed no time at all."""
    return f"{each[turn] / each['days'] if each['days'] else 0:.0%}"


def _place(each: dict[str, Any], currency: str) -> str:
    """A bottleneck in four lines."""
    effect = each["effect"]
    gain = "" if effect is None else f"; as good as the others it would have won {effect:,.0f} {currency} more"
    chance = "; that it comes first may be chance" if each["may_be_chance"] else ""
    return (
        f"{each['stage_title']}, {each['dimension']} {each['segment']}: "
        f"first in {each['confidence']:.0%} of resamples, {each['n']} deals\n"
        f"  {each['days']:.1f} days instead of {each['norm_days']:.1f}, "
        f"{each['drop_off']:.0%} lost instead of {each['norm_drop_off']:.0%}{gain}\n"
        f"  of the days {_parts(each['whose'])}; elsewhere {_parts(each['norm_whose'])}\n"
        f"  open deals that sit there now: {len(each['open_deals'])}{chance}"
    )


def _parts(whose: dict[str, float]) -> str:
    named = {"ours": "ours", "buyer": "the buyer's", "others": "for approvals", "unknown": "not known"}
    return ", ".join(f"{whose[turn]:.1f} {name}" for turn, name in named.items())


def _listed(body: dict[str, Any]) -> str:
    told = {name: ", ".join(value) or "none" if isinstance(value, list) else value for name, value in body.items()}
    return "\n".join(f"{name.replace('_', ' ')}: {'none' if value is None else value}" for name, value in told.items())
