"""The people of an organisation as a tree of who reports to whom, and their other relations."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from dealwright.ledger.kept import kept
from dealwright.workspace.queries import Actor

from .models import Person, Relation
from .queries import visible_of
from .relating import said

MOST = 300
REPORTS = "reports_to"
Beside = list[tuple[int, str, str, int, str]]


@dataclass(frozen=True)
class Branch:
    """Somebody and those who report to them; `elsewhere` names their firm when it is another one."""

    id: int
    name: str
    job_title: str
    elsewhere: str
    reports: tuple["Branch", ...] = ()


def map_of(organisation_id: int, by: Actor) -> tuple[list[Branch], Beside]:
    """The tree of those at an organisation who report to somebody or lead somebody, and the other relations.

    Each of these is (person, name, words, other, name). At most three hundred relations are looked at.
    """
    rows = _relations(visible_of("person", by), firm=organisation_id)
    people: dict[int, tuple[str, str, str]] = {}
    below: dict[int, list[int]] = defaultdict(list)
    beside: Beside = []
    for kind, one, *first, other, second_name, second_title, second_firm_id, second_firm in rows:
        for person_id, (name, title, firm_id, firm) in (
            (one, first), (other, (second_name, second_title, second_firm_id, second_firm))
        ):  # fmt: skip
            people[person_id] = (name, title, "" if firm_id == organisation_id else firm or "")
        if kind == REPORTS:
            below[other].append(one)
        else:
            beside.append((one, first[0], said(kind, from_other=False), other, second_name))
    under = {each for reports in below.values() for each in reports}
    tops = sorted(set(below) - under, key=lambda each: people[each][0])
    return [_branch(each, people, below) for each in tops], beside


def _branch(one: int, people: dict[int, tuple[str, str, str]], below: dict[int, list[int]]) -> Branch:
    reports = sorted(below.get(one, ()), key=lambda each: people[each][0])
    return Branch(one, *people[one], tuple(_branch(each, people, below) for each in reports))


@kept
def _relations(seen: Q, firm: Any) -> QuerySet[Relation, Any]:
    visible = Person.objects.filter(seen)
    here = Q(person__organisation_id=firm) | Q(other__organisation_id=firm)
    rows = Relation.objects.filter(here, person__in=visible, other__in=visible).order_by("id")
    told = [
        part
        for side in ("person", "other")
        for part in (
            f"{side}_id",
            f"{side}__name",
            f"{side}__job_title",
            f"{side}__organisation_id",
            f"{side}__organisation__name",
        )
    ]
    return rows.values_list("kind", *told)[:MOST]
