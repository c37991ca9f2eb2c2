"""Verbs of the workspace: set up the company, add and change members, make tokens and one-time links."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event

from .events import CompanyNamed, MemberAdded, MemberChanged, TeamAdded, TokenMade, TokenRevoked
from .models import Company, Invitation, Member, Team, Token
from .queries import hashed, invitation, require
from .rules import SEES_BY_DEFAULT, Actor, Right, Role, Sees, may_grant


@dataclass(frozen=True)
class NewMember:
    """Somebody to add; without an e-mail address they own records but cannot sign in."""

    name: str
    email: str | None = None
    role: Role = Role.REP
    team: str | None = None
    sees: Sees | None = None


@transaction.atomic
def set_up_company(name: str, currency: str, *, zone: str = "UTC", locale: str = "en", by: Actor, via: str) -> None:
    """Name the company and its currency, zone and locale, or change them."""
    require(by, Right.MEMBERS)
    if not name.strip():
        raise Invalid("The company needs a name.", field="company")
    values = {"name": name.strip(), "currency": currency, "zone": zone, "locale": locale}
    row, _ = Company.objects.update_or_create(id=1, defaults=values)
    _tell(CompanyNamed(**values), row.id, by, via)


@transaction.atomic
def ensure_team(name: str, *, by: Actor, via: str) -> int:
    """The id of the team of that name, made when there is none."""
    team, made = Team.objects.get_or_create(name=name.strip())
    if made:
        require(by, Right.MEMBERS)
        _tell(TeamAdded(name=team.name), team.id, by, via)
    return team.id


@transaction.atomic
def add_member(new: NewMember, *, by: Actor, via: str) -> Member:
    """Add a member; a role above the giver's own is refused, as is a second member of the same address."""
    return add_members([new], by=by, via=via)[0]


@transaction.atomic
def add_members(news: list[NewMember], *, by: Actor, via: str) -> list[Member]:
    """Add many members under the same rules, in the order given."""
    made = [_add(new, by, via) for new in news]
    record(
        Happening(
            MemberAdded(name=m.name, role=m.role, sees=m.sees, email=m.email, team=m.team_id),
            m.id,
            by.id,
            via,
            m.created_at,
        )
        for m in made
    )
    return made


def _add(new: NewMember, by: Actor, via: str) -> Member:
    if not may_grant(by, new.role):
        raise NotAllowed(f"Your role ({by.role}) may not add somebody as {new.role}.", field="role")
    if not new.name.strip():
        raise Invalid("A member needs a name.", field="name")
    email = _clean_email(new.email) if new.email else None
    team_id = ensure_team(new.team, by=by, via=via) if new.team else None
    sees = new.sees or SEES_BY_DEFAULT[new.role]
    return Member.objects.create(
        name=new.name.strip(), email=email, role=new.role, sees=sees, team_id=team_id, password=""
    )


def _clean_email(text: str) -> str:
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(
            f"“{text}” is not an e-mail address.", field="email", remedy="Write it like ann@example.com."
        ) from error
    if Member.objects.filter(email=email).exists():
        raise Conflict(f"Somebody with the address {email} is a member already.", field="email")
    return email


@transaction.atomic
def change_member(
    member_id: int,
    *,
    role: Role | None = None,
    sees: Sees | None = None,
    team: str | None = None,
    active: bool | None = None,
    by: Actor,
    via: str,
) -> Member:
    """Change a member's role, sight, team ("" for none) or whether they may work here; nobody is raised above the giver."""
    member = Member.objects.select_for_update().get(id=member_id)
    if not (may_grant(by, Role(member.role)) and may_grant(by, role or Role(member.role))):
        raise NotAllowed(f"Your role ({by.role}) may not change a member who is {role or member.role}.", field="role")
    member.role, member.sees = role or member.role, sees or member.sees
    if team is not None:
        member.team_id = ensure_team(team, by=by, via=via) if team else None
    if active is not None:
        member.is_active = active
    member.save()
    change = MemberChanged(
        name=member.name, role=member.role, sees=member.sees, team=member.team_id, active=member.is_active
    )
    _tell(change, member.id, by, via)
    return member


@transaction.atomic
def create_token(member: Member, name: str = "API", *, by: Actor, via: str, days: int | None = None) -> str:
    """A new bearer token of the member, shown this once; only its hash is kept. It can do what the member can."""
    if by.id != member.id and not may_grant(by, Role(member.role)):
        raise NotAllowed("You may make tokens for yourself only.")
    secret = "dw_" + secrets.token_urlsafe(32)
    expires = timezone.now() + timedelta(days=days) if days else None
    token = Token.objects.create(member=member, name=name, hash=hashed(secret), expires_at=expires)
    _tell(TokenMade(name=name, token=token.id), member.id, by, via)
    return secret


@transaction.atomic
def revoke_token(token_id: int, *, by: Actor, via: str) -> None:
    """Switch a token off at once; one's own, or a member's whom one may manage."""
    token = Token.objects.select_related("member").get(id=token_id)
    if by.id != token.member_id and not may_grant(by, Role(token.member.role)):
        raise NotAllowed("You may switch off your own tokens only.")
    Token.objects.filter(id=token.id, revoked_at=None).update(revoked_at=timezone.now())
    _tell(TokenRevoked(token=token.id), token.member_id, by, via)


@transaction.atomic
def invite(member: Member | None, *, days: int = 7) -> str:
    """The secret of a fresh one-time link: for the member to set a password, or (None) to create the owner.

    An earlier unused link for the same purpose stops working.
    """
    Invitation.objects.filter(member=member, used_at=None).delete()
    secret = secrets.token_urlsafe(32)
    Invitation.objects.create(hash=hashed(secret), member=member, expires_at=timezone.now() + timedelta(days=days))
    return secret


@transaction.atomic
def accept_invitation(secret: str, password: str, *, new_owner: NewMember | None = None, by: Actor, via: str) -> Member:
    """Use the link: set its member's password or, for the first-run link, create the owner with that password."""
    invited = invitation(secret)
    try:
        validate_password(password)
    except ValidationError as error:
        raise Invalid(
            " ".join(error.messages), field="password", remedy="A sentence of four words is easy to keep."
        ) from error
    member = invited.member
    if member is None:
        if new_owner is None:
            raise Invalid("Tell us your name and e-mail address.", field="name")
        member = add_member(new_owner, by=by, via=via)
    member.password = make_password(password)
    member.save(update_fields=["password"])
    Invitation.objects.filter(id=invited.id).update(used_at=timezone.now())
    return member


def _tell(event: Event, subject_id: int, by: Actor, via: str) -> None:
    record([Happening(event, subject_id, by.id, via, timezone.now())])
