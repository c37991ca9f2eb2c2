"""How long records are kept, on screen: the rules of a kind, what one would remove, what went and can come back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dealwright import NotFound, SalesError
from dealwright.desk.askable import Askable
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render

from ..kinds import Kind, record_kind
from ..setup.pages import Around, around
from ..values import whole_number
from .models import RetentionRule
from .retention import (
    DryRun,
    Run,
    acts_of,
    drop_retention,
    dry_run,
    kept_kinds,
    retention_for_setup,
    retentions_for_setup,
    runs_of,
    set_retention,
    since_of,
    undo_retention,
)
from .ruling import asked_of

PART = "settings-keeping"
PARTS = ("act", "since", "days", "condition", "is_active")


@dataclass(frozen=True)
class KeepingPage:
    """The rules of a kind, the form of one (`rule_id` when it is there already), and what went by them."""

    around: Around
    can: bool
    rules: Sequence[RetentionRule]
    runs: Sequence[Run]
    rule_id: int | None
    form: Filled
    since: Sequence[tuple[str, str]]
    acts: Sequence[tuple[str, str]]
    asked: Sequence[Askable]
    found: DryRun | None


@login_required
@require_http_methods(["GET", "POST"])
def keeping(request: HttpRequest, kind: str) -> HttpResponse:
    """The rules of a kind; a POST saves one (`rule` names which), with `look` it only tells what would go,
    with `remove` the rule is gone, with `back` what went then is brought back."""
    this = record_kind(kind)
    rule_id = whole_number(request.POST.get("rule", "") or request.GET.get("rule", ""))
    if request.method != "POST":
        return _page(request, this, rule_id, _begun(request, rule_id))
    form = filled(request.POST, *PARTS)
    try:
        if request.POST.get("look"):
            return _page(request, this, rule_id, form, dry_run(this.key, form.values, request.user))
        flash(request, _done(request, this, rule_id, form))
    except NotFound:
        raise
    except SalesError as error:
        return _page(request, this, rule_id, form.refused(error, "days"), status=error.status)
    return redirect(PART, this.key)


def _done(request: HttpRequest, kind: Kind, rule_id: int | None, form: Filled) -> str:
    if run := whole_number(request.POST.get("back", "")):
        came = undo_retention(kind.key, run, by=request.user, via="page")
        return ngettext("%(n)s record is back.", "%(n)s records are back.", came) % {"n": came}
    if request.POST.get("remove") and rule_id:
        drop_retention(rule_id, by=request.user, via="page")
        return _("The rule is gone.")
    set_retention(kind.key, form.values, by=request.user, via="page", rule_id=rule_id)
    return _("The rule is saved.")


def _begun(request: HttpRequest, rule_id: int | None) -> Filled:
    if rule_id is None:
        return Filled({"since": "touched", "days": "1095"})
    row = retention_for_setup(rule_id, request.user)
    known = {"since": row.since, "days": str(row.days), "condition": row.condition}
    return Filled({**known, "act": row.act, "is_active": "1" if row.is_active else ""})


def _page(
    request: HttpRequest, kind: Kind, rule_id: int | None, form: Filled, found: DryRun | None = None, status: int = 200
) -> HttpResponse:
    rules = retentions_for_setup(kind.key, request.user)
    words = {"added": _("they were added"), "closed": _("they were closed"), "touched": _("they were last touched")}
    since = [(each, words[each]) for each in since_of(kind)]
    words = {"remove": _("Remove them"), "anonymise": _("Anonymise them: erase who they are, for good")}
    acts = [(act, words[act]) for act in acts_of(kind)]
    can, runs, asked = kind in kept_kinds(), runs_of(kind.key, request.user), asked_of(kind)
    shown = KeepingPage(around(request, kind, PART), can, rules, runs, rule_id, form, since, acts, asked, found)
    return render(request, "records/keeping.html", shown, status=status)
