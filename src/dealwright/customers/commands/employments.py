"""Where people worked before."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.queries import Actor

from ..events import EmploymentKept, EmploymentRemoved
from ..models import Employment
from ..queries import organisation_name
from .locking import locked
from .values import PERSON


@transaction.atomic
def add_employment(
    person_id: int,
    organisation_id: int,
    job_title: str = "",
    *,
    since: date | None = None,
    until: date | None = None,
    by: Actor,
    via: str,
) -> int:
    """Note where a person worked before; returns the employment's id.

    Raises NotFound, NotAllowed for somebody else's person, Invalid for an end before the beginning.
    """
    locked(PERSON, [person_id], by)
    organisation_name(organisation_id, by)
    if since and until and until < since:
        raise Invalid("It cannot end before it began.", field="until")
    if len(job_title) > 200:
        raise Invalid(f"This is {len(job_title)} characters long; 200 fit.", field="job_title")
    employment = Employment(
        person_id=person_id, organisation_id=organisation_id, job_title=job_title.strip(), since=since, until=until
    )
    employment.save()
    record([Happening(_kept(employment), person_id, by.id, via, timezone.now())])
    return employment.id


@transaction.atomic
def remove_employment(person_id: int, employment_id: int, *, by: Actor, via: str) -> None:
    """Forget where a person worked before; raises NotFound, NotAllowed for somebody else's person."""
    locked(PERSON, [person_id], by)
    gone = Employment.objects.filter(id=employment_id, person_id=person_id).first()
    if gone is None:
        raise NotFound(f"There is no former employment {employment_id}.")
    _remove([gone], by=by, via=via, now=timezone.now())


def keep(people: Sequence[Any], *, by: Actor, via: str, now: datetime) -> None:
    """Move the employments that end today into the past; one that only began today was a slip."""
    ended = [
        Employment(
            person_id=person.id,
            organisation_id=person.organisation_id,
            job_title=person.job_title,
            since=person.employed_since,
            until=now.date(),
        )
        for person in people
        if person.organisation_id and person.employed_since != now.date()
    ]
    Employment.objects.bulk_create(ended)
    record(Happening(_kept(each), each.person_id, by.id, via, now) for each in ended)


def take_back(
    people: Sequence[Any], organisation_id: int | None, *, by: Actor, via: str, now: datetime
) -> dict[int, date | None]:
    """Have employments that were ended today go on; since when each did, by person. So a move can be undone."""
    moving = [person.id for person in people if person.organisation_id != organisation_id]
    rows = Employment.objects.filter(person_id__in=moving, organisation_id=organisation_id, until=now.date())
    found = list(rows) if organisation_id and moving else []
    _remove(found, by=by, via=via, now=now)
    return {each.person_id: each.since for each in found}


def _remove(employments: Sequence[Employment], *, by: Actor, via: str, now: datetime) -> None:
    if not employments:
        return
    happenings = [Happening(EmploymentRemoved(**_told(each)), each.person_id, by.id, via, now) for each in employments]
    Employment.objects.filter(id__in=[each.id for each in employments]).delete()
    record(happenings)


def _kept(employment: Employment) -> EmploymentKept:
    return EmploymentKept(**_told(employment))


def _told(employment: Employment) -> dict[str, Any]:
    return {
        "id": employment.id,
        "organisation": employment.organisation_id,
        "job_title": employment.job_title,
        "since": employment.since.isoformat() if employment.since else None,
        "until": employment.until.isoformat() if employment.until else None,
    }
