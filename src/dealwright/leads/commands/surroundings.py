"""What is around a lead goes along when it is converted: comments, followers, parts in its team, shares."""

from collections.abc import Iterable, Mapping
from typing import Any

from dealwright.teamwork.commands.carry import Circle, carry_comments, copy_circle, drop_circle, put_comments
from dealwright.workspace.access import Verb, may
from dealwright.workspace.commands.sharing import share_alike, unshare_all
from dealwright.workspace.guarded import record_of
from dealwright.workspace.queries import Actor

About = tuple[str, int]


def take_along(lead: About, goal: About, made: Iterable[About], *, by: Actor, via: str) -> dict[str, Any]:
    """Carry comments over to the goal; those who follow the lead, have a part in it or share in it do so with the goal
    and with all that was made.

    A record that was there already is shared only by whoever may change it; else `unshared` is true in the result,
    which says what went where, for `leave_behind`.
    """
    targets = dict.fromkeys((goal, *made))
    circles = [copy_circle(lead, each, by=by, via=via) for each in targets]
    shared = [each for each in targets if _may_share(each, by)]
    return {
        "comments": carry_comments(lead, goal, by=by, via=via),
        "followers": [number for circle in circles for number in circle.followers],
        "parts": [number for circle in circles for number in circle.parts],
        "shares": [number for each in shared for number in share_alike(lead, each, by=by, via=via)],
        "unshared": len(shared) < len(targets),
    }


def leave_behind(lead: About, taken: Mapping[str, Any], *, by: Actor, via: str) -> None:
    """Take `take_along` back: comments are on the lead again, nobody else has come to the other records by it."""
    put_comments(taken["comments"], lead)
    drop_circle(Circle(taken["followers"], taken["parts"]))
    unshare_all(taken["shares"], by=by, via=via)


def _may_share(each: About, by: Actor) -> bool:
    return may(by, each[0], Verb.CHANGE, each[1], record_of(*each).owner_id)
