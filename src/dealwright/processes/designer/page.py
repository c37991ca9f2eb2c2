"""The designer's page: the parts of a draft at the left, the form of one in the middle, the text at the right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealwright import Stale
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import Playbook, Stage
from dealwright.playbook.editing import whole
from dealwright.playbook.plain_words import Unreadable
from dealwright.playbook.source import Node
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Right, has_right, require

from ..checking import Checked, checked
from ..drafts import draft
from ..feedback import Said, feedback_on
from ..models import Draft, Step
from ..parents import parent_text
from ..reviewing import approver_of, may_review
from ..sending import sent_text
from ..states import UNDER_WAY
from . import steps
from .edits import Edited, carried_out, changed
from .forms import SET_ELSEWHERE, Control, Heading, Item, Part, Sheet, all_items, controls

TITLES = {"process": "The process", "fields": "Fields of a deal", "outcomes": "How it ends"}
WHOLE, FORM, REST = "whole", "typed", "saved"


@dataclass(frozen=True)
class Place:
    """A part of the playbook that can be chosen, with how much is wrong in it."""

    at: str
    title: str
    faults: int


@dataclass(frozen=True)
class DesignerPage:
    """A draft with the form of the part `at`; without a form where the text cannot be read."""

    draft: Draft
    checked: Checked
    at: str
    title: str
    stages: Sequence[Place] = ()
    others: Sequence[Place] = ()
    parts: Sequence[Part] = ()
    feedback: Sequence[Said] = ()
    can_undo: bool = False
    may_publish: bool = False
    under_way: bool = True
    focus: str = ""
    changed: Sequence[int] = ()
    controls: Sequence[Control] = field(default=())
    items: Sequence[Item] = field(default=())
    readable: bool = True


@dataclass(frozen=True)
class Meanwhile:
    """What is told when somebody else changed the draft: what was about to change, as pairs of label and value."""

    draft: Draft
    at: str
    typed: bool
    wanted: Sequence[tuple[str, str]]


@login_required
@require_http_methods(["GET", "POST"])
def design(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show a draft by form and as text; a change of either is saved at once."""
    require(request.user, Right.DRAFT)
    found = draft(draft_id)
    at = (request.POST or request.GET).get("at", "")
    if request.method == "GET":
        focus = "designer-title" if "HX-Request" in request.headers else ""
        return render(
            request, "processes/designer.html", _page(request, found, Edited(found.text, at, focus)), block=WHOLE
        )
    revision = whole_number(request.POST.get("revision", "")) or 0
    try:
        return _change(request, found, at, revision)
    except Stale:
        return _meanwhile(request, draft(draft_id), at, revision)


def _change(request: HttpRequest, found: Draft, at: str, revision: int) -> HttpResponse:
    if revision != found.revision:
        raise Stale
    by, before = request.user, found.text
    if request.POST.get("do") == "undo":
        steps.undo(found, revision, by=by, via="page")
        return _answer(request, found, Edited(draft(found.id).text, at, "undo"), before, WHOLE)
    if request.POST.get("do") == "text":
        edited = Edited(sent_text(request), at)
        if edited.text == before and "HX-Request" in request.headers:
            return HttpResponse(status=204)  # nothing is shown anew under the cursor
        steps.change(found, edited.text, revision, by=by, via="page")
        return _answer(request, found, edited, edited.text, FORM)
    sheet, root = _sheet(found, before)
    edited = carried_out(before, _at(at, root), _parts(sheet, root, at), request.POST)
    if edited == Edited(before, edited.at) and "HX-Request" in request.headers:
        return HttpResponse(status=204)
    steps.change(found, edited.text, revision, by=by, via="page")
    for sentence in edited.refused:
        flash(request, sentence, tone="warn")
    return _answer(request, found, edited, before, WHOLE if edited.redraw else REST)


def _answer(request: HttpRequest, found: Draft, edited: Edited, before: str, block: str) -> HttpResponse:
    if "HX-Request" not in request.headers:
        address = reverse("playbook-design", args=[found.id])
        return redirect(f"{address}?{urlencode({'at': edited.at})}" + (f"#{edited.focus}" if edited.focus else ""))
    page = _page(request, draft(found.id), edited, _lines(before, edited.text))
    answer = render(request, "processes/designer.html", page, block=block)
    answer["HX-Trigger-After-Settle"] = "close-dialog"
    return answer


def _meanwhile(request: HttpRequest, found: Draft, at: str, revision: int) -> HttpResponse:
    """Tell that somebody else saved; what was about to change is told by the text it was seen in."""
    seen = Step.objects.filter(draft=found, revision=revision + 1).values_list("text", flat=True).first() or found.text
    typed = request.POST.get("do") == "text"
    parts = [] if typed else _parts(*_sheet(found, seen), at)
    wanted = [
        (each.label, ", ".join(value) if isinstance(value, list) else value)
        for each, value in changed(parts, request.POST)
    ]
    return render(
        request, "processes/designer_meanwhile.html", Meanwhile(found, at, typed, wanted), block="dialog", status=412
    )


def _page(request: HttpRequest, found: Draft, edited: Edited, lines: Sequence[int] = ()) -> DesignerPage:
    result = checked(found.text, f"{found.process_key}.yaml")
    rights: dict[str, Any] = {
        "can_undo": steps.can_undo(found), "under_way": found.state in UNDER_WAY,
        "may_publish": has_right(request.user, Right.PUBLISH)
        and (may_review(found, request.user) or approver_of(found) is not None),
    }  # fmt: skip
    try:
        sheet, root = _sheet(found, found.text, result)
    except Unreadable:
        return DesignerPage(found, result, edited.at, _("The text"), readable=False, **rights)
    at = _at(edited.at, root)
    parts = _parts(sheet, root, at)
    stages = [_place(sheet, node, f"stages.{number}") for number, node in enumerate(root.each("stages"), start=1)]
    others = [Place(key, _(title), 0) for key, title in TITLES.items()]
    focus = edited.focus if edited.focus != "undo" or rights["can_undo"] else "designer-title"
    here = next((place for place in (*stages, *others) if place.at == at), others[0])
    return DesignerPage(
        found, result, at, here.title, stages, others, parts, _feedback(request, found, root, at), focus=focus,
        changed=lines, controls=list(controls(parts)), items=list(all_items(parts)), **rights,
    )  # fmt: skip


def _sheet(found: Draft, text: str, result: Checked | None = None) -> tuple[Sheet, Node]:
    name = f"{found.process_key}.yaml"
    root, _inherited = whole(text, name, parent_text)
    return Sheet(root, name, result.problems if result else ()), root


def _parts(sheet: Sheet, root: Node, at: str) -> list[Part]:
    at = _at(at, root)
    if at.startswith("stages."):
        return sheet.parts(root.each("stages")[int(at[7:]) - 1], Stage, at)
    if at in TITLES and at != "process":
        (part,) = sheet.parts(root, Playbook, "", [key for key in Playbook.__dataclass_fields__ if key != at])
        return list(part.parts) if isinstance(part, Heading) else [part]
    variant = () if root.get("extends") or root.get("pick") else ("extends", "pick")
    return sheet.parts(root, Playbook, "", (*SET_ELSEWHERE, *variant, "process"))


def _at(at: str, root: Node) -> str:
    """The part that is asked for, or the first stage where there is none of that name."""
    number = whole_number(at[7:]) if at.startswith("stages.") else None
    stages = len(root.each("stages"))
    if at in TITLES or (number and 1 <= number <= stages):
        return at
    return "stages.1" if stages else "process"


def _place(sheet: Sheet, node: Node, at: str) -> Place:
    parts = sheet.parts(node, Stage, at)
    wrong = {id(each) for each in sheet.wrong_at(node)}
    wrong |= {id(each) for part in controls(parts) for each in part.problems}
    wrong |= {id(each) for item in all_items(parts) for each in item.problems}
    return Place(at, node.word("title") or node.word("key") or "–", len(wrong))


def _feedback(request: HttpRequest, found: Draft, root: Node, at: str) -> list[Said]:
    if at == "process":
        return feedback_on(found.process_key, request.user, stage="")
    if not at.startswith("stages."):
        return []
    return feedback_on(found.process_key, request.user, stage=root.each("stages")[int(at[7:]) - 1].word("key"))


def _lines(before: str, after: str) -> list[int]:
    """The lines of a text that differ from what was there before, counted from 1."""
    old, new = before.split("\n"), after.split("\n")
    same = next(
        (index for index, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    shared = 0
    while shared < min(len(old), len(new)) - same and old[-1 - shared] == new[-1 - shared]:
        shared += 1
    return list(range(same + 1, len(new) - shared + 1)) if before != after else []
