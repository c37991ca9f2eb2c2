"""What stands around a customer: other firms of the group, former employers, relations, consents."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from dealwright.ledger.kept import kept, kept_count
from dealwright.workspace.queries import Actor

from .models import Consent, Employment, Organisation, Person, Relation
from .queries import visible_of
from .relating import said

MOST = 50
COUNTED = 10_000
HIGHEST = 10


class Firm(NamedTuple):
    """A firm of the same group; `depth` is 0 for the top one."""

    id: int
    name: str
    depth: int
    is_here: bool


class Stay(NamedTuple):
    """A place where somebody worked before."""

    id: int
    organisation_id: int
    organisation: str
    job_title: str
    since: date | None
    until: date | None


class Tie(NamedTuple):
    """A relation as it reads on one person's page: "reports to" another."""

    id: int
    words: str
    kind: str
    other_id: int
    name: str
    job_title: str
    organisation: str
    note: str


class Word(NamedTuple):
    """What somebody said about a purpose."""

    id: int
    purpose: str
    given: bool
    at: datetime
    source: str
    text: str
    by: str | None


class Former(NamedTuple):
    """Somebody who worked at a firm before."""

    person_id: int
    name: str
    job_title: str
    until: date | None


def group_of(record: Organisation, by: Actor) -> list[Firm]:
    """The firms above an organisation, itself and those that are part of it: a tree from the top; [] when alone.

    Those beside it are left out; at most fifty below it.
    """
    above = _above(record, by)
    below = _below(visible_of("organisation", by), parent=record.id)
    if not above and not below:
        return []
    depth = len(above)
    firms = [Firm(one, name, n, is_here=False) for n, (one, name) in enumerate(above)]
    firms.append(Firm(record.id, record.name, depth, is_here=True))
    return firms + [Firm(row[0], row[1], depth + 1, is_here=False) for row in below]


def _above(record: Organisation, by: Actor) -> list[tuple[int, str]]:
    """The chain of parents from the top down, in one query for each, at most ten."""
    found: list[tuple[int, str]] = []
    parent_id = record.parent_id
    while parent_id is not None and len(found) < HIGHEST:
        rows = _firm(visible_of("organisation", by), firm=parent_id)
        if not rows:
            break
        found.insert(0, (rows[0][0], rows[0][1]))
        parent_id = rows[0][2]
    return found


@kept
def _firm(seen: Q, firm: Any) -> QuerySet[Organisation, Any]:
    return Organisation.objects.filter(seen, id=firm).values_list("id", "name", "parent_id")


@kept
def _below(seen: Q, parent: Any) -> QuerySet[Organisation, Any]:
    return Organisation.objects.filter(seen, parent_id=parent).order_by("name", "id").values_list("id", "name")[:MOST]


def count_people(organisation_id: int, by: Actor) -> int:
    """How many people work at an organisation, counted no further than ten thousand and one."""
    return _people(visible_of("person", by), organisation=organisation_id)


@kept_count
def _people(seen: Q, organisation: Any) -> QuerySet[Person, Any]:
    return Person.objects.filter(seen, organisation_id=organisation).values_list("id")[: COUNTED + 1]


def former_people(organisation_id: int, by: Actor) -> list[Former]:
    """Those who worked at an organisation before, the latest first, at most ten."""
    return [Former(*row) for row in _former(visible_of("person", by), firm=organisation_id)]


@kept
def _former(seen: Q, firm: Any) -> QuerySet[Employment, Any]:
    rows = Employment.objects.filter(person__in=Person.objects.filter(seen), organisation_id=firm)
    return rows.order_by("-until", "-id").values_list("person_id", "person__name", "job_title", "until")[:10]


def stays_of(person_id: int) -> list[Stay]:
    """Where a person worked before, the latest first."""
    return [Stay(*row) for row in _stays(person=person_id)]


@kept
def _stays(person: Any) -> QuerySet[Employment, Any]:
    rows = Employment.objects.filter(person_id=person).order_by("-until", "-id")
    return rows.values_list("id", "organisation_id", "organisation__name", "job_title", "since", "until")[:MOST]


def ties_of(person_id: int, by: Actor) -> list[Tie]:
    """How a person stands to others that the actor may see, from either side."""
    seen = visible_of("person", by)
    there = [Tie(row[0], said(row[1], from_other=False), *row[1:]) for row in _ties("other", seen, person=person_id)]
    back = [Tie(row[0], said(row[1], from_other=True), *row[1:]) for row in _ties("person", seen, person=person_id)]
    return sorted([*there, *back], key=lambda tie: (tie.words, tie.name, tie.id))


@kept
def _ties(to: str, seen: Q, person: Any) -> QuerySet[Relation, Any]:
    mine = "person_id" if to == "other" else "other_id"
    rows = Relation.objects.filter(**{mine: person, f"{to}__in": Person.objects.filter(seen)}).order_by("id")
    told = [f"{to}_id", f"{to}__name", f"{to}__job_title", f"{to}__organisation__name"]
    return rows.values_list("id", "kind", *told, "note")[:MOST]


def words_of(person_id: int) -> list[Word]:
    """All that a person said about purposes, the newest first."""
    return [Word(*row) for row in _words(person=person_id)]


@kept
def _words(person: Any) -> QuerySet[Consent, Any]:
    rows = Consent.objects.filter(person_id=person).order_by("-at", "-id")
    return rows.values_list("id", "purpose", "given", "at", "source", "text", "by__name")[:200]


def newest(words: Sequence[Word]) -> list[Word]:
    """The word that counts on each purpose, of words with the newest first."""
    found: dict[str, Word] = {}
    for word in words:
        found.setdefault(word.purpose, word)
    return sorted(found.values(), key=lambda word: word.purpose)
