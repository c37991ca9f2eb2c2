"""The page of doubles: pairs side by side, merged, told apart, or all that is sure at one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.workspace.queries import Right, has_right

from .findings import ask_again, decide_distinct, open_double
from .listing import PAGE, Shown, pair, side_by_side, waiting
from .merging import merge, undo_merge
from .models import DoubleSearch
from .searching import ask_search, kind_of
from .shapes import SHAPES
from .sure import counted, merge_sure, sure_groups, undo_together

MOST_COUNTED = 1_000


@dataclass(frozen=True)
class DoublesPage:
    """Pairs of one kind that wait to be looked at, how many are sure, and the latest search."""

    many: str
    pairs: Sequence[Shown]
    count: int
    sure: int
    search: DoubleSearch | None
    may_search: bool = False

    @property
    def tabs(self) -> list[dict[str, object]]:
        """The two kinds of record, to choose from."""
        labels = {"people": _("People"), "organisations": _("Organisations")}
        address = reverse("duplicates")
        return [
            {"label": label, "href": f"{address}?kind={many}", "current": many == self.many}
            for many, label in labels.items()
        ]


@login_required
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs that may be the same, side by side."""
    return _page(request, request.GET.get("kind", "people"))


@login_required
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Have the worker search."""
    many = request.POST.get("kind", "")
    ask_search(kind_of(many), by=request.user, via="page")
    return _back(request, many)


@login_required
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the search is; the whole page once it has ended."""
    many = request.GET.get("kind", "people")
    found = _search(kind_of(many))
    if found is None or found.finished_at is not None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "customers/duplicates.html", DoublesPage(many, (), 0, 0, found), block="progress")


@login_required
@require_POST
def merge_pair(request: HttpRequest, double_id: int) -> HttpResponse:
    """Merge the two records of a pair as chosen."""
    pair(double_id, request.user)
    double = open_double(double_id, request.user)
    ids = (double.left_id, double.right_id)
    survivor, removed = ids if request.POST.get("survivor") != str(double.right_id) else ids[::-1]
    side = "right" if survivor == double.left_id else "left"
    chosen = [
        key.removeprefix("take.") for key, text in request.POST.items() if key.startswith("take.") and text == side
    ]
    made = merge(double.kind, survivor, removed, chosen=chosen, by=request.user, via="page")
    flash(request, _("Merged."), undo=reverse("merge-undo", args=[made]))
    return _back(request, SHAPES[double.kind].many)


@login_required
@require_POST
def distinct(request: HttpRequest, double_id: int) -> HttpResponse:
    """Say that the two are not the same."""
    pair(double_id, request.user)
    double = decide_distinct(double_id, by=request.user, via="page")
    flash(
        request, _("Not the same: nobody asks again."), undo=reverse("duplicate-again", args=[double_id]), tone="info"
    )
    return _back(request, SHAPES[double.kind].many)


@login_required
@require_POST
def again(request: HttpRequest, double_id: int) -> HttpResponse:
    """Take back that the two are not the same."""
    pair(double_id, request.user)
    double = ask_again(double_id, by=request.user, via="page")
    return _home(SHAPES[double.kind].many)


@login_required
@require_POST
def sure(request: HttpRequest) -> HttpResponse:
    """Merge all that are sure."""
    many = request.POST.get("kind", "")
    count, together = merge_sure(kind_of(many), by=request.user, via="page")
    told = ngettext("%(count)s record was merged.", "%(count)s records were merged.", count) % {"count": count}
    flash(request, told, undo=reverse("merge-undo-together", args=[together]) if together else "")
    return _back(request, many)


@login_required
@require_POST
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Take a merge apart: the undo of a toast."""
    undo_merge(merge_id, by=request.user, via="page")
    flash(request, _("The merge was undone."), tone="info")
    return _home()


@login_required
@require_POST
def undo_all(request: HttpRequest, together: int) -> HttpResponse:
    """Take apart what was merged at one go."""
    undo_together(together, by=request.user, via="page")
    flash(request, _("The merges were undone."), tone="info")
    return _home()


def _back(request: HttpRequest, many: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        return _page(request, many, block="doubles")
    return _home(many)


def _home(many: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("duplicates") + (f"?kind={many}" if many else ""))


def _page(request: HttpRequest, many: str, block: str = "") -> HttpResponse:
    one = kind_of(many)
    found = waiting(one, request.user)
    shown = side_by_side(one, list(found[:PAGE]), request.user)
    count = len(shown) if len(shown) < PAGE else found[:MOST_COUNTED].count()
    ready = counted(sure_groups(one, request.user)) if shown else 0
    context = DoublesPage(many, shown, count, ready, _search(one), has_right(request.user, Right.DUPLICATES))
    return render(request, "customers/duplicates.html", context, block=block or None)


def _search(one: str) -> DoubleSearch | None:
    latest: DoubleSearch | None = DoubleSearch.objects.filter(kind=one).order_by("-id").first()
    return latest
