"""Questions to the activities: what was done about a record, and what is to be done."""

from collections import defaultdict
from collections.abc import Sequence

from .models import Activity


def latest_by_kind(about_kind: str, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """For each record by id, the latest activity of each kind in words; records without any are left out."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Activity.objects.filter(about_kind=about_kind, about_id__in=ids).order_by("at", "id")
    for about_id, kind, subject, at in rows.values_list("about_id", "kind", "subject", "at"):
        found[about_id][kind] = f"{kind.capitalize()} on {at:%Y-%m-%d}: {subject}"
    return dict(found)
