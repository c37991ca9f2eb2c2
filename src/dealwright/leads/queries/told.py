"""What conditions see of leads that are stored."""

from collections.abc import Sequence
from typing import Any

from ..models import Lead
from ..rules import facts_of

PATHS = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "organisation": "organisation",
    "domain": "domain",
    "job_title": "job_title",
    "country": "country",
    "message": "message",
    "source": "source__name",
    "campaign": "campaign__name",
    "medium": "medium",
    "last_source": "last_source__name",
    "last_campaign": "last_campaign__name",
    "touches": "touches",
    "referred": "referred_by_id",
    "fields": "fields",
}


def facts_by_id(lead_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What conditions see of these leads; one query for any number."""
    rows = Lead.objects.filter(id__in=lead_ids).values_list("id", *PATHS.values())
    return {lead_id: _facts(dict(zip(PATHS, row, strict=True))) for lead_id, *row in rows}


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    return facts_of({**row, "referred": row["referred"] is not None}, row["fields"])
