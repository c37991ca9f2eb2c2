"""Verbs at the door: one-time links, passwords, and signing in without letting anybody guess."""

import secrets
from datetime import timedelta

from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, TooMany

from ..events import PasswordSet
from ..models import Invitation, Member, SignInFailure
from ..queries import has_owner, hashed, invitation, no_such_link
from ..rules import Actor, Role, may_grant, may_manage
from .members import NewMember, add_member
from .telling import tell

MOST_FAILURES = 8
WITHIN = timedelta(minutes=10)


@transaction.atomic
def invite(member: Member | None, *, by: Actor, days: int = 7) -> str:
    """The secret of a fresh one-time link: for the member to set a password, or (None) to create the owner.

    An earlier unused link for the same purpose stops working. Raises NotAllowed for a member whom one may not
    manage, and Conflict for one who cannot sign in at all or when there is an owner already.
    """
    if not (may_manage(by, member) if member else may_grant(by, Role.OWNER)):
        raise NotAllowed("You may not make a link with which somebody else can sign in.")
    if member is None and has_owner():
        raise Conflict("This workspace has an owner already.")
    if member and not (member.email and member.is_active):
        raise Conflict(f"{member.name} cannot sign in: an e-mail address is missing, or they do not work here now.")
    Invitation.objects.filter(member=member, used_at=None).delete()
    secret = secrets.token_urlsafe(32)
    Invitation.objects.create(hash=hashed(secret), member=member, expires_at=timezone.now() + timedelta(days=days))
    return secret


@transaction.atomic
def accept_invitation(secret: str, password: str, *, new_owner: NewMember | None = None, by: Actor, via: str) -> Member:
    """Use the link: set its member's password or, for the first-run link, create the owner with that password.

    Raises NotFound for a link that is used, expired or invented, also when two use it at the same moment, and
    Invalid for a weak password or, on the first run, when it is not told who the owner is.
    """
    invited = invitation(secret)
    if invited.member is None and new_owner is None:
        raise Invalid("Tell us your name and e-mail address.", field="name")
    if not Invitation.objects.filter(id=invited.id, used_at=None).update(used_at=timezone.now()):
        raise no_such_link()
    member = invited.member or add_member(new_owner, by=by, via=via)
    _set_password(member, password, member, via)
    return member


@transaction.atomic
def change_password(member_id: int, old: str, new: str, *, by: Actor, via: str) -> Member:
    """A member changes their own password; raises Invalid when the old one is wrong or the new one weak."""
    if by.id != member_id:
        raise NotAllowed("You may change your own password only.")
    member = Member.objects.select_for_update().get(id=member_id)
    if not check_password(old, member.password):
        raise Invalid("This is not your present password.", field="old")
    _set_password(member, new, by, via)
    return member


def _set_password(member: Member, password: str, by: Actor, via: str) -> None:
    try:
        validate_password(password, member)
    except ValidationError as error:
        raise Invalid(
            " ".join(error.messages), field="password", remedy="A sentence of four words is easy to keep."
        ) from error
    member.password = make_password(password)
    member.save(update_fields=["password"])
    tell(PasswordSet(), member.id, by, via)


def sign_in(email: str, password: str, *, address: str) -> Member:
    """The active member with that e-mail address and password; `address` is where the try comes from.

    Raises the same Invalid for an unknown address as for a wrong password, and TooMany after eight failures within
    ten minutes for that e-mail address or from that place.
    """
    keys = [hashed(f"email {email.strip().lower()}"), hashed(f"address {address}")]
    since = timezone.now() - WITHIN
    for key in keys:
        if SignInFailure.objects.filter(key=key, at__gt=since).count() >= MOST_FAILURES:
            raise TooMany("There were too many failed tries. Wait ten minutes, then try again.")
    member = authenticate(username=email.strip().lower(), password=password)
    if member is None:
        SignInFailure.objects.filter(at__lte=since).delete()
        SignInFailure.objects.bulk_create([SignInFailure(key=key) for key in keys])
        raise Invalid("E-mail address or password is not right.", field="password")
    SignInFailure.objects.filter(key=keys[0]).delete()
    return member
