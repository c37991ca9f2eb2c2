"""What stages, reasons and groups are called."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from dealwright.processes.queries import Published, versions
from dealwright.workspace.queries import member_names, team_names

UNKNOWN = "Not known"
NOBODY = {"owner": "Nobody", "team": "No team", "source": "No source", "product": "No product"}
NO_STAGE = "No stage"
NO_REASON = "No reason given"
Namer = Callable[[Any], str | None]


@dataclass(frozen=True)
class Titles:
    """What the processes call things, by key; where versions differ the newest says.

    `days` is how many days deals are expected to stay in a stage; stages without are left out.
    """

    stages: dict[str, str]
    days: dict[str, int]
    reasons: dict[str, str]


def titles(published: Sequence[Published] | None = None) -> Titles:
    """The titles of all processes and versions (newest first; left out, they are asked for in one query)."""
    known = versions() if published is None else published
    books = [version.playbook for version in reversed(known)]  # what is said last stays: the newest
    stages = [stage for book in books for stage in book.stages]
    reasons = [reason for book in books for reason in book.outcomes.lost.reasons]
    return Titles(
        {stage.key: stage.title for stage in stages},
        {stage.key: stage.days for stage in stages if stage.days},
        {reason.key: reason.title for reason in reasons},
    )


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
