"""Answers of the API about any kind of record: a page of a list, one record with its ETag."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from dealwright import BadRequest, NotFound
from dealwright.ledger.kept import kept
from dealwright.workspace.queries import Actor

from .complete import listable
from .fields import Catalogue, Field
from .kinds import Kind, fields_of
from .queries import COUNT_UP_TO, listing, page, show, total
from .shown import address_of
from .values import whole_number

JSON = "application/json"
PAGING = frozenset({"limit", "cursor", "sort"})
MOST_ROWS = 200


def answer_list(request: HttpRequest, kind: Kind, actor: Actor) -> HttpResponse:
    """A page of the records that the query string asks for: `{"items", "next_cursor", "count", "count_is_capped"}`.

    Every parameter but limit, cursor and sort is a filter; raises BadRequest for what the catalogue does not know.
    """
    given = [(name, text) for name, texts in request.GET.lists() for text in texts if name not in PAGING]
    catalogue = listable(kind, actor)
    wanted = listing(kind, actor, given, request.GET.get("sort"), catalogue)
    fields = shown_fields(catalogue)
    found = page(wanted, fields, limit=read_limit(request), cursor=request.GET.get("cursor"))
    body = {"items": found.shown(fields), "next_cursor": found.next_cursor}
    if request.GET.get("cursor") is None:
        number = total(wanted, found)
        body |= {"count": min(number, COUNT_UP_TO), "count_is_capped": number > COUNT_UP_TO}
    return json_answer(body)


def answer_one(
    kind: Kind, record_id: int, actor: Actor, status: int = 200, also: Mapping[str, Any] = MappingProxyType({})
) -> HttpResponse:
    """One record with its revision as ETag, and its address when it is new; raises NotFound when it is not visible.

    `also` is told beside its fields.
    """
    fields = shown_fields(fields_of(kind, actor))
    paths = tuple(dict.fromkeys(path for field in fields for path in field.paths))
    rows = _one(kind, kind.visible(actor), paths, record_id=record_id)
    if not rows:
        raise NotFound(f"There is no {kind.label.lower()} {record_id} that you may see.")
    [shown] = show(paths, rows, fields)
    answer = json_answer(shown | also, status)
    if "revision" in shown:
        answer["ETag"] = f'"{shown["revision"]}"'
    if status == 201:
        answer["Location"] = address_of(f"api:get_{kind.one}", record_id)
    return answer


@kept
def _one(kind: Kind, seen: Q, paths: Sequence[str], record_id: Any) -> QuerySet[Any]:
    return kind.model._default_manager.filter(seen, id=record_id).values_list(*paths)


def shown_fields(catalogue: Catalogue) -> Sequence[Field]:
    """The fields that the API shows of a kind."""
    return [field for field in catalogue.values() if field.listed]


def json_answer(body: Any, status: int = 200) -> HttpResponse:
    """Anything msgspec can encode, as JSON."""
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=JSON)


def read_limit(request: HttpRequest) -> int:
    """The page size asked for, 1 to 200; 50 unless told."""
    text = request.GET.get("limit", "50")
    limit = whole_number(text)
    if limit is None or not 1 <= limit <= MOST_ROWS:
        raise BadRequest(f"A page holds 1 to {MOST_ROWS} records, not “{text[:20]}”.", field="limit")
    return limit


def expected_revision(request: HttpRequest) -> int | None:
    """The revision that If-Match demands, None without one; raises BadRequest for what is no ETag of ours."""
    text = request.headers.get("If-Match", "*").strip().removeprefix("W/").strip('"')  # W/: a proxy packed the answer
    if text == "*":
        return None
    revision = whole_number(text)
    if revision is None:
        raise BadRequest("If-Match holds an ETag as this API gave it.", field="If-Match")
    return revision
