"""Lays the answers out: stats on top, then a table for each number in the order of the process."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dealwright.desk.figures import NOTHING
from dealwright.metrics import METRICS, Metric

from . import labels, words
from .answers import Row, group_label
from .charts.asking import Asking
from .queries import Answer, Desk
from .questions import Question
from .shapes import Cell, Line, Sheet, Stat, Table
from .weak_spots import WeakSpot, weak_spots

STATS = ("win_rate", "average_won", "cycle_time", "velocity")
BY_STAGE = ("pipeline", "conversion", "stage_time", "lost_reasons")
COLUMNS = {
    "pipeline": {"n": lazy("Deals"), "value": lazy("Value"), "weighted": lazy("Weighted")},
    "conversion": {
        "entered": lazy("Entered"),
        "value": lazy("Got further"),
        "lost": lazy("Lost"),
        "open": lazy("Still there"),
    },
    "stage_time": {
        "n": lazy("Left it"),
        "value": lazy("Half within"),
        "p90": lazy("9 of 10 within"),
        "open_n": lazy("There now"),
    },
    "lost_reasons": {"n": lazy("Deals"), "value": lazy("Share"), "amount": lazy("Worth")},
}
PARTS = {"entered": "converted,lost,open", "lost": "lost", "open": "open", "open_n": "there"}
LEGENDS = {"stage_time": lazy("The thin line marks the days that the process plans for the stage.")}
FIRST = {"stage": lazy("Stage"), "reason": lazy("Reason")}
TOGETHER = lazy("All together")
BY = {
    "owner": lazy("Owner"),
    "team": lazy("Team"),
    "source": lazy("Source"),
    "product": lazy("Product"),
    "month_opened": lazy("Month opened"),
    "version": lazy("Version of the process"),
}


@dataclass
class Maker:
    """Asks the desk and lays the answers out."""

    asking: Asking
    planned: dict[str, int] = field(default_factory=dict)
    weak: set[tuple[Any, str | None]] = field(default_factory=set)

    @property
    def desk(self) -> Desk:
        """Who answers."""
        return self.asking.desk

    @property
    def asked(self) -> Question:
        """What the page asks for."""
        return self.asking.question

    def sheet(self) -> Sheet:
        """The whole page."""
        count = self.desk.count()
        if not count:
            return Sheet(0)
        self.planned = self.desk.titles.days
        plain = {name: self._ask(name, None) for name in (*STATS, *BY_STAGE)}
        sentences = [
            words.where_lost(plain["conversion"].rows),
            words.where_slow(self._ask("stage_stay", None).rows, self.planned),
        ]
        tables = [self._by_key(plain[name]) for name in BY_STAGE]
        if self.asked.by:
            told = {name: self._ask(name, self.asked.by) for name in (*STATS, *BY_STAGE)}
            spots = weak_spots(told["conversion"].raw)
            self.weak = {(spot.group, spot.stage) for spot in spots}
            sentences += [words.who_differs(told["win_rate"].rows), self._weakest(spots)]
            tables = [self._by_group(told), *(self._matrix(told[name]) for name in BY_STAGE)]
        stats = [self._stat(plain[name]) for name in STATS]
        return Sheet(count, [each for each in sentences if each], stats, tables)

    def _weakest(self, spots: Sequence[WeakSpot]) -> str:
        """The surest weak spot as a sentence; "" when there is none."""
        if not spots:
            return ""
        by, titles = self.asked.by, self.desk.titles.stages
        name = group_label(by, self.desk.namer(by)(spots[0].group))
        return words.who_sticks(name, titles.get(spots[0].stage or "", labels.NO_STAGE), spots[0])

    def _ask(self, metric: str, by: str | None) -> Answer:
        return self.asking.answer(metric, by)

    def _stat(self, answer: Answer) -> Stat:
        metric, raw = answer.question.definition, answer.raw[0]
        text = self._text(metric, "value", raw, short=metric.unit == "money_per_day")
        return Stat(metric, text, self._href(metric, raw, None), words.note(metric, raw))

    def _by_key(self, answer: Answer) -> Table:
        """Rows are stages or reasons, columns the figures; the first figure's bar stands before them."""
        metric = answer.question.definition
        shown, key = COLUMNS[metric.name], metric.keys[0]
        top = max((raw["value"] or 0 for raw in answer.raw), default=0)
        top = 1 if metric.unit == "ratio" and metric.name == "conversion" else top
        lines = [
            Line(row["label"], [self._bar(raw, top), *self._cells(metric, raw, list(shown), None)])
            for row, raw in zip(answer.rows, answer.raw, strict=True)
        ]
        columns = [{"label": FIRST[key]}, {"label": "", "wide": True}, *_numeric(shown.values())]
        return Table(metric, "", columns, lines, LEGENDS.get(metric.name, ""))

    def _bar(self, raw: Row, top: float) -> Cell:
        plan = self.planned.get(raw.get("stage") or "") if "p90" in raw else None
        share = (raw["value"] or 0) / top if top else 0.0
        return Cell("", bar=share, mark=plan / top if plan and top else None)

    def _cells(self, metric: Metric, raw: Row, columns: Sequence[str], by: str | None) -> Iterator[Cell]:
        for column in columns:
            yield Cell(self._text(metric, column, raw), self._href(metric, raw, by, PARTS.get(column)))

    def _by_group(self, told: dict[str, Answer]) -> Table:
        """Rows are groups; one column for each number that needs no stage."""
        by = self.asked.by
        shown = [METRICS[name] for name in STATS]
        groups = {raw["group"]: row["group"] for name in STATS for row, raw in _pairs(told[name])}
        found = {(name, raw["group"]): raw for name in STATS for raw in told[name].raw}
        top = max((raw["value"] or 0 for raw in told["win_rate"].raw), default=0)
        lines = []
        for group, name in groups.items():
            rate = found.get(("win_rate", group))
            cells = [Cell("", bar=(rate["value"] or 0) / top if rate and top else 0.0)]
            for metric in shown:
                raw = found.get((metric.name, group))
                cells.append(self._figure(metric, raw, by))
            lines.append(Line(group_label(by, name), cells))
        columns = [{"label": BY[by or ""]}, {"label": "", "wide": True}, *_numeric(metric.title for metric in shown)]
        return Table(METRICS["win_rate"], _("and what comes with it"), columns, lines)

    def _matrix(self, answer: Answer) -> Table:
        """Rows are groups, columns stages or reasons, cells the number itself."""
        metric, by = answer.question.definition, self.asked.by
        key = metric.keys[0]
        keys = {raw[key]: row["label"] for row, raw in sorted(_pairs(answer), key=_place)}
        groups = {raw["group"]: row["group"] for row, raw in _pairs(answer)}
        found = {(raw["group"], raw[key]): raw for raw in answer.raw}
        lines = [
            Line(group_label(by, name), [self._figure(metric, found.get((group, each)), by) for each in keys])
            for group, name in groups.items()
        ]
        return Table(metric, "", [{"label": BY[by or ""]}, *_numeric(keys.values())], lines)

    def _figure(self, metric: Metric, raw: Row | None, by: str | None) -> Cell:
        if raw is None or raw["value"] is None:
            return Cell(NOTHING)
        weak = metric.name == "conversion" and (raw["group"], raw["stage"]) in self.weak
        text = self._text(metric, "value", raw, short=True)
        return Cell(text, self._href(metric, raw, by), tone="bad" if weak else "")

    def _text(self, metric: Metric, column: str, raw: Row, *, short: bool = False) -> str:
        return words.in_words(raw[column], words.unit_of(metric, column), self.desk.purse.currency, short=short)

    def _href(self, metric: Metric, raw: Row, by: str | None, part: str | None = None) -> str:
        """Where the deals behind the row are listed; a group, stage or reason that is not known is left empty."""
        own = {key: "" if raw[key] is None else raw[key] for key in metric.keys}
        group = {"by": by, "group": "" if raw["group"] is None else raw["group"]} if by else {"by": ""}
        parts = {"part": ",".join(metric.counted) if part is None else part}
        asked = {**self.asking.params, **group, **own, **parts}
        return reverse("scorecard-deals", args=[metric.name]) + "?" + self.asking.query(asked)


def _pairs(answer: Answer) -> list[tuple[Row, Row]]:
    return list(zip(answer.rows, answer.raw, strict=True))


def _place(pair: tuple[Row, Row]) -> tuple[float, float]:
    """Stages in the order of the process, reasons by number of deals."""
    raw = pair[1]
    place = raw.get("position")
    return (float("inf") if place is None and "position" in raw else place or 0, -raw["n"])


def _numeric(titles: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"label": label, "numeric": True} for label in titles]
