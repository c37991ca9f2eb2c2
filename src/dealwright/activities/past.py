"""What was done about records, all of it: for judging them as they were at moments of their past."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from dealwright.ledger.kept import kept

from .models import Activity
from .queries import Logged


def done_about(about_kind: str, ids: Sequence[int]) -> dict[int, list[Logged]]:
    """All activities about each record by id, latest first; one query."""
    found: dict[int, list[Logged]] = defaultdict(list)
    for about_id, *row in _done(about_kind, ids=list(ids)):
        found[about_id].append(Logged(*row))
    return dict(found)


@kept
def _done(about_kind: str, ids: Any) -> QuerySet[Activity, Any]:
    rows = Activity.objects.filter(about_kind=about_kind, about_id__in=ids).order_by("about_id", "-at", "-id")
    return rows.values_list("about_id", "kind", "outcome", "by_id", "at", "subject")
