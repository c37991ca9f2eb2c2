"""Adds judged deals up."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import TypeVar

from dealwright.playbook import Playbook, Stage, label

from .judging import MOVE, Pair, Refusal
from .moments import Moment, Past, Stay
from .told import Group, NeedTold, Replay, StageTold

DAY = 86_400
Key = TypeVar("Key")


@dataclass
class Sum:
    """The sum so far of deals judged by a draft and by the version in force."""

    judges: Pair
    deals: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    later: int = 0
    undated: int = 0
    homeless: Counter[str] = field(default_factory=Counter)
    whole: dict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    by_stage: dict[tuple[str, str], Group] = field(default_factory=lambda: defaultdict(Group))
    by_need: dict[tuple[str, Refusal], Group] = field(default_factory=lambda: defaultdict(Group))
    stays: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, past: Past) -> None:
        """Judge one more deal; one without any step that can be judged counts as a deal and nothing else."""
        self.deals += 1
        self.undated += past.undated
        for stay in past.stays:
            self._stayed(stay)
        judged = [each for moment in past.moments if (each := self._judged(moment)) is not None]
        if judged:
            self._group(past, judged)

    def _stayed(self, stay: Stay) -> None:
        if stay.entered_at is not None and stay.left_at is not None:
            self.stays[stay.stage].append((stay.left_at - stay.entered_at).total_seconds() / DAY)

    def _judged(self, moment: Moment) -> tuple[list[Refusal], list[Refusal], bool, bool] | None:
        """What the draft refuses, what of it only the draft, and whether it newly stops or newly frees the deal."""
        judged = self.judges.refusals(moment.origin, moment.to, moment.evidence)
        if judged is None:
            self.homeless[moment.to if self.judges.draft.knows(moment.origin) else moment.origin] += 1
            return None
        self.steps[moment.origin] += 1
        self.later += moment.is_later
        ours, theirs = judged
        known = {refusal.key for refusal in theirs}
        newly = [refusal for refusal in ours if refusal.key not in known]
        return ours, newly, bool(ours) and not theirs, bool(theirs) and not ours

    def _group(self, past: Past, judged: Iterable[tuple[list[Refusal], list[Refusal], bool, bool]]) -> None:
        """Count the deal once in each group that it belongs to."""
        refused: dict[Refusal, None] = {}
        newly: dict[Refusal, None] = {}
        stops = frees = False
        for ours, only_ours, is_stopped, is_freed in judged:
            refused.update(dict.fromkeys(ours))
            newly.update(dict.fromkeys(only_ours))
            stops, frees = stops or is_stopped, frees or is_freed
        _count(self.whole, past, ["refused" if refused else "passed"])
        _count(self.whole, past, [name for name, holds in (("newly", stops), ("freed", frees)) if holds])
        for name, found in (("refused", refused), ("newly", newly)):
            _count(self.by_need, past, [(name, refusal) for refusal in found])
            _count(self.by_stage, past, {(name, refusal.stage): None for refusal in found})

    def told(self, against: int, currency: str, seconds: float) -> Replay:
        """What has been found."""
        book = self.judges.draft.book
        groups = {name: self.whole[name] for name in ("refused", "passed", "newly", "freed")}
        return Replay(
            book.process, book.title, against, currency, self.deals, self.steps.total(), self.later, self.undated,
            dict(self.homeless), **groups, stages=tuple(self._stage(stage) for stage in book.stages), seconds=seconds,
        )  # fmt: skip

    def _stage(self, stage: Stage) -> StageTold:
        stays = sorted(self.stays[stage.key])
        return StageTold(
            stage.key, stage.title, self.steps[stage.key], self.by_stage["refused", stage.key],
            self.by_stage["newly", stage.key], self._needs(stage), len(stays), quantile(stays, 0.5),
            quantile(stays, 0.8), stage.days,
        )  # fmt: skip

    def _needs(self, stage: Stage) -> tuple[NeedTold, ...]:
        """The needs that stopped a deal, those that stopped most first."""
        titles = {label(need): need.why for need in stage.exit} | {MOVE: _forbidden(self.judges.draft.book)}
        told = [
            NeedTold(key, why, self.by_need["refused", Refusal(stage.key, key)],
                     self.by_need["newly", Refusal(stage.key, key)])
            for key, why in titles.items()
        ]  # fmt: skip
        return tuple(sorted((need for need in told if need.refused.deals), key=lambda need: -need.refused.deals))


def _count(groups: dict[Key, Group], past: Past, keys: Iterable[Key]) -> None:
    for key in keys:
        groups[key] = groups[key].plus(past.status, past.money)


def _forbidden(book: Playbook) -> str:
    return f"{book.title} goes step by step: a stage would be skipped"


def quantile(ordered: list[float], share: float) -> float | None:
    """The smallest of the ordered values that at least this share of them does not exceed; None for none."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None
