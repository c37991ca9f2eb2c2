"""Why a member may see or change a record, and why not: every reason for and against, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from dealwright import NotAllowed

from .access import peers
from .guarded import Kept, record_of
from .models import CompanyRole, Holding, Member, Share, Team, Territory
from .queries import member
from .reach import KNOWN_TO_ALL, Verb, above, usual
from .rules import RIGHTS, Actor, Right, Role, Sees, has_right

DOING = {Verb.SEE: "see", Verb.CHANGE: "change"}


@dataclass(frozen=True)
class Reason:
    """One reason in a sentence; `speaks_for` tells whether it lets the member."""

    speaks_for: bool
    text: str


@dataclass(frozen=True)
class Answer:
    """Whether a member may do something with a record, and every reason for and against."""

    verb: Verb
    reasons: Sequence[Reason]

    @property
    def may(self) -> bool:
        """Whether one reason suffices, as any does."""
        return any(reason.speaks_for for reason in self.reasons)


def why(of: Member, kept: Kept) -> tuple[Answer, Answer]:
    """Whether the member may see and may change the record, with all reasons."""
    if not of.is_active:
        gone = [Reason(False, f"{of.name} does not work here any more, and cannot sign in.")]
        return Answer(Verb.SEE, gone), Answer(Verb.CHANGE, gone)
    asked = _Question(of, kept)
    sees = Answer(Verb.SEE, list(asked.reasons(Verb.SEE)))
    if sees.may:
        return sees, Answer(Verb.CHANGE, list(asked.reasons(Verb.CHANGE)))
    return sees, Answer(Verb.CHANGE, [Reason(False, f"{of.name} cannot see it.")])


def ask_why(member_id: int, one: str, record_id: int, *, by: Actor) -> tuple[Member, Kept, Answer, Answer]:
    """The member, the record, and whether they may see and change it, for somebody who asks.

    One asks for oneself, who manages members for anybody. Raises NotFound for a record that the asker cannot see.
    """
    kept = record_of(one, record_id, by)
    if member_id != by.id and not has_right(by, Right.MEMBERS):
        raise NotAllowed("You may ask this for yourself only.", remedy="Ask somebody who manages members.")
    who = member(member_id)
    return who, kept, *why(who, kept)


class _Question:
    """One member and one record, with what sentences about them need."""

    def __init__(self, member: Member, kept: Kept) -> None:
        self.member, self.kept, self.one = member, kept, kept.kind.one
        self.label = kept.kind.label.lower()
        self.owner = Member.objects.filter(id=kept.owner_id).first() if kept.owner_id else None
        self.teams = {team.id: team for team in Team.objects.all()}
        held = Holding.objects.filter(member=member).values("role")
        self.roles = list(CompanyRole.objects.filter(id__in=held).order_by("title"))

    def reasons(self, verb: Verb) -> Iterator[Reason]:
        """All reasons, those by owner first."""
        yield self._by_owner()
        if has_right(self.member, Right.MEMBERS):
            yield Reason(True, f"{self._manages()} manages members, and so reaches all records.")
        yield from self._by_itself(verb)
        for role in self.roles:
            if far := role.reach.get(self.one, {}).get(verb):
                yield self._as_far(f"The role “{role.title}” lets {self.member.name} {verb}", Sees(far))
        yield from self._by_share(verb)

    def _by_owner(self) -> Reason:
        if self.owner is None:
            return Reason(True, f"Nobody owns this {self.label}, so it is everybody's to see and change.")
        if self.owner.id == self.member.id:
            return Reason(True, f"{self.member.name} owns this {self.label}.")
        return Reason(False, f"{self.owner.name} owns this {self.label}, not {self.member.name}.")

    def _manages(self) -> str:
        if Right.MEMBERS in RIGHTS[Role(self.member.role)]:
            return f"{self.member.name}, being {self.member.role},"
        return next(f"The role “{each.title}”" for each in self.roles if Right.MEMBERS in each.rights)

    def _by_itself(self, verb: Verb) -> Iterator[Reason]:
        """What the built-in role and the member's own sight say."""
        far = usual(self.member, self.one, verb)
        if verb == Verb.SEE and self.one in KNOWN_TO_ALL:
            yield Reason(True, "Customers are known to the whole company.")
        elif verb == Verb.SEE:
            yield self._as_far(f"By the settings {self.member.name} sees", far)
        elif has_right(self.member, Right.REASSIGN):
            yield self._as_far(f"Who may reassign records, as {self.member.name} may, changes", far)
        else:
            yield Reason(False, f"As {self.member.role}, {self.member.name} changes only what is theirs or nobody's.")

    def _as_far(self, who: str, far: Sees | None) -> Reason:
        if far == Sees.ALL:
            return Reason(True, f"{who} all records.")
        if far != Sees.TEAM:
            return Reason(self._is_own(), f"{who} their own records.")
        return self._as_team(who)

    def _as_team(self, who: str) -> Reason:
        if self.member.team_id is None:
            return Reason(self._is_own(), f"{who} the team's records, but {self.member.name} is in no team.")
        mine = self.teams[self.member.team_id].name
        if self.owner is None or self.owner.id == self.member.id:
            return Reason(True, f"{who} the records of team {mine}.")
        holds = self.owner.id in peers(self.member)
        return Reason(holds, f"{who} the records of team {mine} and of those below it; {self._place(holds)}.")

    def _is_own(self) -> bool:
        return self.owner is None or self.owner.id == self.member.id

    def _place(self, holds: bool) -> str:
        """Where the owner stands, seen from the member's team."""
        if self.owner is None or self.owner.team_id is None:
            return "the owner is in no team"
        mine, theirs = self.member.team_id, self.owner.team_id
        name = self.teams[theirs].name
        if holds and mine != theirs:
            return f"{self.owner.name} is in team {name}, which is below it"
        return f"{self.owner.name} is in {'it' if mine == theirs else f'team {name}'}"

    def _by_share(self, verb: Verb) -> Iterator[Reason]:
        shares = self._shares()
        for share in shares:
            who = f" by {share.by.name}" if share.by else ""
            told = f"It was shared{who} on {share.at:%Y-%m-%d} with {self._whom(share.to)}, to {share.verb} it"
            because = f" ({share.reason})" if share.reason else ""
            yield Reason(verb == Verb.SEE or share.verb == Verb.CHANGE, f"{told}{because}.")
        if not shares:
            yield Reason(False, f"It is not shared with {self.member.name}, nor with a team of theirs.")

    def _shares(self) -> list[Share]:
        """The shares of this record that reach the member."""
        tos = [f"member:{self.member.id}", *(f"team:{team}" for team in above(self._parents(), self.member.team_id))]
        tos += [f"territory:{one.id}" for one in Territory.objects.all() if self.member.id in one.members]
        found = Share.objects.filter(Q(to__in=tos), kind=self.one, record_id=self.kept.id)
        return list(found.select_related("by").order_by("id"))

    def _parents(self) -> Mapping[int, int | None]:
        return {team.id: team.parent_id for team in self.teams.values()}

    def _whom(self, to: str) -> str:
        kind, _, number = to.partition(":")
        if kind == "team":
            return f"team {self.teams[int(number)].name}"
        if kind == "territory":
            return f"territory {Territory.objects.get(id=int(number)).title}"
        return self.member.name


def words_of(answer: Answer, member: Member, kept: Kept) -> str:
    """The answer in one sentence."""
    return f"{member.name} may {'' if answer.may else 'not '}{DOING[answer.verb]} “{kept.title}”."
