"""The board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dealwright.desk.render import render
from dealwright.records.views import views
from dealwright.workspace.queries import Sees, member_names

from ..queries import Board, View, board, currency, more_cards
from .answers import filters_of, number, view_of
from .cards import Written, written
from .moves import go


@dataclass(frozen=True)
class BoardPage:
    """The board with its controls; `query` are its own parameters, sent along with every move."""

    board: Board
    cards: Mapping[str, Sequence[Written]]
    deals: int
    amount: int
    process: str
    owner: str
    sort: str
    owners: Sequence[tuple[str, str]]
    views: Sequence[tuple[str, str]]
    view: str
    list: str
    query: str
    left_out: str


@dataclass(frozen=True)
class MoreCards:
    """The next cards of a column."""

    cards: Sequence[Written]
    column: str
    currency: str
    more: int | None
    query: str


@login_required
@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """Every stage of a process with its totals and first cards."""
    shown = view_of(request.GET.dict(), request.user)
    whole, owner = board(shown), request.GET.get("owner", "")
    columns = whole.columns
    cards = {each.key: written(each.cards) for each in columns}
    deals, amount = sum(each.deals for each in columns), sum(each.amount or 0 for each in columns)
    context = BoardPage(
        whole, cards, deals, amount, shown.process.key, owner, shown.sort, _owners(request, shown), _views(request),
        request.GET.get("view", ""), request.GET.get("list", ""), _query(request, shown),
        filters_of(request.GET.dict(), request.user)[1],
    )  # fmt: skip
    return render(request, "deals/board.html", context)


@login_required
@require_safe
def board_cards(request: HttpRequest, column: str) -> HttpResponse:
    """The cards that follow in a column."""
    shown, after = view_of(request.GET.dict(), request.user), number(request.GET.get("after", ""), "after")
    cards, more = more_cards(shown, column, after)
    context = MoreCards(written(cards), column, currency(shown), more, _query(request, shown))
    return render(request, "deals/board_cards.html", context, block="cards")


@login_required
@require_POST
def board_drop(request: HttpRequest, to: str) -> HttpResponse:
    """A card was dropped on a stage, on won or on lost."""
    return go(request, number(request.POST.get("card", ""), "card"), to)


def _owners(request: HttpRequest, shown: View) -> Sequence[tuple[str, str]]:
    """Whose deals can be asked for: nobody else's for those who see just their own."""
    if request.user.sees == Sees.OWN:
        return ()
    names = sorted(member_names().items(), key=lambda pair: pair[1].casefold())
    seen = [(str(key), name) for key, name in names if shown.seen is None or key in shown.seen]
    return [("", _("Every owner")), ("me", _("My deals")), *seen]


def _views(request: HttpRequest) -> Sequence[tuple[str, str]]:
    """The saved views of deals, whose filters a board can take."""
    found = views("deals", request.user)
    return [("", _("Every deal")), *((str(each.id), each.name) for each in found)] if found else ()


def _query(request: HttpRequest, shown: View) -> str:
    kept = {name: request.GET[name] for name in ("owner", "view", "list") if request.GET.get(name)}
    return urlencode({"process": shown.process.key, "sort": shown.sort, **kept})
