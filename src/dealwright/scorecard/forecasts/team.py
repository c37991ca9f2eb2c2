"""The forecast of a team beside that of everybody in it: sums, what they say, and what is missing to the goal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dealwright.workspace.queries import currency_of_company

from ..goals.models import Goal
from ..goals.queries import scope_of
from ..goals.scopes import COMPANY, People, Scope
from .periods import Period
from .submitted import Said
from .sums import CLOSED, Sums, together

GOAL = "revenue_won"
LENGTHS = {1: "month", 3: "quarter"}


@dataclass(frozen=True)
class Row:
    """A scope in the tree, `depth` steps below the top. Amounts are in minor units.

    `commit` and `best` add up what those in it say, of whom `said` of `members` did; a member's are their own.
    `own` is what its leader says of all of it. `goal` is None without one.
    """

    scope: Scope
    title: str
    depth: int
    sums: Sums
    commit: int
    best: int
    said: int
    members: int
    own: Said | None = None
    goal: int | None = None

    @property
    def gap(self) -> int | None:
        """What is missing to the goal with all that is sure; below zero it is passed."""
        return None if self.goal is None else self.goal - self.sums.amounts[CLOSED] - self.sums.amounts["commit"]


@dataclass(frozen=True)
class Tree:
    """Builds the rows: who is in it, what their deals add up to, what was said, and the goals there are."""

    people: People
    sums: Mapping[int | None, Sums]
    said: Mapping[Scope, Said]
    goals: Mapping[Scope, int]
    currency: str

    def rows(self, top: Scope) -> Iterator[Row]:
        """The top and all below it that have deals, a submission or a goal; teams before members."""
        yield from self._rows(top, 0)

    def row(self, scope: Scope, depth: int = 0) -> Row:
        """One scope."""
        owners = self.people.owners(scope)
        members = [one for one in self.people.names if owners is None or one in owners]
        told = [own for one in members if (own := self._own(Scope(member=one)))]
        working = [one for one in members if one in self.sums or Scope(member=one) in self.said]
        return Row(
            scope, self.people.title(scope), depth, together(self.sums, owners), sum(each.commit for each in told),
            sum(each.best for each in told), len(told), len(working), None if scope.member else self._own(scope),
            self.goals.get(scope),
        )  # fmt: skip

    def _rows(self, scope: Scope, depth: int) -> Iterator[Row]:
        row = self.row(scope, depth)
        if depth and not (row.sums.deals or row.said or row.own or row.goal):
            return
        yield row
        for each in self.people.inside(scope):
            yield from self._rows(each, depth + 1)

    def _own(self, scope: Scope) -> Said | None:
        """What was said of just this scope, where it is told in the same money."""
        found = self.said.get(scope)
        return found if found and found.currency == self.currency else None


def goals_of(period: Period, people: People, currency: str) -> dict[Scope, int]:
    """The goals for revenue in such a period that the actor sees; none where deals are told in another currency."""
    rows = Goal.objects.filter(metric=GOAL, period=LENGTHS[period.months], withdrawn_at=None, since__lt=period.end)
    found = {scope: row.target for row in rows if people.sees(scope := scope_of(row))}
    return found if found and currency == currency_of_company(people.actor) else {}


def top_of(people: People) -> Scope:
    """The widest scope that the actor sees whole: the company, their team, or themselves."""
    actor = people.actor
    wide = [COMPANY, *([Scope(team=actor.team_id)] if actor.team_id else [])]
    return next((each for each in wide if people.sees(each)), Scope(member=actor.id))
