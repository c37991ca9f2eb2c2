"""What the company's customers have in common: tags and purposes in use, the country they call home."""

from typing import Any

from babel import Locale, UnknownLocaleError
from django.db.models import QuerySet

from dealwright.ledger.kept import kept
from dealwright.workspace.queries import company

from .models import Label

MOST = 200


def known_keys(what: str) -> list[str]:
    """The tags or purposes in use, by their letters; at most two hundred."""
    return [row[0] for row in _labels(what=what)]


@kept
def _labels(what: Any) -> QuerySet[Label, Any]:
    return Label.objects.filter(what=what).order_by("key").values_list("text")[:MOST]


def home_country() -> str:
    """The country whose phone numbers stand without a prefix: the company's, if its language names one; else ""."""
    try:
        return Locale.parse(company().locale.replace("_", "-"), sep="-").territory or ""
    except (ValueError, UnknownLocaleError):
        return ""
