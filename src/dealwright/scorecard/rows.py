"""The deals behind a row of a figure that is no metric: a move, a path, a step of the waterfall."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from dealwright import NotFound
from dealwright.desk.figures import number, whole_money
from dealwright.desk.times import day

from .queries import Desk, require_amounts
from .questions import Question
from .words import deals as deals_told

Given = Mapping[str, str]
STRAYED = "strayed"
WAYS = {"straight": lazy("As the process is designed"), STRAYED: lazy("With a stage skipped or gone back to")}
PATH_JOINT = ","  # no key of a stage has one
ENDS = {"start": "Opened", "won": "Won", "lost": "Lost"}
CHANGES = {
    "opened": "Opened", "reopened": "Opened again", "pulled_in": "Pulled in", "grown": "Grown", "shrunk": "Shrunk",
    "other": "Amount set or cleared", "slipped": "Slipped", "won": "Won", "lost": "Lost",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row in words, the page it stands on, and its deals by number, each with what it counts there."""

    title: str
    note: str
    leaf: str
    deals: Sequence[tuple[int, str]]


def row_of(figure: str, given: Given, question: Question, asked: Desk) -> Row:
    """The row of a figure that the address names; raises NotFound for an unknown figure or row, NotAllowed for amounts
    that are hidden.
    """
    if figure not in READERS:
        raise NotFound(f"“{figure[:40]}” has no deals behind its rows.", remedy=f"These have: {', '.join(READERS)}.")
    return READERS[figure](given, question, asked)


def _move(given: Given, question: Question, asked: Desk) -> Row:
    from dealwright.metrics.mining.moves import movers

    origin, target = given.get("origin") or None, given.get("target") or None
    days = (question.start, question.end)
    found = movers(asked.facts.connection, given.get("of") or None, origin, target, *days)
    times = sum(n for _deal, n in found)
    told = ngettext("%(n)s move, of %(deals)s deals.", "%(n)s moves, of %(deals)s deals.", times)
    told %= {"n": number(times), "deals": number(len(found))}
    begins, ends = (called(asked, each) if each else "" for each in (origin, target))
    title = " → ".join(filter(None, (begins, ends))) or _("All moves")
    title = _("Came to %(stage)s") % {"stage": ends} if ends and not begins else title
    return Row(title, told, "process", [(deal, _times(n)) for deal, n in found])


def _path(given: Given, question: Question, asked: Desk) -> Row:
    from dealwright.metrics.mining.variants import travellers

    path = given.get("path", "").split(PATH_JOINT)
    found = travellers(asked.facts.connection, given.get("of", ""), path, question.start, question.end)
    title = " → ".join(called(asked, each) for each in path)
    return Row(title, _("The deals that took this path."), "process", [(deal, "") for deal in found])


def _change(given: Given, question: Question, asked: Desk) -> Row:
    from dealwright.metrics.mining.waterfall import changed

    require_amounts(asked.tells_money)
    kind, (first, last), purse = given.get("kind", ""), days_of(question), asked.purse
    title = change_title(kind, first, last)
    if not title:
        raise NotFound(f"The waterfall has no step “{kind[:40]}”.", remedy=f"It has: start, {', '.join(CHANGES)}, end.")
    days = (first, last + timedelta(days=1))
    found = changed(asked.facts.connection, kind, *days, money=purse.money)
    total = whole_money(sum(value for _id, value in found), purse.currency)
    told = _("%(deals)s, %(total)s in all.") % {"deals": deals_told(len(found)), "total": total}
    if kind in ("slipped", "pulled_in"):
        told = ngettext(
            "%(n)s deal was given another day to close on. That moves no amount.",
            "%(n)s deals were given another day to close on. That moves no amount.",
            len(found),
        ) % {"n": number(len(found))}
    return Row(title, told, "waterfall", [(deal, whole_money(value, purse.currency)) for deal, value in found])


def _followed(given: Given, question: Question, asked: Desk) -> Row:
    from dealwright.metrics.mining.compared import compared

    way = given.get("way", "")
    if way not in WAYS:
        raise NotFound(f"There is no way “{way[:40]}”.", remedy=f"There are: {', '.join(WAYS)}.")
    found = compared(asked.facts.connection, way == STRAYED, question.start, question.end)
    note = _("Deals that came to a third stay in a stage, by what they had done until then.")
    return Row(str(WAYS[way]), note, "process", [(deal, _(ENDS[status])) for deal, status in found])


READERS: dict[str, Callable[[Given, Question, Desk], Row]] = {
    "moves": _move, "variants": _path, "waterfall": _change, "adherence": _followed
}  # fmt: skip


def called(asked: Desk, key: str) -> str:
    """What an end of a move is called: a stage, or how deals begin and end."""
    return _(ENDS[key]) if key in ENDS else asked.titles.stages.get(key, key)


def days_of(question: Question) -> tuple[date, date]:
    """The first and last day of the waterfall that is asked for; without a period the last 90 days."""
    last = question.last or question.as_of or timezone.localdate()
    return question.start or last - timedelta(days=90), last


def change_title(kind: str, first: date, last: date) -> str:
    """What a step of the waterfall between these days is called; "" for none that it has."""
    levels = {"start": day(first), "end": _("End of %(day)s") % {"day": day(last)}}
    return levels.get(kind) or (_(CHANGES[kind]) if kind in CHANGES else "")


def _times(n: int) -> str:
    return ngettext("once", "%(n)s times", n) % {"n": number(n)}
