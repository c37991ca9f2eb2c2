"""What the scorecard says of one stage, inside the page on which people say what they think of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dealwright import NotFound
from dealwright.desk.render import render
from dealwright.processes.queries import Published, current

from .charts import Asking
from .charts.at_stage import Measured, at_stage
from .freshness import freshen
from .queries import desk
from .questions import Question


@dataclass(frozen=True)
class StagePage:
    """The numbers of a stage of the process in force."""

    version: Published
    key: str
    title: str
    numbers: Sequence[Measured]


@login_required
@require_safe
def stage_numbers(request: HttpRequest, key: str, stage: str) -> HttpResponse:
    """This quarter beside the one before, of the deals that the member may see; raises NotFound for no such stage."""
    version = current(key)
    titles = {each.key: each.title for each in version.playbook.stages}
    if stage not in titles:
        raise NotFound(f"{version.title} has no stage “{stage}”.", remedy=f"It has: {', '.join(titles)}.")
    freshen()
    question = Question("", process=key)
    asking = Asking(request.user, desk(request.user, question), question, {"process": key})
    told = at_stage(asking, stage, timezone.localdate())
    return render(request, "scorecard/stage.html", StagePage(version, stage, titles[stage], told), block="panel")
