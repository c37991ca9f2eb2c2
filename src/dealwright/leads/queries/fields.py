"""What conditions can ask of leads, and the own fields that leads have."""

from typing import Any

from django.utils.translation import gettext as _

from dealwright.desk.askable import Askable, askables

from ..catalogue import catalogue
from ..models import Campaign, Form, Lead, Source
from ..rules import SAMPLE
from .sources import names

LOOKED_AT = 500


def asked_of_leads() -> list[Askable]:
    """The parts of a lead that conditions name, with their titles and the sources and campaigns there are."""
    titles = {key: field.label for key, field in catalogue().items()} | {
        "mail_domain": _("Domain of the e-mail"),
        "free_mail": _("Free mail address"),
        "touches": _("Times they came"),
        "referred": _("Somebody referred them"),
    }
    sources, campaigns = ({name: name for name in names(model)} for model in (Source, Campaign))
    values = {"source": sources, "last_source": sources, "campaign": campaigns, "last_campaign": campaigns}
    return askables("lead", {**SAMPLE, "fields": own_samples()}, titles, values)


def own_samples() -> dict[str, Any]:
    """The own fields that forms ask for and that the latest leads have, each with a sample value for conditions."""
    found: dict[str, Any] = {}
    for values in Lead.objects.exclude(fields={}).order_by("-id").values_list("fields", flat=True)[:LOOKED_AT]:
        found.update({key: _sample(value) for key, value in values.items() if key not in found})
    for asked in Form.objects.values_list("fields", flat=True):
        found.update({each["key"]: "text" for each in asked if each.get("own") and each["key"] not in found})
    return found


def _sample(value: Any) -> Any:
    return "text" if isinstance(value, str) else value
