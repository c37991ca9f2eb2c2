"""The command line's word about the scorecard."""

from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from dealwright.metrics import METRICS

from . import mining_cli
from .adoption import cli as adoption_cli
from .alerts import cli as alerts_cli
from .dashboards import cli as dashboards_cli
from .goals import cli as goals_cli
from .owners import cli as owners_cli
from .terminal import AsOf, Where, counted, fresh, tell


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.command()(scorecard)
    root.command()(forecast)
    for each in (mining_cli, adoption_cli, goals_cli, owners_cli, dashboards_cli, alerts_cli):
        each.add_to(root)


def scorecard(
    metric: Annotated[str | None, typer.Argument(help="One of: " + ", ".join(METRICS))] = None,
    by: Annotated[
        str | None, typer.Option(help="Tell it by owner, team, source, product, month_opened or version.")
    ] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day, like 2026-01-01.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, which counts.")] = None,
    process: Annotated[str | None, typer.Option(help="Deals of this process only.")] = None,
    where: Where = None,
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as the API gives it.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read the whole ledger again first.")] = False,
) -> None:
    """Tell a number of the scorecard and what it means; without a name, or with `list`, all numbers there are."""
    from . import commands  # these need the program set up, which --help does not
    from .oddities import answered
    from .queries import definitions
    from .questions import read_question

    if rebuild:
        commands.rebuild()
    if metric in (None, "list"):
        tell({"items": definitions()}, as_json, _listed)
        return
    given = {"by": by, "from": since, "to": until, "process": process, "as_of": as_of}
    question = read_question(metric, given, where or ())
    tell(answered(question, actor=fresh()), as_json, _told)


class Horizon(StrEnum):
    """How many days ahead a forecast looks."""

    MONTH = "30"
    QUARTER = "90"


def forecast(
    horizon: Annotated[Horizon, typer.Option(help="Days ahead: one month or three.")] = Horizon.MONTH,
    process: Annotated[str | None, typer.Option(help="Deals of this process only.")] = None,
    backtest: Annotated[bool, typer.Option("--backtest", help="Tell how good such forecasts were before.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON, deal by deal.")] = False,
) -> None:
    """Tell what will be won, by the method that was least off on your own past, and how sure that is."""
    from .ahead import expected  # needs the program set up, which --help does not

    months = 1 if horizon is Horizon.MONTH else 3
    told_on = Console(stderr=True)
    with Progress(console=told_on, transient=True, disable=not told_on.is_terminal) as shown:
        bar = shown.add_task("Trying each way on past periods", total=None)
        told = expected(
            months, process, actor=fresh(), progress=lambda done, total: shown.update(bar, completed=done, total=total)
        )
    tell(told, as_json, _tried if backtest else _expected)


def _expected(body: dict[str, Any]) -> str:
    """What is expected, in a few lines; what a reader must know stands below."""
    if body["amount"] is None:
        return "\n".join(body["said"])
    reach = f", in 8 of 10 cases between {_cell(body['low'])} and {_cell(body['high'])}" if body["low"] else ""
    figures = f"{_cell(round(body['amount']))} {body['currency']} from {counted(round(body['count']))}{reach}"
    return "\n".join([f"From {body['as_of']} to {body['end']}: {figures}", f"Method: {body['title']}", *body["said"]])


def _tried(body: dict[str, Any]) -> str:
    """The same, with how far off each method was in the months before; why not, where nothing could be judged."""
    scores = body["backtest"]["scores"]
    if all(each["mape"] is None for each in scores):
        return _expected(body)
    rows = [
        [each["method"], _share(each["mape"]), _share(each["total_error"]), _share(each["coverage"])] for each in scores
    ]
    return "\n".join([_expected(body), "", *_columns([["method", "MAPE", "total error", "80 % range held"], *rows])])


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _listed(body: dict[str, Any]) -> str:
    return "\n\n".join(f"{each['metric']}: {each['title']}\n{each['definition']}" for each in body["items"])


def _told(body: dict[str, Any]) -> str:
    """The answer as a table under its title and definition; deals whose money is not in it are counted below."""
    skipped = {"key", "position", *(() if body["by"] else ("group",))}
    columns = [name for name in (body["rows"][0] if body["rows"] else {}) if name not in skipped]
    lines = [columns, *([_cell(row[name]) for name in columns] for row in body["rows"])]
    currency = f", {body['currency']}" if "currency" in body else ""
    told = [f"{body['title']} ({body['unit']}{currency})", body["definition"], "", *_columns(lines)]
    if without_rate := body.get("deals_without_rate"):
        told += ["", f"Left out of all sums of money, for want of a rate: {counted(without_rate)}."]
    return "\n".join(told)


def _columns(lines: list[list[str]]) -> list[str]:
    """Lines of cells, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
