"""The API of access: roles, teams, shares, territories, and why a member may see a record."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router

from dealwright import NotFound

from . import commands, overview
from .bodies import Body
from .commands import territories as drawing
from .guarded import record_of
from .queries import require
from .reach import Verb
from .rules import Right
from .territories import lands
from .why import Answer, ask_why, words_of

roles = Router(tags=["access"])
teams = Router(tags=["access"])
shares = Router(tags=["access"])
territories = Router(tags=["access"])
access = Router(tags=["access"])
LOOKED_AT = 50_000
Reach = dict[str, dict[str, str]]


class NewRole(Body):
    """A role: for each kind of record and verb how far it reaches (own, team, all), and rights."""

    title: str
    reach: Reach = {}
    rights: list[str] = []


class RoleChange(Body):
    """What of a role is to be another."""

    title: str | None = None
    reach: Reach | None = None
    rights: list[str] | None = None


class NewTeam(Body):
    """A team, perhaps part of another."""

    name: str
    parent: int | None = None


class TeamChange(Body):
    """Another name of a team, or the team it is part of (null: none)."""

    name: str | None = None
    parent: int | None = None


class NewShare(Body):
    """A record (kind and number) for a member or a team ("member:5", "team:3"), to see it or to change it."""

    kind: str
    record: int
    to: str
    verb: str = "see"
    reason: str = ""


class Drawing(Body):
    """A territory: its rule, what it gives to whom, and which kinds of records it divides."""

    title: str
    rule: str
    members: list[int]
    gives: str = "ownership"
    kinds: list[str] = ["organisation", "deal"]
    takes_owned: bool = False

    def wish(self) -> drawing.Wish:
        """As the command takes it."""
        return drawing.Wish(**self.model_dump())


def items(found: list[Any]) -> JsonResponse:
    """A whole list."""
    return JsonResponse({"items": [asdict(one) for one in found], "next_cursor": None})


def _picked(found: list[Any], key: object, by: str = "id", status: int = 200) -> JsonResponse:
    return JsonResponse(asdict(next(one for one in found if getattr(one, by) == key)), status=status)


@roles.get("")
def list_roles(request: HttpRequest) -> JsonResponse:
    """The company's own roles, and what each gives."""
    require(request.user, Right.MEMBERS)
    return items(overview.roles())


@roles.post("")
def create_role(request: HttpRequest, body: NewRole) -> JsonResponse:
    """Make a role; it can give no more than you have."""
    key = commands.make_role(body.title, body.reach, body.rights, by=request.user, via="api")
    return _picked(overview.roles(), key, "key", 201)


@roles.patch("/{key}")
def change_role(request: HttpRequest, key: str, body: RoleChange) -> JsonResponse:
    """Change what a role gives, for all who hold it."""
    commands.change_role(key, **body.model_dump(), by=request.user, via="api")
    return _picked(overview.roles(), key, "key")


@roles.delete("/{key}")
def remove_role(request: HttpRequest, key: str) -> JsonResponse:
    """Take a role away from everybody."""
    before = overview.roles()
    commands.remove_role(key, by=request.user, via="api")
    return _picked(before, key, "key")


@roles.put("/{key}/members/{member_id}")
def give_role(request: HttpRequest, key: str, member_id: int) -> JsonResponse:
    """Have a member hold a role, beside those they hold."""
    held = {*overview.roles_held(member_id), key}
    commands.give_roles(member_id, held, by=request.user, via="api")
    return _picked(overview.roles(), key, "key")


@roles.delete("/{key}/members/{member_id}")
def take_role(request: HttpRequest, key: str, member_id: int) -> JsonResponse:
    """Have a member no longer hold a role."""
    held = set(overview.roles_held(member_id)) - {key}
    commands.give_roles(member_id, held, by=request.user, via="api")
    found = [role for role in overview.roles() if role.key == key]
    if not found:
        raise NotFound(f"There is no role “{key}”.")
    return _picked(found, key, "key")


@teams.get("")
def list_teams(request: HttpRequest) -> JsonResponse:
    """The teams, each followed by those below it."""
    return items(overview.tree())


@teams.post("")
def create_team(request: HttpRequest, body: NewTeam) -> JsonResponse:
    """Make a team; one of that name is the same team."""
    require(request.user, Right.MEMBERS)
    team_id = commands.ensure_team(body.name, by=request.user, via="api")
    if body.parent is not None:
        commands.move_team(team_id, body.parent, by=request.user, via="api")
    return _picked(overview.tree(), team_id, status=201)


@teams.patch("/{team_id}")
def change_team(request: HttpRequest, team_id: int, body: TeamChange) -> JsonResponse:
    """Call a team something else, or make it part of another one."""
    require(request.user, Right.MEMBERS)
    if body.name is not None:
        commands.rename_team(team_id, body.name, by=request.user, via="api")
    if "parent" in body.model_fields_set or body.name is None:
        commands.move_team(team_id, body.parent, by=request.user, via="api")
    return _picked(overview.tree(), team_id)


@teams.delete("/{team_id}")
def remove_team(request: HttpRequest, team_id: int) -> JsonResponse:
    """Forget a team that nobody is in, and no other is part of."""
    before = overview.tree()
    commands.remove_team(team_id, by=request.user, via="api")
    return _picked(before, team_id)


@shares.get("")
def list_shares(request: HttpRequest, kind: str, record: int) -> JsonResponse:
    """With whom a record is shared."""
    record_of(kind, record, request.user)
    return items(overview.shares_of(kind, record))


@shares.post("")
def create_share(request: HttpRequest, body: NewShare) -> JsonResponse:
    """Share a record."""
    verb = Verb(body.verb) if body.verb in list(Verb) else body.verb
    by = {"by": request.user, "via": "api"}
    number = commands.share(body.kind, body.record, body.to, verb, reason=body.reason, **by)
    return _picked(overview.shares_of(body.kind, body.record), number, status=201)


@shares.delete("/{share_id}")
def end_share(request: HttpRequest, share_id: int) -> JsonResponse:
    """End a share; answers with those that are left of the record."""
    kind, record_id = commands.unshare(share_id, by=request.user, via="api")
    return items(overview.shares_of(kind, record_id))


@territories.get("")
def list_territories(request: HttpRequest) -> JsonResponse:
    """The territories, the one that decides first on top."""
    require(request.user, Right.MEMBERS)
    return items(overview.territories())


@territories.post("")
def create_territory(request: HttpRequest, body: Drawing) -> JsonResponse:
    """Draw a territory, the last one in order."""
    number = drawing.draw_territory(body.wish(), by=request.user, via="api")
    return _picked(overview.territories(), number, status=201)


@territories.get("/preview")
def list_territory_effects(request: HttpRequest) -> JsonResponse:
    """What applying the territories would do, by kind; changes nothing. `more` tells that not all was looked at."""
    require(request.user, Right.MEMBERS)
    return items(overview.preview(lands(), most=LOOKED_AT))


@territories.get("/applications")
def list_applications(request: HttpRequest) -> JsonResponse:
    """The latest applications of territories."""
    require(request.user, Right.MEMBERS)
    return items(overview.applications())


@territories.post("/applications")
def create_application(request: HttpRequest) -> JsonResponse:
    """Apply the territories to all records; the worker does it."""
    number = drawing.ask_application(by=request.user, via="api")
    return _picked(overview.applications(), number, status=201)


@territories.delete("/applications/{application_id}")
def undo_application(request: HttpRequest, application_id: int) -> JsonResponse:
    """Take an application back; the worker does it."""
    drawing.ask_undo(application_id, by=request.user, via="api")
    return _picked(overview.applications(), application_id)


@territories.put("/{territory_id}")
def change_territory(request: HttpRequest, territory_id: int, body: Drawing) -> JsonResponse:
    """Draw a territory anew."""
    drawing.draw_territory(body.wish(), territory_id, by=request.user, via="api")
    return _picked(overview.territories(), territory_id)


@territories.delete("/{territory_id}")
def remove_territory(request: HttpRequest, territory_id: int) -> JsonResponse:
    """Forget a territory."""
    before = overview.territories()
    drawing.remove_territory(territory_id, by=request.user, via="api")
    return _picked(before, territory_id)


@access.get("/why")
def explain_access(request: HttpRequest, kind: str, record: int, member: int | None = None) -> JsonResponse:
    """Whether a member (yourself unless told) may see and change a record, and every reason for and against."""
    who, kept, sees, changes = ask_why(member or request.user.id, kind, record, by=request.user)

    def told(answer: Answer) -> dict[str, Any]:
        reasons = [{"speaks_for": each.speaks_for, "text": each.text} for each in answer.reasons]
        return {"may": answer.may, "told": words_of(answer, who, kept), "reasons": reasons}

    return JsonResponse({"member": who.id, "kind": kind, "record": record, "see": told(sees), "change": told(changes)})
