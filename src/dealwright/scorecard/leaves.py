"""The pages of the scorecard beside its overview: what each shows, and what can be chosen there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as lazy

from dealwright.desk.jinja import address

Titled = tuple[str, object]


@dataclass(frozen=True)
class Leaf:
    """A page: its key in the address, its title, a line below it, its figures by name, and its stats by metric."""

    key: str
    title: object
    note: object
    figures: Sequence[str]
    stats: Sequence[str] = ()
    choices: Sequence[str] = ()  # beside the filters: metric, grain
    has_period: bool = True


LEAVES = {
    leaf.key: leaf
    for leaf in (
        Leaf("steps", lazy("Steps"), lazy("Every number of the process, and what changed"), ("steps",)),
        Leaf(
            "funnel", lazy("Funnel"), lazy("How far deals come, and where they stop"), ("funnel", "decided", "cohorts")
        ),
        Leaf(
            "velocity",
            lazy("Velocity"),
            lazy("What the open deals bring a day, and what makes it"),
            ("velocity-by-owner", "velocity-by-product", "stays", "older"),
            stats=("velocity", "velocity.n", "velocity.win_rate", "velocity.average_won", "velocity.cycle_days"),
        ),
        Leaf("bottlenecks", lazy("Bottlenecks"), lazy("Where time and deals are lost"), ("flow", "whose", "places")),
        Leaf(
            "trends",
            lazy("Trends"),
            lazy("Any number over time, and before and after you changed the process"),
            ("trend", "versions"),
            choices=("metric", "grain"),
            has_period=False,
        ),
        Leaf(
            "sources",
            lazy("Sources"),
            lazy("What each source of leads brings, and what it costs"),
            ("sources", "returns", "qualified", "win-rate-by-source"),
        ),
        Leaf(
            "won-lost",
            lazy("Won and lost"),
            lazy("Why deals end as they do"),
            ("reasons", "competitors", "win-rate-by-owner"),
            stats=("win_rate", "average_won", "given_away", "slippage"),
        ),
        Leaf("process", lazy("Process map"), lazy("How deals really move"), ("moves", "variants", "adherence")),
        Leaf("waterfall", lazy("Waterfall"), lazy("How the pipeline of one day became another's"), ("waterfall",)),
        Leaf(
            "adoption",
            lazy("Adoption"),
            lazy("Who uses the process, where it is bypassed, and which fields nobody needs"),
            ("use", "use-by-team", "bypassed", "fields", "own-fields"),
        ),
        Leaf(
            "oddities",
            lazy("Data"),
            lazy("Facts that cannot be, or do not tell of selling"),
            ("oddities",),
            has_period=False,
        ),
    )
}
BESIDE = (("forecast", lazy("Forecast")), ("goals", lazy("Goals")), ("dashboards", lazy("Dashboards")))


def tabs(current: str, kept: str) -> list[dict[str, object]]:
    """The ways to all pages of the scorecard; `kept` are the filters that go along, as they stand in an address."""
    own = [("", lazy("Overview")), *((leaf.key, leaf.title) for leaf in LEAVES.values())]
    shown = [
        {"label": title, "href": (address("scorecard-leaf", key) if key else address("scorecard")) + kept,
         "current": key == current}
        for key, title in own
    ]  # fmt: skip
    others = [{"label": title, "href": address(name), "current": False} for name, title in BESIDE if address(name)]
    return shown + others
