"""A gallery of every component with realistic content, for those who build pages; only where DEBUG is on."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from dealwright.desk.charts.samples import samples
from dealwright.desk.flash import flash
from dealwright.desk.render import render

SCENES = ("board", "deal", "list", "form", "scorecard", "empty", "marks", "charts")


def gallery(request: HttpRequest, scene: str = "board") -> HttpResponse:
    """One scene of the gallery; raises Http404 outside DEBUG and for a scene that does not exist."""
    if not settings.DEBUG or scene not in SCENES:
        raise Http404
    if scene == "marks":
        flash(request, "Gearbox service contract moved to Proposal", undo="/desk/gallery/undo")
    context = {
        "scene": scene,
        "scenes": SCENES,
        "now": datetime.now(UTC),
        "hour": timedelta(hours=1),
        "figures": samples(),
    }
    return render(request, f"desk/gallery/{scene}.html", context)
