"""The API of archives: ask for all there is, see whether it is made, fetch it."""

from dataclasses import asdict

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from dealwright.records.answers import json_answer

from .archive_pages import as_download
from .archives import archive_file, archives, ask_archive, is_under_way

router = Router(tags=["imports"])


@router.get("")
def list_archives(request: HttpRequest) -> HttpResponse:
    """The archives that can be fetched, newest first; each is kept for a week. `under_way`: one is being made."""
    items = [asdict(each) for each in archives(request.user)]
    return json_answer({"items": items, "next_cursor": None, "under_way": is_under_way()})


@router.post("")
def ask_for_archive(request: HttpRequest) -> HttpResponse:
    """Have everything written into one archive: 202 while the worker does so; asked for twice it is made once."""
    ask_archive(by=request.user, via="api")
    answer = json_answer({"under_way": is_under_way()}, 202)
    answer["Location"] = reverse("api:list_archives")
    return answer


@router.get("/{name}")
def fetch_archive(request: HttpRequest, name: str) -> FileResponse:
    """One archive, a zip file: the same that `dealwright export FOLDER` writes and `import archive` brings in."""
    return as_download(archive_file(name, request.user))
