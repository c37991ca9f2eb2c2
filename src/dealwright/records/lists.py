"""The page that lists records of any kind: filters, order, columns, a page at a time, at the same cost at any size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from dealwright import BadRequest
from dealwright.desk import figures
from dealwright.desk.render import render

from .fields import Catalogue, Field
from .filters import Sort, read_filters
from .kinds import Kind, fields_of, kind_of
from .narrowing import Chip, Options, Picker, chips, pickable, picked, picker, without
from .queries import COUNT_UP_TO, Listing, Row, count, listing, page
from .shown import NUMBERS, Cell, address_of, cell, reference_of

PASSING = frozenset({"cursor", "pick", "operation", "value"})
OURS = PASSING | {"columns", "sort"}
UNSHOWN = frozenset({"fields", "revision"})
MOST_COLUMNS = 12
ON_PHONES = 2  # columns beside the name, unless columns were chosen
ON_A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A record in the list: its number, its name, its page, and its other values with the look of their column."""

    id: int
    title: str
    href: str
    cells: Sequence[tuple[str, Cell]]


@dataclass(frozen=True)
class ListPage:
    """A page of a list of records."""

    kind: Kind
    title: str
    columns: Sequence[Mapping[str, object]]
    lines: Sequence[Line]
    total: str
    following: str
    start: str
    chips: Sequence[Chip]
    fields: Options
    picker: Picker | None
    shown_columns: Sequence[str]
    all_columns: Options
    kept: Sequence[tuple[str, str]]
    is_empty: bool


def list_page(request: HttpRequest, kind_key: str, template: str = "records/list.html") -> HttpResponse:
    """Answer with the list of records of a kind that the signed-in member may see, as the query string asks.

    Parameters: `columns` (keys, comma-separated or repeated), `sort`, `cursor`, and filters as in the API;
    `pick`, `operation`, `value` come from the form that adds a filter. `template` may extend the usual one, with tabs
    in its block of that name. Raises BadRequest for what the catalogue
    does not know.
    """
    kind = kind_of(kind_key)
    catalogue = fields_of(kind, request.user)
    error = ""
    if chosen := picked(request):
        try:
            read_filters(catalogue, [chosen])
            return HttpResponseRedirect(_with(request, chosen))
        except BadRequest as refusal:
            error = " ".join(part for part in (refusal.message, refusal.remedy) if part)
    shown = _page(request, kind, catalogue, error)
    return render(request, template, shown, status=422 if error else 200)


def _page(request: HttpRequest, kind: Kind, catalogue: Catalogue, error: str) -> ListPage:
    given = [(name, text) for name, texts in request.GET.lists() for text in texts if name not in OURS]
    wanted = listing(kind, request.user, given, request.GET.get("sort"))
    columns = _columns(request, kind, catalogue)
    name = next(field for field in catalogue.values() if field.path == kind.title)
    others = [field for field in columns if field is not name]
    references = [found for field in others if (found := reference_of(field, catalogue))]
    cursor = request.GET.get("cursor")
    on_phones = MOST_COLUMNS if "columns" in request.GET else ON_PHONES
    found = page(wanted, [name, *others, *references], limit=ON_A_PAGE, cursor=cursor)
    return ListPage(
        kind=kind,
        title=_(kind.key.capitalize()),
        columns=[_head(request, field, wanted.sort, n > on_phones) for n, field in enumerate([name, *others])],
        lines=_lines(kind, catalogue, others, found.rows, on_phones),
        total=_total(wanted),
        following=_with(request, ("cursor", found.next_cursor)) if found.next_cursor else "",
        start=without(request) if cursor else "",
        chips=chips(request, given, wanted.filters),
        fields=pickable(catalogue),
        picker=picker(request, catalogue, error),
        shown_columns=[field.key for field in columns],
        all_columns=[(field.key, field.label) for field in _choosable(catalogue)],
        kept=[
            (key, text) for key, texts in request.GET.lists() for text in texts if key not in OURS - {"columns", "sort"}
        ],
        is_empty=not found.rows and not given and not cursor,
    )


def _lines(
    kind: Kind, catalogue: Catalogue, fields: Sequence[Field], rows: Sequence[Row], on_phones: int
) -> list[Line]:
    columns = [(_look(field, n >= on_phones), field, field.titles()) for n, field in enumerate(fields)]
    return [
        Line(
            row["id"],
            row[kind.title],
            address_of(kind.page, row["id"]),
            [(look, cell(field, row, names, catalogue)) for look, field, names in columns],
        )
        for row in rows
    ]


def _look(field: Field, is_wide: bool) -> str:
    """The classes of a column's cells."""
    return " ".join(filter(None, ("figure" if field.type in NUMBERS else "", "wide" if is_wide else "")))


def _choosable(catalogue: Catalogue) -> list[Field]:
    """The fields that can be a column: one of each label, names rather than numbers of other records."""
    named = {key.removesuffix(".name") for key in catalogue if key.endswith(".name")}
    fields = [
        field for field in catalogue.values() if field.key not in named and field.key not in ("fields", "revision")
    ]
    return list({field.label: field for field in fields}.values())


def _columns(request: HttpRequest, kind: Kind, catalogue: Catalogue) -> list[Field]:
    keys = [key for text in request.GET.getlist("columns") for key in text.split(",") if key]
    unknown = [key for key in keys if key not in catalogue]
    if unknown:
        raise BadRequest(f"There is no column “{unknown[0][:40]}”.", field="columns")
    return [catalogue[key] for key in keys[:MOST_COLUMNS] or kind.columns]


def _head(request: HttpRequest, field: Field, sort: Sort, is_wide: bool) -> dict[str, object]:
    is_sorted = sort.field.key == field.key
    head: dict[str, object] = {"label": field.label, "numeric": field.type in NUMBERS, "wide": is_wide}
    if is_sorted:
        head["direction"] = "desc" if sort.descending else "asc"
    if field.sortable:
        first = f"-{field.key}" if field.type in NUMBERS else field.key
        other = field.key if sort.descending else f"-{field.key}"
        head["sort"] = _with(request, ("sort", other if is_sorted else first))
    return head


def _total(wanted: Listing) -> str:
    total = count(wanted)
    return f"{figures.number(COUNT_UP_TO)}+" if total > COUNT_UP_TO else figures.number(total)


def _with(request: HttpRequest, pair: tuple[str, str]) -> str:
    """The address of this list with one more parameter, or another value of it; from its first page unless told."""
    query = QueryDict(mutable=True)
    for name, texts in request.GET.lists():
        if name not in PASSING:
            query.setlist(name, texts)
    name, text = pair
    query.setlist(name, [text])
    return f"{request.path}?{query.urlencode()}"
