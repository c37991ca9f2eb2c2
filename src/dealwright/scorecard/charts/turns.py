"""Whose wait it is: the days that deals stay in a stage, by who has to act next."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dealwright.desk.charts import Figure, Point, Series
from dealwright.desk.charts.figure import Tone
from dealwright.desk.figures import percent
from dealwright.desk.times import days

from ..mining import staying
from .asking import Asking

TURNS: Mapping[str, tuple[object, Tone]] = {
    "ours": (lazy("We have to act"), "accent"),
    "buyer": (lazy("The buyer has to act"), "warn"),
    "others": (lazy("Approval within our house"), "info"),
    "unknown": (lazy("Not known"), "muted"),
}
ENOUGH = 0.5  # the share of days of which something must be known before we say whose they are


def whose(asking: Asking) -> Figure:
    """The days that a deal stays in each stage on average, by whose turn it was."""
    rows = staying(asking.desk)
    series = [
        Series(str(name), [_part(row, turn) for row in rows], tone) for turn, (name, tone) in TURNS.items()
    ]  # fmt: skip
    series += [
        Series(_("All together"), [_days(row["days"] / row["n"]) for row in rows], drawn=False),
        Series(_("Something is known of"), [Point(row["known"], percent(row["known"])) for row in rows], drawn=False),
    ]
    labels = [row["stage_title"] for row in rows]
    note = _(
        "Days a deal stays on average. After a call, a meeting or a message from the buyer it is our turn, and while a "
        "task of ours is late; after our e-mail or a call nobody answered it is theirs. What was logged without saying "
        "who called or wrote counts as from us. What nothing tells of is not guessed."
    )
    return Figure("whose", _("Whose wait it is"), "stacked", _("Stage"), labels, series, _said(rows), note, "days")


def _part(row: Mapping[str, Any], turn: str) -> Point:
    """The days of one turn, with its share of all."""
    share = row[turn] / row["days"] if row["days"] else 0.0
    found = _days(row[turn] / row["n"])
    return Point(found.value, f"{found.text} · {percent(share)}")


def _days(value: float) -> Point:
    return Point(value, days(round(value, 1)))


def _said(rows: Sequence[Mapping[str, Any]]) -> str:
    """The stage in which most days are ours, or that too little is known."""
    whole = sum(row["days"] for row in rows)
    known = sum(row["days"] * row["known"] for row in rows) / whole if whole else 0.0
    if not rows:
        return ""
    if known < ENOUGH:
        return _("Of most days nothing tells whose turn it was: log calls and e-mails, both yours and theirs.")
    most = max(rows, key=lambda row: row["ours"])
    return _("In %(stage)s it is our turn for longest: %(days)s of %(all)s a deal.") % {
        "stage": most["stage_title"],
        "days": days(round(most["ours"] / most["n"], 1)),
        "all": days(round(most["days"] / most["n"], 1)),
    }


def beyond(each: Mapping[str, Any]) -> str:
    """By whom the days beyond the norm of a place were waited for, as a sentence; "" where too little is known."""
    over = {turn: each["whose"][turn] - each["norm_whose"][turn] for turn in TURNS}
    extra = each["days"] - each["norm_days"]
    turn = max(("ours", "buyer", "others"), key=lambda one: over[one])
    if extra <= 0 or over["unknown"] > ENOUGH * extra or over[turn] <= 0:
        return ""
    told = {"days": days(round(over[turn], 1)), "extra": days(round(extra, 1))}
    match turn:
        case "ours":
            return _("Of %(extra)s beyond what is usual there, it was our turn for %(days)s.") % told
        case "buyer":
            return _("Of %(extra)s beyond what is usual there, it was the buyer's turn for %(days)s.") % told
        case _:
            return _("Of %(extra)s beyond what is usual there, %(days)s went by until somebody approved.") % told
