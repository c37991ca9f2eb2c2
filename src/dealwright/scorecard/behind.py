"""The deals behind a number, a page of them at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from dealwright import BadRequest
from dealwright.records.kinds import titles
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Actor, member_names

from . import labels
from .answers import group_label
from .queries import desk
from .questions import Question

PAGE = 50
LAST_PAGE = 1_000_000
NUMBERED = ("owner", "team")
PARTS = {
    "open": "Open",
    "won": "Won",
    "lost": "Lost",
    "converted": "Got further",
    "left": "Left the stage",
    "there": "Still there",
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
        page = whole_number(given.get("page", "1"))
        if not page or page > LAST_PAGE:
            raise BadRequest("Pages are counted from 1.", field="page")
        return cls(row, _label(question, row), _parts(question, given.get("part", "")), page)


@dataclass(frozen=True)
class Behind:
    """One deal behind a number, and what it was counted as."""

    id: int
    title: str
    part: str
    stage: str
    amount_minor: int | None
    currency: str
    owner: str
    opened_on: datetime | None
    closed_on: datetime | None


@dataclass(frozen=True)
class Listed:
    """A page of the deals behind a number, newest first, and how many there are in all."""

    deals: Sequence[Behind]
    total: int


def listed(question: Question, wanted: Wanted, *, actor: Actor) -> Listed:
    """The page of deals behind the row that is wanted, of those the actor may see."""
    asked = desk(actor, question)
    found = [each for each in asked.deals_behind(question, wanted.row)[::-1] if each[1] in wanted.parts]
    shown = dict(found[(wanted.page - 1) * PAGE : wanted.page * PAGE])
    rows = asked.deals(list(shown))
    names, stages = member_names(), asked.titles.stages
    called = titles(("deal", deal_id) for deal_id in shown)
    deals = [
        Behind(
            id=row["deal_id"],
            title=called.get(("deal", row["deal_id"]), f"({row['deal_id']})"),
            part=PARTS[shown[row["deal_id"]]],
            stage=stages.get(row["stage"], row["stage"] or labels.NO_STAGE),
            amount_minor=row["amount_minor"],
            currency=row["currency"],
            owner=names.get(row["owner_id"], labels.NOBODY["owner"]),
            opened_on=row["opened_on"],
            closed_on=row["closed_on"],
        )
        for row in rows
    ]
    return Listed(deals, len(found))


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
        raise BadRequest(f"Deals here are not counted as “{min(unknown)}”.", field="part")
    return parts


def _label(question: Question, row: Mapping[str, Any]) -> str:
    """The row in words: group, then stage or reason."""
    words = [group_label(question.by, labels.namer(question.by)(row["group"]))] if question.by else []
    if "stage" in row:
        words.append(labels.titles().stages.get(row["stage"], row["stage"] or labels.NO_STAGE))
    if "reason" in row:
        words.append(labels.titles().reasons.get(row["reason"], row["reason"] or labels.NO_REASON))
    return ", ".join(words) or labels.ALL
