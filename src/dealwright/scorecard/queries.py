"""Questions to the scorecard: what is a number, what does it mean, and which deals are behind it.

Only deals that the actor may see are counted. An answer says as of when it is true.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from dealwright import NotAllowed
from dealwright.metrics import METRICS, behind, without_pandas
from dealwright.metrics import compute as figures
from dealwright.metrics.metric import Record
from dealwright.processes.queries import Published, current, versions
from dealwright.records.fields import Catalogue
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.workspace.queries import Actor

from .answers import Purse, Row, purse_of, readable
from .facts import Facts, facts_for
from .labels import Namer, Titles, namer, titles
from .narrowed import EVERYTHING, Narrowed, Only, end_of, only, written
from .owners.queries import owner_names
from .questions import Question, read_question

LEFT_OUT = "Amounts are not for you to see: money is left out of these numbers."


@dataclass(frozen=True)
class Answer:
    """A number with its rows, and what it means. `currency` is set where money is told; `raw` rows find the deals."""

    question: Question
    rows: list[Row]
    raw: list[Row]
    purse: Purse
    as_of: datetime | None
    tells_money: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The answer as API and command line give it."""
        metric, asked = self.question.definition, self.question
        money = metric.money_fields
        return {
            "metric": metric.name,
            "title": metric.title,
            "definition": metric.definition,
            "unit": metric.unit,
            **({"currency": self.purse.currency} if money else {}),
            **({"deals_without_rate": self.purse.without_rate} if money and self.purse.money == "base" else {}),
            "by": asked.by,
            "from": asked.start.isoformat() if asked.start else None,
            "to": asked.last.isoformat() if asked.last else None,
            "process": asked.process if metric.record == "deal" else None,
            "where": [written(pair) for pair in asked.where],
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "rows": self.rows,
            **({"left_out": LEFT_OUT} if money and not self.tells_money else {}),
        }


class Desk:
    """Answers any number of questions of one actor on the same facts."""

    def __init__(self, facts: Facts, hidden: Collection[str] = ()) -> None:
        self.facts, self.hidden = facts, hidden
        self._namers: dict[str | None, Namer] = {}
        self.tells_money, moment = "amount" not in hidden, facts.state.narrowed.moment
        self.now = min(moment, next_hour()) if moment else next_hour()
        known = facts.state.as_of
        self.as_of = min(known, moment.replace(tzinfo=UTC)) if known and moment else known
        self.purse = purse_of(facts.currencies)
        if not self.tells_money:
            self.purse = replace(self.purse, without_rate=0)

    @cached_property
    def whole(self) -> Facts:
        """All facts that whoever asks may see: for what is found once, whatever is filtered."""
        return Facts(replace(self.facts.state, process=None, narrowed=EVERYTHING), self.facts.store)

    @cached_property
    def versions(self) -> list[Published]:
        """All published versions that the facts know of, the newest first."""
        found: list[Published] = self.whole.found("versions", lambda _facts: versions())
        return found

    @cached_property
    def titles(self) -> Titles:
        """What stages and reasons are called."""
        return titles(self.versions)

    def answer(self, question: Question) -> Answer:
        """The answer to one question."""
        asked = (question.metric, question.by, question.start, question.end, self.purse.money)
        raw = self.facts.found((*asked, self.now), lambda _: figures(self.facts.engine, *asked, now=self.now))
        if not self.tells_money:
            raw = [row | dict.fromkeys(question.definition.money_fields) for row in raw]
        rows = readable(raw, question, self.purse, self.titles, self.namer(question.by))
        return Answer(question, rows, raw, self.purse, self.as_of, self.tells_money)

    def of_leads(self, wanted: Only | None) -> "Desk":
        """The same for these leads (None: all) on the same facts, of all processes and without filters of deals."""
        state = self.facts.state
        narrowed = replace(state.narrowed, only=wanted)
        other = Desk(Facts(replace(state, process=None, narrowed=narrowed), self.facts.store), self.hidden)
        other.titles = self.titles
        return other

    def may_tell(self, metric: str) -> bool:
        """Whether the number of that name tells nothing that is hidden from whoever asks."""
        return self.tells_money or not METRICS[metric].unit.startswith("money")

    def namer(self, by: str | None) -> Namer:
        """Gives a group its readable name; members and teams are read once."""
        if by not in self._namers:
            self._namers[by] = namer(by)
        return self._namers[by]

    def deals_behind(self, question: Question, row: Mapping[str, Any]) -> list[tuple[int, str]]:
        """The deals behind one raw row, as (id, part): what each was counted as."""
        asked = (question.by, question.start, question.end)
        return behind(self.facts.engine, question.metric, row, *asked, money=self.purse.money, now=self.now)

    def records(self, one: Record, ids: list[int]) -> list[Row]:
        """What the facts say of these deals or leads, newest first."""
        query = f"SELECT * FROM {one}s WHERE {one}_id IN (SELECT unnest($ids)) ORDER BY {one}_id DESC"  # noqa: S608 (own names)
        with without_pandas():
            found = self.facts.connection.execute(query, {"ids": ids})
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return rows if self.tells_money else [row | {"amount_minor": None} for row in rows]

    def count(self, one: Record = "deal") -> int:
        """How many deals or leads there are to be counted."""
        count = f"SELECT count(*) FROM {one}s"  # noqa: S608 (own names)
        found = self.facts.found(("count", one), lambda connection: connection.execute(count).fetchone())
        return found[0] if found else 0


def desk(actor: Actor, asked: Question | str | None = None, catalogue: Catalogue | None = None) -> Desk:
    """Somebody to ask, for deals that the actor may see: of a process, as a question wants them, or of all.

    `catalogue` is that of the records counted, where it is known already.

    Raises NotFound for an unknown process, BadRequest for filters that no list has.
    """
    question = asked if isinstance(asked, Question) else Question("", process=asked)
    if question.process is not None:
        current(question.process)  # so that no text from outside ever gets into the SQL of the facts
    kind = "leads" if question.metric and question.definition.record == "lead" else "deals"
    moment = end_of(question.as_of) if question.as_of else None
    narrowed = Narrowed(only(kind, question.where, actor, catalogue), moment)
    process = question.process if kind == "deals" else None  # what a lead is to become has no process yet
    return Desk(facts_for(actor, process, narrowed), hidden_keys(kind_of("deals"), actor))


def desk_with_money(actor: Actor, asked: Question | str | None = None) -> Desk:
    """The same for answers that are nothing without amounts; raises NotAllowed where these are hidden."""
    found = desk(actor, asked)
    require_amounts(found.tells_money)
    return found


def require_amounts(are_told: bool) -> None:
    """Raise NotAllowed unless amounts are told to whoever asks."""
    if not are_told:
        raise NotAllowed("This tells amounts, which are hidden from you.")


def compute(
    metric: str,
    by: str | None = None,
    start: date | None = None,
    last: date | None = None,
    process: str | None = None,
    *,
    actor: Actor,
) -> Answer:
    """The number of that name over the deals the actor may see; see `questions` for what is asked and refused."""
    days = {"from": start.isoformat() if start else None, "to": last.isoformat() if last else None}
    return ask(read_question(metric, {"by": by, "process": process, **days}), actor=actor)


def ask(question: Question, *, actor: Actor) -> Answer:
    """The answer to a question that was read already."""
    return desk(actor, question).answer(question)


def deals_behind(question: Question, row: Mapping[str, Any], *, actor: Actor) -> list[tuple[int, str]]:
    """The deals behind a raw row of the answer, as (id, what it was counted as), by id.

    `row` names the group (a member's or team's id, or a text) and what tells rows apart: `stage`, `reason`.
    """
    return desk(actor, question).deals_behind(question, row)


def definitions() -> list[dict[str, Any]]:
    """All numbers with what they mean and who answers for them: a role, or the member who was named."""
    owners = owner_names()
    return [
        {
            "metric": metric.name,
            "title": metric.title,
            "definition": metric.definition,
            "unit": metric.unit,
            "grain": metric.grain,
            "period": metric.period,
            "owner": metric.owner,
            "answers": owners.get(metric.name),
        }
        for metric in METRICS.values()
    ]


def next_hour() -> datetime:
    """The end of the present hour: stays that go on are counted up to it, so answers are the same all hour."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
