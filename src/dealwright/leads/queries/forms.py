"""The forms and the addresses for sign-ups, and what came by them."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, Sum

from dealwright import NotFound

from ..models import Form, Hook, HookMessage, Submission

PLAIN = (
    *("id", "title", "intro", "button", "fields", "consent", "consent_required", "thanks", "confirms", "sites"),
    "revision",
)


class FormLine(NamedTuple):
    """A form in a list, with how often it was sent and how many of these became leads."""

    id: int
    key: str
    title: str
    is_open: bool
    sent: int
    became: int
    last: datetime | None


class HookLine(NamedTuple):
    """An address for sign-ups in a list, with how many leads came by it."""

    id: int
    key: str
    title: str
    is_open: bool
    leads: int
    last: datetime | None


def form_lines() -> list[FormLine]:
    """All forms, the newest first; two queries."""
    rows = Submission.objects.values_list("form_id").annotate(
        sent=Count("id"), became=Count("id", filter=Q(lead__isnull=False)), last=Max("at")
    )
    counts = {row[0]: row[1:] for row in rows}
    found = Form.objects.order_by("-id").values_list("id", "key", "title", "revoked_at")
    return [FormLine(*row[:3], row[3] is None, *counts.get(row[0], (0, 0, None))) for row in found]


def hook_lines() -> list[HookLine]:
    """All addresses for sign-ups, the newest first; two queries."""
    rows = HookMessage.objects.values_list("hook_id").annotate(sum=Sum("leads"), last=Max("at"))
    counts = {row[0]: row[1:] for row in rows}
    found = Hook.objects.order_by("-id").values_list("id", "key", "title", "revoked_at")
    return [HookLine(*row[:3], row[3] is None, *counts.get(row[0], (0, None))) for row in found]


def form_as_data(form_id: int) -> dict[str, Any]:
    """A form as programs see it; raises NotFound."""
    form = Form.objects.select_related("source", "campaign").filter(id=form_id).first()
    if form is None:
        raise NotFound("There is no such form.")
    origin = {one: each.name if (each := getattr(form, one)) else "" for one in ("source", "campaign")}
    plain = {name: getattr(form, name) for name in PLAIN}
    return {**plain, **origin, "path": f"/f/{form.key}/", "open": form.revoked_at is None}
