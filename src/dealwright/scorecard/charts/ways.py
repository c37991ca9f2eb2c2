"""Figures of the ways deals really took: the map of moves, whole paths, and how well they follow the process."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from dealwright.desk.charts import Edge, Figure, Node, Point, Series
from dealwright.desk.charts.figure import Tone
from dealwright.desk.figures import number, percent
from dealwright.desk.times import days
from dealwright.metrics import METRICS, wilson

from ..mining import moves as all_moves
from ..mining import variants as all_variants
from ..paths import told_short
from ..rows import ENDS, PATH_JOINT, WAYS, called
from ..words import deals as deals_told
from .asking import Asking
from .comparing import FEW

MOST = 12
SHOWN = 0.02  # of the commonest move: rarer ones stand in the table only
TONES: dict[str, Tone] = {"designed": "accent", "skip": "warn", "back": "bad", "again": "bad"}
KINDS = {
    "designed": lazy("as designed"), "skip": lazy("skips a stage"), "back": lazy("goes back"), "again": lazy("stays"),
}  # fmt: skip


def moves(asking: Asking) -> Figure:
    """How deals moved from stage to stage, over the way that the process designs."""
    found = all_moves(asking.desk, asking.question.start, asking.question.end)
    nodes = _nodes(asking, found)
    places = {node.key: node.along for node in nodes}
    most = max((each["n"] for each in found), default=1)
    drawn = [each for each in found if each["n"] >= SHOWN * most and each["origin"] != each["target"]]
    edges = [_edge(asking, each, most, places) for each in drawn if {each["origin"], each["target"]} <= places.keys()]
    labels = [f"{called(asking.desk, each['origin'])} → {called(asking.desk, each['target'])}" for each in found]
    series = [
        Series(_("Times"), [Point(each["n"], number(each["n"]), _behind(asking, each)) for each in found]),
        Series(_("Of all that leave"), [Point(each["share"], percent(each["share"])) for each in found]),
        Series(_("Half within"), [Point(each["days"], days(_rounded(each["days"]))) for each in found]),
        Series(_("Kind"), [Point(None, str(KINDS[each["kind"]])) for each in found]),
    ]
    strayed = sum(each["n"] for each in found if each["kind"] != "designed")
    summary = _(
        "%(share)s of all moves are not as the process is designed: amber ones skip a stage, red ones go back."
    ) % {"share": percent(strayed / max(sum(each["n"] for each in found), 1))}
    note = _("Every move that was made in the period. The thicker a line, the more often deals went that way.")
    return Figure(
        "moves", _("Map of moves"), "flow", _("Move"), labels, series, summary, note, nodes=nodes, edges=edges
    )


def _nodes(asking: Asking, found: Sequence[dict[str, Any]]) -> list[Node]:
    """Opening, the stages in the order of the process, and both ends."""
    ends = [*(each["origin"] for each in found), *(each["target"] for each in found)]
    stages = list(dict.fromkeys(end for end in ends if end not in ENDS))
    into = {key: sum(each["n"] for each in found if each["target"] == key) for key in (*stages, "won", "lost")}
    came = {key: asking.behind("moves", target=key) for key in into}
    middle = [Node(key, asking.stage(key), number(into[key]), n + 1, href=came[key]) for n, key in enumerate(stages)]
    end = len(stages) + 1
    began = sum(each["n"] for each in found if each["origin"] == "start")
    return [
        Node("start", _("Opened"), number(began), 0, href=asking.behind("moves", origin="start")),
        *middle,
        Node("won", _("Won"), number(into["won"]), end, 0, "good", came["won"]),
        Node("lost", _("Lost"), number(into["lost"]), end, -1.6, "bad", came["lost"]),
    ]


def _edge(asking: Asking, each: dict[str, Any], most: int, places: dict[str, float]) -> Edge:
    """A move; what is not to the next place bows around those between, losses do not."""
    kind, apart = each["kind"], places[each["target"]] - places[each["origin"]]
    is_lost = each["target"] == "lost"
    bend = 0.0 if is_lost or apart == 1 else -0.15 - 0.9 / max(abs(apart), 1)
    tone: Tone = "muted" if is_lost else TONES[kind]
    said = _("%(n)s times") % {"n": number(each["n"])}
    if each["days"] is not None:
        said += _(", half within %(days)s") % {"days": days(_rounded(each["days"]))}
    text = "" if is_lost else number(each["n"])
    way = f"{called(asking.desk, each['origin'])} → {called(asking.desk, each['target'])}"
    told, href = f"{way}: {said}", _behind(asking, each)
    return Edge(each["origin"], each["target"], text, each["n"] / most, bend, tone, told, href)


def _behind(asking: Asking, each: dict[str, Any]) -> str:
    """Where the deals that made a move are listed."""
    return asking.behind("moves", of=each["process"], origin=each["origin"], target=each["target"])


def variants(asking: Asking) -> Figure:
    """The paths that most deals took."""
    every = all_variants(asking.desk, asking.question.start, asking.question.end)
    found = every[:MOST]
    labels = [_path(asking, each) for each in found]
    series = [
        Series(_("Deals"), [_taken(asking, each) for each in found]),
        Series(_("Of the closed ones won"), [Point(each["won"], percent(each["won"])) for each in found], drawn=False),
        Series(_("Half within"), [Point(each["days"], days(_rounded(each["days"]))) for each in found], drawn=False),
        Series(_("Returns"), [Point(each["loops"], number(each["loops"])) for each in found], drawn=False),
        Series(_("Stages skipped"), [Point(each["skips"], number(each["skips"])) for each in found], drawn=False),
    ]
    straight = sum(each["share"] * each["straight"] / each["n"] for each in every)
    summary = _("%(share)s of the deals opened go as the process is designed; amber paths skip a stage or go back.") % {
        "share": percent(straight)
    }
    return Figure("variants", _("Paths that deals took"), "bar", _("Path"), labels, series, summary)


def _taken(asking: Asking, each: dict[str, Any]) -> Point:
    """How many deals took a path, and where they are listed."""
    href = asking.behind("variants", of=each["process"], path=PATH_JOINT.join(each["path"]))
    text = f"{number(each['n'])} · {percent(each['share'])}"
    return Point(each["n"], text, href, tone=None if each["fits"] else "warn")


def _path(asking: Asking, each: dict[str, Any]) -> str:
    """A path in words: its ends where it goes as designed, else every step."""
    stages = [asking.stage(key) for key in each["path"]]
    return f"{stages[0]} … {stages[-1]}" if each["fits"] and len(stages) > 2 else " → ".join(told_short(stages))


def adherence(asking: Asking) -> Figure:
    """Whether deals that follow the process are won more often, of those that came far enough to stray."""
    raw = asking.answer("adherence").raw[0]
    straight = raw["compared_straight"] or 0
    told = [(raw["won_straight"], straight), (raw["won_otherwise"], (raw["compared"] or 0) - straight)]
    points = [_won(asking, way, *each) for way, each in zip(WAYS, told, strict=True)]
    summary = ngettext(
        "Of %(n)s deal that came to a third stay in a stage, by what it had done until then.",
        "Of %(n)s deals that came to a third stay in a stage, by what they had done until then.",
        raw["compared"] or 0,
    )
    title, note = _("Does following the process pay?"), METRICS["adherence"].pitfalls
    return Figure(
        "adherence", title, "bar", _("Way"), list(map(str, WAYS.values())), [Series(_("Of these won"), points)],
        summary % {"n": number(raw["compared"])}, note, "ratio",
    )  # fmt: skip


def _won(asking: Asking, way: str, share: float | None, n: int) -> Point:
    """The share won of so many deals, with the range in which the true one lies; too few say nothing."""
    href = asking.behind("adherence", way=way)
    if share is None or n < FEW:
        return Point(None, _("%(deals)s: too few to say") % {"deals": deals_told(n)}, href)
    low, high = wilson(share * n, n, sqrt)
    return Point(share, f"{percent(share)} · {deals_told(n)}", href, low, high)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1) if value < 10 else round(value)
