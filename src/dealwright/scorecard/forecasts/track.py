"""How good forecasts were: the back-test of the method in use, and past snapshots beside what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dealwright.records.money import to_text
from dealwright.workspace.queries import Actor

from ..answers import Purse
from ..goals.scopes import People, Scope, read_scope
from ..models import Snapshot
from ..queries import desk_with_money
from .periods import Period
from .snapshots import Came, came, of_period
from .team import top_of

MONEY = ("forecast", "low", "high", "won")


@dataclass(frozen=True)
class Track:
    """The track record of a scope for periods of one length; without a snapshot there is none yet."""

    period: Period
    scope: Scope
    title: str
    purse: Purse
    snapshot: Snapshot | None
    came: Sequence[Came]

    @property
    def tried(self) -> dict[str, Any]:
        """The back-test as the snapshot keeps it."""
        return self.snapshot.figures["backtest"] if self.snapshot else {}

    @property
    def used(self) -> dict[str, Any] | None:
        """The score of the method in use."""
        method = self.snapshot.figures["method"] if self.snapshot else None
        return next((each for each in self.tried.get("scores", ()) if each["method"] == method), None)

    def as_dict(self) -> dict[str, Any]:
        """As the API gives it; amounts as decimal texts."""
        figures = self.snapshot.figures if self.snapshot else {}
        return {
            "period": self.period.key,
            "who": self.scope.key,
            "name": self.title,
            "currency": self.purse.currency,
            "made_on": self.snapshot.day.isoformat() if self.snapshot else None,
            "method": figures.get("method"),
            "said": figures.get("said", []),
            "scores": self.tried.get("scores", []),
            "as_it_went": self.tried.get("as_it_went"),
            "reliability": self.tried.get("reliability", []),
            "trials": [self._plain(each) for each in self.tried.get("trials", ())],
            "snapshots": [self._came(each) for each in self.came],
        }

    def _came(self, each: Came) -> dict[str, Any]:
        amounts = {"expected": each.expected, "low": each.low, "high": each.high, "won": each.won}
        told = {name: self._text(amount) for name, amount in amounts.items()}
        return {"period": each.period.key, "made_on": each.made_on.isoformat(), **told}

    def _plain(self, trial: dict[str, Any]) -> dict[str, Any]:
        return {name: self._text(value) if name in MONEY else value for name, value in trial.items()}

    def _text(self, minor: float | None) -> str | None:
        return None if minor is None else to_text(round(minor), self.purse.currency)


def track(period: Period, who: str = "", *, actor: Actor) -> Track:
    """The track record for such periods, of the scope of that name; see `outlook` for what is refused."""
    asked, people = desk_with_money(actor), People(actor)
    scope, purse = read_scope(who, people) if who else top_of(people), asked.purse
    made = of_period(scope, period, purse.currency)
    before = came(scope, period, asked.facts, (purse.currency, purse.money), people.owners(scope))
    return Track(period, scope, people.title(scope), purse, made[-1] if made else None, before)
