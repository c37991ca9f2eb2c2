"""What the settings show of access: roles, the tree of teams, territories and what they would do, shares."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from dealwright import Invalid

from .models import Allotment, Application, CompanyRole, Holding, Share, Team, Territory
from .queries import member_names, team_names, team_sizes
from .reach import BUILT_IN
from .territories import GROUNDS, Decision, Ground, Land, Placed, Turns, decide, everything

EXAMPLES = 5


@dataclass(frozen=True)
class RoleShown:
    """A role of the company and how many hold it."""

    id: int
    key: str
    title: str
    reach: Mapping[str, Mapping[str, str]]
    rights: Sequence[str]
    holders: int


def roles() -> list[RoleShown]:
    """All roles of the company by title; two queries."""
    holders = Counter(Holding.objects.filter(member__is_active=True).values_list("role_id", flat=True))
    rows = CompanyRole.objects.order_by("title")
    return [RoleShown(one.id, one.key, one.title, one.reach, one.rights, holders[one.id]) for one in rows]


def require_role(key: str) -> None:
    """Raise Invalid unless a role, built in or the company's, has that key; "" stands for everybody."""
    if key and key not in BUILT_IN and not CompanyRole.objects.filter(key=key).exists():
        raise Invalid(f"There is no role “{key[:60]}”.", field="role", remedy="Name a role by its key.")


def roles_held(member_id: int) -> list[str]:
    """The keys of the roles of the company that the member holds."""
    held = Holding.objects.filter(member_id=member_id).order_by("role__title")
    return list(held.values_list("role__key", flat=True))


def roles_for(member_id: int | None) -> list[tuple[str, str, bool]]:
    """Key and title of every role of the company, and whether the member holds it; one query."""
    held = Exists(Holding.objects.filter(member_id=member_id, role=OuterRef("id")))
    return list(CompanyRole.objects.order_by("title").values_list("key", "title", held))


@dataclass(frozen=True)
class TeamShown:
    """A team in the tree: how deep it stands, and how many are in it."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    size: int


def tree() -> list[TeamShown]:
    """All teams, each followed by those below it, by name; two queries."""
    sizes, children = team_sizes(), dict[int | None, list[Team]]()
    for team in Team.objects.order_by("name"):
        children.setdefault(team.parent_id, []).append(team)

    def under(parent: int | None, depth: int) -> list[TeamShown]:
        found = []
        for team in children.get(parent, ()):
            found.append(TeamShown(team.id, team.name, parent, depth, sizes.get(team.id, 0)))
            found += under(team.id, depth + 1)
        return found

    return under(None, 0)


@dataclass(frozen=True)
class ShareShown:
    """With whom a record is shared: what kind of whom (member, team, territory), their name, and by whom."""

    id: int
    to: str
    kind: str
    name: str
    verb: str
    by_id: int | None
    by: str
    at: datetime
    reason: str


def shares_of(one: str, record_id: int) -> list[ShareShown]:
    """With whom a record, which was found visible, is shared, first shared first; four queries at most."""
    rows = list(Share.objects.filter(kind=one, record_id=record_id).order_by("at", "id"))
    if not rows:
        return []
    members = member_names()
    kinds = {row.to.partition(":")[0] for row in rows}
    names = {f"member:{number}": name for number, name in members.items()}
    if "team" in kinds:
        names |= {f"team:{number}": name for number, name in team_names().items()}
    if "territory" in kinds:
        names |= {f"territory:{number}": name for number, name in Territory.objects.values_list("id", "title")}
    return [
        ShareShown(
            row.id, row.to, row.to.partition(":")[0], names.get(row.to, row.to), row.verb, row.by_id,
            members.get(row.by_id or 0, ""), row.at, row.reason,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class TerritoryShown:
    """A territory as it was drawn, with the names of its members in turn."""

    id: int
    title: str
    rule: str
    gives: str
    kinds: Sequence[str]
    members: Sequence[int]
    names: Sequence[str]
    takes_owned: bool


def territories() -> list[TerritoryShown]:
    """All territories, the one that decides first on top; two queries."""
    names, rows = member_names(), Territory.objects.order_by("place", "id")
    return [
        TerritoryShown(
            row.id, row.title, row.rule, row.gives, row.kinds, row.members,
            [names[one] for one in row.members if one in names], row.takes_owned,
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Applied:
    """An application of territories: when, by whom, what it changed; `undoable` until it is taken back."""

    id: int
    at: datetime
    by: str
    finished_at: datetime | None
    undone_at: datetime | None
    given: int
    shown: int

    @property
    def undoable(self) -> bool:
        """Whether it can be taken back."""
        return self.finished_at is not None and self.undone_at is None and bool(self.given or self.shown)


def applications(most: int = 5) -> list[Applied]:
    """The latest applications, last first; three queries."""
    names, rows = member_names(), list(Application.objects.order_by("-id")[:most])
    did = Allotment.objects.filter(application__in=[row.id for row in rows]).values("application")
    moved = Count("id", filter=Q(owner__isnull=False))
    counts = {
        one: (given, whole - given)
        for one, given, whole in did.annotate(given=moved, whole=Count("id")).values_list(
            "application", "given", "whole"
        )
    }
    return [
        Applied(
            row.id, row.at, names.get(row.by_id or 0, "–"), row.finished_at, row.undone_at, *counts.get(row.id, (0, 0))
        )
        for row in rows
    ]


@dataclass
class Previewed:
    """What territories would do to records of one kind: how many lie in one, would change owner, would be shown.

    `looked_at` is how many were looked at, all of them unless `more`.
    """

    one: str
    label: str
    looked_at: int = 0
    lying: int = 0
    changing: int = 0
    shown: int = 0
    more: bool = False
    examples: list[tuple[int, str, int | None, int | None]] | None = None


def preview(among: Sequence[Land], only: int | None = None, most: int | None = None) -> list[Previewed]:
    """What applying these territories would do, by kind; changes nothing.

    With `only` just what that territory would do. `most` records of each kind are looked at, all of them without.
    """
    kinds = {kind for land in among if only in (None, land.id) for kind in land.kinds}
    course = Course()
    found = [_previewed(ground, among, only, most, course) for ground in GROUNDS.values()]
    return [each for each in found if each.one in kinds]


@dataclass
class Course:
    """How far a preview is: whose turn it is in each territory, and the new owners of what it gave away."""

    turns: Turns = field(default_factory=Turns)
    given: dict[tuple[str, int], int | None] = field(default_factory=dict)

    def next(self, one: str, record: Placed, among: Sequence[Land]) -> Decision:
        """Where the record lies once all before it are given away; its customer may be one of them."""
        if record.customer in self.given:
            record = replace(record, customers_owner=self.given[record.customer])
        made = decide(record, one, among, self.turns)
        if made.changes_owner:
            self.given[one, record.id] = made.owner_id
        return made


def _previewed(ground: Ground, among: Sequence[Land], only: int | None, most: int | None, course: Course) -> Previewed:
    found = Previewed(ground.one, ground.label, examples=[])
    if not any(ground.one in land.kinds for land in among):
        return found
    for batch in everything(ground):
        if most is not None and found.looked_at >= most:
            found.more = True
            break
        found.looked_at += len(batch)
        for record in batch:
            _count(found, course.next(ground.one, record, among), only)
    return found


def _count(found: Previewed, made: Decision, only: int | None) -> None:
    shown = [land for land in made.shown if only in (None, land.id)]
    decides = made.land is not None and only in (None, made.land.id)
    found.lying += bool(decides or shown)
    found.shown += bool(shown)
    if decides and made.changes_owner:
        found.changing += 1
        if found.examples is not None and len(found.examples) < EXAMPLES:
            found.examples.append((made.record.id, made.record.title, made.record.owner_id, made.owner_id))
