"""Pages of a change of many records: what shall change, what that would do, how far it is, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import BadRequest, Invalid
from dealwright.desk import figures
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import FieldType

from .asked import Asked
from .bulk import AT_ONCE, ask, begin, drop, get, ids_of, refused_alike
from .bulk_shown import Story, can_be_undone, story
from .complete import listable
from .fields import Field
from .inputs import Control, can_be_empty, control_of, given
from .kinds import Kind, kind_of
from .models import BulkEdit
from .narrowing import Options
from .queries import listing
from .table import choosable, edited_by
from .values import whole_number


@dataclass(frozen=True)
class AskPage:
    """What shall change: the field, how it is meant, its new `values`; `ids` or `query` say of which records."""

    kind: Kind
    act: str
    ids: Sequence[int]
    query: str
    all: bool
    count: int
    fields: Options
    control: Control | None
    modes: Options
    mode: str
    values: Sequence[str] = ()
    can_be_empty: bool = False
    error: str = ""

    @property
    def gives(self) -> bool:
        """Whether the records get another owner."""
        return self.control is not None and self.control.field.key == "owner"

    @property
    def title(self) -> str:
        """What is about to happen, and to how many records."""
        told = ngettext("Change %(n)s record", "Change %(n)s records", self.count)
        if self.gives:
            told = ngettext("Give %(n)s record to…", "Give %(n)s records to…", self.count)
        return told % {"n": figures.number(self.count)}


@dataclass(frozen=True)
class StoryPage:
    """What the change would do, does or did."""

    bulk: BulkEdit
    story: Story
    is_under_way: bool
    can_be_undone: bool


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the new value of a field, or whether to delete; POST tries it out and shows what it would do."""
    this, sent = kind_of(kind), request.POST if request.method == "POST" else request.GET
    page = _ask_page(request, this, sent)
    is_removal = page.act == "remove" and request.method != "POST"
    if request.method != "POST" and not is_removal:
        return render(request, "records/bulk.html", page, block="dialog")
    try:
        changes = _changes(page, request) if page.act == "change" else {}
        bulk = begin(this.key, page.act, changes, page.ids, by=request.user)
    except (Invalid, BadRequest) as refusal:
        return _refused(request, page, refusal.sentence)
    tried = ask(bulk, "try", by=request.user, via="page")
    if told := refused_alike(tried) if page.act == "change" else "":
        drop(tried)
        return _refused(request, page, told)
    return _shown(request, tried)


@login_required
@require_GET
def one(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """How far the change is; asked for again while it is under way."""
    return _shown(request, get(bulk_id, request.user))


@login_required
@require_POST
def do(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Change the records for good."""
    bulk = ask(get(bulk_id, request.user), "do", by=request.user, via="page")
    if bulk.status != "done":
        return _shown(request, bulk)
    done = story(bulk, request.user).done
    undo = reverse("bulk-undo", args=[bulk.id]) if can_be_undone(bulk) else ""
    said = ngettext("%(n)s record was changed.", "%(n)s records were changed.", done) % {"n": done}
    gone = ngettext("%(n)s record was deleted.", "%(n)s records were deleted.", done) % {"n": done}
    flash(request, gone if bulk.act == "remove" else said, undo=undo)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"}) if _is_htmx(request) else _to_list(bulk)


@login_required
@require_POST
def undo(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Set the records back; what was changed since stays as it is."""
    bulk = ask(get(bulk_id, request.user), "undo", by=request.user, via="page")
    if bulk.status == "undone":
        told = story(bulk, request.user)
        said = _("%(n)s set back.") % {"n": told.restored}
        if told.kept:
            said += " " + _("%(n)s changed since stay as they are.") % {"n": told.kept}
        flash(request, said, tone="warn" if told.kept else "good")
    else:
        flash(request, _("The records are being set back."))
    return _to_list(bulk)


def _ask_page(request: HttpRequest, kind: Kind, sent: Any) -> AskPage:
    catalogue = listable(kind, request.user)
    is_all, query = bool(sent.get("all")), sent.get("query", "")
    ids = [number for text in sent.getlist("ids") if (number := whole_number(text))]
    if is_all:
        asked = Asked.of_text(query)
        ids = ids_of(listing(kind, request.user, asked.filters, asked.sort or None, catalogue))
    fields = [found for field in choosable(catalogue) if (found := edited_by(field, catalogue, kind))]
    options = [(field.key, field.label) for field in fields]
    chosen = next((field for field in fields if field.key == sent.get("field")), None)
    modes = _modes(chosen)
    mode = sent.get("mode") if sent.get("mode") in dict(modes) else modes[0][0]
    return AskPage(
        kind, "remove" if sent.get("act") == "remove" else "change", ids, query, is_all, len(ids), options,
        control_of(chosen) if chosen else None, modes, mode,
        sent.getlist("value") if request.method == "POST" else (), chosen is not None and can_be_empty(chosen),
    )  # fmt: skip


def _modes(field: Field | None) -> Options:
    if field is None or field.type != FieldType.CHOICES:
        return [("set", _("becomes"))]
    return [("add", _("gets also")), ("take", _("loses")), ("set", _("becomes just"))]


def _changes(page: AskPage, request: HttpRequest) -> Mapping[str, Mapping[str, Any]]:
    if page.control is None:
        raise Invalid("Choose a field first.", field="field")
    field = page.control.field
    value = given(field, ",".join(page.values), request.user)
    if value is None and page.mode != "set":
        raise Invalid("Say what.", field="value")
    return {field.key: {page.mode: value}}


def _refused(request: HttpRequest, page: AskPage, told: str) -> HttpResponse:
    return render(request, "records/bulk.html", replace(page, error=told), block="dialog", status=422)


def _shown(request: HttpRequest, bulk: BulkEdit) -> HttpResponse:
    is_under_way = bulk.status in ("trying", "doing", "undoing")
    page = StoryPage(bulk, story(bulk, request.user), is_under_way and bulk.count > AT_ONCE, can_be_undone(bulk))
    return render(request, "records/bulk_story.html", page, block="dialog")


def _is_htmx(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _to_list(bulk: BulkEdit) -> HttpResponse:
    return HttpResponseRedirect(reverse(bulk.kind))
