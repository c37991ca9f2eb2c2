"""The page that says how a process is followed, and a deal's own line of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dealwright import NotFound
from dealwright.desk.render import render
from dealwright.processes.queries import Published, current, playbook
from dealwright.workspace.queries import Actor

from ..commands.study import CONFORMANCE, is_small, look_at_conformance
from ..conformance.following import KINDS, Followed, deviations, titles_of
from ..conformance.summing import conformance
from ..models import Study
from ..queries.study import latest_study


@dataclass(frozen=True)
class ConformancePage:
    """How a process is followed: `found` as JSON tells it, None where nobody has looked yet; `study` for many deals."""

    version: Published
    found: dict[str, Any] | None
    study: Study | None
    stages: dict[str, str]


@dataclass(frozen=True)
class BehindPage:
    """The deals behind a deviation, the latest first."""

    version: Published
    kind: str
    deals: list[tuple[int, str, str]]
    all: int


@dataclass(frozen=True)
class LinePage:
    """How one deal followed its process."""

    one: Followed
    stages: dict[str, str]


@login_required
@require_http_methods(["GET", "POST"])
def conformance_page(request: HttpRequest, key: str) -> HttpResponse:
    """How the process is followed. Many deals are looked through by the worker when posting asks for it."""
    version = current(key)
    if request.method == "POST":
        look_at_conformance(key, by=request.user, via="page")
        return redirect("playbook-conformance", key)
    found, study = _found(key, request.user)
    if request.headers.get("HX-Request") and not (study and study.finished_at is None):
        return HttpResponse(headers={"HX-Refresh": "true"})
    stages = {stage.key: stage.title for stage in version.playbook.stages}
    page = ConformancePage(version, found, study, stages)
    return render(request, "deals/conformance.html", page, block="study_progress")


def _found(key: str, actor: Actor) -> tuple[dict[str, Any] | None, Study | None]:
    if is_small(key, actor):
        return conformance(key, actor).as_data(), None
    study = latest_study(CONFORMANCE, key, actor)
    return (study.found if study else None), study


@login_required
@require_GET
def conformance_deals(request: HttpRequest, key: str, deviation: str) -> HttpResponse:
    """The deals behind one kind of deviation."""
    version = current(key)
    if deviation not in KINDS:
        raise NotFound(f"There is no deviation “{deviation}”.", remedy=f"Choose from: {', '.join(KINDS)}.")
    found, _ = _found(key, request.user)
    told = next((each for each in (found or {}).get("deviations", ()) if each["kind"] == deviation), None)
    deals = titles_of(told["latest"], request.user) if told else []
    return render(
        request, "deals/conformance_deals.html", BehindPage(version, deviation, deals, told["deals"] if told else 0)
    )


@login_required
@require_GET
def deal_deviations(request: HttpRequest, deal_id: int) -> HttpResponse:
    """A deal's line: how well it follows its process, and in what it deviates."""
    one = deviations(deal_id, request.user)
    if one is None:
        raise NotFound(f"There is no deal {deal_id} that you may see.")
    stages = {stage.key: stage.title for stage in playbook(one.version_id).stages}
    return render(request, "deals/deviations.html", LinePage(one, stages))
