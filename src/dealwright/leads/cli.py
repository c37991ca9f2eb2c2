"""The command line's words about leads."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from .queries.replaying import Replayed

app = typer.Typer(no_args_is_help=True, help="Leads: who would have got them.")


def add_to(root: typer.Typer) -> None:
    """Join the program's command line."""
    root.add_typer(app, name="leads")


@app.callback()
def leads() -> None:
    """Keep `leads` a group of commands."""


@app.command("replay-assignment")
def replay_assignment(
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days back.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say who would have got the leads of the last month by the rules in force, and why; nothing is changed."""
    from dealwright.workspace.queries import member_names

    from .queries import assignment_rules
    from .queries.replaying import replay

    found, names = replay(assignment_rules(), days), member_names()
    lines = [_as_data(each, names) for each in found]
    if as_json:
        typer.echo(json.dumps({"leads": lines, "differ": sum(each.differs for each in found)}, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(f"{line['id']}\t{line['name']}\t{line['had'] or '–'} -> {line['gets'] or '–'}\t{line['why']}")
    came = "1 lead" if len(found) == 1 else f"{len(found)} leads"
    typer.echo(f"{came}, {sum(each.differs for each in found)} would have gone to somebody else.")


def _as_data(each: "Replayed", names: dict[int, str]) -> dict[str, Any]:
    decision = each.decision
    return {
        "id": each.lead.id,
        "name": each.lead.name,
        "came": each.lead.came_at.isoformat(),
        "had": names.get(each.had_id or 0),
        "gets": names.get(decision.member_id or 0),
        "rule": decision.rule.title if decision.rule else None,
        "why": decision.why,
        "candidates": [{"name": one.name, "load": one.load, "note": one.note} for one in decision.candidates],
    }
