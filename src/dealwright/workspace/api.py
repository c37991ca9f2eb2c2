"""The API of the workspace: who works here, and who is asking."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router

from .models import Member
from .queries import members as all_members
from .queries import team_names

members = Router(tags=["members"])
me = Router(tags=["members"])


@members.get("")
def list_members(request: HttpRequest) -> JsonResponse:
    """Everybody who works here or did, by name."""
    return JsonResponse({"items": [_shown(member) for member in all_members()], "next_cursor": None})


@me.get("")
def show_me(request: HttpRequest) -> JsonResponse:
    """The member whose token or session this is."""
    member = request.user
    team = team_names().get(member.team_id) if member.team_id else None
    own = {"email": member.email, "sees": member.sees, "zone": member.zone or None, "locale": member.locale or None}
    return JsonResponse({**_named(member, team), **own})


def _shown(member: Member) -> dict[str, Any]:
    return _named(member, member.team.name if member.team else None) | {"active": member.is_active}


def _named(member: Member, team: str | None) -> dict[str, Any]:
    return {"id": member.id, "name": member.name, "role": member.role, "team": team}
