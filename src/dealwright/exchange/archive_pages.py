"""The page on which everything can be taken away: ask for an archive, download it."""

from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from dealwright.desk.render import render
from dealwright.workspace.parts import Tab, tabs

from .archives import Kept, archive_file, archives, ask_archive, is_under_way


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
    if request.method == "POST":
        ask_archive(by=request.user, via="page")
        return redirect("settings-archive")
    found, under_way = archives(request.user), is_under_way()
    if request.headers.get("HX-Request") and not under_way:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(
        request, "exchange/archive.html", ArchivePage(tabs(request.user, "settings-archive"), found, under_way)
    )


@login_required
@require_GET
def download(request: HttpRequest, name: str) -> FileResponse:
    """One archive; raises NotFound for a name that is none."""
    return as_download(archive_file(name, request.user))


def as_download(path: Path) -> FileResponse:
    """The file as an answer that a browser saves and does not look into."""
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
