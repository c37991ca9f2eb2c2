"""The API put together: bearer tokens or the signed-in session, problems as RFC 9457, one router per module."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import APIKeyCookie, HttpBearer

from dealwright import BadRequest, Invalid, NotAllowed, NotSignedIn, SalesError
from dealwright.activities.api import activities, tasks
from dealwright.activities.working_api import working
from dealwright.customers.api import organisations, people
from dealwright.customers.doubles.api import duplicates, merges
from dealwright.deals.api import deals
from dealwright.deals.proof_api import approvals
from dealwright.deals.reviews_api import reviewed
from dealwright.deals.study_api import studies
from dealwright.exchange.api import router as imports
from dealwright.exchange.archive_api import router as archives
from dealwright.leads.api import leads
from dealwright.ledger.api import events
from dealwright.processes.api import frameworks, processes
from dealwright.records.api import found
from dealwright.records.list_api import changes, grouped, saved
from dealwright.records.quality.api import quality
from dealwright.records.repeats import repeatable
from dealwright.records.setup.api import fields, layouts
from dealwright.scorecard.alerts.api import alerts, watches
from dealwright.scorecard.api import scorecard
from dealwright.scorecard.dashboards.api import boards
from dealwright.scorecard.forecasts.api import forecast
from dealwright.scorecard.goals.api import goals
from dealwright.scorecard.owners.api import owners
from dealwright.teamwork.api import comments, following, notifications, parts
from dealwright.workspace.access_api import access, roles, shares, teams, territories
from dealwright.workspace.api import me, members
from dealwright.workspace.queries import member_of_token

from .merged import answering
from .openapi import DescribedApi


class BearerToken(HttpBearer):
    """`Authorization: Bearer dw_…`."""

    def __call__(self, request: HttpRequest) -> Any:
        """The member of the token that stands in the header; None without one."""
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        return self.authenticate(request, token) if scheme.lower() == self.openapi_scheme else None

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The member whose token it is; the rest of the request acts as them."""
        member = member_of_token(token)
        if member is not None:
            request.user = member
        return member


class Session(APIKeyCookie):
    """The browser's own session, guarded against cross-site requests."""

    param_name = "sessionid"

    def _get_key(self, request: HttpRequest) -> str | None:
        """The session's key; a program without a session is told to sign in, not about cross-site requests."""
        return super()._get_key(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The signed-in member."""
        return request.user if request.user.is_authenticated else None


NUL = rb"\u0000"


class Strict(Parser):
    """Bodies as RFC 8259 has them: no NaN, and no half characters or NULs, which no database could keep."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body; raises what the API answers as 400 when it is not JSON or holds a NUL."""
        body = msgspec.json.decode(request.body)
        if NUL in request.body and _holds_nul(body):
            raise ValueError("a text holds a NUL")
        return body


def _holds_nul(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_nul, (*value.keys(), *value.values())))
    return any(map(_holds_nul, value)) if isinstance(value, list) else isinstance(value, str) and "\x00" in value


TAGS = {
    "deals": "Deals: their stage and its gate, how they end, the people on them, what is known of them.",
    "leads": "Who came to us: where from, how promising, who works them, what they became.",
    "reviews": "Why deals were won or lost, and what their customers say.",
    "approvals": "What somebody with the right role has to approve.",
    "organisations": "The organisations you sell to.",
    "people": "The people there.",
    "quality": "Rules on values, how complete records are, and how long they are kept.",
    "duplicates": "Records that may be the same person or organisation, and their merging.",
    "activities": "Calls, meetings, e-mails and notes: what was done.",
    "tasks": "What is to be done.",
    "working day": "What to do now, the story of a record, working hours, and your calendar.",
    "imports": "Files brought in, and taken back; everything taken away.",
    "search": "Records by the words in their names.",
    "fields": "What records are made of: fields of your own, rules on fields, layouts.",
    "processes": "How you sell: the processes in force.",
    "frameworks": "What to know of a deal, and what proves an answer.",
    "events": "The ledger: every change of every record, in order.",
    "teamwork": "Comments, who follows what, who has a part in what, notifications.",
    "lists": "Saved views, groups with what they add up to, changes of many records.",
    "scorecard": "The numbers, and what they mean.",
    "members": "Who works here.",
    "access": "Who may do what: roles, teams, shares, territories, and why.",
}
api = DescribedApi(
    title="Dealwright",
    version=version("dealwright"),
    description="Everything a page can do, a program can do, under the same rules.",
    auth=[BearerToken(), Session()],
    docs_url=None,
    urls_namespace="api",
    parser=Strict(),
    servers=[{"url": "/", "description": "This installation"}],
    openapi_extra={"tags": [{"name": name, "description": told} for name, told in TAGS.items()]},
)
api.add_decorator(repeatable)


def problem(error: SalesError) -> HttpResponse:
    """The error as application/problem+json."""
    body = msgspec.json.encode(error.as_dict())
    return HttpResponse(body, status=error.status, content_type="application/problem+json")


@api.exception_handler(SalesError)
def _refused(request: HttpRequest, error: SalesError) -> HttpResponse:
    if moved := answering(request, error):
        survivor, address = moved
        body = msgspec.json.encode({"merged_into": survivor})
        return HttpResponse(body, status=301, headers={"Location": address}, content_type="application/json")
    return problem(error)


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [_fault(fault) for fault in error.errors] or [{"field": None, "message": "It cannot be understood."}]
    # A name that is not known says more than the one that is missing because of it.
    first = next((fault for fault in faults if fault["message"].startswith("There is no")), faults[0])
    remedy = "What fits stands in /api/v1/openapi.json."
    return problem(Invalid(first["message"], field=first["field"], remedy=remedy, faults=faults))


def _fault(fault: Mapping[str, Any]) -> dict[str, Any]:
    """What pydantic found, as a sentence; the field without the place that it was sent in."""
    places = ("body", "query", "path", "header")
    name = ".".join(str(part) for part in fault["loc"] if part not in places) or "body"
    told = fault["msg"].removeprefix("Value error, ").rstrip(".")
    known = {"missing": f"{name} is missing.", "extra_forbidden": f"There is no field “{name}” to write here."}
    return {"field": name, "message": known.get(fault["type"], f"{name}: {told}.")}


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 401:
        remedy = "Send Authorization: Bearer TOKEN; dealwright token create --member EMAIL makes one."
        return problem(NotSignedIn(remedy=remedy))
    if error.status_code == 403:
        return problem(
            NotAllowed("The token of the page is missing.", remedy="Programs send Authorization: Bearer TOKEN.")
        )
    if error.status_code == 400:
        return problem(BadRequest("The body is not JSON."))
    kinds = {kind.status: kind for kind in SalesError.__subclasses__()}
    return problem(kinds.get(error.status_code, BadRequest)(error.message))


@api.get("/ping", tags=["members"])
def ping(request: HttpRequest) -> HttpResponse:
    """Answers when the token is good; does nothing else."""
    return HttpResponse(b'{"ok":true}', content_type="application/json")


api.add_router("/deals", deals)
api.add_router("/reviews", reviewed)
api.add_router("/leads", leads)
api.add_router("/approvals", approvals)
api.add_router("/organisations", organisations)
api.add_router("/people", people)
api.add_router("/duplicates", duplicates)
api.add_router("/merges", merges)
api.add_router("/activities", activities)
api.add_router("/tasks", tasks)
api.add_router("/", working)
api.add_router("/imports", imports)
api.add_router("/archives", archives)
api.add_router("/search", found)
api.add_router("/views", saved)
api.add_router("/changes", changes)
api.add_router("/lists", grouped)
api.add_router("/fields", fields)
api.add_router("/layouts", layouts)
api.add_router("/quality", quality)
api.add_router("/comments", comments)
api.add_router("/followers", following)
api.add_router("/parts", parts)
api.add_router("/notifications", notifications)
api.add_router("/processes", processes)
api.add_router("/processes", studies)
api.add_router("/frameworks", frameworks)
api.add_router("/events", events)
api.add_router("/scorecard", scorecard)
api.add_router("/forecast", forecast)
api.add_router("/goals", goals)
api.add_router("/owners", owners)
api.add_router("/alerts", alerts)
api.add_router("/watches", watches)
api.add_router("/dashboards", boards)
api.add_router("/members", members)
api.add_router("/me", me)
api.add_router("/roles", roles)
api.add_router("/teams", teams)
api.add_router("/shares", shares)
api.add_router("/territories", territories)
api.add_router("/access", access)
