"""Why a member may see a record, or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dealwright import Invalid, SalesError
from dealwright.desk.filled import Filled
from dealwright.desk.render import render

from ..guarded import GUARDED, Kept
from ..queries import members
from ..rules import Right, has_right
from ..why import Answer, ask_why, words_of
from .tabs import Tab, tabs


@dataclass(frozen=True)
class WhyPage:
    """The question, and the answers once it was asked: each with its sentence."""

    tabs: list[Tab]
    form: Filled
    people: Sequence[tuple[int, str]]
    kinds: Mapping[str, str]
    kept: Kept | None = None
    answers: Sequence[tuple[str, Answer]] = ()


@login_required
@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Ask, and answer: ?member=5&kind=deal&record=12."""
    asked = {name: request.GET.get(name, "") for name in ("member", "kind", "record")}
    form = Filled({**asked, "member": asked["member"] or str(request.user.id)})
    if not asked["record"]:
        return _show(request, form)
    try:
        number, of = _number(asked["record"], "record"), _number(form.value("member"), "member")
        who, kept, *answers = ask_why(of, asked["kind"], number, by=request.user)
    except SalesError as error:
        return _show(request, form.refused(error, "record"), status=error.status)
    return _show(request, form, kept, [(words_of(each, who, kept), each) for each in answers])


def _number(text: str, field: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Invalid(_("Write the number, as it stands in the address of the record's page."), field=field)
    return int(text)


def _show(
    request: HttpRequest,
    form: Filled,
    kept: Kept | None = None,
    answers: Sequence[tuple[str, Answer]] = (),
    status: int = 200,
) -> HttpResponse:
    everybody = has_right(request.user, Right.MEMBERS)
    people = [(each.id, each.name) for each in members() if everybody or each.id == request.user.id]
    kinds = {one: kind.label for one, kind in GUARDED.items()}
    shown = WhyPage(tabs(request.user, "settings-why"), form, people, kinds, kept, answers)
    return render(request, "workspace/why.html", shown, status=status)
