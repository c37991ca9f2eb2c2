"""What the events of a lead add up to: where it came from, what became of it, and each time it came to us."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dealwright.leads.events import (
    LeadAdded,
    LeadAssigned,
    LeadChanged,
    LeadConversionUndone,
    LeadConverted,
    LeadMoved,
    LeadRemoved,
    LeadRestored,
    LeadTouched,
    LeadUntouched,
)
from dealwright.ledger.event import Event
from dealwright.ledger.queries import Happened

from ..models import LeadFact, TouchFact
from .family import Family, Part


@dataclass(slots=True)
class Came:
    """A time that the lead came to us, or heard from us."""

    n: int
    at: datetime
    source: str | None
    campaign: str | None
    medium: str | None


@dataclass(slots=True)
class Story:
    """A lead and its touches, as far as it has been told; source and campaign are those of the first touch."""

    lead_id: int
    status: str
    was: str | None
    owner_id: int | None
    source: str | None
    campaign: str | None
    last_source: str | None
    last_campaign: str | None
    created_on: datetime
    qualified_on: datetime | None
    converted_on: datetime | None
    disqualified_on: datetime | None
    reason: str | None
    deal_id: int | None
    seq: int
    touches: list[Came] = field(default_factory=list)

    def came(self) -> None:
        """Keep the first and the last way in which it came."""
        first, last = (self.touches[0], self.touches[-1]) if self.touches else (None, None)
        self.source, self.campaign = (first.source, first.campaign) if first else (None, None)
        self.last_source, self.last_campaign = (last.source, last.campaign) if last else (None, None)


def _changed(story: Story, event: LeadChanged, at: datetime) -> None:
    if "owner" in event.new:
        story.owner_id = event.new["owner"] or None


def _assigned(story: Story, event: LeadAssigned, at: datetime) -> None:
    story.owner_id = event.owner


def _touched(story: Story, event: LeadTouched, at: datetime) -> None:
    touch = Came(0, event.at, event.source or None, event.campaign or None, event.medium or None)
    _number(story, [*story.touches, touch])


def _untouched(story: Story, event: LeadUntouched, at: datetime) -> None:
    told = (event.at, event.source or None, event.campaign or None, event.medium or None)
    places = [n for n, each in enumerate(story.touches) if (each.at, each.source, each.campaign, each.medium) == told]
    _number(story, [each for n, each in enumerate(story.touches) if n not in places[:1]])


def _number(story: Story, touches: list[Came]) -> None:
    story.touches = sorted(touches, key=lambda each: each.at)
    for n, each in enumerate(story.touches, start=1):
        each.n = n
    story.came()


def _moved(story: Story, event: LeadMoved, at: datetime) -> None:
    story.status, story.reason = event.to, event.reason or None
    if event.to == "qualified":
        story.qualified_on = story.qualified_on or at
    story.disqualified_on = at if event.to == "disqualified" else None


def _converted(story: Story, event: LeadConverted, at: datetime) -> None:
    story.status, story.reason, story.disqualified_on = "converted", None, None
    story.qualified_on = story.qualified_on or at
    story.converted_on, story.deal_id = at, event.deal


def _undone(story: Story, event: LeadConversionUndone, at: datetime) -> None:
    if story.qualified_on == story.converted_on and event.to != "qualified":
        story.qualified_on = None
    story.status, story.converted_on, story.deal_id = event.to, None, None


def _removed(story: Story, event: LeadRemoved, at: datetime) -> None:
    story.was, story.status = story.status, "removed"


def _restored(story: Story, event: LeadRestored, at: datetime) -> None:
    story.status, story.was = story.was or "new", None


TELLS: dict[type[Event], Callable[[Story, Any, datetime], None]] = {
    LeadChanged: _changed,
    LeadAssigned: _assigned,
    LeadTouched: _touched,
    LeadUntouched: _untouched,
    LeadMoved: _moved,
    LeadConverted: _converted,
    LeadConversionUndone: _undone,
    LeadRemoved: _removed,
    LeadRestored: _restored,
}


def tell(story: Story | None, happened: Happened) -> Story | None:
    """The story after the event; it begins when the lead is added, or brought back after it was forgotten."""
    event, at = happened.event, happened.occurred_at
    if isinstance(event, LeadAdded):
        return Story(
            happened.subject_id, "new", None, event.owner, None, None, None, None, at, None, None, None, None, None,
            happened.seq or 0,
        )  # fmt: skip
    if story is not None:
        TELLS[type(event)](story, event, at)
        story.seq = happened.seq or 0
    return story


LEADS = Family(
    table="leads",
    key="lead_id",
    model=LeadFact,
    story=Story,
    parts=(Part("touches", "touches", TouchFact, Came),),
    kinds=frozenset({LeadAdded.kind, *(each.kind for each in TELLS)}),
    begins=LeadAdded.kind,
    whole=frozenset(each.kind for each in TELLS),
    tell=tell,
    about=lambda happened: happened.subject_id,
)
