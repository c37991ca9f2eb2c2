"""Verbs of members: add, change, let go."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.ledger.commands import Happening, record

from ..events import MemberAdded, MemberChanged
from ..models import Invitation, Member, Token
from ..places import known_locale, known_zone
from ..rules import Actor, Role, Sees, may_grant, may_manage, one_line, sight
from .company import ensure_team
from .compiling import compile_access
from .telling import tell


@dataclass(frozen=True)
class NewMember:
    """Somebody to add; without an e-mail address they own records but cannot sign in."""

    name: str
    email: str | None = None
    role: Role = Role.REP
    team: str | None = None
    sees: Sees | None = None


@transaction.atomic
def add_member(new: NewMember, *, by: Actor, via: str) -> Member:
    """Add a member; a role above the giver's own is refused, as is a second member of the same address."""
    return add_members([new], by=by, via=via)[0]


@transaction.atomic
def add_members(news: list[NewMember], *, by: Actor, via: str) -> list[Member]:
    """Add many members under the same rules, in the order given."""
    made = [_add(new, by, via) for new in news]
    compile_access()
    fresh = dict(Member.objects.filter(id__in=[member.id for member in made]).values_list("id", "access"))
    for member in made:
        member.access = fresh[member.id]
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
    name = one_line(new.name, "The name", field="name")
    email = _free_email(new.email) if new.email else None
    team_id = ensure_team(new.team, by=by, via=via) if new.team else None
    sees = sight(new.role, new.sees)
    return Member.objects.create(name=name, email=email, role=new.role, sees=sees, team_id=team_id, password="")


def _free_email(text: str, own_id: int | None = None) -> str:
    email = one_line(text, "The e-mail address", field="email", longest=254).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(
            f"“{text}” is not an e-mail address.", field="email", remedy="Write it like ann@example.com."
        ) from error
    if Member.objects.filter(email=email).exclude(id=own_id).exists():
        raise Conflict(f"Somebody with the address {email} is a member already.", field="email")
    return email


@transaction.atomic
def change_member(
    member_id: int,
    *,
    name: str | None = None,
    email: str | None = None,
    role: Role | None = None,
    sees: Sees | None = None,
    team: str | None = None,
    active: bool | None = None,
    by: Actor,
    via: str,
) -> Member:
    """Change what is given of a member; "" takes the team away. Nobody is raised above the giver.

    A member who stops working here loses password, tokens, open sessions and links at once. Raises NotFound,
    NotAllowed, Invalid, and Conflict where no owner would be left who can sign in.
    """
    member, is_last_owner = _locked(member_id)
    if not (may_manage(by, member) and may_grant(by, role or Role(member.role))):
        raise NotAllowed(f"Your role ({by.role}) may not change a member who is {role or member.role}.", field="role")
    if is_last_owner and (active is False or role not in (None, Role.OWNER)):
        raise Conflict(
            "A workspace needs an owner who can sign in.", field="role", remedy="Make somebody else owner first."
        )
    member.role = role or member.role
    member.sees = sight(Role(member.role), sees or Sees(member.sees))
    member.name = one_line(name, "The name", field="name") if name is not None else member.name
    member.email = _free_email(email, member.id) if email else member.email
    if team is not None:
        member.team_id = ensure_team(team, by=by, via=via) if team else None
    member.is_active = member.is_active if active is None else active
    if active is False:
        _shut_out(member)
    member.save()
    compile_access()
    member.refresh_from_db(fields=["access"])
    _tell_changed(member, by, via)
    return member


def _locked(member_id: int) -> tuple[Member, bool]:
    """The member, and whether no other owner can sign in; all owners stay locked, so that two cannot go at once."""
    owners = Q(role=Role.OWNER, is_active=True)
    found = {row.id: row for row in Member.objects.select_for_update().filter(owners | Q(id=member_id)).order_by("id")}
    if member_id not in found:
        raise NotFound(f"There is no member {member_id}.")
    able = [row.id for row in found.values() if row.role == Role.OWNER and row.can_sign_in]
    return found[member_id], able == [member_id]


def _shut_out(member: Member) -> None:
    member.password = ""  # open sessions are bound to it
    Token.objects.filter(member=member, revoked_at=None).update(revoked_at=timezone.now())
    Invitation.objects.filter(member=member, used_at=None).delete()


@transaction.atomic
def change_profile(member_id: int, *, name: str, zone: str, locale: str, by: Actor, via: str) -> None:
    """A member changes their own name, zone and locale ("" as the company's); raises NotAllowed for another's."""
    if by.id != member_id:
        raise NotAllowed("You may change your own profile only.")
    member = Member.objects.select_for_update().get(id=member_id)
    member.name = one_line(name, "Your name", field="name")
    member.zone = known_zone(zone) if zone else ""
    member.locale = known_locale(locale) if locale else ""
    member.save(update_fields=["name", "zone", "locale"])
    _tell_changed(member, by, via)


def _tell_changed(member: Member, by: Actor, via: str) -> None:
    change = MemberChanged(
        name=member.name,
        role=member.role,
        sees=member.sees,
        team=member.team_id,
        active=member.is_active,
        email=member.email,
    )
    tell(change, member.id, by, via)
