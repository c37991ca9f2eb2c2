"""Forms and addresses for sign-ups: listed, designed, revoked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dealwright import Conflict, Invalid, NotFound, Stale
from dealwright.desk.filled import Filled, filled
from dealwright.desk.flash import flash
from dealwright.desk.render import render
from dealwright.records.values import whole_number
from dealwright.workspace.address import address as public_address

from ..access import require_set_up
from ..commands.forms import add_hook, revoke_form, revoke_hook, write_form
from ..models import Campaign, Form, Hook, Source
from ..queries import names
from ..queries.forms import FormLine, HookLine, form_lines, hook_lines
from ..rules.capture import BUILT_IN, MOST_FIELDS, TAKEN
from .tabs import tabs

TEXTS = ("title", "intro", "button", "consent", "thanks", "source", "campaign", "sites")
FIELD = ("key", "label", "kind", "choices")
OWN = "+"  # a question that fills in no field that leads have
BLANK = {"key": "", "label": "", "kind": "text", "required": False, "choices": []}


@dataclass(frozen=True)
class FormsPage:
    """The forms and addresses there are, and the form for a new address; `shown` is one whose secret is told now."""

    tabs: Sequence[Mapping[str, object]]
    forms: Sequence[FormLine]
    hooks: Sequence[HookLine]
    form: Filled
    public: str
    shown: Hook | None = None


@dataclass(frozen=True)
class DesignPage:
    """A form being designed: its texts, what it asks, and what is wrong."""

    form: Form | None
    heading: str
    action: str
    texts: Mapping[str, str]
    asked: Sequence[Mapping[str, Any]]
    ticked: frozenset[str]
    known: Sequence[tuple[str, str]]
    sources: Sequence[tuple[str, str]]
    campaigns: Sequence[tuple[str, str]]
    place: str = ""
    snippet: str = ""
    revision: int | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


@login_required
@require_http_methods(["GET", "POST"])
def forms(request: HttpRequest) -> HttpResponse:
    """All forms and addresses for sign-ups; POST opens a new address and shows its secret once."""
    require_set_up(request.user)
    given, made = filled(request.POST, "title", "source", "campaign"), None
    status = 200
    if request.method == "POST":
        try:
            values = (given.value(name) for name in ("title", "source", "campaign"))
            made, given = add_hook(*values, by=request.user, via="page"), Filled()
        except Invalid as error:
            given, status = given.refused(error, "title"), 422
    page = FormsPage(tabs("lead-forms"), form_lines(), hook_lines(), given, public_address(), made)
    return render(request, "leads/forms.html", page, status=status)


@login_required
@require_POST
def hook_off(request: HttpRequest, hook_id: int) -> HttpResponse:
    """Close an address for sign-ups for good."""
    revoke_hook(hook_id, by=request.user, via="page")
    flash(request, _("The address is closed."))
    return redirect("lead-forms")


@login_required
@require_POST
def form_off(request: HttpRequest, form_id: int) -> HttpResponse:
    """Make a form unknown to the world, or known again."""
    revoke_form(form_id, revoked=request.POST.get("revoked") != "0", by=request.user, via="page")
    return redirect("lead-form", form_id)


@login_required
@require_http_methods(["GET", "POST"])
def design(request: HttpRequest, form_id: int) -> HttpResponse:
    """Design a form: number 0 is a new one. POST adds an empty field (`more`) or keeps the form."""
    require_set_up(request.user)
    form = Form.objects.select_related("source", "campaign").filter(id=form_id).first() if form_id else None
    if form_id and form is None:
        raise NotFound
    if request.method != "POST":
        return _show(request, form, _texts(form), _asked(form), _ticked(form))
    texts = {name: request.POST.get(name, "") for name in TEXTS}
    asked, ticked = _read(request.POST), frozenset({"confirms", "consent_required"} & set(request.POST))
    if "more" in request.POST:
        return _show(request, form, texts, [*asked, BLANK], ticked)
    try:
        given = {**texts, "fields": asked, **dict.fromkeys(ticked, True)}
        revision = whole_number(request.POST.get("revision", ""))
        kept = write_form(form_id or None, given, by=request.user, via="page", revision=revision)
    except (Invalid, Conflict, Stale) as error:
        wrong = error.by_field()
        return _show(request, form, texts, asked, ticked, wrong)
    flash(request, _("The form is saved."))
    return redirect("lead-form", kept)


def _read(given: QueryDict) -> list[dict[str, Any]]:
    found = []
    for place in given.getlist("field"):
        one: dict[str, Any] = {name: given.get(f"{name}.{place}", "").strip() for name in FIELD}
        if one["key"] == OWN:
            one["key"] = _own_key(one["label"], [each["key"] for each in found])
        if one["key"]:
            choices = one["choices"].splitlines()
            found.append({**one, "choices": choices, "required": f"required.{place}" in given})
    return found


def _own_key(label: str, taken: Sequence[str]) -> str:
    """How the answer to a question of one's own is kept: by its label, as keys are written."""
    slug = slugify(label).replace("-", "_").lstrip("_0123456789")[:36] or "question"
    return next(
        key for key in (slug, *(f"{slug}_{n}" for n in range(2, MOST_FIELDS + 3))) if key not in {*taken, *TAKEN}
    )


def _texts(form: Form | None) -> dict[str, str]:
    if form is None:
        return {"button": _("Send"), "consent": _("You may write to me about my request.")}
    texts = {name: getattr(form, name) for name in ("title", "intro", "button", "consent", "thanks")}
    origin = {name: getattr(form, name).name if getattr(form, name) else "" for name in ("source", "campaign")}
    return {**texts, **origin, "sites": "\n".join(form.sites)}


def _asked(form: Form | None) -> Sequence[Mapping[str, Any]]:
    if form is not None:
        return form.fields
    usual = (("name", True), ("email", True), ("organisation", False), ("message", False))
    return [
        {
            **BLANK,
            "key": key,
            "label": BUILT_IN[key],
            "required": must,
            "kind": "textarea" if key == "message" else "text",
        }
        for key, must in usual
    ]


def _fillable(asked: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What an answer can fill in: fields of leads, and what the form's own questions do already."""
    own = {one["key"]: one["label"] for one in asked if one["key"] and one["key"] not in BUILT_IN}
    return [("", _("Nothing: leave it out")), *BUILT_IN.items(), *own.items(), (OWN, _("A question of your own"))]


def _ticked(form: Form | None) -> frozenset[str]:
    if form is None:
        return frozenset({"consent_required"})
    return frozenset(name for name in ("confirms", "consent_required") if getattr(form, name))


def _show(
    request: HttpRequest,
    form: Form | None,
    texts: Mapping[str, str],
    asked: Sequence[Mapping[str, Any]],
    ticked: frozenset[str],
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    place = public_address() + reverse("form-public", args=[form.key]) if form else ""
    page = DesignPage(
        form, form.title if form else _("New form"), reverse("lead-form", args=[form.id if form else 0]),
        {name: texts.get(name, "") for name in TEXTS}, asked or [BLANK], ticked, _fillable(asked),
        [(name, name) for name in names(Source)], [(name, name) for name in names(Campaign)], place,
        _snippet(form, place) if form else "",
        form.revision if form else None, errors or {},
    )  # fmt: skip
    return render(request, "leads/design.html", page, status=422 if errors else 200)


def _snippet(form: Form, place: str) -> str:
    """The lines for a website: without a border, in its theme, telling the whole address of the page around it."""
    looks = 'width="100%" height="640" style="border:0" loading="lazy" referrerpolicy="no-referrer-when-downgrade"'
    return f'<iframe src="{place}?theme=light" title="{escape(form.title)}" {looks}></iframe>'
