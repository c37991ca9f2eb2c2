"""One figure of each kind, for the gallery and for whoever wants to see how they are made."""

from collections.abc import Sequence
from itertools import pairwise

from dealwright.desk.charts.figure import Edge, Figure, Kind, Node, Point, Series, Unit
from dealwright.desk.figures import percent, whole_money

STAGES = ("Prospecting", "Qualifying", "Needs assessment", "Proposal", "Closing")
MONTHS = ("June", "July", "August", "September", "October")


def samples() -> Sequence[Figure]:
    """Figures with invented numbers."""
    shares = [Point(share, percent(share), "?", share - 0.06, share + 0.05) for share in (1.0, 0.83, 0.58, 0.53, 0.31)]
    money = [
        Point(amount, whole_money(100 * amount, "USD"), "?") for amount in (41_000, 92_500, 12_300, -30_200, 115_600)
    ]
    halves = [Point(each.value and each.value / 2, each.text) for each in shares]
    dots = [Point(0.1 * n + 0.05 * (-1) ** n, f"{n} of 10", at=0.1 * n) for n in range(1, 10)]
    return [
        _of("funnel", [Series("Reached it", shares)], "ratio"),
        _of("bar", [Series("Value", money)], "money"),
        _of("stacked", [Series("Won", shares, "good"), Series("Lost", halves, "bad")], "ratio"),
        _of("column", [Series("Won", shares, "good"), Series("Lost", halves, "bad")], "ratio"),
        _of("line", [Series("Win rate", shares)], "ratio", MONTHS),
        _of("waterfall", [Series("Value", money)], "money"),
        _of("heat", [Series(month, halves if n % 2 else shares) for n, month in enumerate(MONTHS)], "ratio"),
        _of("scatter", [Series("Deals", dots)], "ratio", [f"{n}0 %" for n in range(1, 10)]),
        _flow(),
    ]


def _of(kind: Kind, series: Sequence[Series], unit: Unit, labels: Sequence[str] = STAGES) -> Figure:
    title, told = kind.capitalize(), "A sentence that sums it up."
    return Figure(kind, title, kind, "Stage", labels, series, told, "What it means.", unit, "USD")


def _flow() -> Figure:
    nodes = [Node(each, each, f"{9 + n} days", n, tone="bad" if n == 3 else "muted") for n, each in enumerate(STAGES)]
    on = [Edge(one, two, "412", 0.8 - 0.15 * n) for n, (one, two) in enumerate(pairwise(STAGES))]
    back = Edge(STAGES[3], STAGES[1], "57", 0.2, 0.4, "bad", "back 57 times")
    rows = [f"{each.origin} to {each.target}" for each in (*on, back)]
    times = Series("Times", [Point(None, each.text) for each in (*on, back)])
    return Figure("flow", "Flow", "flow", "Way", rows, [times], nodes=nodes, edges=[*on, back])
