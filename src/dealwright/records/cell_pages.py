"""A cell of a list: the control that writes it, and what becomes of what was written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import BadRequest, Invalid, NotFound, SalesError
from dealwright.desk.render import render
from dealwright.playbook import FieldType

from .asked import Asked, columns_of
from .bulk import as_changes
from .fields import Catalogue, Field
from .filters import known
from .inputs import Control, control_of, given, parts_of
from .kinds import Kind, fields_of, kind_of
from .own.column import row_of, stored_in
from .queries import Row
from .shown import text_of
from .table import ON_PHONES, Line, columns
from .walks import made_of


@dataclass(frozen=True)
class CellPage:
    """The control in a cell; after a conflict `theirs` is what somebody else wrote meanwhile."""

    control: Control
    action: str
    was: str
    title: str
    mine: str = ""
    mine_in_words: str = ""
    theirs: str = ""
    error: str = ""


@dataclass(frozen=True)
class RowPage:
    """The row as it is now."""

    lines: Sequence[Line]


@login_required
@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, kind: str, record_id: int, field: str) -> HttpResponse:
    """The control of a field in its cell; POST writes it and answers with the row.

    Somebody may have written the same field meanwhile: then both texts are shown, and nothing is written yet.
    """
    this = kind_of(kind)
    catalogue = fields_of(this, request.user)
    one = _writable(this, catalogue, field)
    row = _row(this, catalogue, request, record_id, [one])
    now = control_of(one, one.show(*(row[path] for path in one.paths)), _title(one, row, catalogue))
    action = f"{reverse('list-cell', args=[this.key, record_id, one.key])}?{request.GET.urlencode()}"
    page = CellPage(now, action, now.value, row[this.title])
    if request.method != "POST":
        return render(request, "records/cell.html", page, block="cell")
    mine, was = ", ".join(request.POST.getlist("value")), request.POST.get("was", "")
    if now.value not in (was, mine):
        return _both(request, page, one, row, mine)
    try:
        _write(this, record_id, one, mine, _currency(one, row), request)
    except (Invalid, BadRequest) as refusal:
        return _again(request, page, mine, refusal)
    if "HX-Request" not in request.headers:
        return HttpResponseRedirect(reverse(this.key))
    if request.POST.get("whole"):  # from the dialog, which knows of no row
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    shown = columns(this, catalogue, columns_of(this, catalogue, Asked.read(request.GET).columns))
    fresh = _row(this, catalogue, request, record_id, shown.fields)
    on_phones = len(shown.others) if request.GET.get("columns") else ON_PHONES
    answer = render(request, "records/cell.html", RowPage(shown.lines([fresh], on_phones)), block="row")
    answer["HX-Retarget"], answer["HX-Reswap"] = "closest tr", "outerHTML"
    return answer


def _writable(kind: Kind, catalogue: Catalogue, key: str) -> Field:
    one = known(catalogue, key, "write")
    if kind.change_many is None or not one.writable:
        raise BadRequest(f"“{one.label}” is not written in a list.", field=key)
    return one


def _write(kind: Kind, record_id: int, one: Field, text: str, currency: str, request: HttpRequest) -> None:
    if kind.change_many is not None:
        with transaction.atomic():
            changes = as_changes({one.key: given(one, text, request.user, currency)})
            kind.change_many([record_id], changes, by=request.user, via="page")


def _currency(one: Field, row: Row) -> str:
    """That of the record, where an amount stands in its own."""
    return row[one.paths[1]] if one.type == FieldType.MONEY and len(one.paths) > 1 else ""


def _row(kind: Kind, catalogue: Catalogue, request: HttpRequest, record_id: int, fields: Sequence[Field]) -> Row:
    names = [catalogue[f"{each.key}.name"] for each in fields if f"{each.key}.name" in catalogue]
    wanted = (*fields, *names)
    paths = ["id", kind.title, *(path for field in wanted for path in field.paths)]
    held = stored_in(paths)
    rows = kind.model._default_manager.filter(kind.visible(request.user), id=record_id)
    found = rows.annotate(**dict(made_of(wanted))).values_list(*held).first()
    if found is None:
        raise NotFound(f"There is no {kind.label.lower()} {record_id} that you may see.")
    return row_of(paths, held, found)


def _title(one: Field, row: Row, catalogue: Catalogue) -> str:
    name = catalogue.get(f"{one.key}.name")
    return str(row[name.path] or "") if name else ""


def _both(request: HttpRequest, page: CellPage, one: Field, row: Row, mine: str) -> HttpResponse:
    """Both texts, in the dialog."""
    names = dict(page.control.options)
    theirs = text_of(one, [row[path] for path in one.paths], names) if page.control.value else _("nothing")
    parts = parts_of(mine) if page.control.type == "choices" else [mine]
    in_words = ", ".join(names.get(each, each) for each in parts) or _("nothing")
    shown = replace(page, mine=mine, mine_in_words=in_words, theirs=theirs)
    return render(request, "records/cell.html", shown, block="conflict", status=409)


def _again(request: HttpRequest, page: CellPage, mine: str, refusal: SalesError) -> HttpResponse:
    """The control with what was typed, and why that cannot be."""
    told = refusal.sentence
    shown = replace(page, control=replace(page.control, value=mine), error=told)
    return render(request, "records/cell.html", shown, block="cell", status=422)
