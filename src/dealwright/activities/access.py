"""Whose activities and tasks somebody sees: they are seen with the record that they are about."""

from functools import lru_cache

from django.db.models import Q

from dealwright.records.kinds import SUBJECTS
from dealwright.workspace.access import owned_visibly
from dealwright.workspace.queries import Actor


def visible_activities(actor: Actor) -> Q:
    """The filter for activities the actor may see: those about records that they may see."""
    return _about_seen(tuple((one, kind.visible(actor)) for one, kind in SUBJECTS.items()))


def visible_tasks(actor: Actor) -> Q:
    """The filter for tasks the actor may see: those of whom they reach, and those about records that they may see."""
    owned = owned_visibly(actor, one="task")
    return _either(owned, visible_activities(actor)) if owned else owned


@lru_cache(maxsize=1024)  # one object for all who ask alike: two subqueries are never equal
def _about_seen(seen: tuple[tuple[str, Q], ...]) -> Q:
    """Every entry is about a record that is there, so that whoever sees all records sees all entries."""
    if not any(visible for _, visible in seen):
        return Q()
    found = Q()
    for one, visible in seen:
        rows = SUBJECTS[one].model._default_manager.filter(visible).order_by()
        found |= Q(about_kind=one, about_id__in=rows.values("id")) if visible else Q(about_kind=one)
    return found


@lru_cache(maxsize=1024)
def _either(owned: Q, about: Q) -> Q:
    return owned | about if about else about
