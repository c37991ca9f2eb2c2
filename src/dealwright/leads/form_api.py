"""The API of forms and addresses for sign-ups: listed, designed, opened, revoked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright.records.answers import expected_revision, json_answer
from dealwright.records.bodies import Body

from .access import require_set_up
from .commands.forms import add_hook, revoke_form, revoke_hook, write_form
from .queries.forms import FormLine, HookLine, form_as_data, form_lines, hook_lines

forms = Router(tags=["leads"])


class AskedBody(Body):
    """A field of a form: its key, what it is called, how it is asked."""

    key: str
    label: str = ""
    kind: str = ""
    required: bool = False
    choices: list[str] = []


class FormBody(Body):
    """A form that strangers fill in; `sites` are the web addresses of pages that may show it in a frame."""

    title: str
    intro: str = ""
    button: str = "Send"
    fields: list[AskedBody]
    consent: str = ""
    consent_required: bool = True
    thanks: str = ""
    confirms: bool = False
    source: str = ""
    campaign: str = ""
    sites: list[str] = []


class RevokedBody(Body):
    """Whether a form's address is unknown to the world."""

    revoked: bool


class HookBody(Body):
    """An address to which another program sends sign-ups."""

    title: str
    source: str = ""
    campaign: str = ""


@forms.get("/forms")
def list_lead_forms(request: HttpRequest) -> HttpResponse:
    """All forms, the newest first, with how often each was sent."""
    require_set_up(request.user)
    lines = [_line(one) for one in form_lines()]
    return json_answer({"items": lines, "next_cursor": None})


@forms.post("/forms")
def create_lead_form(request: HttpRequest, body: FormBody) -> HttpResponse:
    """Design a form; its address holds a secret that cannot be guessed."""
    return json_answer(form_as_data(write_form(None, _given(body), by=request.user, via="api")), 201)


@forms.get("/forms/{int:form_id}")
def get_lead_form(request: HttpRequest, form_id: int) -> HttpResponse:
    """A form with all that it asks."""
    require_set_up(request.user)
    return json_answer(form_as_data(form_id))


@forms.put("/forms/{int:form_id}")
def edit_lead_form(request: HttpRequest, form_id: int, body: FormBody) -> HttpResponse:
    """Design a form anew; `If-Match` guards against changing what somebody else has changed."""
    revision = expected_revision(request)
    write_form(form_id, _given(body), by=request.user, via="api", revision=revision)
    return json_answer(form_as_data(form_id))


@forms.put("/forms/{int:form_id}/revoked")
def revoke_lead_form(request: HttpRequest, form_id: int, body: RevokedBody) -> HttpResponse:
    """Make a form unknown to the world, or known again."""
    revoke_form(form_id, revoked=body.revoked, by=request.user, via="api")
    return json_answer(form_as_data(form_id))


@forms.get("/hooks")
def list_lead_hooks(request: HttpRequest) -> HttpResponse:
    """All addresses for sign-ups, the newest first, with how many leads came by each; secrets are not told."""
    require_set_up(request.user)
    lines = [_line(one, "hook/") for one in hook_lines()]
    return json_answer({"items": lines, "next_cursor": None})


@forms.post("/hooks")
def create_lead_hook(request: HttpRequest, body: HookBody) -> HttpResponse:
    """Open an address for sign-ups; its secret is told only now."""
    hook = add_hook(body.title, body.source, body.campaign, by=request.user, via="api")
    told = {"id": hook.id, "title": hook.title, "path": f"/f/hook/{hook.key}/", "open": True, "secret": hook.secret}
    return json_answer(told, 201)


@forms.delete("/hooks/{int:hook_id}")
def remove_lead_hook(request: HttpRequest, hook_id: int) -> HttpResponse:
    """Close an address for sign-ups for good."""
    revoke_hook(hook_id, by=request.user, via="api")
    return json_answer({"id": hook_id})


def _line(one: FormLine | HookLine, where: str = "") -> dict[str, Any]:
    told = one._asdict()
    key, is_open = told.pop("key"), told.pop("is_open")
    return {**told, "path": f"/f/{where}{key}/", "open": is_open}


def _given(body: FormBody) -> dict[str, Any]:
    return {**body.model_dump(), "sites": "\n".join(body.sites)}
