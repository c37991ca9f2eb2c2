"""Questions to the workspace: who is there, who sees whose records, who holds this token."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, Q, QuerySet, Subquery
from django.utils import timezone

from dealwright import NotAllowed, NotFound
from dealwright.ledger.kept import kept

from .access import owned_visibly, visible_owner_ids
from .models import Company, Invitation, Member, Team, Token
from .rules import Actor, Right, Role, Sees, has_right, one_line, roles_up_to
from .year import Year

__all__ = [
    "Actor",
    "Right",
    "Role",
    "Sees",
    "has_right",
    "one_line",
    "owned_visibly",
    "roles_up_to",
    "visible_owner_ids",
]


@dataclass(frozen=True)
class Machine:
    """The person at the machine's own command line, who has the data in hand anyway."""

    id: None = None
    role: str = Role.OWNER
    sees: str = Sees.ALL
    team_id: None = None
    name: str = "Command line"
    access: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class CompanySettings:
    """The company's name, currency (ISO 4217), zone (IANA), locale (BCP 47), the month its year begins in, and what one
    unit of other currencies is worth in its own, as decimal texts by code.
    """

    name: str
    currency: str
    zone: str
    locale: str
    year_begins: int = 1
    rates: Mapping[str, str] = field(default_factory=dict)
    is_set_up: bool = True


def company() -> CompanySettings:
    """The company's settings; before it is set up, EUR, UTC and English."""
    rows = _company()
    return CompanySettings(*rows[0]) if rows else CompanySettings("My company", "EUR", "UTC", "en", is_set_up=False)


@kept
def _company() -> QuerySet[Company, Any]:
    return Company.objects.order_by("id").values_list("name", "currency", "zone", "locale", "year_begins", "rates")[:1]


def currency_of_company(actor: Actor) -> str:
    """The company's currency; a member who signed in or sent a token has brought it along."""
    return getattr(actor, "company_currency", None) or company().currency


def zones_of(member_ids: Collection[int]) -> dict[int, str]:
    """By whose clock each of these members works: their own zone, else the company's."""
    return {row[0]: row[1] or row[2] or "UTC" for row in _zones_of(ids=list(member_ids))} if member_ids else {}


@kept
def _zones_of(ids: Any) -> QuerySet[Member, Any]:
    ours = Subquery(Company.objects.order_by("id").values("zone")[:1])
    return Member.objects.filter(id__in=ids).values_list("id", "zone", ours)


def settings_revision(actor: Actor) -> int:
    """Changes with the company's fields, layouts and rules; 0 while there are none.

    A member who signed in or sent a token has brought it along, so that a request asks for it only once.
    """
    if hasattr(actor, "settings_revision"):
        return actor.settings_revision or 0
    rows = _settings_revision()
    return int(rows[0][0]) if rows else 0


def year_of_company(actor: Actor) -> Year:
    """The company's year, kept in the process until it begins in another month."""
    return _year(settings_revision(actor))


@lru_cache(maxsize=4)
def _year(revision: int) -> Year:
    return Year(company().year_begins)


@kept
def _settings_revision() -> QuerySet[Company, Any]:
    return Company.objects.order_by("id").values_list("settings_revision")[:1]


def require(actor: Actor, right: Right) -> None:
    """Raise NotAllowed unless the actor holds the right."""
    if not has_right(actor, right):
        raise NotAllowed(
            f"Your role ({actor.role}) may not {right}.",
            remedy="Ask your manager or the owner of this workspace.",
        )


def member(member_id: int) -> Member:
    """The member; raises NotFound."""
    found = Member.objects.filter(id=member_id).first()
    if found is None:
        raise NotFound(f"There is no member {member_id}.", field="owner")
    return found


def member_by_email(email: str) -> Member:
    """The member with that address; raises NotFound."""
    found = Member.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise NotFound(
            f"No member has the address {email}.",
            remedy="dealwright member add EMAIL --name NAME --role ROLE",
        )
    return found


def members() -> list[Member]:
    """All members with their teams, by name."""
    return list(Member.objects.select_related("team").order_by("name", "id"))


def working_members(ids: Collection[int]) -> list[Member]:
    """Those of the members who work here still, by name."""
    return list(Member.objects.filter(id__in=list(ids), is_active=True).order_by("name", "id"))


def member_names() -> dict[int, str]:
    """Names of all members by id."""
    return dict(Member.objects.values_list("id", "name"))


def member_titles() -> dict[str, str]:
    """The same by their numbers as texts, as keys of fields stand."""
    return {str(key): name for key, name in member_names().items()}


def leader_ids() -> frozenset[int]:
    """The members who lead: managers and those above."""
    return frozenset(Member.objects.exclude(role=Role.REP).values_list("id", flat=True))


def holder_ids(right: Right) -> frozenset[int]:
    """The active members who hold the right, by their role or by one of the company's, and can be asked to use it:
    as those without an address, known from an import, nobody signs in.
    """
    working = Member.objects.filter(is_active=True, email__isnull=False).only("id", "role", "access")
    return frozenset(each.id for each in working if has_right(each, right))


def team_of() -> dict[int, int]:
    """The team of each member who has one."""
    return dict(Member.objects.filter(team__isnull=False).values_list("id", "team_id"))


def team_parents() -> dict[int, int | None]:
    """The team that each team is part of, by its id."""
    return dict(Team.objects.values_list("id", "parent_id"))


def team_names() -> dict[int, str]:
    """Names of all teams by id, in order of name."""
    return dict(Team.objects.order_by("name").values_list("id", "name"))


class Place(NamedTuple):
    """A member: their name, and the team they are in."""

    name: str
    team_id: int | None


def member_places() -> dict[int, Place]:
    """Name and team of all members by id."""
    return {one: Place(*rest) for one, *rest in Member.objects.values_list("id", "name", "team_id")}


def team_tree() -> dict[int, tuple[str, int | None]]:
    """Name of each team, and the team that it is part of, by id, in order of name."""
    return {
        one: (name, parent)
        for one, name, parent in Team.objects.order_by("name").values_list("id", "name", "parent_id")
    }


def team_sizes() -> dict[int, int]:
    """How many active members each team has, by its id; a team without any is not there."""
    working = Member.objects.filter(team__isnull=False, is_active=True)
    return dict(working.values("team_id").annotate(size=Count("id")).values_list("team_id", "size"))


def has_owner() -> bool:
    """Whether somebody can already sign in as owner."""
    return Member.objects.filter(role=Role.OWNER, is_active=True).exclude(password="").exclude(email=None).exists()


def hashed(secret: str) -> str:
    """How tokens and links are kept: SHA-256, since they are random enough not to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


SELDOM = {"password", "last_login", "created_at"}  # read when they are asked for
COLUMNS = [field.attname for field in Member._meta.concrete_fields if field.attname not in SELDOM]


def member_of_token(secret: str) -> Member | None:
    """The active member whose unexpired, unrevoked token this is; notes its use at most every ten minutes."""
    now = timezone.now()
    for token_id, used, revision, currency, *values in _of_token(hashed=hashed(secret), now=now):
        if used is None or used < now - timedelta(minutes=10):
            Token.objects.filter(id=token_id).update(last_used_at=now)
        found = Member.from_db(DEFAULT_DB_ALIAS, COLUMNS, values)
        found.settings_revision, found.company_currency = revision, currency
        return found
    return None


@kept
def _of_token(hashed: Any, now: Any) -> QuerySet[Token, Any]:
    good = Token.objects.filter(hash=hashed, revoked_at=None, member__is_active=True)
    columns = (f"member__{name}" for name in COLUMNS)
    revision = Subquery(Company.objects.values("settings_revision")[:1])
    currency = Subquery(Company.objects.values("currency")[:1])
    unexpired = good.filter(Q(expires_at=None) | Q(expires_at__gt=now))
    return unexpired.values_list("id", "last_used_at", revision, currency, *columns)


def tokens_of(member_id: int) -> list[Token]:
    """A member's tokens, newest first."""
    return list(Token.objects.filter(member_id=member_id).order_by("-id"))


def no_such_link() -> NotFound:
    """What is said of a link that is used, expired or invented: always the same."""
    return NotFound("This link is no longer valid.", remedy="Ask for a new one.")


def invitation(secret: str) -> Invitation:
    """The unused, unexpired invitation; a used, expired or invented one raises the same NotFound.

    So does a first-run link once there is an owner, and a link of somebody who left.
    """
    found = (
        Invitation.objects.select_related("member")
        .filter(hash=hashed(secret), used_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if found is None or (not found.member.is_active if found.member else has_owner()):
        raise no_such_link()
    return found
