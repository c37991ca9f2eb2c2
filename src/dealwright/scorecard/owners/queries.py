"""Questions about who answers for which number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dealwright.metrics import METRICS

from .commands import ACTIVITIES, OWNED
from .models import MetricOwner


@dataclass(frozen=True)
class Owned:
    """A number, what it means, the role that usually answers for it, and the member who was named."""

    metric: str
    title: Any
    definition: Any
    role: str
    member: int | None
    name: str

    def as_dict(self) -> dict[str, Any]:
        """As API and command line give it."""
        named = {"member": self.member, "name": self.name or None}
        return {"metric": self.metric, "title": str(self.title), "role": str(self.role), **named}


def owner_ids() -> dict[str, int]:
    """The member who was named to answer for a number, by the number's name."""
    return dict(MetricOwner.objects.values_list("metric", "member_id"))


def owner_names() -> dict[str, str]:
    """The names of those who were named, by the number's name; one query."""
    return dict(MetricOwner.objects.values_list("metric", "member__name"))


def owned() -> list[Owned]:
    """All numbers that somebody can answer for, in the order of the catalogue; one query."""
    rows = MetricOwner.objects.values_list("metric", "member_id", "member__name")
    named = {metric: (member, name) for metric, member, name in rows}
    return [_owned(metric, named) for metric in OWNED]


def _owned(metric: str, named: Mapping[str, tuple[int, str]]) -> Owned:
    member, name = named.get(metric, (None, ""))
    if metric == ACTIVITIES:
        told = _("Calls, meetings, e-mails and notes about deals and leads.")
        return Owned(metric, _("Activities"), told, _("Rep"), member, name)
    known = METRICS[metric]
    return Owned(metric, known.title, known.definition, _(known.owner.capitalize()), member, name)
