"""What is asked of the scorecard, read from text: which number, told apart by what, for which days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dealwright import BadRequest, NotFound
from dealwright.metrics import METRICS, Metric

from .narrowed import Pairs, end_of, read_where


@dataclass(frozen=True)
class Question:
    """A number, the dimension it is told by, its first and last day (None leaves a side open), one process or all.

    `where` are filters as a list of the records that are counted has them, `as_of` the past day as of whose end it is
    told.
    """

    metric: str
    by: str | None = None
    start: date | None = None
    last: date | None = None
    process: str | None = None
    where: Pairs = ()
    as_of: date | None = None

    @property
    def end(self) -> date | None:
        """The first day no longer in the period."""
        return self.last + timedelta(days=1) if self.last else None

    @property
    def definition(self) -> Metric:
        """What the number means."""
        return METRICS[self.metric]


def read_question(metric: str, given: Mapping[str, str | None], where: Sequence[str] = ()) -> Question:
    """The question that `by`, `from`, `to` (the last day), `process` and `as_of` ask; empty ones do not count.

    Raises NotFound for an unknown number, BadRequest for an unknown dimension, for what is not a day, for a period that
    ends before it begins, for a day that has not come, and for a filter that cannot be read.
    """
    if metric not in METRICS:
        raise NotFound(
            f"There is no number called “{metric}”.", field="metric", remedy=f"Ask for: {', '.join(METRICS)}."
        )
    by = given.get("by") or None
    known = METRICS[metric].dimensions
    if by is not None and by not in known:
        raise BadRequest(
            f"“{metric}” cannot be told by “{by}”.", field="by", remedy=f"Choose one of: {', '.join(known)}."
        )
    return replace(read_scope(given, where), metric=metric, by=by)


def read_scope(given: Mapping[str, str | None], where: Sequence[str] = ()) -> Question:
    """What answers that are no single number are asked about: as `read_question`, without `by`."""
    start, last = _day(given, "from"), _day(given, "to")
    if start and last and last < start:
        raise BadRequest("The period ends before it begins.", field="to", remedy="Give a last day after the first.")
    as_of = _day(given, "as_of")
    if as_of:
        end_of(as_of)
    return Question("", None, start, last, given.get("process") or None, read_where(where), as_of)


def _day(given: Mapping[str, str | None], name: str) -> date | None:
    text = given.get(name)
    day = read_day(text, name) if text else None
    if day == date.max:
        raise BadRequest("That day is too far off.", field=name)
    return day


def read_day(text: str, name: str) -> date:
    """The day that a text names; raises BadRequest, of the field `name`, for one that names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadRequest(f"“{text}” is not a day.", field=name, remedy="Write it like 2026-03-31.") from None
