"""Verbs of the company's own roles: make, change, remove, give to members. Nobody gives more than they have."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from dealwright import Conflict, Invalid, NotAllowed, NotFound

from ..events import RoleChanged, RoleMade, RoleRemoved, RolesGiven
from ..guarded import kinds
from ..models import CompanyRole, Holding, Member
from ..queries import require
from ..reach import read_reaches
from ..rules import Actor, Right, Role, may_manage, one_line, rights_of
from .compiling import compile_access
from .telling import tell


@transaction.atomic
def make_role(title: str, reach: Mapping[str, Any], rights: Collection[str] = (), *, by: Actor, via: str) -> str:
    """Make a role that adds these reaches (kind -> verb -> own, team or all) and rights; returns its key.

    Raises NotAllowed for rights that the giver does not hold, Invalid for what is unknown, Conflict for a title that
    is taken.
    """
    require(by, Right.MEMBERS)
    title = _free_title(title)
    role = CompanyRole(title=title, reach=read_reaches(reach, kinds()), rights=_read_rights(rights, by))
    role.key = _free_key(title)
    role.save()
    tell(RoleMade(title=title, key=role.key, reach=role.reach, rights=role.rights), role.id, by, via)
    return role.key


@transaction.atomic
def change_role(
    key: str,
    *,
    title: str | None = None,
    reach: Mapping[str, Any] | None = None,
    rights: Collection[str] | None = None,
    by: Actor,
    via: str,
) -> None:
    """Change what is given of a role, for all who hold it; as `make_role`. Its key stays."""
    role = _locked(key, by)
    role.title = role.title if title is None else _free_title(title, role.id)
    role.reach = role.reach if reach is None else read_reaches(reach, kinds())
    role.rights = role.rights if rights is None else _read_rights(rights, by)
    role.save()
    compile_access()
    tell(RoleChanged(title=role.title, reach=role.reach, rights=role.rights), role.id, by, via)


@transaction.atomic
def remove_role(key: str, *, by: Actor, via: str) -> None:
    """Take a role away from everybody and forget it."""
    role = _locked(key, by)
    role_id, title = role.id, role.title
    role.delete()
    compile_access()
    tell(RoleRemoved(title=title), role_id, by, via)


@transaction.atomic
def give_roles(member_id: int, keys: Collection[str], *, by: Actor, via: str) -> None:
    """Have the member hold these roles of the company and no other.

    Raises NotAllowed when they hold, or would hold, more than the giver; NotFound for an unknown member or role.
    """
    require(by, Right.MEMBERS)
    member = Member.objects.select_for_update().filter(id=member_id).first()
    if member is None:
        raise NotFound(f"There is no member {member_id}.")
    roles = {role.key: role for role in CompanyRole.objects.filter(key__in=keys)}
    if unknown := sorted(set(keys) - set(roles)):
        raise NotFound(f"There is no role “{unknown[0]}”.", field="roles")
    given = {Right(right) for role in roles.values() for right in role.rights}
    if not may_manage(by, member) or given - rights_of(by):
        raise NotAllowed("You cannot give somebody more than you may do yourself.", field="roles")
    if set(roles) == set(Holding.objects.filter(member=member).values_list("role__key", flat=True)):
        return
    Holding.objects.filter(member=member).delete()
    Holding.objects.bulk_create([Holding(member=member, role=role) for role in roles.values()])
    compile_access()
    tell(RolesGiven(name=member.name, roles=sorted(role.title for role in roles.values())), member.id, by, via)


def _locked(key: str, by: Actor) -> CompanyRole:
    """The role, locked; raises NotFound, and NotAllowed for one that gives more than the actor has."""
    require(by, Right.MEMBERS)
    role = CompanyRole.objects.select_for_update().filter(key=key).first()
    if role is None:
        raise NotFound(f"There is no role “{key}”.")
    if {Right(right) for right in role.rights} - rights_of(by):
        raise NotAllowed(f"“{role.title}” gives more than you may do yourself.")
    return role


def _free_title(title: str, own_id: int | None = None) -> str:
    title = one_line(title, "The role's name", field="title", longest=100)
    if CompanyRole.objects.filter(title=title).exclude(id=own_id).exists():
        raise Conflict(f"Another role is called {title}.", field="title", remedy="Choose another name.")
    return title


def _free_key(title: str) -> str:
    """A key for the role that no other has, nor a built-in one."""
    start = slugify(title)[:50] or "role"
    taken = {*Role, *CompanyRole.objects.filter(key__startswith=start).values_list("key", flat=True)}
    return next(key for n in range(1, len(taken) + 2) if (key := start if n == 1 else f"{start}-{n}") not in taken)


def _read_rights(given: Collection[str], by: Actor) -> list[str]:
    if unknown := sorted(set(given) - set(Right)):
        raise Invalid(f"There is no right to {unknown[0]}.", field="rights", remedy=f"There are: {', '.join(Right)}.")
    if more := sorted(set(given) - rights_of(by)):
        raise NotAllowed(f"You may not give the right to {more[0]}: you do not have it.", field="rights")
    return sorted(given)
