"""Take in what strangers send: by a form, once confirmed where the form wants it, and by signed messages."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotFound, TooMany, read_each
from dealwright.activities.commands import log_activity
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Machine

from ..events import FormSubmitted
from ..models import Form, Hook, HookMessage, Knock, Lead, Submission
from ..rules.capture import as_given, read_answer
from .add import record_leads
from .change import change_lead, touch_lead
from .status import bring_back
from .values import NewLead, new_lead, read_fields

WINDOW = timedelta(minutes=10)
FROM_ONE_ADDRESS = 10
FOR_ONE_FORM = 300
CONFIRMED_WITHIN = timedelta(days=7)
KEPT = timedelta(days=1)
MOST_AT_ONCE = 500
BLANKS = ("phone", "organisation", "job_title", "country", "domain")


def open_form(key: str) -> Form:
    """The form behind a public address; raises the same NotFound for a revoked one and for one that never was."""
    form = Form.objects.select_related("source", "campaign").filter(key=key, revoked_at=None).first()
    if form is None:
        raise NotFound("There is nothing here.")
    return form


def knock(form: Form, address: str) -> None:
    """Count a try to send the form; raises TooMany after ten from one address, or 300 in all, within ten minutes."""
    now = timezone.now()
    keys = {hashed(f"{form.key}|{address}"): FROM_ONE_ADDRESS, hashed(form.key): FOR_ONE_FORM}
    for key, most in keys.items():
        if Knock.objects.filter(key=key, at__gt=now - WINDOW).count() >= most:
            raise TooMany("This form was sent very often just now.", remedy="Wait ten minutes, then send it again.")
    Knock.objects.bulk_create([Knock(key=key, at=now) for key in keys])


def forget_knocks() -> None:
    """Forget tries that are over, and what nobody confirmed in time."""
    now = timezone.now()
    Knock.objects.filter(at__lt=now - KEPT).delete()
    Submission.objects.filter(hash__isnull=False, confirmed_at=None, at__lt=now - CONFIRMED_WITHIN).delete()


@transaction.atomic
def submit(
    form: Form, given: Mapping[str, str], *, once: str, address: str, came: Mapping[str, str], agreed: bool
) -> Submission:
    """Take what somebody sent; it becomes a lead now, or when they confirm where the form wants that.

    `once` names this sending of the form: sent again it gives the same answer. `came` says by which page and campaign
    they came. Raises one Invalid naming all fields at fault.
    """
    sent = _read(form, given, agreed)
    new_lead(as_given(form.fields, sent))  # what could not become a lead is refused now
    secret = secrets.token_urlsafe(24) if form.confirms else ""
    submission, fresh = Submission.objects.get_or_create(
        once=hashed(f"{form.key}|{once}"),
        defaults={
            "form_id": form.id, "at": timezone.now(), "address": address[:45], "given": sent, "came": dict(came),
            "consent": form.consent if agreed else "", "secret": secret, "hash": hashed(secret) if secret else None,
        },
    )  # fmt: skip
    if fresh and form.confirms:
        event = FormSubmitted(submission=submission.id)
        record([Happening(event, form.id, None, "form", timezone.now())])
    elif fresh:
        _become(form, submission)
    return submission


def _read(form: Form, given: Mapping[str, str], agreed: bool) -> dict[str, str]:
    checks: dict[str, Callable[[], str]] = {one["key"]: partial(_answer, one, given) for one in form.fields}
    if form.consent and form.consent_required:
        checks["agreed"] = partial(_require_agreed, agreed)
    read = read_each(checks, lambda _key, check: check())
    return {key: text for key, text in read.items() if text}


def _answer(one: Mapping[str, Any], given: Mapping[str, str]) -> str:
    text = read_answer(one, str(given.get(one["key"], "")))
    if text and not one["own"]:
        read_fields({one["key"]: text})
    return text


def _require_agreed(agreed: bool) -> str:
    if not agreed:
        raise Invalid("Please agree, so that we may answer.", field="agreed")
    return ""


def pending(secret: str) -> Submission:
    """What somebody has to confirm, or has confirmed; raises NotFound for an unknown, old or revoked link."""
    rows = Submission.objects.select_related("form")
    found = rows.filter(hash=hashed(secret), form__revoked_at=None, at__gt=timezone.now() - CONFIRMED_WITHIN).first()
    if found is None:
        raise NotFound("There is nothing here.")
    return found


@transaction.atomic
def confirm(secret: str, *, address: str) -> Submission:
    """Note that they confirmed, from where and when; now it becomes a lead. Twice is as once. Raises NotFound."""
    submission = Submission.objects.select_for_update().get(id=pending(secret).id)
    if submission.confirmed_at is None:
        submission.confirmed_at, submission.confirmed_from = timezone.now(), address[:45]
        submission.save(update_fields=["confirmed_at", "confirmed_from"])
        _become(Form.objects.select_related("source", "campaign").get(id=submission.form_id), submission)
    return submission


def _become(form: Form, submission: Submission) -> None:
    came = dict(submission.came)
    page = came.pop("page", "")
    new = new_lead(
        {
            **as_given(form.fields, submission.given),
            "source": form.source.name if form.source else came.get("utm_source", "")[:120],
            "campaign": form.campaign.name if form.campaign else came.get("utm_campaign", "")[:200],
            "medium": came.get("utm_medium", "")[:120] or "form",
            "consent": submission.consent,
        },
        address=page[:1000],
        utm=came,
    )
    submission.lead_id = take_in([new], via="form")[0]
    submission.save(update_fields=["lead_id"])


@transaction.atomic
def take_in(news: Sequence[NewLead], *, via: str) -> list[int]:
    """Take leads in from outside; whoever is a lead already is touched again instead of being there twice.

    What is known stays; gaps are filled, a new message is kept as a note, a lead that was put off comes back.
    """
    known, fresh = _known(news), {}
    for place, new in enumerate(news):
        if new.email not in known:
            fresh.setdefault(new.email or place, new)
    ids = dict(zip(map(id, fresh.values()), record_leads(list(fresh.values()), by=Machine(), via=via), strict=True))
    known |= _known([new for new in news if id(new) not in ids])
    return [ids[id(new)] if id(new) in ids else _again(known[new.email], new, via) for new in news]


def _known(news: Sequence[NewLead]) -> dict[str, Lead]:
    mails = {new.email for new in news if new.email}
    rows = Lead.objects.exclude(status__in=("converted", "disqualified")).filter(email__in=mails).order_by("-id")
    return {lead.email: lead for lead in rows}


def _again(lead: Lead, new: NewLead, via: str) -> int:
    by = Machine()
    lead.refresh_from_db()  # they may have been in the same message before
    touch_lead(
        lead.id, source=new.source, campaign=new.campaign, medium=new.medium, address=new.address, utm=new.utm,
        by=by, via=via,
    )  # fmt: skip
    filled: dict[str, Any] = {name: getattr(new, name) for name in BLANKS if getattr(new, name)}
    gaps = {name: value for name, value in filled.items() if not getattr(lead, name)}
    own = {key: value for key, value in new.fields.items() if key not in lead.fields}
    changes = gaps | ({"fields": own} if own else {}) | ({"consent": new.consent} if new.consent else {})
    if changes:
        change_lead(lead.id, changes, by=by, via=via)
    if new.message and new.message != lead.message:
        log_activity(("lead", lead.id), "note", "Wrote again", new.message, by=by, via=via)
    if lead.status == "recycled":
        bring_back([lead.id], by=by, via=via)
    return int(lead.id)


@transaction.atomic
def take_message(hook: Hook, message: str, body: Any) -> int:
    """Take a signed message with one sign-up or several, once for each message id; returns how many leads it held.

    The body is the sign-up itself or has it under `data`, as a mapping or a list. Known names are fields of a lead;
    other texts and numbers become own fields. Raises Invalid naming each sign-up at fault, and then takes nothing.
    """
    _, fresh = HookMessage.objects.get_or_create(hook_id=hook.id, message=message, defaults={"at": timezone.now()})
    if not fresh:
        return 0
    data = body.get("data", body) if isinstance(body, Mapping) else body
    signups = data if isinstance(data, list) else [data]
    if len(signups) > MOST_AT_ONCE:
        raise Invalid(f"A message holds at most {MOST_AT_ONCE} sign-ups.", field="data")
    read = read_each({f"sign-up {place}": one for place, one in enumerate(signups, 1)}, partial(_placed, hook))
    news = list(read.values())
    take_in(news, via="webhook")
    HookMessage.objects.filter(hook_id=hook.id, message=message).update(leads=len(news))
    return len(news)


TAKEN = (
    *("name", "email", "phone", "organisation", "domain", "job_title", "country", "message", "consent"),
    *("source", "campaign", "medium"),
)


def _placed(hook: Hook, place: str, one: Any) -> NewLead:
    try:
        return _signup(hook, one)
    except Invalid as error:
        said = f"{place.capitalize()}: {error.message}"
        raise Invalid(said, field=error.field, remedy=error.remedy) from error


def _signup(hook: Hook, one: Any) -> NewLead:
    if not isinstance(one, Mapping):
        raise Invalid("This is no mapping of names to values.", field="data")
    own = {
        str(key)[:60]: value
        for key, value in one.items()
        if key not in TAKEN and isinstance(value, str | int | float | bool) and key != "type"
    }
    origin = {
        "source": hook.source.name if hook.source else "", "campaign": hook.campaign.name if hook.campaign else "",
        "medium": "webhook",
    }  # fmt: skip
    given = {key: one[key] for key in TAKEN if one.get(key)}
    read_fields(given)
    return new_lead({**{key: value for key, value in origin.items() if value}, **given, "fields": own})


def open_hook(key: str) -> Hook:
    """The address for sign-ups with that key; raises the same NotFound for a revoked one and for one that never was."""
    hook = Hook.objects.select_related("source", "campaign").filter(key=key, revoked_at=None).first()
    if hook is None:
        raise NotFound("There is nothing here.")
    return hook


def hashed(text: str) -> str:
    """How secrets and addresses are kept."""
    return hashlib.sha256(text.encode()).hexdigest()
