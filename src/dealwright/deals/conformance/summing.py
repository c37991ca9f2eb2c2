"""How a process is followed in sum, and whether deals that deviate are won less often."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from dealwright.playbook import frameworks
from dealwright.processes.queries import current
from dealwright.workspace.queries import Actor

from ..access import visible
from ..models import Deal
from .following import KINDS, Followed, followed
from .shares import Share, difference

SHOWN_DEALS, SHOWN_WAYS = 200, 12
BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
NOTHING = Share()


@dataclass(frozen=True)
class Deviation:
    """Deals that show a kind of deviation: how many, in which stages, won with and without it, the latest of them."""

    kind: str
    deals: int
    stages: dict[str, int]
    having: Share
    lacking: Share
    latest: tuple[int, ...]

    def as_data(self) -> dict[str, Any]:
        """The deviation as JSON tells it."""
        gap = difference(self.having, self.lacking)
        told = {"kind": self.kind, "deals": self.deals, "stages": self.stages, "latest": self.latest}
        shares = {"with": self.having.as_data(), "without": self.lacking.as_data()}
        return {**told, **shares, "difference": gap and dict(zip(("value", "low", "high"), gap, strict=True))}


@dataclass(frozen=True)
class Way:
    """A way through the stages that deals took: how many, and how often they were won."""

    stages: tuple[str, ...]
    deals: int
    won: Share


@dataclass(frozen=True)
class Element:
    """What frameworks ask about under a concept: deals won that had it confirmed when they closed, and that had not."""

    concept: str
    title: str
    having: Share
    lacking: Share

    @property
    def gap(self) -> tuple[float, float, float] | None:
        """How much more often deals with it are won, and the bounds of that."""
        return difference(self.having, self.lacking)

    def as_data(self) -> dict[str, Any]:
        """The element as JSON tells it."""
        gap = self.gap and dict(zip(("value", "low", "high"), self.gap, strict=True))
        told = {"concept": self.concept, "title": self.title, "difference": gap}
        return {**told, "with": self.having.as_data(), "without": self.lacking.as_data()}


@dataclass(frozen=True)
class Conformance:
    """How a process is followed: deals, how many deviate in nothing, mean fitness, how many deals are in each fifth of
    it (those that fit wholly stand apart, last), each kind of deviation, and the commonest ways, and
    which elements of frameworks separate won deals from lost ones.
    """

    process: str
    title: str
    deals: int
    faultless: int
    imported: int
    fitness: float | None
    bands: tuple[int, ...]
    deviations: tuple[Deviation, ...]
    ways: tuple[Way, ...]
    different_ways: int
    elements: tuple[Element, ...]

    def as_data(self) -> dict[str, Any]:
        """The conformance as JSON tells it."""
        plain = ("process", "title", "deals", "faultless", "imported", "fitness", "bands", "different_ways")
        ways = [{"stages": way.stages, "deals": way.deals, "won": way.won.as_data()} for way in self.ways]
        told = {name: getattr(self, name) for name in plain}
        told |= {"elements": [each.as_data() for each in self.elements]}
        return {**told, "deviations": [each.as_data() for each in self.deviations], "ways": ways}


@dataclass
class Sum:
    """The sum so far."""

    deals: int = 0
    faultless: int = 0
    imported: int = 0
    fitness: float = 0.0
    bands: Counter[int] = field(default_factory=Counter)
    closed: Share = NOTHING
    counts: Counter[str] = field(default_factory=Counter)
    won: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    stages: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    latest: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    ways: dict[tuple[str, ...], tuple[int, Share]] = field(default_factory=dict)
    confirmed: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))

    def add(self, one: Followed) -> None:
        """Count one more deal; one whose way is not known at all has none that could fit."""
        if not one.trace:
            return
        self.deals += 1
        self.faultless += not one.kinds and one.fitness == 1
        self.imported += one.is_imported
        self.fitness += one.fitness
        self.bands[sum(one.fitness >= bound for bound in BANDS) - 1] += 1
        self.closed = self.closed.plus(one.status)
        deals, won = self.ways.get(one.trace, (0, Share()))
        self.ways[one.trace] = deals + 1, won.plus(one.status)
        for kind in one.kinds:
            self._count(kind, one)
        for concept in one.confirmed:
            self.confirmed[concept] = self.confirmed[concept].plus(one.status)

    def _count(self, kind: str, one: Followed) -> None:
        self.counts[kind] += 1
        self.won[kind] = self.won[kind].plus(one.status)
        self.latest[kind] = [*self.latest[kind][-SHOWN_DEALS + 1 :], one.id]
        if kind in ("skipped", "repeated", "late"):
            self.stages[kind].update(tuple(getattr(one, kind)))

    def told(self, process: str, title: str) -> Conformance:
        """What has been found."""
        common = sorted(self.ways.items(), key=lambda way: (-way[1][0], way[0]))[:SHOWN_WAYS]
        return Conformance(
            process, title, self.deals, self.faultless, self.imported,
            self.fitness / self.deals if self.deals else None,
            tuple(self.bands[n] for n in range(len(BANDS))),
            tuple(self._deviation(kind) for kind in KINDS),
            tuple(Way(stages, *counted) for stages, counted in common), len(self.ways),
            self._elements(),
        )  # fmt: skip

    def _elements(self) -> tuple[Element, ...]:
        """What separates won from lost most surely comes first."""
        titles = {one.concept: one.title for framework in frameworks().values() for one in framework.elements}
        found = [
            Element(concept, titles.get(concept, concept), having, self.closed - having)
            for concept, having in self.confirmed.items()
            if having.closed
        ]
        return tuple(sorted(found, key=lambda one: (-one.gap[1] if one.gap else 1, one.concept)))

    def _deviation(self, kind: str) -> Deviation:
        having = self.won[kind]
        lacking = self.closed - having
        latest = tuple(reversed(self.latest[kind]))
        return Deviation(kind, self.counts[kind], dict(self.stages[kind].most_common()), having, lacking, latest)


def conformance(key: str | None, actor: Actor, progress: Callable[[int, int], object] | None = None) -> Conformance:
    """How the deals of a process that the actor sees followed it; without a key of the first process.

    `progress` is told how many deals are done and how many there are. Raises NotFound for an unknown process.
    """
    version = current(key)
    found = visible(actor) & Q(process_id=version.process_id)
    total, done, summed = Deal.objects.filter(found).count(), 0, Sum()
    for batch in followed(found):
        _add(summed, batch)
        done += len(batch)
        if progress is not None:
            progress(done, max(done, total))
    return summed.told(version.key, version.title)


def _add(summed: Sum, batch: Iterable[Followed]) -> None:
    for one in batch:
        summed.add(one)
