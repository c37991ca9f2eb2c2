"""The form for conditions of which any, all or none must hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from dealwright import BadRequest, NotFound
from dealwright.desk.render import render
from dealwright.playbook import FieldType

from .asked import Asked
from .complete import listable
from .fields import Catalogue
from .filters import DAYS, Filter
from .groups import WHERE, Group, Node, read_filters, read_where
from .kinds import Kind, kind_of
from .narrowing import Options, choices_of, operations_of, pickable, picked
from .spans import OFFERED, in_words
from .values import whole_number

MOST_ROWS = 12


@dataclass(frozen=True)
class Line:
    """A condition as it is being written."""

    field: str
    operation: str
    value: str
    operations: Options
    options: Options
    days: Options


@dataclass(frozen=True)
class GroupPage:
    """The form: how the conditions are joined, and the conditions."""

    kind: Kind
    mode: str
    lines: Sequence[Line]
    fields: Options
    query: str
    place: str
    error: str = ""


@login_required
@require_safe
def group(request: HttpRequest, kind: str) -> HttpResponse:
    """The form for a group of conditions of a list; `do=apply` answers with the address of the list under them.

    `rows` is the place of the group among the list's filters when it is changed, `query` the list.
    """
    this = kind_of(kind)
    catalogue = listable(this, request.user)
    page = _page(request, this, catalogue)
    if request.GET.get("do") != "apply":
        return render(request, "records/group.html", page, block="dialog")
    try:
        pair = _pair(page, catalogue)
        read_filters(catalogue, [pair], request.user)
    except BadRequest as refusal:
        told = refusal.sentence
        return render(request, "records/group.html", replace(page, error=told), block="dialog", status=422)
    address = _placed(page, pair).address(reverse(this.key))
    return HttpResponse(status=204, headers={"HX-Redirect": address})


def _page(request: HttpRequest, kind: Kind, catalogue: Catalogue) -> GroupPage:
    place = request.GET.get("rows", "")
    if "mode" in request.GET:
        mode, query = request.GET["mode"], request.GET.get("query", "")
        told = zip(request.GET.getlist("field"), request.GET.getlist("how"), request.GET.getlist("what"), strict=False)
        rows = [(key, how, what) for key, how, what in told][:MOST_ROWS]
    else:
        asked = Asked.read(request.GET)
        query, (mode, rows) = asked.text, _present(asked, place, catalogue, request)
    rows = rows or [("", "", ""), ("", "", "")]
    if request.GET.get("do") == "add" and len(rows) < MOST_ROWS:
        rows = [*rows, ("", "", "")]
    return GroupPage(kind, mode, [_line(catalogue, *row) for row in rows], pickable(catalogue), query, place)


def _present(
    asked: Asked, place: str, catalogue: Catalogue, request: HttpRequest
) -> tuple[str, list[tuple[str, str, str]]]:
    """The group that is changed, as far as one form can show it."""
    number = whole_number(place)
    if number is None:
        return "any", []
    if number >= len(asked.filters):
        raise NotFound("There is no such filter.")
    node = read_where(catalogue, asked.filters[number][1], request.user)
    return (node.mode, [_row(part) for part in node.parts]) if isinstance(node, Group) else ("all", [_row(node)])


def _row(node: Node) -> tuple[str, str, str]:
    if not isinstance(node, Filter):
        raise BadRequest("This filter has groups in groups.", field=WHERE, remedy="Take it off and write it anew.")
    filled = node.operation == "empty" and not node.value
    return node.field.key, "filled" if filled else node.operation, "" if node.operation == "empty" else node.text


def _line(catalogue: Catalogue, key: str, how: str, what: str) -> Line:
    field = catalogue.get(key)
    if field is None:
        return Line("", "", "", [], [], [])
    options = choices_of(field) if field.type != FieldType.CHOICES or field.titles() else []
    days = [(name, in_words(name)) for name in OFFERED] if field.type in DAYS else []
    return Line(key, how, what, operations_of(field, bool(options)), options, days)


def _pair(page: GroupPage, catalogue: Catalogue) -> tuple[str, str]:
    if page.mode not in ("any", "all", "none"):
        raise BadRequest("Conditions are joined by any, all or none.", field="mode")
    told = [
        dict([picked(line.field, line.operation or "eq", [line.value], catalogue.get(line.field))])
        for line in page.lines
        if line.field
    ]
    if not told:
        raise BadRequest("Say at least one condition.")
    return WHERE, msgspec.json.encode({page.mode: told}).decode()


def _placed(page: GroupPage, pair: tuple[str, str]) -> Asked:
    asked, number = Asked.of_text(page.query), whole_number(page.place)
    filters = list(asked.filters)
    if number is None or number >= len(filters):
        filters.append(pair)
    else:
        filters[number] = pair
    return replace(asked, filters=tuple(filters))
