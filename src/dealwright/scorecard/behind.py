"""The deals behind a number, a page of them at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.utils.translation import gettext_lazy as lazy

from dealwright import BadRequest
from dealwright.records.kinds import titles
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Actor, member_names

from . import labels
from .answers import group_label
from .queries import Desk, desk
from .questions import Question

PAGE = 50
LAST_PAGE = 1_000_000
NUMBERED = ("owner", "team")
PARTS = {
    "open": lazy("Open"),
    "won": lazy("Won"),
    "lost": lazy("Lost"),
    "converted": lazy("Got further"),
    "further": lazy("Got further"),
    "left": lazy("Left the stage"),
    "there": lazy("Still there"),
    "older": lazy("There longer than most"),
    "within": lazy("There no longer than most"),
    "unknown": lazy("Too few before it to say"),
    "kept": lazy("Closed in time"),
    "late": lazy("Late"),
    "pending": lazy("Not due yet"),
    "held": lazy("Amount held"),
    "reduced": lazy("Amount reduced"),
    "looked after": lazy("Looked after"),
    "quiet": lazy("Nothing done lately"),
    "straight": lazy("Straight through"),
    "skipped": lazy("Skipped a stage"),
    "went back": lazy("Went back"),
    "proposal": lazy("Had a proposal"),
    "demo": lazy("Had a demo, no proposal"),
    "without": lazy("Had neither"),
    "again": lazy("Bought again within a year"),
    "not again": lazy("Did not buy again within a year"),
    "waiting": lazy("Year not over"),
    "bought before": lazy("Had bought before"),
    "new": lazy("First purchase"),
    "less": lazy("Won for less than proposed"),
    "as proposed": lazy("Won as proposed"),
}
LEADS = {
    "new": lazy("New"),
    "working": lazy("Being worked"),
    "qualified": lazy("Qualified"),
    "converted": lazy("Became a deal"),
    "disqualified": lazy("Disqualified"),
    "recycled": lazy("Put back"),
    "undecided": lazy("Undecided"),
    "answered": lazy("Answered"),
    "waiting": lazy("Waits for an answer"),
    "lead": lazy("No deal yet"),
    "open": lazy("Its deal is open"),
    "won": lazy("Its deal was won"),
    "lost": lazy("Its deal was lost"),
}


@dataclass(frozen=True)
class Wanted:
    """Which row of the answer, as metrics name it, what it is called, and which page of its deals."""

    row: Mapping[str, Any]
    label: str
    parts: frozenset[str]
    page: int = 1

    @classmethod
    def read(cls, question: Question, given: Mapping[str, str]) -> Self:
        """The row that `group`, `stage` and `reason` name; empty means not known. Raises BadRequest.

        `part` narrows it to deals that were counted as one or more things, such as won,lost.
        """
        row: dict[str, Any] = {"group": _group(question, given.get("group", ""))}
        row |= {key: given.get(key) or None for key in question.definition.keys}
        parts = _parts(question, given.get("part", ""))
        return cls(row, _label(question, row), parts, page_of(given.get("page", "1")))


@dataclass(frozen=True)
class Behind:
    """A deal or lead behind a number, and what it was counted as; of a lead there is no stage and no amount."""

    id: int
    title: str
    part: object
    owner: str
    opened_on: datetime | None
    closed_on: datetime | None
    stage: str = ""
    amount_minor: int | None = None
    currency: str = ""


@dataclass(frozen=True)
class Listed:
    """A page of the records behind a number, newest first, how many there are in all, and whether they are leads."""

    records: Sequence[Behind]
    total: int
    leads: bool = False


def listed(question: Question, wanted: Wanted, *, actor: Actor) -> Listed:
    """The page of records behind the row that is wanted, of those the actor may see."""
    asked, leads = desk(actor, question), question.definition.record == "lead"
    found = [each for each in asked.deals_behind(question, wanted.row)[::-1] if each[1] in wanted.parts]
    shown = dict(found[(wanted.page - 1) * PAGE : wanted.page * PAGE])
    return Listed((leads_of if leads else deals_of)(asked, shown, actor), len(found), leads)


def deals_of(asked: Desk, shown: Mapping[int, str], actor: Actor) -> Sequence[Behind]:
    """Deals as they stand behind a number, by what each was counted as: one of PARTS, or words."""
    names, stages = member_names(), asked.titles.stages
    called = titles((("deal", deal_id) for deal_id in shown), actor)
    return [
        Behind(
            id=row["deal_id"],
            title=called.get(("deal", row["deal_id"]), f"({row['deal_id']})"),
            part=PARTS.get(shown[row["deal_id"]], shown[row["deal_id"]]),
            owner=names.get(row["owner_id"], labels.NOBODY["owner"]),
            opened_on=row["opened_on"],
            closed_on=row["closed_on"],
            stage=stages.get(row["stage"], row["stage"] or labels.NO_STAGE),
            amount_minor=row["amount_minor"],
            currency=row["currency"],
        )
        for row in asked.records("deal", list(shown))
    ]


def leads_of(asked: Desk, shown: Mapping[int, str], actor: Actor) -> Sequence[Behind]:
    """Leads as they stand behind a number, by what each was counted as (LEADS)."""
    names, called = member_names(), titles((("lead", lead_id) for lead_id in shown), actor)
    return [
        Behind(
            id=row["lead_id"],
            title=called.get(("lead", row["lead_id"]), f"({row['lead_id']})"),
            part=LEADS[shown[row["lead_id"]]],
            owner=names.get(row["owner_id"], labels.NOBODY["owner"]),
            opened_on=row["created_on"],
            closed_on=row["converted_on"] or row["disqualified_on"],
        )
        for row in asked.records("lead", list(shown))
    ]


def page_of(text: str) -> int:
    """The page that a text names; raises BadRequest."""
    page = whole_number(text)
    if not page or page > LAST_PAGE:
        raise BadRequest("Pages are counted from 1.", field="page")
    return page


def _group(question: Question, text: str) -> Any:
    if not text or question.by is None:
        return None
    if question.by not in NUMBERED:
        return text
    number = whole_number(text)
    if number is None:
        raise BadRequest(f"“{text[:40]}” is not the number of a {question.by}.", field="group")
    return number


def _parts(question: Question, text: str) -> frozenset[str]:
    known = frozenset(question.definition.parts)
    parts = frozenset(text.split(",")) if text else known
    if unknown := parts - known:
        raise BadRequest(f"Nothing here is counted as “{min(unknown)[:40]}”.", field="part")
    return parts


def _label(question: Question, row: Mapping[str, Any]) -> str:
    """The row in words: group, then stage or reason."""
    words = [group_label(question.by, labels.namer(question.by)(row["group"]))] if question.by else []
    if "stage" in row:
        words.append(labels.titles().stages.get(row["stage"], row["stage"] or labels.NO_STAGE))
    if "reason" in row:
        words.append(labels.titles().reasons.get(row["reason"], row["reason"] or labels.NO_REASON))
    return ", ".join(words) or question.definition.grain.capitalize()
