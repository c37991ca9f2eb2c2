"""Write onto each member's row what their roles, team and shares add up to, so that asking costs no query.

`access` holds, where there is any: `roles` (keys), `rights`, `reach` (kind -> verb -> width), `peers` (members of
the team and of those below, where something reaches that far) and `shared` (kind -> verb -> to whom it was shared).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..models import CompanyRole, Holding, Member, Share, Team, Territory
from ..reach import above, below, joined
from ..rules import Sees

Shared = Mapping[str, Sequence[tuple[str, str]]]  # to whom -> kind, verb


@dataclass(frozen=True)
class Company:
    """Everything that access follows from, read once for all members."""

    parents: Mapping[int, int | None]
    teams: Mapping[int, Sequence[int]]
    held: Mapping[int, Sequence[CompanyRole]]
    shared: Shared
    territories: Mapping[int, Sequence[int]]


def compile_access() -> None:
    """Bring every member's row up to date; call at the end of a transaction that changed what it follows from.

    The rows stay locked until the transaction ends, so that of two such changes the later one knows of both.
    """
    members = list(Member.objects.select_for_update().order_by("id"))
    company = _company(members)
    for member in members:
        fresh = _compiled(member, company)
        if fresh != member.access:
            Member.objects.filter(id=member.id).update(access=fresh)


def _company(members: Sequence[Member]) -> Company:
    teams, held, shared, territories = (defaultdict[Any, list[Any]](list) for _ in range(4))
    for member in members:
        teams[member.team_id].append(member.id)
    for holding in Holding.objects.select_related("role").order_by("role__key"):
        held[holding.member_id].append(holding.role)
    for to, kind, verb in Share.objects.order_by("kind", "to", "verb").values_list("to", "kind", "verb").distinct():
        shared[to].append((kind, verb))
    for territory_id, ids in Territory.objects.values_list("id", "members"):
        for member_id in ids:
            territories[member_id].append(territory_id)
    return Company(dict(Team.objects.values_list("id", "parent_id")), teams, held, shared, territories)


def _compiled(member: Member, company: Company) -> dict[str, Any]:
    roles = company.held.get(member.id, ())
    reach = joined(role.reach for role in roles)
    widths = {Sees(member.sees), *(far for verbs in reach.values() for far in verbs.values())}
    found = {
        "roles": [role.key for role in roles],
        "rights": sorted({right for role in roles for right in role.rights}),
        "reach": reach,
        "peers": _peers(member, company) if Sees.TEAM in widths else [],
        "shared": _shared(member, company),
    }
    return {key: value for key, value in found.items() if value}


def _peers(member: Member, company: Company) -> list[int]:
    if member.team_id is None:
        return [member.id]
    return sorted(each for team in below(company.parents, member.team_id) for each in company.teams.get(team, ()))


def _shared(member: Member, company: Company) -> dict[str, dict[str, list[str]]]:
    """What is shared with a team is shared with the teams below it, too."""
    mine = [f"member:{member.id}"]
    mine += [f"team:{team}" for team in above(company.parents, member.team_id)]
    mine += [f"territory:{territory}" for territory in company.territories.get(member.id, ())]
    found: dict[str, dict[str, list[str]]] = {}
    for to in sorted(mine):
        for kind, verb in company.shared.get(to, ()):
            found.setdefault(kind, {}).setdefault(verb, []).append(to)
    return found
