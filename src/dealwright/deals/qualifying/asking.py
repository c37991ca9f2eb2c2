"""The page that asks what is known under an element: what to ask, the answer, and how it came to be known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dealwright import Invalid
from dealwright.desk.filled import Filled, filled
from dealwright.desk.render import render
from dealwright.playbook import Framework, frameworks
from dealwright.records.values import whole_number

from ..telling import STRENGTHS
from .known import Known

GRADES = ("claimed", "confirmed", "proven")


@dataclass(frozen=True)
class Asking:
    """An element with its present answer, its past ones, and the form that changes it.

    `name` and `back` are of the record, `strengths` what an answer can have: number, name and what it takes.
    """

    name: str
    back: str
    framework: Framework
    known: Known
    past: Sequence[Known]
    writable: bool
    strengths: Sequence[tuple[int, str, str]]
    form: Filled


def asking(name: str, back: str, framework: str, known: Known, past: Sequence[Known], writable: bool) -> Asking:
    """The page with the present answer in its form."""
    strengths = [(n, str(STRENGTHS[n]), getattr(known.element, grade)) for n, grade in enumerate(GRADES, 1)]
    form = Filled({"text": known.text, "strength": str(known.strength), "link": known.link})
    return Asking(name, back, frameworks()[framework], known, past, writable, strengths, form)


def ask(request: HttpRequest, page: Asking, status: int = 200) -> HttpResponse:
    """The answer that shows the page."""
    return render(request, "deals/answer.html", page, block="dialog", status=status)


def said(request: HttpRequest) -> tuple[int, str, str]:
    """The strength, text and link that were sent; raises Invalid where none says how sure it is."""
    strength = whole_number(request.POST.get("strength", ""))
    if strength is None:
        raise Invalid(_("Say how sure it is."), field="strength")
    return strength, request.POST.get("text", ""), request.POST.get("link", "")


def ask_again(request: HttpRequest, page: Asking, error: Invalid) -> HttpResponse:
    """The page with what was typed, and what is wrong with it."""
    form = filled(request.POST, "text", "strength", "link").refused(error, "text")
    return ask(request, replace(page, form=form), 422)
