"""What the events of a deal add up to: the deal, its visits to stages and its states, told one event at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from dealwright.deals.events import (
    DealChanged,
    DealLost,
    DealMovedOver,
    DealOpened,
    DealRemoved,
    DealReopened,
    DealRestored,
    DealWon,
    StageMoved,
)
from dealwright.ledger.event import Event
from dealwright.ledger.queries import Happened, entries_about
from dealwright.playbook import ForecastCategory, Playbook, category_in, followed
from dealwright.processes.queries import playbook

from ..models import DealFact, StateFact, VisitFact
from .family import Family, Part

CHANGES = {
    "owner": "owner_id",
    "source": "source",
    "product": "product",
    "amount": "amount_minor",
    "base": "base_minor",
    "currency": "currency",
    "organisation": "organisation_id",
    "forecast_category": "category",
}
SEEN_IN_A_STATE = (
    "stage", "status", "owner_id", "currency", "amount_minor", "base_minor", "close_on", "probability",
    "category",
)  # fmt: skip


PAST = 10_000  # events of one deal


@dataclass(slots=True)
class Stay:
    """A visit to a stage at a place in the process; unknown moments are None."""

    n: int
    stage: str
    position: int
    counts_as: str | None
    entered_on: datetime | None
    left_on: datetime | None = None


@dataclass(slots=True)
class State:
    """What a deal was from one moment up to the next that changed it; unknown moments are None."""

    n: int
    from_on: datetime | None
    to_on: datetime | None
    stage: str | None
    status: str
    owner_id: int | None
    currency: str
    amount_minor: int | None
    base_minor: int | None
    close_on: date | None
    probability: float
    category: str


_seen = attrgetter(*SEEN_IN_A_STATE)


@dataclass(slots=True)
class Story:
    """A deal, its visits and its states, as far as it has been told; the last of these may be all that is at hand."""

    deal_id: int
    process: str
    version_id: int
    version: int
    stage: str | None
    status: str
    owner_id: int | None
    source: str | None
    product: str | None
    currency: str
    amount_minor: int | None
    base_minor: int | None
    close_on: date | None
    organisation_id: int | None
    opened_on: datetime | None
    closed_on: datetime | None
    reason: str | None
    probability: float
    category: str
    seq: int
    visits: list[Stay] = field(default_factory=list)
    states: list[State] = field(default_factory=list)

    @property
    def book(self) -> Playbook:
        """The process version that the deal runs on."""
        return playbook(self.version_id)

    def enter(self, stage: str, at: datetime | None) -> None:
        """Leave the present stage, if any, and enter another."""
        self.leave(at)
        self.category = followed(self.category, category_in(self.book, self.stage), category_in(self.book, stage))
        meant = self.book.stage(stage)
        self.visits.append(Stay(_next(self.visits), stage, self.book.position(stage), meant.counts_as, at))
        self.stage, self.probability = stage, meant.probability

    def place_again(self) -> None:
        """Give stays the place and milestone of their stage in the present version; others keep what they had."""
        places = {stage.key: (place, stage.counts_as) for place, stage in enumerate(self.book.stages)}
        for visit in self.visits:
            visit.position, visit.counts_as = places.get(visit.stage, (visit.position, visit.counts_as))

    def leave(self, at: datetime | None) -> None:
        """Leave the last stage, unless it was left already."""
        if self.visits:
            self.visits[-1].left_on = self.visits[-1].left_on or at

    def change(self, at: datetime | None) -> None:
        """From `at` on the deal is what it is now; a state never begins before the one in front of it.

        A state that nobody knows the end of ends as it began, so that it counts at no moment.
        """
        now, last = _seen(self), self.states[-1] if self.states else None
        if last:
            if _seen(last) == now:
                return
            at = max(at, last.from_on) if at and last.from_on else at
            last.to_on = at or last.from_on
        self.states.append(State(_next(self.states), at, None, *now))


def _next(rows: Sequence[Stay] | Sequence[State]) -> int:
    return rows[-1].n + 1 if rows else 1


def begin(deal_id: int, event: DealOpened, seq: int) -> Story:
    """The story of a deal that was just opened."""
    story = Story(
        deal_id, event.process, event.version, event.number, None, "open", event.owner, event.source or None,
        event.product, event.currency, event.amount, event.base, event.close_on, event.organisation,
        event.opened_at, None, None, 0.0, ForecastCategory.PIPELINE, seq,
    )  # fmt: skip
    if event.stage is not None:
        story.enter(event.stage, event.opened_at)
    story.change(event.opened_at)
    return story


def _moved(story: Story, event: StageMoved, at: datetime) -> None:
    story.enter(event.to, at)


def _changed(story: Story, event: DealChanged, at: datetime) -> None:
    for key, value in event.new.items():
        if key in CHANGES:
            setattr(story, CHANGES[key], value if value != "" else None)
    if "close_on" in event.new:
        story.close_on = date.fromisoformat(event.new["close_on"]) if event.new["close_on"] else None


def _closed(story: Story, event: DealWon | DealLost, at: datetime) -> None:
    story.status = "won" if isinstance(event, DealWon) else "lost"
    story.reason = event.reason or None if isinstance(event, DealLost) else None
    story.closed_on = event.closed_at
    story.leave(event.closed_at)


def _reopened(story: Story, event: DealReopened, at: datetime) -> None:
    story.status, story.closed_on, story.reason = "open", None, None
    story.enter(event.stage, at)


def _removed(story: Story, event: DealRemoved, at: datetime) -> None:
    story.status, story.visits, story.states = "removed", [], []


def _moved_over(story: Story, event: DealMovedOver, at: datetime) -> None:
    was, now = (category_in(book, story.stage) for book in (story.book, playbook(event.version)))
    story.category = followed(story.category, was, now)
    story.version_id, story.version = event.version, event.number
    story.place_again()
    chances = {stage.key: stage.probability for stage in story.book.stages}
    story.probability = chances.get(story.stage or "", 0.0)  # a stage it lacks is left by the next event


def _again(happened: Happened) -> Story | None:
    """The story of a deal that was brought back, from its beginning: what had been told of it was forgotten."""
    kinds = {DealOpened.kind, *(each.kind for each in TELLS)} - {DealRemoved.kind, DealRestored.kind}
    past = entries_about({"deal": [happened.subject_id]}, kinds=kinds, limit=PAST)
    story, until = None, happened.seq or 0
    for each in sorted(past, key=lambda one: one.seq or until):
        story = tell(story, each) if (each.seq or until) < until else story
    return story


TELLS: dict[type[Event], Callable[[Story, Any, datetime], None]] = {
    StageMoved: _moved,
    DealChanged: _changed,
    DealWon: _closed,
    DealLost: _closed,
    DealReopened: _reopened,
    DealRemoved: _removed,
    DealRestored: lambda story, event, at: None,
    DealMovedOver: _moved_over,
}


def tell(story: Story | None, happened: Happened) -> Story:
    """The story after the event; raises KeyError for an event of a deal that was never opened."""
    event, at = happened.event, happened.occurred_at
    if isinstance(event, DealOpened):
        return begin(happened.subject_id, event, happened.seq or 0)
    if isinstance(event, DealRestored):
        story = _again(happened)
    if story is None:
        raise KeyError(happened.subject_id)
    TELLS[type(event)](story, event, at)
    if story.status != "removed":
        story.change(event.closed_at if isinstance(event, DealWon | DealLost) else at)
    story.seq = happened.seq or 0
    return story


DEALS = Family(
    table="deals",
    key="deal_id",
    model=DealFact,
    story=Story,
    parts=(Part("visits", "visits", VisitFact, Stay), Part("states", "states", StateFact, State)),
    kinds=frozenset({DealOpened.kind, *(each.kind for each in TELLS)}),
    begins=DealOpened.kind,
    whole=frozenset({DealMovedOver.kind, DealRemoved.kind, DealRestored.kind}),
    tell=tell,
    about=lambda happened: happened.subject_id,
)
