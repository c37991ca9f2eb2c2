"""What stages, reasons and groups are called."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from dealwright.processes.queries import versions
from dealwright.workspace.queries import member_names, team_names

ALL = "All deals"
UNKNOWN = "Not known"
NOBODY = {"owner": "Nobody", "team": "No team", "source": "No source", "product": "No product"}
NO_STAGE = "No stage"
NO_REASON = "No reason given"
Namer = Callable[[Any], str | None]


def stage_titles() -> dict[str, str]:
    """What stages are called, by key; where versions differ the newest says."""
    found: dict[str, str] = {}
    for version in versions():
        for stage in version.playbook.stages:
            found.setdefault(stage.key, stage.title)
    return found


def stage_days() -> dict[str, int]:
    """How many days deals are expected to stay in a stage, by key; stages without are left out."""
    found: dict[str, int] = {}
    for version in versions():
        for stage in version.playbook.stages:
            if stage.days:
                found.setdefault(stage.key, stage.days)
    return found


def reason_titles() -> dict[str, str]:
    """What reasons for losing are called, by key."""
    found: dict[str, str] = {}
    for version in versions():
        for reason in version.playbook.outcomes.lost.reasons:
            found.setdefault(reason.key, reason.title)
    return found


def namer(by: str | None) -> Namer:
    """Gives a group its readable name: members and teams by theirs, with their number where two share one."""
    if by == "owner":
        return partial(_named, _told_apart(member_names()))
    if by == "team":
        return partial(_named, _told_apart(team_names()))
    return lambda group: None if group is None else str(group)


def _named(names: dict[int, str], group: int | None) -> str | None:
    return None if group is None else names.get(group, f"({group})")


def _told_apart(names: dict[int, str]) -> dict[int, str]:
    shared = Counter(names.values())
    return {key: f"{name} ({key})" if shared[name] > 1 else name for key, name in names.items()}
