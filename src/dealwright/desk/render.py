"""From a view's context to HTML: the whole page, or the block that htmx asks for."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.template.backends.utils import csrf_input
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment, Template

from dealwright.desk.flash import flashes
from dealwright.desk.registry import (
    Doable,
    attributes_of_main,
    commands_for,
    menu_for,
    panels_for,
    record_pages,
    verbs_on,
)

TOASTS = "desk/toasts.html"


def render(
    request: HttpRequest,
    template: str,
    context: object = None,
    *,
    block: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page, or for htmx with one block of it.

    ``context`` is a dataclass instance or a mapping; a dataclass is also there whole as ``page``.
    For htmx the block is ``block``, or else the one named like the target's id (``#deal-list`` asks for
    ``deal_list``); waiting messages ride along out of band. Without such a block the whole page is sent.
    """
    environment: Environment = engines["jinja2"].env
    page = environment.get_template(template)
    values = shared(request) | spread(context)
    name = asked(request, page, block)
    if name is None:
        html = page.render(values | {"flashes": flashes(request)})
    else:
        toasts = environment.get_template(TOASTS)
        html = only(page, name, values) + toasts.render(flashes=flashes(request), oob=True)
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def spread(context: object) -> dict[str, Any]:
    """The context as template variables."""
    if context is None:
        return {}
    if is_dataclass(context):
        return {field.name: getattr(context, field.name) for field in fields(context)} | {"page": context}
    if isinstance(context, Mapping):
        return dict(context)
    raise TypeError(f"A page's context is a dataclass or a mapping, not {type(context).__name__}.")


def shared(request: HttpRequest) -> dict[str, Any]:
    """What every template can use."""
    user = getattr(request, "user", None)
    member = user if user and user.is_authenticated else None
    return {
        "request": request,
        "member": member,
        "menu": menu_for(member),
        "commands": commands_for(member),
        "verbs": lambda: verbs_here(request, member),
        "kind_here": lambda: kind_here(request),
        "main_attributes": lambda: attributes_of_main(request),
        "panels": lambda slot: panels_for(slot, member),
        "csrf_token": SimpleLazyObject(lambda: get_token(request)),
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),  # made once for all forms of a page
    }


def record_here(request: HttpRequest) -> tuple[str, int] | None:
    """The url name and the id of the record whose page was asked for; None on any other page."""
    match = getattr(request, "resolver_match", None)
    if match is None or match.url_name not in record_pages:
        return None
    [record_id] = match.kwargs.values()
    return match.url_name, record_id


def verbs_here(request: HttpRequest, member: object) -> list[Doable]:
    """What the member may do with the record whose page was asked for; nothing on any other page."""
    here = record_here(request)
    return verbs_on(*here, member) if here else []


def kind_here(request: HttpRequest) -> str:
    """What the record is called whose page was asked for; empty on any other page."""
    here = record_here(request)
    return record_pages[here[0]] if here else ""


def asked(request: HttpRequest, page: Template, block: str | None) -> str | None:
    """The block to send, or None for the whole page."""
    headers = request.headers
    whole = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    if "HX-Request" not in headers or whole:
        return None
    target = headers.get("HX-Target", "").replace("-", "_")
    return block or (target if target in page.blocks else None)


def only(page: Template, name: str, values: dict[str, Any]) -> str:
    """One block of a page; raises KeyError when the template does not define it."""
    context = page.new_context(values)
    return "".join(page.blocks[name](context))
