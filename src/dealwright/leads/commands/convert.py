"""Turn a lead into an organisation, a person and a deal with nothing lost, and take that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.activities.commands import remove_activities
from dealwright.activities.commands.carry import Carried, carry_over, put_about
from dealwright.customers.commands import add_organisation, add_person, remove_organisations, remove_people
from dealwright.deals.catalogue import fields_in
from dealwright.deals.commands import NewDeal, add_stakeholder, open_deal, remove_deals
from dealwright.deals.commands.answer import KnownAnswer, record_answers
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import entries_about
from dealwright.processes.queries import current
from dealwright.records.fields import Catalogue
from dealwright.records.kinds import fields_of, require_visible, subject
from dealwright.workspace.queries import Actor

from ..access import locked
from ..events import LeadConversionUndone, LeadConverted
from ..models import Answer, Conversion, Lead
from ..rules import OPEN_STATUSES, Status
from .placing import differing, fitting, place_consent, place_message
from .surroundings import leave_behind, take_along

PART = "champion"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a lead is to become.

    `organisation` and `person` are numbers of records that are there already, "new" for a record made from the lead,
    or None for none. `deal` is the title of the deal to open, "" for none, on that `process` (None: the usual one);
    `role` is the part the person plays in it.
    """

    organisation: int | str | None = "new"
    person: int | str | None = "new"
    deal: str = ""
    process: str | None = None
    role: str = PART


@transaction.atomic
def convert_lead(lead_id: int, wanted: Wanted, *, by: Actor, via: str) -> Conversion:
    """Turn the lead into what is wanted; all in one transaction. The lead stays, linked to what it became.

    Activities, tasks, comments and what they wrote go over to the deal (without one to the person, or else the
    organisation), answers with author and date to the deal, as does its source; consent to the person; own fields to
    those of the new records that have a field for them; followers and shares to that record and to all new ones.
    `carried["left"]` of the result names what had no place. Raises Conflict for a
    lead that is not open, Invalid for an organisation that has no name or when nothing at all is wanted, NotFound,
    NotAllowed; and whatever the commands of organisations, people and deals refuse.
    """
    (lead,) = locked([lead_id], by)
    if lead.status not in OPEN_STATUSES:
        raise Conflict(f"{lead.name} is {lead.status}.", field="status", remedy="Only open leads are converted.")
    if not (wanted.deal.strip() or wanted.person or wanted.organisation):
        raise Invalid("Say what it becomes.", field="deal", remedy="Name a deal, a person or an organisation.")
    made: list[str] = []
    organisation_id = _organisation(lead, wanted, made, by, via)
    person_id = _person(lead, wanted, organisation_id, made, by, via)
    deal_id = _deal(lead, wanted, organisation_id, person_id, made, by, via)
    goal = next(
        (one, each)
        for one, each in (("deal", deal_id), ("person", person_id), ("organisation", organisation_id))
        if each
    )
    moved = carry_over(("lead", lead.id), goal, by=by, via=via)
    new = [
        (one, each) for one, each in (("organisation", organisation_id), ("person", person_id)) if one in made and each
    ]
    taken = take_along(("lead", lead.id), goal, new, by=by, via=via)
    placed = {
        "activities": list(moved.activities), "tasks": list(moved.tasks), "note": place_message(lead, goal, by, via),
        "left": _left(lead, wanted, made, by), "around": taken,
    }  # fmt: skip
    for one, there in (("organisation", organisation_id), ("person", person_id)):
        if there is not None and one not in made:
            placed["left"] += differing(lead, one, there)
    if taken["unshared"]:
        placed["left"].append("shares")
    if not place_consent(lead, person_id, by, via):
        placed["left"].append("consent")
    return _keep(lead, organisation_id, person_id, deal_id, made, placed, by, via)


def _left(lead: Lead, wanted: Wanted, made: Sequence[str], by: Actor) -> list[str]:
    """The own fields of the lead for which none of the new records has a place."""
    placed = {key for one in made for key in fitting(lead.fields, _known_to(one, wanted, by))}
    return sorted(set(lead.fields) - placed)


def _known_to(one: str, wanted: Wanted, by: Actor) -> Catalogue:
    """The fields of a new record as the actor knows them; those of a deal with its process's own."""
    if one == "deal":
        return fields_in(current(wanted.process).playbook, by)
    return fields_of(subject(one), by)


def _organisation(lead: Lead, wanted: Wanted, made: list[str], by: Actor, via: str) -> int | None:
    if wanted.organisation != "new":
        return _known("organisation", wanted.organisation, by)
    if not lead.organisation:
        raise Invalid(
            "This lead names no organisation.", field="organisation", remedy="Choose one, or say that there is none."
        )
    made.append("organisation")
    given = {"name": lead.organisation, "website": lead.domain, "country": lead.country, "owner": lead.owner_id}
    given |= _own(lead, "organisation", wanted, by)
    return add_organisation(given, by=by, via=via)


def _person(
    lead: Lead, wanted: Wanted, organisation_id: int | None, made: list[str], by: Actor, via: str
) -> int | None:
    if wanted.person != "new":
        return _known("person", wanted.person, by)
    made.append("person")
    given = {
        "name": lead.name, "email": lead.email, "phone": lead.phone, "job_title": lead.job_title,
        "organisation": organisation_id, "owner": lead.owner_id, **_own(lead, "person", wanted, by),
    }  # fmt: skip
    return add_person(given, by=by, via=via)


def _own(lead: Lead, one: str, wanted: Wanted, by: Actor) -> dict[str, Any]:
    own = fitting(lead.fields, _known_to(one, wanted, by))
    return {"fields": own} if own else {}


def _known(one: str, record_id: int | str | None, by: Actor) -> int | None:
    if record_id is None:
        return None
    if not isinstance(record_id, int):
        raise Invalid(f"“{record_id[:40]}” is no {one}.", field=one, remedy="Give its number, “new”, or leave it out.")
    require_visible(one, record_id, by)
    return record_id


def _deal(
    lead: Lead, wanted: Wanted, organisation_id: int | None, person_id: int | None, made: list[str], by: Actor, via: str
) -> int | None:
    if not wanted.deal.strip():
        return None
    made.append("deal")
    new = NewDeal(
        wanted.deal.strip(), wanted.process, None, organisation_id, lead.owner_id,
        source=lead.source.name if lead.source else "",
        fields=fitting(lead.fields, _known_to("deal", wanted, by)),
    )  # fmt: skip
    deal_id = open_deal(new, by=by, via=via)
    if person_id is not None:
        add_stakeholder(deal_id, person_id, wanted.role or PART, by=by, via=via)
    record_answers(deal_id, _answers(lead), by=by, via=via)
    return deal_id


def _answers(lead: Lead) -> list[KnownAnswer]:
    rows = Answer.objects.filter(lead_id=lead.id).order_by("id")
    return [KnownAnswer(*row) for row in rows.values_list(*KnownAnswer._fields)]


def _keep(
    lead: Lead,
    organisation_id: int | None,
    person_id: int | None,
    deal_id: int | None,
    made: Sequence[str],
    placed: dict[str, Any],
    by: Actor,
    via: str,
) -> Conversion:
    became = {"organisation": organisation_id, "person": person_id, "deal": deal_id}
    event = LeadConverted(origin=lead.status, made=tuple(made), **became)
    record([Happening(event, lead.id, by.id, via, timezone.now())])
    now = timezone.now()  # later than all that this conversion tells
    conversion = Conversion.objects.create(
        lead_id=lead.id, made=list(made), was_status=lead.status, by_id=by.id, at=now,
        carried=placed,
        **{f"{one}_id": each for one, each in became.items()},
    )  # fmt: skip
    lead.status, lead.status_at = Status.CONVERTED, now
    lead.revision += 1
    lead.save(update_fields=["status", "status_at", "revision"])
    return conversion


@transaction.atomic
def undo_conversion(lead_id: int, *, by: Actor, via: str) -> None:
    """Take a conversion back: the records made for it go, the lead has all that was carried over again.

    Raises Conflict when the lead was not converted or when something has happened to those records since.
    """
    (lead,) = locked([lead_id], by)
    conversion = Conversion.objects.filter(lead_id=lead.id).first()
    if conversion is None or lead.status != Status.CONVERTED:
        raise Conflict(f"{lead.name} was not converted.", field="status")
    made: dict[str, Any] = {one: getattr(conversion, f"{one}_id") for one in conversion.made}
    if _is_touched(made, conversion):
        raise Conflict(
            "Somebody has worked on what this lead became.", remedy="Close the deal as lost, or change its records."
        )
    placed = conversion.carried
    put_about(Carried(placed["activities"], placed["tasks"]), ("lead", lead.id))
    if around := placed.get("around"):
        leave_behind(("lead", lead.id), around, by=by, via=via)
    if note := placed.get("note"):
        remove_activities([note], by=by, via=via)
    lead.status, lead.status_at = conversion.was_status, timezone.now()
    lead.revision += 1
    lead.save(update_fields=["status", "status_at", "revision"])
    conversion.delete()
    _remove(made, by, via)
    record([Happening(LeadConversionUndone(to=lead.status), lead.id, by.id, via, timezone.now())])


def may_undo(conversion: Conversion) -> bool:
    """Whether a conversion can still be taken back: nothing has happened to the records it made."""
    return not _is_touched({one: getattr(conversion, f"{one}_id") for one in conversion.made}, conversion)


def _is_touched(made: dict[str, Any], conversion: Conversion) -> bool:
    if any(each is None for each in made.values()):
        return True
    later = entries_about({one: [each] for one, each in made.items()}, limit=500) if made else []
    return any(each.recorded_at > conversion.at for each in later)


def _remove(made: dict[str, Any], by: Actor, via: str) -> None:
    gone = {"deal": remove_deals, "person": remove_people, "organisation": remove_organisations}
    for one, remove in gone.items():
        if one in made and not remove([made[one]], by=by, via=via):
            raise NotFound(f"The {one} cannot be taken back: other records need it.")
