"""What a replay found, ready to be shown: the whole, each stage, each need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..conformance.shares import Share

NOTHING = Share()


@dataclass(frozen=True)
class Group:
    """Some deals: how many, their money (minor units of the company's currency), and the share that was won."""

    deals: int = 0
    money: int = 0
    won: Share = NOTHING

    def plus(self, status: str, money: int | None) -> "Group":
        """With one more deal."""
        return Group(self.deals + 1, self.money + (money or 0), self.won.plus(status))

    def as_data(self) -> dict[str, Any]:
        """The group as JSON tells it."""
        return {"deals": self.deals, "money_minor": self.money, "won": self.won.as_data()}


@dataclass(frozen=True)
class NeedTold:
    """A need that was not met, or a step that is forbidden: by which deals, and by which of them only under the draft.

    `title` is why the process asks for it.
    """

    key: str
    title: str
    refused: Group
    newly: Group


@dataclass(frozen=True)
class StageTold:
    """A stage of the draft: steps out of it that were judged, deals it would have stopped, and how long deals stayed.

    `median` and `p80` are days of stays that have ended, `stays` how many; `days` is what the draft expects.
    """

    key: str
    title: str
    steps: int
    refused: Group
    newly: Group
    needs: tuple[NeedTold, ...]
    stays: int
    median: float | None
    p80: float | None
    days: int | None


@dataclass(frozen=True)
class Replay:
    """What came of running past deals against a draft.

    `against` is the number of the version in force; `newly` are deals that the draft stops
    somewhere where that version lets them pass, `freed` the other way round. `steps` were judged, `later` of them by
    values recorded afterwards; `undated` steps have no known time, `homeless` ones touch a stage (by its key) that
    the draft does not have: neither were judged.
    """

    process: str
    title: str
    against: int
    currency: str
    deals: int
    steps: int
    later: int
    undated: int
    homeless: Mapping[str, int]
    refused: Group
    passed: Group
    newly: Group
    freed: Group
    stages: tuple[StageTold, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def as_data(self) -> dict[str, Any]:
        """The replay as JSON tells it."""
        plain = ("process", "title", "against", "currency", "deals", "steps", "later", "undated", "seconds")
        told = {name: getattr(self, name) for name in plain}
        groups = {name: getattr(self, name).as_data() for name in ("refused", "passed", "newly", "freed")}
        return {**told, "homeless": dict(self.homeless), **groups, "stages": [_stage(stage) for stage in self.stages]}


def _stage(stage: StageTold) -> dict[str, Any]:
    plain = ("key", "title", "steps", "stays", "median", "p80", "days")
    return {
        **{name: getattr(stage, name) for name in plain},
        "refused": stage.refused.as_data(),
        "newly": stage.newly.as_data(),
        "needs": [
            {"key": need.key, "title": need.title, "refused": need.refused.as_data(), "newly": need.newly.as_data()}
            for need in stage.needs
        ],
    }
