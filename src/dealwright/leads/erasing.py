"""What the leads keep of somebody: found for erasing, and taken out."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dealwright.ledger.event import NOBODY
from dealwright.records.quality.erasing import Trace, Whom

from .models import Answer, Conversion, Lead, Submission, Touch

LEFT: dict[str, Any] = {
    "name": NOBODY, "external_id": None, "fields": {}, **dict.fromkeys((
        "email", "phone", "organisation", "domain", "job_title", "country", "message", "consent"
    ), ""),
}  # fmt: skip
SENT = {"given": {}, "came": {}, "address": "", "confirmed_from": "", "consent": "", "secret": ""}


def widen(whom: Whom) -> None:
    """The leads that became a person are that person, with what was carried over from them; note their texts."""
    for lead_id, carried in Conversion.objects.filter(person_id__in=whom["person"]).values_list("lead_id", "carried"):
        whom["lead"].add(lead_id)
        whom["activity"].update(carried.get("activities", ()))
        whom["task"].update(carried.get("tasks", ()))
        whom["comment"].update(carried.get("around", {}).get("comments", ()))
        if note := carried.get("note"):
            whom["activity"].add(note)
    for known in Lead.objects.filter(id__in=whom["lead"]).values_list("name", "email", "phone", "external_id"):
        whom.texts.update(filter(None, known))
    whom.texts -= {NOBODY}


def find(whom: Whom) -> Iterator[Trace]:
    """The lead itself, what it sent and what is known of it; its way through the process stays."""
    ids = whom["lead"]
    rows = Lead.objects.filter(id__in=ids)
    left = partial(rows.update, **LEFT, revision=F("revision") + 1)
    yield Trace(_("Leads that they were: every field but source and status"), rows.count(), erase=left)
    answers = Answer.objects.filter(lead_id__in=ids)
    yield Trace(_("Answers that qualified them"), answers.count(), erase=partial(answers.update, text="", link=""))
    touches = Touch.objects.filter(lead_id__in=ids)
    left = partial(touches.update, address="", utm={})
    yield Trace(_("By which source they came, and when"), touches.count(), False, left)
    sent = Submission.objects.filter(Q(lead_id__in=ids) | Q(id__in=_unconfirmed(whom)))
    yield Trace(_("What they sent by forms"), sent.count(), erase=partial(sent.update, **SENT))
    if not whom["person"]:
        became = Conversion.objects.filter(lead_id__in=ids).exclude(person=None)
        yield Trace(_("The person that the lead became: to be erased by itself"), became.count(), goes=False)


def _unconfirmed(whom: Whom) -> list[int]:
    """Forms that were sent with one of their addresses and became no lead; such are kept for days only."""
    known = {text.casefold() for text in whom.texts}
    rows = Submission.objects.filter(lead=None).values_list("id", "given")
    return [one for one, given in rows.iterator() if known & {str(each).casefold() for each in given.values()}]
