"""The page on which everything can be taken away: ask for an archive, download it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from dealwright import NotFound
from dealwright.desk.render import render
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import entries_of
from dealwright.workspace.parts import Tab, tabs
from dealwright.workspace.queries import Right, require

from .archives import THE_ARCHIVE, folder, kept
from .events import ArchiveRequested


@dataclass(frozen=True)
class Kept:
    """An archive that can be downloaded."""

    name: str
    made_at: datetime
    size: int


@dataclass(frozen=True)
class ArchivePage:
    """The archives that are kept, newest first, and whether one is being made."""

    tabs: list[Tab]
    archives: list[Kept]
    is_under_way: bool


@login_required
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest) -> HttpResponse:
    """The page itself; posting asks for a new archive."""
    require(request.user, Right.MEMBERS)
    under_way = _is_under_way()
    if request.method == "POST":
        if not under_way:
            record([Happening(ArchiveRequested(), THE_ARCHIVE, request.user.id, "page", timezone.now())])
        return redirect("settings-archive")
    if request.headers.get("HX-Request") and not under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    page = ArchivePage(tabs(request.user, "settings-archive"), [_shown(path) for path in kept()], under_way)
    return render(request, "exchange/archive.html", page)


def _is_under_way() -> bool:
    latest = entries_of("archive", [THE_ARCHIVE], limit=1)
    return bool(latest) and isinstance(latest[0].event, ArchiveRequested)


def _shown(path: Path) -> Kept:
    told = path.stat()
    return Kept(path.name, datetime.fromtimestamp(told.st_mtime, timezone.get_current_timezone()), told.st_size)


@login_required
@require_GET
def download(request: HttpRequest, name: str) -> FileResponse:
    """One archive; raises NotFound for a name that is none."""
    require(request.user, Right.MEMBERS)
    if name not in {path.name for path in kept()}:
        raise NotFound("There is no such archive any more.", remedy="Make a new one.")
    answer = FileResponse((folder() / name).open("rb"), as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
