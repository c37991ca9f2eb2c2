"""Why a member may see a record, or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dealwright import Invalid, SalesError
from dealwright.desk.filled import Filled
from dealwright.desk.render import render

from ..guarded import GUARDED, Kept, guarded, named, record_of
from ..models import Member
from ..queries import member_names, members
from ..rules import Right, has_right
from ..why import Answer, ask_why, words_of
from .tabs import Tab, tabs


@dataclass(frozen=True)
class WhyPage:
    """The question, and the answers once it was asked: each with its sentence. `like`: records to choose from."""

    tabs: list[Tab]
    form: Filled
    people: Sequence[tuple[int, str]]
    kinds: Mapping[str, str]
    kept: Kept | None = None
    answers: Sequence[tuple[str, Answer]] = ()
    like: Sequence[Kept] = ()
    owners: Mapping[int, str] = field(default_factory=dict)


@login_required
@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Ask, and answer: ?member=5&kind=deal&record=12, or with a name that is looked for: &record=Acme."""
    asked = {name: request.GET.get(name, "").strip() for name in ("member", "kind", "record")}
    form = Filled({**asked, "member": asked["member"] or str(request.user.id)})
    if not asked["record"]:
        return _show(request, form)
    try:
        like = _like(asked["kind"], asked["record"], request.user)
        if len(like) != 1:
            return _show(request, form, like=like)
        who, kept, *answers = ask_why(_number(form.value("member")), asked["kind"], like[0].id, by=request.user)
    except SalesError as error:
        return _show(request, form.refused(error, "record"), status=error.status)
    form = Filled({**form.values, "record": kept.title})
    return _show(request, form, kept, [(words_of(each, who, kept), each) for each in answers])


def _like(one: str, text: str, by: Member) -> Sequence[Kept]:
    """The records that are meant: the one with this number, or those that are called so."""
    if _is_number(text):
        return [record_of(one, int(text), by)]
    found = named(one, text, by)
    if not found:
        message = _("You see no %(kind)s called “%(text)s”.") % {"kind": guarded(one).label.lower(), "text": text}
        raise Invalid(message, field="record")
    exact = [each for each in found if each.title == text]
    return exact if len(exact) == 1 else found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _number(text: str) -> int:
    if not _is_number(text):
        raise Invalid(_("Choose a member."), field="member")
    return int(text)


def _show(
    request: HttpRequest,
    form: Filled,
    kept: Kept | None = None,
    answers: Sequence[tuple[str, Answer]] = (),
    like: Sequence[Kept] = (),
    status: int = 200,
) -> HttpResponse:
    everybody = has_right(request.user, Right.MEMBERS)
    people = [(each.id, each.name) for each in members() if everybody or each.id == request.user.id]
    kinds = {one: kind.label for one, kind in GUARDED.items()}
    owners = member_names() if like else {}
    shown = WhyPage(tabs(request.user, "settings-why"), form, people, kinds, kept, answers, like, owners)
    return render(request, "workspace/why.html", shown, status=status)
