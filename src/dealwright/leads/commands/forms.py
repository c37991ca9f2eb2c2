"""Forms that strangers fill in, and addresses to which other programs send sign-ups: set up, revoked."""

import base64
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotFound, Stale
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Actor, one_line

from ..access import require_set_up
from ..events import LeadFormChanged
from ..models import Campaign, Form, Hook, Source
from ..rules.capture import LONGEST, read_asked, read_sites
from .sources import ensure

TEXTS = ("intro", "consent", "thanks")


@transaction.atomic
def write_form(
    form_id: int | None, given: Mapping[str, Any], *, by: Actor, via: str, revision: int | None = None
) -> int:
    """Set up a form, or change one; returns its number.

    `given` has title, intro, button, fields (see `read_asked`), consent, consent_required, thanks, confirms, source,
    campaign (names) and sites (text, one on each line). Raises Invalid naming the field, NotFound, NotAllowed, Stale.
    """
    require_set_up(by)
    form = Form(key=secrets.token_hex(16), created_at=timezone.now(), revision=0)
    if form_id is not None:
        form = _form(form_id)
        if revision is not None and form.revision != revision:
            raise Stale(f"“{form.title}” was changed by somebody else.", remedy="Read it again, then change it.")
    form.title = one_line(str(given.get("title") or ""), "The title", field="title")
    form.button = one_line(str(given.get("button") or "Send"), "The button", field="button", longest=60)
    for name in TEXTS:
        setattr(form, name, _text(given, name))
    form.fields = read_asked(given.get("fields") or ())
    form.consent_required, form.confirms = bool(given.get("consent_required")), bool(given.get("confirms"))
    if form.confirms and not any(one["key"] == "email" and one["required"] for one in form.fields):
        raise Invalid("To confirm by mail, the form must ask for an e-mail address.", field="confirms")
    form.sites = read_sites(str(given.get("sites") or ""))
    form.source_id, form.campaign_id = _origin(given, by, via)
    form.revision += 1
    form.save()
    _tell(form.id, form.title, "set up" if form_id is None else "changed", by, via)
    return int(form.id)


def _text(given: Mapping[str, Any], name: str) -> str:
    text = str(given.get(name) or "").strip()
    if len(text) > LONGEST:
        raise Invalid(f"This is longer than {LONGEST:,} characters.", field=name, remedy="Shorten it.")
    return text


def _origin(given: Mapping[str, Any], by: Actor, via: str) -> tuple[int | None, int | None]:
    source, campaign = (str(given.get(name) or "").strip() for name in ("source", "campaign"))
    for name, text, longest in (("source", source, 120), ("campaign", campaign, 200)):
        if len(text) > longest:
            raise Invalid(f"This is longer than {longest} characters.", field=name)
    return (
        ensure(Source, [source], by=by, via=via).get(source),
        ensure(Campaign, [campaign], by=by, via=via).get(campaign),
    )


@transaction.atomic
def revoke_form(form_id: int, *, revoked: bool = True, by: Actor, via: str) -> None:
    """Make a form's address unknown to the world, or known again. Raises NotFound, NotAllowed."""
    require_set_up(by)
    form = _form(form_id)
    form.revoked_at = timezone.now() if revoked else None
    form.save(update_fields=["revoked_at"])
    _tell(form.id, form.title, "revoked" if revoked else "opened again", by, via)


@transaction.atomic
def add_hook(title: str, source: str, campaign: str, *, by: Actor, via: str) -> Hook:
    """Open an address for sign-ups, each signed with its secret. Raises Invalid, NotAllowed."""
    require_set_up(by)
    named = one_line(title, "The title", field="title")
    source_id, campaign_id = _origin({"source": source, "campaign": campaign}, by, via)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    hook = Hook.objects.create(
        key=secrets.token_hex(16), title=named, secret=secret, source_id=source_id, campaign_id=campaign_id,
        created_at=timezone.now(),
    )  # fmt: skip
    _tell(hook.id, named, "set up", by, via)
    return hook


@transaction.atomic
def revoke_hook(hook_id: int, *, by: Actor, via: str) -> None:
    """Close an address for sign-ups for good. Raises NotFound, NotAllowed."""
    require_set_up(by)
    hook = Hook.objects.select_for_update().filter(id=hook_id, revoked_at=None).first()
    if hook is None:
        raise NotFound("There is no such address.")
    hook.revoked_at = timezone.now()
    hook.save(update_fields=["revoked_at"])
    _tell(hook.id, hook.title, "revoked", by, via)


def _form(form_id: int) -> Form:
    form = Form.objects.select_for_update().filter(id=form_id).first()
    if form is None:
        raise NotFound("There is no such form.")
    return form


def _tell(form_id: int, title: str, done: str, by: Actor, via: str) -> None:
    record([Happening(LeadFormChanged(title=title, done=done), form_id, by.id, via, timezone.now())])
