"""With whom a record is shared: a panel on its page, and the dialog that shares it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dealwright import SalesError
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from .. import commands
from ..access import Verb, may, require_change
from ..guarded import Kept, record_of
from ..overview import ShareShown, shares_of
from ..queries import members, team_names
from ..reach import KNOWN_TO_ALL
from ..rules import Right, has_right


@dataclass(frozen=True)
class SharesPanel:
    """Who else sees a record; `endable` are the shares that the reader may end."""

    kept: Kept
    shares: Sequence[ShareShown]
    endable: frozenset[int]
    may_share: bool
    asks_why: bool
    known_to_all: bool


@dataclass(frozen=True)
class ShareForm:
    """The dialog: with whom, and what they may do."""

    kept: Kept
    form: Filled
    whom: Sequence[tuple[str, str]]
    allowed: Sequence[tuple[str, str]]


@login_required
@require_GET
def shares(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """The panel."""
    return _panel(request, record_of(one, record_id, request.user))


def _panel(request: HttpRequest, kept: Kept) -> HttpResponse:
    found, user = shares_of(kept.kind.one, kept.id), request.user
    changes = may(user, kept.kind.one, Verb.CHANGE, kept.id, kept.owner_id)
    own = {each.id for each in found if each.kind != "territory" and (changes or each.by_id == user.id)}
    shown = SharesPanel(
        kept, found, frozenset(own), changes, has_right(user, Right.MEMBERS), kept.kind.one in KNOWN_TO_ALL
    )
    return render(request, "workspace/shares.html", shown, block="panel")


@login_required
@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, one: str, record_id: int) -> HttpResponse:
    """The dialog, and what it sends."""
    kept = record_of(one, record_id, request.user)
    require_change(request.user, one, record_id, kept.owner_id, kept.title)
    if request.method == "GET":
        return _dialog(request, kept, Filled({"to": request.GET.get("to", "")}))
    form = filled(request.POST, "to", "verb")
    try:
        verb = Verb.CHANGE if form.value("verb") == Verb.CHANGE else Verb.SEE
        commands.share(one, record_id, form.value("to"), verb, by=request.user, via="page")
    except SalesError as error:
        return _dialog(request, kept, form.refused(error, "to"), error.status)
    flash(request, _("“%(title)s” is shared.") % {"title": kept.title})
    return _changed(request, kept)


@login_required
@require_POST
def unshare(request: HttpRequest, share_id: int) -> HttpResponse:
    """End a share."""
    one, record_id = commands.unshare(share_id, by=request.user, via="page")
    kept = record_of(one, record_id)
    flash(request, _("It is no longer shared."), tone="info")
    return _changed(request, kept)


def _dialog(request: HttpRequest, kept: Kept, form: Filled, status: int = 200) -> HttpResponse:
    shown = ShareForm(kept, form, _whom(kept), _verbs(kept))
    return render(request, "workspace/share.html", shown, block="dialog", status=422 if status == 404 else status)


def _whom(kept: Kept) -> list[tuple[str, str]]:
    teams = [(f"team:{number}", _("Team %(name)s") % {"name": name}) for number, name in team_names().items()]
    people = [(f"member:{each.id}", each.name) for each in members() if each.is_active and each.id != kept.owner_id]
    return [("", _("Choose…")), *people, *teams]


def _verbs(kept: Kept) -> list[tuple[str, str]]:
    """What a record is shared for; what everybody sees is shared only to be changed."""
    sees = [] if kept.kind.one in KNOWN_TO_ALL else [("see", _("They see it"))]
    return [*sees, ("change", _("They see and change it"))]


def _changed(request: HttpRequest, kept: Kept) -> HttpResponse:
    """In the page of the record the panel loads again and the dialog closes; without JavaScript the page opens."""
    if not request.headers.get("HX-Request"):
        return redirect(kept.kind.page, kept.id) if kept.kind.page else redirect("today")
    return HttpResponse(status=204, headers={"HX-Trigger": "shares-changed, close-dialog"})
