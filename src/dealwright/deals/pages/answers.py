"""How a change of a deal is answered: on the board by its parts, elsewhere by the fresh page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dealwright import BadRequest
from dealwright.desk.render import render
from dealwright.playbook import Playbook
from dealwright.records.asked import Asked
from dealwright.records.complete import listable
from dealwright.records.kinds import kind_of
from dealwright.records.understood import left_out, understood
from dealwright.records.values import whole_number
from dealwright.records.views import view as saved_view
from dealwright.workspace.queries import Actor

from ..models import Deal
from ..queries import EARLIER, Column, View, cards_for, currency, heads, view
from .cards import Written, written


@dataclass(frozen=True)
class Parts:
    """What changes on a board when a deal moved: each column's head, and the card in its new place.

    `stage` is that place: "" for a card that is not there any more, or in no stage.
    """

    columns: list[Column]
    currency: str
    cards: list[Written]
    stage: str
    deal_id: int
    board: str


def done(request: HttpRequest, deal: Deal, book: Playbook) -> HttpResponse:
    """The answer to a change of a deal: parts of the board it was made on, or the page as it is now."""
    board = request.POST.get("board") or request.GET.get("board", "")
    if "HX-Request" not in request.headers:
        return redirect("deal", deal.id)
    if not board:
        return HttpResponse(headers={"HX-Refresh": "true"})
    response = render(request, "deals/board_parts.html", _parts(board, deal.id, request.user), block="parts")
    # After the swap, for a swap whose target is the dialog opens it.
    response["HX-Reswap"], response["HX-Trigger-After-Settle"] = "none", "close-dialog"
    return response


def _parts(board: str, deal_id: int, actor: Actor) -> Parts:
    shown = view_of(dict(parse_qsl(board)), actor)
    wanted = Deal.objects.filter(shown.deals, id=deal_id, status="open").values_list("id", flat=True)
    cards = cards_for(shown, list(wanted))
    columns = [each for each in heads(shown) if each.key != EARLIER or each.deals]
    return Parts(columns, currency(shown), written(cards), (cards[0].stage or "") if cards else "", deal_id, board)


def number(text: str, field: str) -> int:
    """A record's number as an address or form gives it; raises BadRequest."""
    found = whole_number(text)
    if found is None:
        raise BadRequest(f"“{text[:40]}” is not the number of a record.", field=field)
    return found


def view_of(asked: dict[str, str], actor: Actor) -> View:
    """The board's view from its query parameters; `owner` is a member's number or "me", `list` the text of a list,
    `view` the number of a saved one."""
    owner = asked.get("owner", "")
    owner_id = actor.id if owner == "me" else number(owner, "owner") if owner else None
    return view(asked.get("process") or None, actor, owner_id, asked.get("sort", ""), filters_of(asked, actor)[0])


def filters_of(asked: dict[str, str], actor: Actor) -> tuple[Sequence[tuple[str, str]], str]:
    """The filters of the list that the board is of, and in words what of them is left out."""
    number_of = asked.get("view", "")
    saved = saved_view(number(number_of, "view"), actor) if number_of else None
    told = Asked(Asked.of_text(saved.query if saved else asked.get("list", "")).filters)
    if not told.filters:
        return (), ""
    kind = kind_of("deals")
    left, refused = understood(kind, listable(kind, actor), told, actor)
    return left.filters, left_out(refused, saved)
