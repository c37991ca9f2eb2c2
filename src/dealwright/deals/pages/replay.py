"""The page of a replay: give a draft, watch it run over past deals, see whom it would have stopped."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dealwright import SalesError
from dealwright.desk.render import render
from dealwright.processes.drafts import draft
from dealwright.processes.queries import Published, current, text_of
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Right, require

from ..commands.study import REPLAY, replay_draft
from ..models import Study
from ..queries.study import study


@dataclass(frozen=True)
class AskPage:
    """The text of a draft, before its replay."""

    version: Published
    text: str
    error: str = ""


@dataclass(frozen=True)
class ReplayPage:
    """A replay under way, failed, or done."""

    version: Published
    study: Study


@login_required
@require_http_methods(["GET", "POST"])
def replay_page(request: HttpRequest, key: str) -> HttpResponse:
    """The draft to run: ?draft= names one, else the version in force stands there to be changed; posting runs it."""
    require(request.user, Right.DRAFT)
    version = current(key)
    if request.method != "POST":
        return render(request, "deals/replay_ask.html", AskPage(version, _wanted(request, version)))
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        made = replay_draft(key, text, by=request.user, via="page")
    except SalesError as error:
        said = error.sentence
        return render(request, "deals/replay_ask.html", AskPage(version, text, said), status=422)
    return redirect("playbook-replay-found", key, made.id)


def _wanted(request: HttpRequest, version: Published) -> str:
    number = whole_number(request.GET.get("draft", ""))
    return draft(number).text if number is not None else text_of(version.id)


@login_required
@require_GET
def replay_found(request: HttpRequest, key: str, study_id: int) -> HttpResponse:
    """What the replay found; while it is under way htmx asks again."""
    made = study(study_id, request.user)
    if made.kind != REPLAY or made.process != key:
        return redirect("playbook-replay", key)
    if request.headers.get("HX-Request") and made.finished_at:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "deals/replay.html", ReplayPage(current(key), made), block="study_progress")
