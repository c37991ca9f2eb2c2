"""What a deal says of itself: title, amount, own fields, who plays a part, and what was done."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from dealwright.playbook import Playbook

from . import words
from .journeys import Journey
from .market import Person, Segment

TALKS = ("call", "meeting", "email")


@dataclass(frozen=True, slots=True)
class Touch:
    """A call, meeting or mail with one of the organisation's people (by place in its list)."""

    kind: str
    subject: str
    at: datetime
    person: int


def amount(rng: Random, segment: Segment, product: str) -> int | None:
    """What the deal is worth in major units, rounded as people round; unknown now and then."""
    if rng.random() < 0.02:
        return None
    value = segment.deal * words.PRODUCTS[product] * math.exp(rng.gauss(0, 0.5))
    step: int = 10 ** max(1, int(math.log10(value)) - 1)
    return max(step, round(value / step) * step)


def own_fields(rng: Random, book: Playbook, way: Journey, value: int | None, minor: int) -> dict[str, Any]:
    """The process's own fields as far as the deal has come, as stored (money in minor units, days as ISO text)."""
    reached = max(book.position(stage) for stage, _ in way.visits)
    known = {field.key for field in book.fields}
    opened = way.visits[0][1]
    told: dict[str, tuple[int, Any]] = {
        "pain": (1, rng.choice(words.PAINS)),
        "budget": (1, round((value or 10_000) * rng.uniform(0.8, 1.3), -2) * minor),
        "needed_by": (2, (opened + timedelta(days=rng.randint(90, 200))).date().isoformat()),
        "decision_process": (2, rng.choice(words.DECISIONS)),
        "solution": (3, rng.choice(words.SOLUTIONS)),
        "competitor": (4, rng.choice(words.COMPETITORS)),
    }
    if way.status == "open" and rng.random() < 0.5:
        told["open_objection"] = (4, rng.choice(words.OBJECTIONS))
    return {
        key: int(value) if key == "budget" else value
        for key, (place, value) in told.items()
        if key in known and reached >= place
    }


def parts_played(rng: Random, book: Playbook, way: Journey, people: Sequence[Person]) -> list[tuple[int, str]]:
    """Who plays a part, as (place in the list of people, role): more of them the further the deal has come."""
    reached = max(book.position(stage) for stage, _ in way.visits)
    if reached == 0:
        return []
    count = 1 + (reached > 1) + (rng.random() < 0.3)
    return [(place, person.role) for place, person in enumerate(people[:count])]


def touches(rng: Random, way: Journey, people: Sequence[Person], now: datetime) -> Iterator[Touch]:
    """About one touch for each visit to a stage, somewhere in it; calls first, meetings later on."""
    ends = [*(entered for _, entered in way.visits[1:]), way.closed_at or now]
    for place, ((_, entered), left) in enumerate(zip(way.visits, ends, strict=True)):
        kind = rng.choices(TALKS, (4, 1, 3) if place == 0 else (3, 4, 1))[0]
        person = rng.randrange(len(people))
        at = entered + (min(left, entered + timedelta(days=45)) - entered) * rng.uniform(0.1, 0.9)
        subject = rng.choice(words.NOTES[kind]).format(name=people[person].name)
        yield Touch(kind, subject, at, person)


def expected_close(rng: Random, way: Journey, book: Playbook, now: datetime) -> datetime:
    """The day on which the rep expects the deal to close: a guess for open deals, close to the truth for others."""
    if way.closed_at is not None:
        return way.closed_at + timedelta(days=rng.randint(-20, 10))
    ahead = sum(stage.days or 10 for stage in book.stages[book.position(way.visits[-1][0]) :])
    return now + timedelta(days=rng.randint(-10, 15) + ahead)
