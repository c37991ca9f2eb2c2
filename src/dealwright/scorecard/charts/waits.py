"""Figures of where time and deals are lost: stages as a flow, and the places that stand out."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from dealwright.desk.charts import Edge, Figure, Node, Point, Series
from dealwright.desk.figures import number, percent, whole_money
from dealwright.desk.jinja import address
from dealwright.desk.times import days
from dealwright.records.filters import MOST_IN_A_LIST

from ..answers import minor
from ..mining import stuck
from .asking import Asking
from .turns import TURNS, beyond


def flow(asking: Asking) -> Figure:
    """The stages with the days deals wait there and the share that is lost there."""
    stay, went = asking.answer("stage_time"), asking.answer("conversion")
    lost = {raw["stage"]: raw for raw in went.raw}
    rows = [raw for raw in stay.raw if raw["stage"] in lost]
    total = sum((raw["mean"] or 0) * raw["n"] for raw in rows) or 1
    waiting = {raw["stage"]: (raw["mean"] or 0) * raw["n"] / total for raw in rows}
    longest = max(waiting, key=lambda stage: waiting[stage], default=None)
    worst = longest if longest and waiting[longest] else None
    nodes = [_node(asking, raw, lost[raw["stage"]], n, raw["stage"] == worst) for n, raw in enumerate(rows)]
    most = max((each["converted"] or 0 for each in lost.values()), default=0) or 1
    edges = [
        Edge(one["stage"], two["stage"], percent(lost[one["stage"]]["value"]), lost[one["stage"]]["converted"] / most)
        for one, two in pairwise(rows)
    ]
    series = [
        Series(_("Share of all waiting"), [Point(each, percent(each)) for each in waiting.values()]),
        Series(_("Half within"), [asking.point(stay, raw, parts=["left"]) for raw in rows]),
        Series(_("9 of 10 within"), [asking.point(stay, raw, "p90", ["left"]) for raw in rows]),
        Series(_("Lost there"), [asking.point(went, lost[raw["stage"]], "drop_off", ["lost"]) for raw in rows]),
        Series(_("There now"), [asking.point(went, lost[raw["stage"]], "open", ["open"]) for raw in rows]),
    ]
    labels = [asking.stage(raw["stage"]) for raw in rows]
    summary = ""
    if worst:
        summary = _("%(stage)s takes %(share)s of all the time that deals wait before they leave a stage.") % {
            "stage": asking.stage(worst), "share": percent(waiting[worst])
        }  # fmt: skip
    note = _("Each stage with half of its stays and the share lost there; lines carry the share that got further.")
    return Figure(
        "flow", _("Where deals wait"), "flow", _("Stage"), labels, series, summary, note, nodes=nodes, edges=edges
    )


def _node(asking: Asking, raw: dict[str, Any], lost: dict[str, Any], n: int, is_worst: bool) -> Node:
    stayed = days(round(raw["value"], 1), short=True) if raw["value"] is not None else "–"
    text = _("%(days)s · %(share)s lost") % {"days": stayed, "share": percent(lost["drop_off"])}
    return Node(raw["stage"], asking.stage(raw["stage"]), text, n, tone="bad" if is_worst else "muted")


def places(asking: Asking) -> Figure:
    """The segments that wait longer in a stage than all others do and are lost there more often."""
    found = stuck(asking.desk)
    labels = [f"{each['stage_title']}: {each['segment']}" for each in found]
    drop = [(each["drop_off"], each["norm_drop_off"]) for each in found]
    series = [
        Series(_("Lost there"), [Point(own, percent(own)) for own, _norm in drop], "bad"),
        Series(_("Lost elsewhere"), [Point(norm, percent(norm)) for _own, norm in drop], "muted"),
        Series(_("Days there"), [_days(each["days"]) for each in found], drawn=False),
        Series(_("Days elsewhere"), [_days(each["norm_days"]) for each in found], drawn=False),
        *(
            Series(str(name), [_turn(each, turn) for each in found], drawn=False)
            for turn, (name, _tone) in TURNS.items()
        ),
        Series(_("Share of all waiting"), [_share(each["waiting"]) for each in found], drawn=False),
        Series(_("Would be won in addition"), [_money(each["effect"], asking) for each in found], drawn=False),
        Series(_("How sure"), [Point(each["confidence"], _said(each)) for each in found], drawn=False),
        Series(_("There now"), [_count(each["open_deals"]) for each in found], drawn=False),
    ]
    note = _(
        "Held against the same stage for all other deals. How sure: how often it came first when deals were drawn anew."
    )
    title = _("Places that stand out")
    return Figure("places", title, "bar", _("Place"), labels, series, _worst(found), note, "ratio")


def _worst(found: list[dict[str, Any]]) -> str:
    if not found:
        return _("Nowhere do at least 10 deals wait longer and are lost more often than others.")
    told = {"place": f"{found[0]['segment']} · {found[0]['stage_title']}", "share": percent(found[0]["confidence"])}
    if found[0]["may_be_chance"]:
        return _("%(place)s comes first, but only in %(share)s of the tries with other deals: it may be chance.") % told
    first = _("%(place)s loses most time and deals, in %(share)s of the tries with other deals.") % told
    return f"{first} {beyond(found[0])}".rstrip()


def _said(each: dict[str, Any]) -> str:
    return percent(each["confidence"]) + (f" · {_('may be chance')}" if each["may_be_chance"] else "")


def _days(value: float) -> Point:
    return Point(value, days(round(value, 1)))


def _turn(each: dict[str, Any], turn: str) -> Point:
    """The days there of one turn, beside those elsewhere."""
    own, norm = (days(round(each[name][turn], 1)) for name in ("whose", "norm_whose"))
    return Point(each["whose"][turn], _("%(own)s, elsewhere %(norm)s") % {"own": own, "norm": norm})


def _share(value: float) -> Point:
    return Point(value, percent(value))


def _count(deals: Sequence[int]) -> Point:
    """How many open deals sit there, and the list of them."""
    few = ",".join(map(str, deals[:MOST_IN_A_LIST]))
    return Point(len(deals), number(len(deals)), f"{address('deals')}?id__in={few}" if deals else "")


def _money(value: float | None, asking: Asking) -> Point:
    return Point(value, whole_money(None if value is None else minor(value, asking.currency), asking.currency))
