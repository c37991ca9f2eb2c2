"""The API of doubles: pairs that may be the same, searches for them, merges and their undoing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from dealwright import BadRequest, Invalid, NotFound
from dealwright.records.answers import json_answer, read_limit
from dealwright.records.bodies import Body
from dealwright.workspace.queries import Actor

from ..queries import visible_of
from .findings import ask_again, decide_distinct, open_double
from .listing import after, pair, reasons_for, waiting
from .merging import merge, undo_merge
from .models import Double, DoubleSearch, Merge
from .searching import ask_search, kind_of
from .shapes import SHAPES
from .sure import merge_sure, undo_together

duplicates = Router(tags=["duplicates"])
merges = Router(tags=["duplicates"])


class Wanted(Body):
    """Of which records: people or organisations."""

    kind: str


class Choice(Body):
    """Which of the two survives, and the fields of which the other one's value is taken."""

    survivor: int | None = None
    take: list[str] = []


class MergeBody(Body):
    """Two records of a kind: the one that survives, the one that goes up, the fields taken from that one."""

    kind: str
    survivor: int
    removed: int
    take: list[str] = []


@duplicates.get("")
def list_duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of a kind (people unless told) that nobody decided yet, most probable first, a page at a time."""
    limit, kind = read_limit(request), request.GET.get("kind", "people")
    place = _place(request.GET.get("cursor", ""))
    found = list(after(waiting(kind_of(kind), request.user), place)[: limit + 1])
    shown, more = found[:limit], len(found) > limit
    following = f"{shown[-1].probability!r}~{shown[-1].id}" if more else None
    return json_answer({"items": [_pair(each, request.user) for each in shown], "next_cursor": following})


def _place(cursor: str) -> tuple[float, int] | None:
    if not cursor:
        return None
    probability, _, number = cursor.partition("~")
    try:
        return float(probability), int(number)
    except ValueError:
        raise BadRequest("This is not a place in this list.", field="cursor") from None


@duplicates.post("/search")
def search_duplicates(request: HttpRequest, body: Wanted) -> HttpResponse:
    """Have all records of a kind searched for doubles: 202 with the address that tells how far it is."""
    search = ask_search(kind_of(body.kind), by=request.user, via="api")
    answer = json_answer(_search(search), 202)
    answer["Location"] = reverse("api:get_duplicate_search", args=[search.id])
    return answer


@duplicates.get("/search/{int:search_id}")
def get_duplicate_search(request: HttpRequest, search_id: int) -> HttpResponse:
    """How far a search is and what it found."""
    search = DoubleSearch.objects.filter(id=search_id).first()
    if search is None:
        raise NotFound(f"There is no search {search_id}.")
    if search.fault:
        raise Invalid(search.fault)
    return json_answer(_search(search))


@duplicates.post("/merge-sure")
def merge_sure_duplicates(request: HttpRequest, body: Wanted) -> HttpResponse:
    """Merge all pairs that are sure and yours to change; `together` is the number to undo them by at one go."""
    count, together = merge_sure(kind_of(body.kind), by=request.user, via="api")
    return json_answer({"merged": count, "together": together})


@duplicates.get("/{int:double_id}")
def get_duplicate(request: HttpRequest, double_id: int) -> HttpResponse:
    """One pair, with what was decided."""
    return json_answer(_pair(pair(double_id, request.user), request.user))


@duplicates.post("/{int:double_id}/merge")
def merge_duplicate(request: HttpRequest, double_id: int, body: Choice) -> HttpResponse:
    """Merge the two records of a pair; the older one survives unless told."""
    pair(double_id, request.user)
    double = open_double(double_id, request.user)
    ids = (double.left_id, double.right_id)
    survivor = ids[0] if body.survivor is None else body.survivor
    if survivor not in ids:
        raise Invalid(f"{survivor} is none of the two.", field="survivor", remedy=f"Choose {ids[0]} or {ids[1]}.")
    removed = ids[1] if survivor == ids[0] else ids[0]
    made = merge(double.kind, survivor, removed, chosen=body.take, by=request.user, via="api")
    return _merged(made, 201)


@duplicates.put("/{int:double_id}/distinct")
def say_distinct(request: HttpRequest, double_id: int) -> HttpResponse:
    """Say that the two are not the same: no search asks again."""
    pair(double_id, request.user)
    return json_answer(_pair(decide_distinct(double_id, by=request.user, via="api"), request.user))


@duplicates.delete("/{int:double_id}/distinct")
def ask_duplicate_again(request: HttpRequest, double_id: int) -> HttpResponse:
    """Take back that the two are not the same."""
    pair(double_id, request.user)
    return json_answer(_pair(ask_again(double_id, by=request.user, via="api"), request.user))


@merges.post("")
def create_merge(request: HttpRequest, body: MergeBody) -> HttpResponse:
    """Merge two records that you know to be the same."""
    one = kind_of(body.kind)
    made = merge(one, body.survivor, body.removed, chosen=body.take, by=request.user, via="api")
    return _merged(made, 201)


@merges.get("/{int:merge_id}")
def get_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Which record went up into which, when, and whether that was undone."""
    made = _merge(merge_id)
    model = SHAPES[made.kind].model
    if not model._default_manager.filter(visible_of(made.kind, request.user), id=made.survivor_id).exists():
        raise NotFound(f"There is no merge {merge_id} that you may see.")
    return _merged(merge_id)


@merges.post("/{int:merge_id}/undo")
def undo_merged(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take a merge apart."""
    undo_merge(merge_id, by=request.user, via="api")
    return _merged(merge_id)


@merges.post("/together/{int:together}/undo")
def undo_merged_together(request: HttpRequest, together: int) -> HttpResponse:
    """Take apart what was merged at one go."""
    return json_answer({"undone": undo_together(together, by=request.user, via="api")})


def _pair(each: Double, by: Actor) -> dict[str, Any]:
    return {
        **{"id": each.id, "kind": SHAPES[each.kind].many, "left": each.left_id, "right": each.right_id},
        **{"probability": each.probability, "reasons": reasons_for(each, by), "state": each.state},
    }


def _search(search: DoubleSearch) -> dict[str, Any]:
    return {
        **{"id": search.id, "kind": SHAPES[search.kind].many, "step": search.step, "records": search.records},
        **{"found": search.found, "asked_at": search.asked_at, "finished_at": search.finished_at},
    }


def _merge(merge_id: int) -> Merge:
    made: Merge | None = Merge.objects.filter(id=merge_id).first()
    if made is None:
        raise NotFound(f"There is no merge {merge_id}.")
    return made


def _merged(merge_id: int, status: int = 200) -> HttpResponse:
    made = _merge(merge_id)
    body = {
        **{"id": made.id, "kind": SHAPES[made.kind].many, "survivor": made.survivor_id, "removed": made.removed_id},
        **{"at": made.at, "undone_at": made.undone_at, "together": made.together},
    }
    return json_answer(body, status)
