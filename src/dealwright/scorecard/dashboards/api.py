"""The API of dashboards."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dealwright.records.answers import json_answer
from dealwright.workspace.bodies import Body

from .commands import change_dashboard, remove_dashboard, restore_dashboard, save_dashboard
from .queries import dashboard, dashboards

boards = Router(tags=["scorecard"])
Shared = Literal["private", "team", "all"]


class OnBoard(Body):
    """A figure of the scorecard and the filters it keeps, as they stand in an address."""

    figure: str
    query: str = ""


class NewDashboard(Body):
    """Figures under a name, in their order."""

    name: str
    figures: list[OnBoard] = []
    shared: Shared = "private"


class DashboardChange(Body):
    """What of a dashboard can be written; `figures` take the place of those that stand there."""

    name: str | None = None
    figures: list[OnBoard] | None = None
    shared: Shared | None = None


@boards.get("")
def list_dashboards(request: HttpRequest) -> HttpResponse:
    """The dashboards that you find: your own, your team's, everybody's."""
    return json_answer({"items": [each.as_dict() for each in dashboards(request.user)], "next_cursor": None})


@boards.post("")
def create_dashboard(request: HttpRequest, body: NewDashboard) -> HttpResponse:
    """Make a dashboard."""
    made = save_dashboard(body.name, _tiles(body.figures), by=request.user, via="api", shared=body.shared)
    return json_answer(_one(request, made), 201)


@boards.get("/{int:dashboard_id}")
def get_dashboard(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """A dashboard; ask `/scorecard/figures/{figure}` with the query of each figure for what it shows you."""
    return json_answer(_one(request, dashboard_id))


@boards.patch("/{int:dashboard_id}")
def update_dashboard(request: HttpRequest, dashboard_id: int, body: DashboardChange) -> HttpResponse:
    """Rename a dashboard, share it, or have it show other figures."""
    tiles = None if body.figures is None else _tiles(body.figures)
    change_dashboard(dashboard_id, by=request.user, via="api", name=body.name, shared=body.shared, tiles=tiles)
    return json_answer(_one(request, dashboard_id))


@boards.delete("/{int:dashboard_id}")
def delete_dashboard(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Delete a dashboard; answers with what it was."""
    told = _one(request, dashboard_id)
    remove_dashboard(dashboard_id, by=request.user, via="api")
    return json_answer(told)


@boards.put("/{int:dashboard_id}/restored")
def bring_dashboard_back(request: HttpRequest, dashboard_id: int) -> HttpResponse:
    """Bring a deleted dashboard back."""
    restore_dashboard(dashboard_id, by=request.user, via="api")
    return json_answer(_one(request, dashboard_id))


def _tiles(figures: list[OnBoard]) -> list[dict[str, str]]:
    return [{"figure": each.figure, "query": each.query} for each in figures]


def _one(request: HttpRequest, dashboard_id: int) -> dict[str, Any]:
    return dashboard(dashboard_id, request.user).as_dict()
