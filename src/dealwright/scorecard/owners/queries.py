"""Questions about who answers for which number."""

from .models import MetricOwner


def owner_ids() -> dict[str, int]:
    """The member who was named to answer for a number, by the number's name."""
    return dict(MetricOwner.objects.values_list("metric", "member_id"))


def owner_names() -> dict[str, str]:
    """The names of those who were named, by the number's name; one query."""
    return dict(MetricOwner.objects.values_list("metric", "member__name"))
