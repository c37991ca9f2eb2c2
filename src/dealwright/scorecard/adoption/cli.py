"""The command line's word about who uses the process, and which fields nobody needs."""

from typing import Annotated, Any

import typer

from ..terminal import AsOf, Where, fresh, tell

SAID = {
    "too_few": "too few to say", "empty": "nobody fills it",
    "open_only": "filled in open deals only", "for_the_gate": "filled only to pass the gate",
    "needed": "needed", "listed": "used in saved lists", "unused": "filled, but nothing uses it",
}  # fmt: skip


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.command()(adoption)


def adoption(
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day on which deals closed.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Last day, which counts.")] = None,
    process: Annotated[str | None, typer.Option(help="Deals of this process only.")] = None,
    where: Where = None,
    as_of: AsOf = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as the API gives it.")] = False,
) -> None:
    """Tell who uses the process, how its steps are passed, and which fields nobody needs."""
    from ..queries import desk  # these need the program set up, which --help does not
    from ..questions import read_scope
    from .told import told

    question, actor = read_scope({"from": since, "to": until, "process": process, "as_of": as_of}, where or ()), fresh()
    tell(told(actor, desk(actor, question), question), as_json, _told)


def _told(body: dict[str, Any]) -> str:
    members = [_use(each, each["name"]) for each in body["members"]]
    teams = [_use(each, each["name"] or "No team") for each in body["teams"]]
    passes = [
        f"{each['stage'] or '-':28}  {each['overridden']:>4} overridden, {each['warned']} warned of"
        for each in body["bypassed"]
    ]
    fields = [_field(each, f"{each['process']} {each['field']}", each["closed"]) for each in body["fields"]]
    own = [_field(each, f"{each['kind']} {each['field']}", each["records"]) for each in body["own_fields"]]
    closed = f"Fields of {body['closed_deals']} closed deals:"
    parts = [
        [f"From {body['from'][:10]} to {body['to'][:10]}:", *members],
        ["Teams:", *teams],
        ["Bypassed in:", *(passes or ["nowhere"])],
        [closed, *fields, *own] if body["closed_deals"] else ["No deal is closed yet, so no field can be judged."],
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def _use(each: dict[str, Any], name: str) -> str:
    parts = [f"{_share(each[part])} {word}" for part, word in (("proven", "proven"), ("overridden", "overridden"))]
    open_deals = f"{each['open']:>6} open deals, {_number(each['without_next_step'])} without a next step"
    return f"{name[:28]:28}  {each['days']:>3} days  {each['moves']:>5} steps, {', '.join(parts)}  {open_deals}"


def _field(each: dict[str, Any], name: str, of: int) -> str:
    share = each["filled"] / of if of else None
    return f"{name[:44]:44}  {_share(share):>6} filled  {SAID[each['verdict']]}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)
