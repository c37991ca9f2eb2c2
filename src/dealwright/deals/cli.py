"""The command line's words about deals and their playbook: moving them over, a draft's replay, conformance."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dealwright import Invalid
from dealwright.processes.cli import app as playbook

from . import study_cli

if TYPE_CHECKING:
    from .queries import OverPlan


def add_to(root: typer.Typer) -> None:
    """Join the words about playbooks, which are on the program's command line already."""
    playbook.command("move-deals")(move_deals)
    playbook.command("replay")(study_cli.replay_draft)
    playbook.command("conformance")(study_cli.tell_conformance)


def move_deals(
    key: Annotated[str, typer.Argument(help="The key of the process.")],
    to: Annotated[int | None, typer.Option(help="The version that open deals should follow.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    stage: Annotated[
        list[str] | None, typer.Option(help="OLD=NEW, for a stage that the version no longer has.")
    ] = None,
    undo: Annotated[int | None, typer.Option(help="Take back the move with this number.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Move the open deals of a process over to another version, all or none; say which gates they newly fail."""
    if undo is not None:
        _undo(undo, as_json)
    elif to is None:
        raise Invalid("To which version?", remedy="Add --to VERSION; dealwright playbook list shows them.")
    else:
        _move(key, to, dict(_pair(each) for each in stage or []), dry_run, as_json)


def _pair(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not equals:
        raise Invalid(f"“{text}” does not say where to.", remedy="Write --stage OLD=NEW.")
    return old.strip(), new.strip()


def _move(key: str, to: int, stages: dict[str, str], dry_run: bool, as_json: bool) -> None:
    from dealwright.workspace.queries import Machine

    from .commands import move_over
    from .queries import plan_over

    plan = plan_over(key, to, Machine(), stages)
    move = None if dry_run else move_over(key, to, by=Machine(), via="cli", stages=stages)
    if as_json:
        typer.echo(json.dumps(_as_data(plan, move), indent=2, ensure_ascii=False))
    else:
        typer.echo("\n".join(_lines(plan, move, dry_run)))


def _as_data(plan: "OverPlan", move: int | None) -> dict[str, Any]:
    failing = [
        {"id": deal.id, "title": deal.title, "fails": [one.as_missing() for one in deal.fails]} for deal in plan.failing
    ]
    return {
        "process": plan.version.key,
        "to": plan.version.number,
        "deals": len(plan.deals),
        "failing": failing,
        "homeless": dict(plan.homeless),
        "move": move,
    }


def _lines(plan: "OverPlan", move: int | None, dry_run: bool) -> Iterator[str]:
    yield f"{len(plan.deals)} open deals {'would follow' if dry_run else 'follow'} {plan.version.label}."
    for why, deals in plan.by_need.values():
        yield f"  {deals} newly miss: {why}"
    for old, deals in plan.homeless.items():
        yield f"  {deals} stand in {old}, which that version does not have: add --stage {old}=NEW"
    if move is not None:
        yield f"To take it back: dealwright playbook move-deals {plan.version.key} --undo {move}"


def _undo(move: int, as_json: bool) -> None:
    from dealwright.workspace.queries import Machine

    from .commands import move_back

    went, stayed = move_back(move, by=Machine(), via="cli")
    words = f"{went} deals follow their old version again; {stayed} stayed because somebody has worked on them."
    typer.echo(json.dumps({"moved_back": went, "stayed": stayed}) if as_json else words)
