"""What a comment may look like and for how long it is corrected; whom it names; the ways of being told."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from dealwright import Invalid

LONGEST = 10_000
CORRECTED_FOR = timedelta(minutes=15)
SUGGESTED_ROLES = ("Presales", "Legal", "Support", "Delivery", "Executive sponsor", "Partner")
REASON = "deal team"
TASK = "task"  # the kind of a notification about a task of one's own, whatever it belongs to


class Way(StrEnum):
    """How somebody is told: in the app, there and by the daily mail, or not at all."""

    APP = "app"
    DIGEST = "digest"
    OFF = "off"


class What(StrEnum):
    """Why somebody is told of something."""

    MENTIONED = "mentioned"
    GIVEN = "given"
    TASK = "task"
    APPROVAL = "approval"
    OWN = "own"
    NUMBER = "number"
    FOLLOWED = "followed"


RANK = {what: place for place, what in enumerate(What)}  # who is told for two reasons is told for the first of them


def checked_comment(text: str) -> str:
    """The text without blanks around it; raises Invalid when nothing or too much is left."""
    said = text.strip()
    if not said:
        raise Invalid("A comment needs words.", field="said", remedy="Write something, or leave it.")
    if len(said) > LONGEST:
        raise Invalid(f"A comment has at most {LONGEST:,} characters.", field="said", remedy="Shorten it.")
    return said


def named_in(text: str, names: Mapping[int, str]) -> list[int]:
    """The members (number -> name) named after an @, each once, in order; the longest name that fits counts."""
    return list(dict.fromkeys(number for _, _, number in places(text, names)))


def places(text: str, names: Mapping[int, str]) -> Iterator[tuple[int, int, int]]:
    """Where members are named: start, end, number; a name ends where a word does, in whichever case it is written."""
    by_name = {name.casefold(): number for number, name in names.items() if name}
    longest_first = sorted(filter(None, names.values()), key=len, reverse=True)
    if longest_first:
        pattern = r"(?<!\w)@(" + "|".join(map(re.escape, longest_first)) + r")(?!\w)"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if (number := by_name.get(match[1].casefold())) is not None:
                yield match.start(), match.end(), number


def may_correct(created_at: datetime, now: datetime) -> bool:
    """Whether a comment may still be corrected: by then few have read it."""
    return now - created_at <= CORRECTED_FOR


def checked_ways(ways: Mapping[str, str]) -> dict[str, str]:
    """The ways that differ from the usual; raises Invalid for one that does not exist."""
    for what, way in ways.items():
        if what not in list(What) or way not in list(Way):
            raise Invalid(
                f"There is no such choice: {what}: {way}.", field="ways",
                remedy=f"Known are {', '.join(What)}; each is {', '.join(Way)}.",
            )  # fmt: skip
    return {what: way for what, way in ways.items() if way != Way.APP}
