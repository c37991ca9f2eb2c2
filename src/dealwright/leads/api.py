"""The API of leads: added, changed, moved along, given away, converted; their sources and rules."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright.playbook import FieldType
from dealwright.records.answers import answer_list, answer_one, expected_revision, json_answer
from dealwright.records.bodies import Body
from dealwright.records.kinds import kind_of
from dealwright.records.values import read_value

from .access import may_see, require_set_up
from .commands import (
    Wanted,
    add_lead,
    answer_lead,
    assign_by_rules,
    assign_leads,
    bring_back,
    change_lead,
    convert_lead,
    disqualify_leads,
    put_on_list,
    qualify_leads,
    recycle_leads,
    remove_leads,
    remove_list,
    require_own,
    restore_list,
    take_off_list,
    touch_lead,
    undo_conversion,
    work_leads,
    write_assignment,
    write_list,
    write_scoring,
)
from .form_api import forms
from .queries import assignment_rules, scoring_rules
from .queries.lists import ListLine, leads_on, list_lines, next_on, visible_list
from .queries.replaying import replay

leads = Router(tags=["leads"])
leads.add_router("", forms)


class LeadChange(Body):
    """What of a lead can be written; source and campaign by name, owner and who referred it by number."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    domain: str | None = None
    job_title: str | None = None
    country: str | None = None
    message: str | None = None
    fields: dict[str, str | int | float | bool | list[str] | None] | None = None
    source: str | None = None
    campaign: str | None = None
    medium: str | None = None
    referred_by: int | None = None
    owner: int | None = None
    consent: str | None = None
    lists: list[str] | None = None
    external_id: str | None = None


class ListBody(Body):
    """A list of leads: its title, what it is for, whose it is (a member's number, None for nobody)."""

    title: str
    purpose: str = ""
    owner: int | None = None


class OnListBody(Body):
    """Leads that are put on a list or taken off it, by number."""

    leads: list[int]


class TouchBody(Body):
    """By which way a lead came to us once more; `at` is a moment, now unless told."""

    source: str = ""
    campaign: str = ""
    medium: str = ""
    address: str = ""
    utm: dict[str, str] = {}
    at: str | None = None


class StatusBody(Body):
    """Where a lead goes: disqualified ones need a reason, recycled ones the day on which they come back."""

    status: Literal["new", "working", "qualified", "disqualified", "recycled"]
    reason: str = ""
    note: str = ""
    back_on: str | None = None


class OwnerBody(Body):
    """Who gets the lead: a member's number, None for nobody; or `by_rules`."""

    owner: int | None = None
    by_rules: bool = False


class AnswerBody(Body):
    """What is known under an element, from 0 (unknown) to 3 (proven)."""

    framework: str
    element: str
    strength: int
    text: str = ""
    link: str = ""


class ConversionBody(Body):
    """What a lead becomes: numbers of records that are there, "new", or None; the deal by its title."""

    organisation: int | Literal["new"] | None = "new"
    person: int | Literal["new"] | None = "new"
    deal: str = ""
    process: str | None = None
    role: str = "champion"


class ScoreRuleBody(Body):
    """Points for leads that a condition (CEL over `lead`) is true of."""

    condition: str
    points: int
    reason: str


class ScoreRulesBody(Body):
    """All scoring rules."""

    rules: list[ScoreRuleBody]


class AssignmentRuleBody(Body):
    """Who gets leads that a condition is true of; the `id` of a present rule keeps whose turn it is."""

    id: int | None = None
    title: str
    condition: str = ""
    method: Literal["member", "round_robin", "least_load", "territory"]
    members: list[int] = []
    in_hours: bool = False


class AssignmentRulesBody(Body):
    """All assignment rules, first asked first."""

    rules: list[AssignmentRuleBody]


@leads.get("")
def list_leads(request: HttpRequest) -> HttpResponse:
    """Leads, filtered by `field__operation=value`, sorted by `sort`, a page at a time."""
    return answer_list(request, kind_of("leads"), request.user)


@leads.post("")
def create_lead(request: HttpRequest, body: LeadChange) -> HttpResponse:
    """Add a lead; without an owner the rules say who gets it."""
    require_own((given := body.model_dump(exclude_unset=True)).get("fields"), request.user)
    lead_id = add_lead(given, by=request.user, via="api")
    return _one(request, lead_id, 201)


@leads.get("/lists")
def list_lead_lists(request: HttpRequest) -> HttpResponse:
    """The lists of leads, with how many of their leads stand where."""
    return json_answer({"items": [_told(one) for one in list_lines(request.user)], "next_cursor": None})


@leads.post("/lists")
def create_lead_list(request: HttpRequest, body: ListBody) -> HttpResponse:
    """Make a list of leads, the caller's own unless told."""
    list_id = write_list(None, **body.model_dump(exclude_unset=True), by=request.user, via="api")
    return _list(request, list_id, 201)


@leads.put("/lists/{int:list_id}")
def edit_lead_list(request: HttpRequest, list_id: int, body: ListBody) -> HttpResponse:
    """Give a list another title, purpose or owner."""
    write_list(list_id, **body.model_dump(exclude_unset=True), by=request.user, via="api")
    return _list(request, list_id)


@leads.delete("/lists/{int:list_id}")
def remove_lead_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Take a list away; its leads stay."""
    remove_list(list_id, by=request.user, via="api")
    return json_answer({"id": list_id})


@leads.post("/lists/{int:list_id}/restore")
def restore_lead_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Bring a list back that was taken away."""
    restore_list(list_id, by=request.user, via="api")
    return _list(request, list_id)


@leads.get("/lists/{int:list_id}/leads")
def get_leads_on_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """The numbers of a list's leads in the order in which they are worked, and which open one comes first."""
    one = visible_list(list_id, request.user)
    found = {"leads": leads_on(one.id, request.user), "next": next_on(one.id, None, request.user)}
    return json_answer({"id": one.id, "title": one.title, **found})


@leads.post("/lists/{int:list_id}/leads")
def put_leads_on_list(request: HttpRequest, list_id: int, body: OnListBody) -> HttpResponse:
    """Put leads on a list."""
    return json_answer({"id": list_id, "added": put_on_list(list_id, body.leads, by=request.user, via="api")})


@leads.delete("/lists/{int:list_id}/leads")
def take_leads_off_list(request: HttpRequest, list_id: int, body: OnListBody) -> HttpResponse:
    """Take leads off a list."""
    return json_answer({"id": list_id, "removed": take_off_list(list_id, body.leads, by=request.user, via="api")})


def _list(request: HttpRequest, list_id: int, status: int = 200) -> HttpResponse:
    """The list as it is now; whoever gave it away may see no more than its number."""
    told = next((_told(one) for one in list_lines(request.user) if one.id == list_id), {"id": list_id})
    return json_answer(told, status)


def _told(one: ListLine) -> dict[str, Any]:
    counts = {"leads": one.leads, "open": one.open, "by_status": one.counts}
    return {"id": one.id, "title": one.title, "purpose": one.purpose, "owner": one.owner_id, **counts}


@leads.get("/score-rules")
def show_score_rules(request: HttpRequest) -> HttpResponse:
    """The rules by which leads are scored."""
    require_set_up(request.user)
    return json_answer({"rules": [rule._asdict() for rule in scoring_rules()]})


@leads.put("/score-rules")
def write_score_rules(request: HttpRequest, body: ScoreRulesBody) -> HttpResponse:
    """Replace the scoring rules; open leads are scored anew."""
    changed = write_scoring([rule.model_dump() for rule in body.rules], by=request.user, via="api")
    return json_answer({"rules": [rule._asdict() for rule in scoring_rules()], "rescored": changed})


@leads.get("/assignment-rules")
def show_assignment_rules(request: HttpRequest) -> HttpResponse:
    """The rules that give leads away, first asked first."""
    require_set_up(request.user)
    return json_answer({"rules": [rule._asdict() for rule in assignment_rules()]})


@leads.put("/assignment-rules")
def write_assignment_rules(request: HttpRequest, body: AssignmentRulesBody) -> HttpResponse:
    """Replace the rules that give leads away."""
    write_assignment([rule.model_dump() for rule in body.rules], by=request.user, via="api")
    return json_answer({"rules": [rule._asdict() for rule in assignment_rules()]})


@leads.get("/assignment-replay")
def replay_assignment(request: HttpRequest) -> HttpResponse:
    """Who would have got last month's leads by the rules in force, and why; nothing is changed."""
    require_set_up(request.user)
    found = replay(assignment_rules())
    lines = [
        {
            "lead": each.lead.id, "had": each.had_id, "gets": each.decision.member_id, "why": each.decision.why,
            "rule": each.decision.rule.title if each.decision.rule else None,
        }
        for each in found
    ]  # fmt: skip
    return json_answer({"items": lines, "differ": sum(each.differs for each in found)})


@leads.get("/{int:lead_id}")
def get_lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """One lead, with its revision as ETag."""
    return answer_one(kind_of("leads"), lead_id, request.user)


@leads.patch("/{int:lead_id}")
def edit_lead(request: HttpRequest, lead_id: int, body: LeadChange) -> HttpResponse:
    """Change the fields that the body names; `If-Match` guards against changing what somebody else has changed."""
    changes, revision = body.model_dump(exclude_unset=True), expected_revision(request)
    require_own(changes.get("fields"), request.user)
    change_lead(lead_id, changes, by=request.user, via="api", revision=revision)
    return _one(request, lead_id)


@leads.delete("/{int:lead_id}")
def remove_lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Take a lead back that was brought in by mistake."""
    remove_leads([lead_id], by=request.user, via="api")
    return json_answer({"id": lead_id})


@leads.post("/{int:lead_id}/touches")
def add_touch(request: HttpRequest, lead_id: int, body: TouchBody) -> HttpResponse:
    """Note that a lead came to us once more."""
    at: datetime | None = read_value(FieldType.DATETIME, body.at, key="at")
    touch_lead(lead_id, **{**body.model_dump(), "at": at}, by=request.user, via="api")
    return _one(request, lead_id)


@leads.put("/{int:lead_id}/status")
def move_lead(request: HttpRequest, lead_id: int, body: StatusBody) -> HttpResponse:
    """Move a lead along: work, qualify, disqualify or recycle it, or bring it back."""
    who: dict[str, Any] = {"by": request.user, "via": "api"}
    match body.status:
        case "working":
            work_leads([lead_id], **who)
        case "qualified":
            qualify_leads([lead_id], note=body.note, **who)
        case "disqualified":
            disqualify_leads([lead_id], body.reason, note=body.note, **who)
        case "recycled":
            recycle_leads([lead_id], _day(body.back_on), note=body.note, **who)
        case "new":
            bring_back([lead_id], **who)
    return _one(request, lead_id)


def _day(text: str | None) -> date:
    day: date | None = read_value(FieldType.DATE, text, key="back_on")
    return day or date.min  # which is refused as not ahead of us


@leads.put("/{int:lead_id}/owner")
def assign_lead(request: HttpRequest, lead_id: int, body: OwnerBody) -> HttpResponse:
    """Give a lead to a member, to nobody, or to whom the rules say."""
    if body.by_rules:
        assign_by_rules([lead_id], by=request.user, via="api")
    else:
        assign_leads([lead_id], body.owner, by=request.user, via="api")
    return _one(request, lead_id)


@leads.put("/{int:lead_id}/answers")
def answer_on_lead(request: HttpRequest, lead_id: int, body: AnswerBody) -> HttpResponse:
    """Say what is known of a lead under an element of a framework."""
    answer_lead(lead_id, **body.model_dump(), by=request.user, via="api")
    return _one(request, lead_id)


@leads.post("/{int:lead_id}/conversion")
def convert_to_records(request: HttpRequest, lead_id: int, body: ConversionBody) -> HttpResponse:
    """Turn a lead into an organisation, a person and a deal."""
    found = convert_lead(lead_id, Wanted(**body.model_dump()), by=request.user, via="api")
    became = {"organisation": found.organisation_id, "person": found.person_id, "deal": found.deal_id}
    return json_answer({"lead": lead_id, **became, "made": found.made, "left": found.carried["left"]}, 201)


@leads.delete("/{int:lead_id}/conversion")
def take_back_conversion(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Take a conversion back, while nothing has happened to what it made."""
    undo_conversion(lead_id, by=request.user, via="api")
    return _one(request, lead_id)


def _one(request: HttpRequest, lead_id: int, status: int = 200) -> HttpResponse:
    """The lead as it is now; whose rules or hand gave it to somebody else may see no more than its number."""
    if not may_see(lead_id, request.user):
        return json_answer({"id": lead_id}, status)
    return answer_one(kind_of("leads"), lead_id, request.user, status)
