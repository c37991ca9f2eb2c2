"""A record reached by a share, from a team above or by a role of the company: each route answers as it should.

Who may just see Ann's deals must get what Bob gets, who sees them through the team; whoever may change them, what
Ann gets, but for what only an owner may.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from dealwright.workspace.access import Verb
from dealwright.workspace.commands import change_member, give_roles, make_role, move_team, share
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine
from dealwright.workspace.rules import Sees

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
BY = {"by": Machine(), "via": "cli"}
DEALS = ("deal_id", "closing", "lost")


def by_share(world: Any, verb: Verb) -> None:
    """Ann's deals are shared with Cid."""
    for name in DEALS:
        share("deal", world.ids[name], f"member:{world.cast.stranger.id}", verb, **BY)


def by_team_share(world: Any, verb: Verb) -> None:
    """Ann's deals are shared with a team above Cid's."""
    move_team(world.cast.stranger.team_id, world.cast.rep.team_id, **BY)
    for name in DEALS:
        share("deal", world.ids[name], f"team:{world.cast.rep.team_id}", verb, **BY)


def by_team(world: Any, verb: Verb) -> None:
    """Cid sees what the team has, and Ann's team is below it."""
    move_team(world.cast.rep.team_id, world.cast.stranger.team_id, **BY)
    change_member(world.cast.stranger.id, sees=Sees.TEAM, **BY)


def by_role(world: Any, verb: Verb) -> None:
    """A role of the company lets Cid reach the deals of all."""
    give_roles(world.cast.stranger.id, [make_role("Far", {"deal": {verb: "all"}}, **BY)], **BY)


def answers(world: Any, routes: Any, member: Member) -> dict[str, int]:
    """What each route about one of Ann's deals answers the member; taken back."""
    client, found = Client(raise_request_exception=False), {}
    client.force_login(member)
    key = client.cookies.output(header="")
    for route in routes:
        if {"deal_id", "record_id"} & set(route.parameters) and set(route.parameters) <= world.ids.keys():
            client.cookies.load(key)
            with transaction.atomic():
                answer = route.send(client, world.ids)
                found[route.key] = answer.status_code
                b"".join(answer)
                transaction.set_rollback(True)
    return found


def answers_after(reach: Callable[[Any, Verb], None], verb: Verb, world: Any, routes: Any) -> dict[str, int]:
    """What each route answers Cid once he reaches Ann's deals in this way; the way is taken back."""
    with transaction.atomic():
        reach(world, verb)
        found = answers(world, routes, Member.objects.get(id=world.cast.stranger.id))
        transaction.set_rollback(True)
    return found


def differing(theirs: dict[str, int], expected: dict[str, int]) -> dict[str, tuple[int, int]]:
    """The routes that answered otherwise, with both answers."""
    return {route: (cell, expected[route]) for route, cell in theirs.items() if cell != expected[route]}


def test_who_may_see_gets_what_a_mate_gets(world: Any, routes: Any) -> None:
    before = answers(world, routes, world.cast.stranger)
    got = {route: cell for route, cell in before.items() if route.startswith("GET")}
    # What takes a right that they lack is refused before anybody looks whether the record is there.
    assert {cell for route, cell in got.items() if "/eras" not in route} <= {400, 404, 405}
    assert {cell for route, cell in got.items() if "/eras" in route} <= {403, 405}
    expected = answers(world, routes, world.cast.mate)
    assert len(expected) > 40
    for reach in (by_share, by_team_share, by_team, by_role):
        assert differing(answers_after(reach, Verb.SEE, world, routes), expected) == {}, reach.__doc__


def test_who_may_change_gets_what_the_owner_gets(world: Any, routes: Any) -> None:
    expected = answers(world, routes, world.cast.rep)
    for reach in (by_share, by_team_share, by_role):
        assert differing(answers_after(reach, Verb.CHANGE, world, routes), expected) == {}, reach.__doc__
