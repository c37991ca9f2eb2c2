"""Who asks for figures, of what, and how the answers become points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dealwright.desk.charts import Point, Series
from dealwright.desk.charts.figure import Tone, Unit
from dealwright.metrics import METRICS, Metric
from dealwright.metrics.samples import samples
from dealwright.records.fields import OWN, Catalogue
from dealwright.records.groups import conditions, read_filters
from dealwright.records.kinds import fields_of, kind_of
from dealwright.workspace.queries import Actor

from .. import words
from ..answers import Row, group_label, major
from ..narrowed import only, written
from ..queries import Answer, Desk
from ..questions import Question

UNITS: dict[str, Unit] = {"ratio": "ratio", "money": "money", "money_per_day": "money", "days": "days"}
SHARED = ("owner", "owner.name", "owner.email", "source")
FILTERS = ("period", "from", "to", "by", "process", "as_of")


@dataclass
class Asking:
    """A desk, what is asked of it, and the page's own filters (`params`), which each link keeps.

    `chosen` is what a page lets choose beside these: the metric of a trend, the length of its steps. `unreached` are
    filters, in words, that what is asked knows nothing of.
    """

    actor: Actor
    desk: Desk
    question: Question
    params: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    known: Catalogue | None = None
    unreached: Sequence[str] = ()

    @property
    def catalogue(self) -> Catalogue:
        """The fields of deals that whoever asks may know of."""
        if self.known is None:
            self.known = fields_of(kind_of("deals"), self.actor)
        return self.known

    @property
    def currency(self) -> str:
        """The currency that amounts are told in."""
        return self.desk.purse.currency

    def answer(self, metric: str, by: str | None = None, **asked: Any) -> Answer:
        """A number as this page asks for it; `start` and `last` may be others than the page's."""
        return self.desk.answer(replace(self.question, metric=metric, by=by, **asked))

    def of_leads(self) -> "Asking":
        """The same for numbers of leads: filters hold of which leads have the field; the others are `unreached`."""
        return self._for_leads

    @cached_property
    def _for_leads(self) -> "Asking":
        asked = self.question
        if not asked.where and asked.process is None:
            return self
        where = tuple(pair for pair in asked.where if self._fields_of(pair) <= self._shared)
        labels = {
            self.catalogue[key].label: None for pair in asked.where for key in self._fields_of(pair) - self._shared
        }
        unreached = (*labels, *([_("Process")] if asked.process else []))
        wanted = only("leads", where, self.actor)
        question = replace(asked, where=where, process=None)
        return replace(self, desk=self.desk.of_leads(wanted), question=question, unreached=unreached)

    @property
    def caveat(self) -> str:
        """A sentence on the filters that do not reach what is asked; "" where all do."""
        if not self.unreached:
            return ""
        return _("All leads are counted here, whatever the filter on %(fields)s says: only deals have that.") % {
            "fields": ", ".join(self.unreached)
        }  # fmt: skip

    def _fields_of(self, pair: tuple[str, str]) -> frozenset[str]:
        """The fields that a filter asks for."""
        return frozenset(each.field.key for each in conditions(read_filters(self.catalogue, [pair], self.actor)))

    @cached_property
    def _shared(self) -> frozenset[str]:
        """The fields that mean the same of a deal and of a lead."""
        leads = fields_of(kind_of("leads"), self.actor)
        own = (key for key in self.catalogue if key.startswith(OWN))
        return frozenset(key for key in (*SHARED, *own) if key in leads and leads[key].type == self.catalogue[key].type)

    def samples(self, metric: str, by: str | None = None, **asked: Any) -> Mapping[Any, Any]:
        """The values that a mean or median is made of, by group; empty for other numbers. Asked as `answer`."""
        question, desk = replace(self.question, metric=metric, by=by, **asked), self.desk
        told = (metric, by, question.start, question.end, desk.purse.money, desk.now)
        found: Mapping[Any, Any] = desk.facts.found(("samples", *told), lambda asked: samples(asked, *told))
        return found

    def text(self, metric: Metric, column: str, raw: Row) -> str:
        """A figure in words."""
        return words.in_words(raw[column], words.unit_of(metric, column), self.currency)

    def point(
        self,
        answer: Answer,
        raw: Row,
        column: str = "value",
        parts: Sequence[str] | None = None,
        note: str = "",
        tone: Tone | None = None,
    ) -> Point:
        """A figure of a row as a point, with the deals behind it that were counted as `parts`."""
        metric = answer.question.definition
        scale = self.scaled if words.unit_of(metric, column) in ("money", "money_per_day") else _as_it_is
        low, high = (scale(raw.get(end)) if column == "value" else None for end in ("low", "high"))
        text = self.text(metric, column, raw) + (f" · {note}" if note else "")
        return Point(scale(raw[column]), text, self.href(answer, raw, parts), low, high, tone=tone)

    def scaled(self, minor: float | None) -> float | None:
        """Money in major units."""
        return major(minor, self.currency)

    def column(self, answer: Answer, name: str, column: str, parts: Sequence[str] | None = None, **more: Any) -> Series:
        """A column of an answer's rows as a series."""
        return Series(name, [self.point(answer, raw, column, parts) for raw in answer.raw], **more)

    def href(self, answer: Answer, raw: Row, parts: Sequence[str] | None = None) -> str:
        """Where the deals behind a row are listed."""
        metric, by, asked = answer.question.definition, answer.question.by, answer.question
        days = {"from": asked.start, "to": asked.last} if asked.start or asked.last else {}
        own = {key: _empty_if_none(raw[key]) for key in metric.keys}
        group = {"by": by, "group": _empty_if_none(raw["group"])} if by else {"by": ""}
        part = {"part": ",".join(metric.counted if parts is None else parts)}
        said = {**self.params, **{name: day.isoformat() for name, day in days.items() if day}, **group, **own, **part}
        return reverse("scorecard-deals", args=[metric.name]) + "?" + self.query(said)

    def behind(self, figure: str, **row: str) -> str:
        """Where the deals behind a row of a figure that is no metric are listed; see `rows`."""
        return reverse("scorecard-row", args=[figure]) + "?" + self.query({**self.params, **row})

    def query(self, said: Mapping[str, Any]) -> str:
        """Parameters and the filters in force as they stand in an address; what is empty is left out."""
        kept = [(name, value) for name, value in said.items() if value != "" or name in ("group", "stage", "reason")]
        return urlencode([*kept, *(("where", written(pair)) for pair in self.question.where)])

    def stage(self, key: str | None) -> str:
        """What a stage is called."""
        return self.desk.titles.stages.get(key or "", key or "")


def unit_of(metric: str) -> Unit:
    """What the values of a metric are drawn in."""
    return UNITS.get(METRICS[metric].unit, "number")


def groups(answer: Answer) -> list[str]:
    """What the groups of an answer are called, row by row."""
    return [group_label(answer.question.by, row["group"]) for row in answer.rows]


def _empty_if_none(value: Any) -> Any:
    return "" if value is None else value


def _as_it_is(value: float | None) -> float | None:
    return value
