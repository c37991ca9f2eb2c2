"""The API of what all records share: search."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from .answers import json_answer, read_limit
from .search import search

found = Router(tags=["search"])


@found.get("")
def search_records(request: HttpRequest, q: str) -> HttpResponse:
    """Records of any kind by the beginnings of the words in their names, best first."""
    items = [
        {"kind": each.one, "id": each.id, "title": each.title, "page": each.page}
        for each in search(q[:200], request.user, read_limit(request), beside=False)
    ]
    return json_answer({"items": items, "next_cursor": None})
