"""The page that lists records of any kind: views, filters, order, columns, groups, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from dealwright import BadRequest, NotFound
from dealwright.desk import figures
from dealwright.desk.render import render

from .asked import Asked, Pair, columns_of
from .complete import listable
from .fields import Catalogue
from .grouping import add_up, can_group, groups, is_countable, read_grouping
from .groups import read_filters
from .kinds import Kind, kind_of
from .narrowing import Chip, Options, Picker, chips, pickable, picked, picker
from .queries import COUNT_UP_TO, Listing, Page, listing, page, total
from .table import ON_PHONES, Columns, Head, Line, Section, choosable, columns, feet, sections
from .understood import left_out, understood
from .views import View, named, views

ON_A_PAGE = 50
MOST_GROUPS = 200
PARTS = {"rows": "lines", "totals": "foot"}  # blocks of the page that are asked for alone
PLAIN = "all"  # the list as its kind has it, even where a view was chosen to open with


@dataclass(frozen=True)
class ListPage:
    """A page of a list of records; `shown` is what it shows, `saved` the view that it was opened from.

    `refused` says what of that is not shown, and why.
    """

    kind: Kind
    title: str
    shown: Asked
    views: Sequence[View]
    saved: View | None
    is_changed: bool
    heads: Sequence[Head]
    lines: Sequence[Line]
    sections: Sequence[Section]
    feet: Sequence[str]
    total: str
    following: str
    more: str
    preceding: str
    chips: Sequence[Chip]
    fields: Options
    picker: Picker | None
    all_columns: Options
    groupings: Options
    kept: Sequence[Pair]
    is_empty: bool
    may_change: bool
    may_give: bool
    may_remove: bool
    refused: str = ""


def list_page(request: HttpRequest, kind_key: str, template: str = "records/list.html") -> HttpResponse:
    """Answer with the list of records of a kind that the signed-in member may see, as the query string asks.

    `docs/lists.md` tells the parameters; `pick`, `operation`, `value` come from the form that adds a filter, `part`
    asks for rows or totals alone. `template` may extend the usual one, with tabs in its block `starters`. What
    the catalogue does not know is left out, and the page says so. Raises BadRequest for a cursor of another list.
    """
    kind = kind_of(kind_key)
    catalogue = listable(kind, request.user)
    found, asked = views(kind.key, request.user), Asked.read(request.GET)
    saved = _saved(found, asked)
    shown = _opened(asked, saved)
    error = ""
    if "pick" in request.GET and request.GET.get("operation"):
        key, values = request.GET["pick"], request.GET.getlist("value")
        pair = picked(key, request.GET["operation"], values, catalogue.get(key))
        try:
            read_filters(catalogue, [pair], request.user)
            more = replace(shown, filters=(*(each for each in shown.filters if each != pair), pair))
            return HttpResponseRedirect(more.address(request.path))
        except BadRequest as refusal:
            error = refusal.sentence
    try:
        drawn = _page(request, kind, catalogue, found, saved, shown, error)
    except BadRequest as refusal:
        left, told = _without_refused(request, kind, catalogue, shown, saved, refusal)
        drawn = replace(_page(request, kind, catalogue, found, saved, left, error), refused=told)
    if part := PARTS.get(request.GET.get("part", "")):
        return render(request, "records/list.html", drawn, block=part)
    return render(request, template, drawn, status=422 if error else 200)


def _without_refused(
    request: HttpRequest, kind: Kind, catalogue: Catalogue, shown: Asked, saved: View | None, refusal: BadRequest
) -> tuple[Asked, str]:
    """What can be shown of what was asked for, and what is left out; raises the refusal where that is nothing of it."""
    left, refused = understood(kind, catalogue, shown, request.user)
    if refused:
        return left, left_out(refused, saved)
    if refusal.field == "sort" and shown.sort:  # that many cannot be put in this order
        return replace(shown, sort=""), refusal.sentence
    raise refusal


def _saved(found: Sequence[View], asked: Asked) -> View | None:
    """The view in the address; without any, the one that the member chose to open with."""
    if asked.view and asked.view != PLAIN:
        view = named(found, asked.view)
        if view is None:
            raise NotFound("There is no such view.", remedy="It may have been deleted.")
        return view
    is_free = asked.is_bare and not asked.view
    return next((view for view in found if view.is_default), None) if is_free else None


def _opened(asked: Asked, saved: View | None) -> Asked:
    """What is shown: a bare address shows the view as it was saved."""
    if saved is None or not asked.is_bare:
        return asked
    return replace(Asked.of_text(saved.query), view=str(saved.id))


def _page(
    request: HttpRequest,
    kind: Kind,
    catalogue: Catalogue,
    found: Sequence[View],
    saved: View | None,
    shown: Asked,
    error: str,
) -> ListPage:
    wanted = listing(kind, request.user, shown.filters, shown.sort or None, catalogue)
    # From here on the order is said, so that what stands in a view is not read into the links again.
    told = replace(shown, sort=wanted.sort.text) if shown.view else shown
    table = columns(kind, catalogue, columns_of(kind, catalogue, shown.columns))
    grouping = read_grouping(catalogue, shown.group) if "part" not in request.GET else None
    grouped = groups(wanted, grouping, table.others) if grouping else []
    cursor, back = request.GET.get("cursor"), request.GET.get("before")
    rows = Page() if grouping else page(wanted, table.fields, limit=ON_A_PAGE, cursor=back or cursor, back=bool(back))
    following = told.address(request.path, ("cursor", rows.next_cursor)) if rows.next_cursor else ""
    return ListPage(
        kind=kind,
        title=_(kind.key.capitalize()),
        shown=told,
        views=found,
        saved=saved,
        is_changed=bool(saved and shown.text != saved.query and told.text != saved.query),
        heads=table.heads(told, request.path, wanted.sort),
        lines=table.lines(rows.rows, len(table.others) if shown.columns else ON_PHONES),
        sections=sections(grouping, grouped[:MOST_GROUPS], told, request.path, request.user) if grouping else (),
        feet=_feet(wanted, table) if request.GET.get("part") == "totals" else (),
        total="" if "part" in request.GET else _total(wanted, rows),
        following=following,
        more=f"{following}&part=rows" if following else "",
        preceding=told.address(request.path, ("before", rows.previous_cursor)) if rows.previous_cursor else "",
        chips=chips(told, request.path, wanted.filters),
        fields=pickable(catalogue),
        picker=picker(request, catalogue, told.address(request.path), error),
        all_columns=_ordered(catalogue, table),
        groupings=_groupings(catalogue),
        kept=told.pairs(),
        is_empty=not rows.found and not grouping and not shown.filters and not cursor,
        may_change=kind.change_many is not None,
        may_give="owner" in catalogue and catalogue["owner"].writable,
        may_remove=kind.remove_many is not None,
        refused=_too_many(len(grouped)) if len(grouped) > MOST_GROUPS else "",
    )


def _too_many(number: int) -> str:
    told = {"most": MOST_GROUPS, "number": figures.number(number)}
    return _("%(most)s of %(number)s groups are shown. Filter the list to see the others.") % told


def _feet(wanted: Listing, table: Columns) -> Sequence[str]:
    return feet(table, add_up(wanted, table.others)) if is_countable(wanted) else ()


def _ordered(catalogue: Catalogue, table: Columns) -> Options:
    """All columns that there are: those shown in their order, then the others."""
    shown = [table.name, *table.others]
    return [(field.key, field.label) for field in (*shown, *(f for f in choosable(catalogue) if f not in shown))]


def _groupings(catalogue: Catalogue) -> Options:
    return [(field.key, field.label) for field in choosable(catalogue) if can_group(field) and field.key != "id"]


def _total(wanted: Listing, found: Page) -> str:
    number = total(wanted, found)
    return f"{figures.number(COUNT_UP_TO)}+" if number > COUNT_UP_TO else figures.number(number)
