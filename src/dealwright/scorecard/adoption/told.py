"""Adoption as API and command line tell it."""

from typing import Any

from dealwright.deals.queries.filling import Share
from dealwright.workspace.queries import Actor

from ..queries import Desk
from ..questions import Question
from .fields import Needed, OwnField, fields_of_deals, own_fields
from .using import Adoption, Use, adoption, bypassed


def told(actor: Actor, asked: Desk, question: Question) -> dict[str, Any]:
    """Who uses the process, and how its fields are filled in, of what the actor may see."""
    found, (fields, deals) = adoption(actor, asked, question), fields_of_deals(actor, asked, question)
    return {
        "from": found.since.isoformat(), "to": found.until.isoformat(),
        "members": [{"member": one, "name": name, **_use(use)} for one, name, use in found.by_member],
        "teams": _teams(found),
        "bypassed": [
            {"stage": stage or None, "overridden": overridden, "warned": warned}
            for stage, (overridden, warned) in sorted(bypassed(actor, asked, question).items())
        ],
        "closed_deals": deals, "fields": [_field(each) for each in fields],
        "own_fields": [_own(each) for each in own_fields(actor, asked)],
    }  # fmt: skip


def _teams(found: Adoption) -> list[dict[str, Any]]:
    return [
        {"team": team, "name": found.team_names.get(team), "members": use.members, "at_work": use.at_work} | _use(use)
        for team, use in found.by_team.items()
    ]


def _use(use: Use) -> dict[str, Any]:
    shares = {name: use.share(getattr(use, name)) for name in ("proven", "overridden", "warned", "late")}
    return {
        "days": use.days, "last": use.last.isoformat() if use.last else None, "moves": use.moves, **shares,
        "open": use.open, "without_next_step": use.without_step, "activities": use.activities,
    }  # fmt: skip


def _field(each: Needed) -> dict[str, Any]:
    told = each.filling
    gap = told.gap and dict(zip(("value", "low", "high"), told.gap, strict=True))
    return {
        "process": told.process, "field": told.one.key, "title": told.one.title, "closed": told.closed,
        "filled": told.filled, "open": told.open, "open_filled": told.open_filled,
        "known_when": told.timed, "in_passing_the_gate": told.at_gate,
        "asked_by": list(told.one.gates), "weighed": told.one.is_weighed, "lists": each.lists,
        "won_with": _share(told.having), "won_without": _share(told.lacking), "difference": gap,
        "verdict": each.verdict.value,
    }  # fmt: skip


def _share(share: Share) -> dict[str, object]:
    return share.as_data()


def _own(each: OwnField) -> dict[str, Any]:
    one = each.told
    return {
        "kind": one.kind, "field": one.key, "title": one.title, "records": one.records, "filled": one.filled,
        "lists": each.lists, "verdict": each.verdict.value,
    }  # fmt: skip
