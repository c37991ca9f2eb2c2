"""What of the facts a question is about: records that a list's filters find, and how all was on a past day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from dealwright import BadRequest
from dealwright.records.fields import Catalogue
from dealwright.records.groups import WHERE
from dealwright.records.kinds import kind_of
from dealwright.records.queries import listing
from dealwright.workspace.queries import Actor

Pairs = tuple[tuple[str, str], ...]
REMEDY = "Write it as a list does, like amount__gte=1000 or source=Website."


@dataclass(frozen=True)
class Only:
    """These records alone, by number; two of the same kind with as many numbers are told apart by their hash."""

    kind: str
    ids: Sequence[int] = field(compare=False)
    sign: int


@dataclass(frozen=True)
class Narrowed:
    """The records asked for (None: all), of a kind, and the moment as of which they are told (None: now)."""

    only: Only | None = None
    moment: datetime | None = None


EVERYTHING = Narrowed()


def read_where(texts: Sequence[str]) -> Pairs:
    """The filters that texts write as a list has them: `amount__gte=1000`, or a group as JSON.

    Raises BadRequest for a text that is neither; whether the fields exist is seen when they are asked for.
    """
    return tuple(_read_one(text.strip()) for text in texts if text.strip())


def _read_one(text: str) -> tuple[str, str]:
    if text.startswith("{"):
        return WHERE, text
    name, given, value = text.partition("=")
    if not name or not given:
        raise BadRequest(f"“{text[:80]}” is not a filter.", field=WHERE, remedy=REMEDY)
    return name, value


def written(pair: tuple[str, str]) -> str:
    """A filter as `read_where` reads it."""
    return pair[1] if pair[0] == WHERE else "=".join(pair)


def only(kind: str, where: Pairs, actor: Actor, catalogue: Catalogue | None = None) -> Only | None:
    """The records of a list with these filters, as the actor sees it; None without filters. Raises BadRequest."""
    if not where:
        return None
    ids = list(
        listing(kind_of(kind), actor, where, catalogue=catalogue).rows.order_by("id").values_list("id", flat=True)
    )
    return Only(kind, ids, hash(tuple(ids)))


def end_of(day: date) -> datetime:
    """The moment at which the day is over, in UTC and naive as all facts are; raises BadRequest for a day ahead."""
    if day > datetime.now(UTC).date():
        raise BadRequest("That day has not come yet.", field="as_of", remedy="Give today or a day before.")
    return datetime.combine(day, time()) + timedelta(days=1)
