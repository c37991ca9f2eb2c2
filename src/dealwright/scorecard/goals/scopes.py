"""Whose goal: a member's, a team's with those below it, or the company's; and who sees or sets it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dealwright import NotAllowed, NotFound
from dealwright.records.values import whole_number
from dealwright.workspace.queries import (
    Actor,
    Right,
    has_right,
    member_places,
    team_tree,
    visible_owner_ids,
)
from dealwright.workspace.reach import below

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Scope:
    """A member, a team, or (neither) the company."""

    member: int | None = None
    team: int | None = None

    @property
    def key(self) -> str:
        """As in an address: `member:5`, `team:2`, `company`."""
        return f"member:{self.member}" if self.member else f"team:{self.team}" if self.team else "company"


COMPANY = Scope()


class People:
    """Who is in which team, read once: the members of scopes, their names, and whether somebody sees them."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        members, teams = member_places(), team_tree()
        self.names = {who: place.name for who, place in members.items()}
        self.team_of = {who: place.team_id for who, place in members.items() if place.team_id is not None}
        self.teams = {team: name for team, (name, _) in teams.items()}
        self.parents = {team: parent for team, (_, parent) in teams.items()}
        self._below = {team: below(self.parents, team) for team in self.parents}

    def owners(self, scope: Scope) -> Collection[int] | None:
        """The members whose work counts; None means everybody's, and nobody's."""
        if scope.member:
            return frozenset({scope.member})
        if scope.team:
            return frozenset(who for who, team in self.team_of.items() if team in self._below.get(scope.team, NOBODY))
        return None

    def title(self, scope: Scope) -> str:
        """What the scope is called."""
        if scope.member:
            return self.names.get(scope.member, f"({scope.member})")
        return self.teams.get(scope.team, f"({scope.team})") if scope.team else _("The company")

    def exists(self, scope: Scope) -> bool:
        """Whether there is such a member or team."""
        return scope == COMPANY or scope.member in self.names or scope.team in self.teams

    def sees(self, scope: Scope) -> bool:
        """Whether the actor sees all deals and leads that count for it, so that its figures are whole for them."""
        owners = self.owners(scope)
        for one in ("deal", "lead"):
            visible = visible_owner_ids(self.actor, one)
            if visible is not None and (owners is None or not set(owners) <= visible or not owners):
                return False
        return True

    def may_set(self, scope: Scope) -> bool:
        """Whether the actor sets its goals: who leads those of their people and teams, an operator the company's."""
        if scope == COMPANY:
            return has_right(self.actor, Right.MEMBERS)
        return has_right(self.actor, Right.REASSIGN) and self.sees(scope)

    def inside(self, scope: Scope) -> list[Scope]:
        """The teams and members right below: of the company those of no other team."""
        if scope.member:
            return []
        teams = [Scope(team=team) for team, parent in self.parents.items() if parent == scope.team]
        members = [Scope(member=who) for who in self.names if self.team_of.get(who) == scope.team]
        found = [*sorted(teams, key=self.title), *sorted(members, key=self.title)]
        return [each for each in found if self.sees(each)]


def read_scope(text: str, people: People) -> Scope:
    """The scope that an address names and the actor sees; raises NotFound for any other."""
    kind, _sep, number = text.partition(":")
    found = whole_number(number) if number else None
    known: Mapping[str, Scope] = {"member": Scope(member=found), "team": Scope(team=found)}
    scope = COMPANY if text == "company" else known.get(kind) if found else None
    if scope is None or not people.exists(scope) or not people.sees(scope):
        raise NotFound(_("There are no goals of that name for you."), field="who")
    return scope


def require_setting(people: People, scope: Scope) -> None:
    """Raise NotAllowed unless the actor may set the scope's goals."""
    if not people.may_set(scope):
        remedy = "Ask an operator." if scope == COMPANY else "Ask your manager."
        raise NotAllowed("These goals are not yours to set.", remedy=remedy)
