"""What is learned from deals that ended: the review of one, and all of them by process, stage and outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dealwright import BadRequest, SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import Choice, Playbook, Stage
from dealwright.processes.queries import in_force, playbook
from dealwright.records.values import whole_number
from dealwright.workspace.access import require_change

from ..commands import NewReview, pass_on, review_deal
from ..models import Deal, Outcome
from ..queries import Reviewed, review_on, reviews, visible_deal
from ..queries.reviews import Wanted, counted
from .deal import fresh

FIELDS = ("decided", "stage", "reason", "change", "asked", "customer")
ENDINGS = (("", lazy("Won and lost")), ("won", lazy("Won")), ("lost", lazy("Lost")))


@dataclass(frozen=True)
class ReviewForm:
    """The form of a deal's review, with the stages and reasons that its process knows."""

    deal: Deal
    stages: Sequence[tuple[str, str]]
    reasons: Sequence[tuple[str, str]]
    form: Filled


@dataclass(frozen=True)
class ReviewsPage:
    """Reviews, newest first, and how many were won and lost by the stage in which that was decided."""

    found: Sequence[Reviewed]
    wanted: Wanted
    by_stage: Sequence[tuple[str, str, Mapping[str, int]]]
    processes: Sequence[tuple[str, str]]
    following: int | None
    endings: object = ENDINGS

    @property
    def stages(self) -> list[tuple[str, object]]:
        """The stages to choose from."""
        return [("", _("All stages")), *((key, title) for key, title, _n in self.by_stage)]


@login_required
@require_http_methods(["GET", "POST"])
def deal_review(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Review a deal that ended: GET asks, POST keeps what was said."""
    deal = visible_deal(deal_id, request.user)
    require_change(request.user, "deal", deal.id, deal.owner_id, deal.title)
    if request.method != "POST":
        return _ask(request, deal, _known(deal))
    form = filled(request.POST, *FIELDS)
    texts = {name: form.value(name) for name in FIELDS if name != "asked"}
    given = NewReview(**texts, asked=form.value("asked") == "1")
    try:
        review_deal(deal_id, given, by=request.user, via="page")
    except SalesError as error:
        if error.status != 422:
            raise
        return _ask(request, deal, form.refused(error, "decided"), status=422)
    flash(request, _("Thank you: the next deal begins with it."))
    return fresh(request, deal_id)


@login_required
@require_POST
def deal_review_on(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Pass a `part` of a review on to whoever keeps the process."""
    pass_on(deal_id, request.POST.get("part", ""), by=request.user, via="page")
    flash(request, _("Passed on: others can agree with it now."))
    return fresh(request, deal_id)


@login_required
@require_safe
def all_reviews(request: HttpRequest) -> HttpResponse:
    """All reviews of deals that the member may see; inside another page its part about one stage."""
    wanted, before = Wanted.read(request.GET.dict()), request.GET.get("before", "")
    if before and whole_number(before) is None:
        raise BadRequest("This page of reviews is not there.", field="before")
    found, more = reviews(wanted, request.user, whole_number(before) if before else None)
    processes = {version.key: version for version in in_force()}
    titles = _titles([each.playbook for key, each in processes.items() if wanted.process in ("", key)])
    counts = counted(replace(wanted, stage=""), request.user)
    order = [key for key in titles if key in counts] + sorted(set(counts) - set(titles))
    by_stage = [(key, titles.get(key, key), counts[key]) for key in order]
    names = [(key, each.title) for key, each in processes.items()]
    page = ReviewsPage(found, wanted, by_stage, names, more)
    return render(request, "deals/reviews.html", page, block="panel")


def _titles(books: Sequence[Playbook]) -> dict[str, str]:
    """What stages are called, in the order of their process; the first process that has one names it."""
    return {stage.key: stage.title for book in reversed(books) for stage in book.stages}


def _known(deal: Deal) -> Filled:
    """What the form begins with: the review that is there, or what closing the deal told."""
    if before := review_on(deal.id):
        told = {name: str(getattr(before, name)) for name in FIELDS if name != "asked"}
        return Filled(told | {"asked": "1" if before.asked else ""})
    row = Outcome.objects.filter(deal_id=deal.id).values_list("reason", "note").first() or ("", "")
    return Filled({"stage": deal.stage or "", "reason": row[0], "decided": row[1]})


def _choices(chosen: str, nothing: str, known: Sequence[Stage | Choice]) -> list[tuple[str, str]]:
    return [*([] if chosen else [("", nothing)]), *((each.key, each.title) for each in known)]


def _ask(request: HttpRequest, deal: Deal, form: Filled, status: int = 200) -> HttpResponse:
    book = playbook(deal.version_id)
    stages = _choices(form.value("stage"), _("Choose"), book.stages)
    reasons = _choices(form.value("reason"), _("Not known"), book.outcomes.lost.reasons)
    page = ReviewForm(deal, stages, reasons, form)
    return render(request, "deals/review.html", page, block="dialog", status=status)
