"""Two versions side by side, and a process retired or brought back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.playbook import diff, text_diff
from dealwright.records.values import whole_number

from . import commands
from .queries import Published, numbered, versions


@dataclass(frozen=True)
class ComparePage:
    """What changed between two versions of a process: in words, and line by line as pairs of kind and text."""

    old: Published
    new: Published
    numbers: Sequence[int]
    changes: Sequence[str]
    lines: Sequence[tuple[str, str]]


@login_required
@require_GET
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """Compare the versions ?from= and ?to=; without them the one in force and the one before."""
    new = numbered(key, whole_number(request.GET.get("to", "")))
    known = [version.number for version in versions(key)]
    old = numbered(key, whole_number(request.GET.get("from", "")) or max(1, new.number - 1))
    words = [change.sentence for change in diff(old.playbook, new.playbook)]
    lines = [(_kind(line), line) for line in text_diff(old.playbook, new.playbook).splitlines()[2:]]
    return render(request, "processes/compare.html", ComparePage(old, new, known, words, lines))


def _kind(line: str) -> str:
    return {"+": "added", "-": "removed", "@": "hunk"}.get(line[:1], "same")


@login_required
@require_POST
def retire(request: HttpRequest, key: str) -> HttpResponse:
    """Let no new deals begin on a process."""
    commands.retire(key, by=request.user, via="page")
    flash(request, _("Retired: no new deals begin on it, and those under way go on."))
    return redirect("playbook", key)


@login_required
@require_POST
def bring_back(request: HttpRequest, key: str) -> HttpResponse:
    """Let new deals begin on a process again."""
    commands.bring_back(key, by=request.user, via="page")
    flash(request, _("New deals may begin on it again."))
    return redirect("playbook", key)
