"""Verbs of access tokens."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dealwright import NotAllowed, NotFound

from ..events import TokenMade, TokenRevoked
from ..models import Member, Token
from ..queries import hashed
from ..rules import Actor, may_manage, one_line
from .telling import tell


@transaction.atomic
def create_token(member: Member, name: str = "API", *, by: Actor, via: str, days: int | None = None) -> str:
    """A new bearer token of the member, shown this once; only its hash is kept. It can do what the member can.

    It stops working after `days`, or never. Raises NotAllowed for a member whom one may not manage.
    """
    if by.id != member.id and not may_manage(by, member):
        raise NotAllowed("You may make tokens for yourself only.")
    name = one_line(name, "The token's name", field="name", longest=100)
    secret = "dw_" + secrets.token_urlsafe(32)
    expires = timezone.now() + timedelta(days=days) if days else None
    token = Token.objects.create(member=member, name=name, hash=hashed(secret), expires_at=expires)
    tell(TokenMade(name=name, token=token.id), member.id, by, via)
    return secret


@transaction.atomic
def revoke_token(token_id: int, *, by: Actor, via: str) -> None:
    """Switch a token off at once; one's own, or a member's whom one may manage. Any other is NotFound."""
    token = Token.objects.select_related("member").filter(id=token_id).first()
    if token is None or (by.id != token.member_id and not may_manage(by, token.member)):
        raise NotFound(f"There is no token {token_id} that you may switch off.")
    if Token.objects.filter(id=token.id, revoked_at=None).update(revoked_at=timezone.now()):
        tell(TokenRevoked(token=token.id), token.member_id, by, via)
