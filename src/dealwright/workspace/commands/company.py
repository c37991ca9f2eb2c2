"""Verbs of the company and its teams."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from dealwright import Conflict, Invalid, NotFound

from ..events import CompanyNamed, TeamAdded, TeamMoved, TeamRemoved, TeamRenamed
from ..models import Company, Member, Share, Team
from ..places import known_currency, known_locale, known_month, known_rates, known_zone
from ..queries import require
from ..reach import below
from ..rules import Actor, Right, one_line
from .compiling import compile_access
from .telling import tell


@transaction.atomic
def set_up_company(
    name: str,
    currency: str,
    *,
    zone: str = "UTC",
    locale: str = "en",
    year_begins: int = 1,
    rates: Mapping[str, str] | None = None,
    by: Actor,
    via: str,
) -> None:
    """Name the company, its currency (ISO 4217), zone (IANA), locale (BCP 47) and the month in which its year begins,
    or change all but the currency. `rates` are what one unit of other currencies is worth in it, None for those of now.

    Raises Invalid for what does not exist, and Conflict for another currency than the one set up.
    """
    require(by, Right.MEMBERS)
    values: dict[str, Any] = {
        "name": one_line(name, "The company's name", field="company"),
        "currency": known_currency(currency),
        "zone": known_zone(zone),
        "locale": known_locale(locale),
        "year_begins": known_month(year_begins),
    }
    before = Company.objects.select_for_update().first()
    values["rates"] = known_rates(before.rates if rates is None and before else rates or {}, currency)
    if before and before.currency != currency:
        raise Conflict(
            f"The company works in {before.currency}, and that stays: every total is kept in it.",
            field="currency",
            remedy="Deals may be in any currency. For another one of your own, start a new workspace.",
        )
    row, _ = Company.objects.update_or_create(id=1, defaults=values)
    if year_begins != (before.year_begins if before else 1):
        renew_settings()
    tell(CompanyNamed(**values), row.id, by, via)


def renew_settings() -> None:
    """Have every process read the company's fields, layouts and rules anew; in the transaction that changed them.

    The number is drawn, not counted: what a process kept of a transaction that was taken back never fits again.
    Raises Conflict before the company is set up: nothing would hold, and a field meant to be hidden would be seen.
    """
    if not Company.objects.update(settings_revision=secrets.randbits(62) | 1):
        raise Conflict("The company has no name yet.", remedy="Give it one in Settings, Company, then try again.")


@transaction.atomic
def ensure_team(name: str, *, by: Actor, via: str) -> int:
    """The id of the team of that name, made when there is none."""
    team, made = Team.objects.get_or_create(name=one_line(name, "The team's name", field="team"))
    if made:
        require(by, Right.MEMBERS)
        tell(TeamAdded(name=team.name), team.id, by, via)
    return team.id


@transaction.atomic
def add_team(name: str, parent_id: int | None = None, *, by: Actor, via: str) -> int:
    """Add a team, perhaps as part of another; returns its id. Raises Conflict when there is one of that name."""
    require(by, Right.MEMBERS)
    if Team.objects.filter(name=name.strip()).exists():
        raise Conflict(f"There is a team {name.strip()} already.", field="team", remedy="Choose another name.")
    team_id = ensure_team(name, by=by, via=via)
    if parent_id is not None:
        move_team(team_id, parent_id, by=by, via=via)
    return team_id


@transaction.atomic
def remove_team(team_id: int, *, by: Actor, via: str) -> None:
    """Forget a team that nobody is in; what was shared with it no longer is.

    Raises NotFound, and Conflict while it has members or teams below it, or goals and dashboards of its own.
    """
    require(by, Right.MEMBERS)
    team = Team.objects.select_for_update().filter(id=team_id).first()
    if team is None:
        raise NotFound(f"There is no team {team_id}.")
    if Team.objects.filter(parent=team).exists():
        raise Conflict(f"Other teams are part of {team.name}.", field="name", remedy="Move them to another team first.")
    if names := ", ".join(Member.objects.filter(team=team).order_by("name").values_list("name", flat=True)[:3]):
        raise Conflict(f"{team.name} has members: {names}.", field="name", remedy="Move them to another team first.")
    _forget(team)
    Share.objects.filter(to=f"team:{team_id}").delete()
    compile_access()
    tell(TeamRemoved(name=team.name), team_id, by, via)


def _forget(team: Team) -> None:
    try:
        with transaction.atomic():
            Team.objects.filter(id=team.id).delete()
    except ProtectedError as kept:
        raise Conflict(
            f"{team.name} has goals or dashboards of its own.", field="name", remedy="Call it something else instead."
        ) from kept


@transaction.atomic
def rename_team(team_id: int, name: str, *, by: Actor, via: str) -> None:
    """Call the team something else; raises NotFound, and Conflict when another team has that name."""
    require(by, Right.MEMBERS)
    name = one_line(name, "The team's name", field="name")
    if Team.objects.filter(name=name).exclude(id=team_id).exists():
        raise Conflict(f"Another team is called {name}.", field="name", remedy="Choose another name.")
    if not Team.objects.filter(id=team_id).update(name=name):
        raise NotFound(f"There is no team {team_id}.")
    tell(TeamRenamed(name=name), team_id, by, via)


@transaction.atomic
def move_team(team_id: int, parent_id: int | None, *, by: Actor, via: str) -> None:
    """Make the team part of another one, or of none; who sees their team sees those below it.

    Raises NotFound, and Invalid when the team would become part of itself.
    """
    require(by, Right.MEMBERS)
    rows = list(Team.objects.select_for_update().order_by("id"))
    teams = {team.id: team for team in rows}
    if team_id not in teams:
        raise NotFound(f"There is no team {team_id}.")
    if parent_id is not None and parent_id not in teams:
        raise NotFound(f"There is no team {parent_id}.", field="parent")
    if parent_id in below({team.id: team.parent_id for team in rows}, team_id):
        raise Invalid("A team cannot be part of itself.", field="parent", remedy="Choose another team.")
    if teams[team_id].parent_id == parent_id:
        return
    Team.objects.filter(id=team_id).update(parent=parent_id)
    compile_access()
    tell(TeamMoved(name=teams[team_id].name, parent=parent_id), team_id, by, via)
