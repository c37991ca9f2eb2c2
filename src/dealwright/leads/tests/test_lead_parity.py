"""The ledger tells every lead as it is: its events, replayed, give the record again."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from dealwright.leads.commands import (
    NewLead,
    Wanted,
    answer_lead,
    assign_leads,
    bring_back_due,
    change_lead,
    convert_lead,
    disqualify_leads,
    qualify_leads,
    record_leads,
    recycle_leads,
    touch_lead,
    undo_conversion,
    undo_move,
    work_leads,
    write_assignment,
    write_scoring,
)
from dealwright.leads.models import Answer, Lead
from dealwright.ledger.queries import Happened, entries_about
from dealwright.records.quality.erasing import erase

PLAIN = (
    *("name", "email", "phone", "organisation", "domain", "job_title", "country", "message", "fields", "medium"),
    *("consent", "external_id", "score", "status", "owner_id", "touches"),
)


def told_anew(lead_id: int) -> dict[str, Any]:
    """What the events of a lead, and nothing else, say it is now."""
    told = sorted(entries_about({"lead": [lead_id]}, limit=500), key=lambda each: each.id)
    row: dict[str, Any] = dict.fromkeys(PLAIN, "") | {"fields": {}, "external_id": None, "score": 0, "reasons": []}
    row |= {"source": "", "campaign": "", "status": "new", "touches": 0, "answers": {}, "back_on": None, "first": None}
    for each in told:
        APPLY.get(each.kind, lambda row, event, each: None)(row, each.event, each)
    return row


def _added(row: dict[str, Any], event: Any, each: Happened) -> None:
    row.update(event.fields, name=event.name, owner_id=event.owner, consent=event.consent)


def _changed(row: dict[str, Any], event: Any, each: Happened) -> None:
    row.update(event.new)


def _touched(row: dict[str, Any], event: Any, each: Happened) -> None:
    row["touches"] += 1
    if row["first"] is None or event.at < row["first"]:
        row |= {"first": event.at, "source": event.source, "campaign": event.campaign, "medium": event.medium}


def _scored(row: dict[str, Any], event: Any, each: Happened) -> None:
    row |= {"score": event.score, "reasons": [list(part) for part in event.reasons]}


def _assigned(row: dict[str, Any], event: Any, each: Happened) -> None:
    row["owner_id"] = event.owner


def _moved(row: dict[str, Any], event: Any, each: Happened) -> None:
    row |= {"status": event.to, "back_on": event.back_on, "reason": event.reason}


def _converted(row: dict[str, Any], event: Any, each: Happened) -> None:
    row["status"] = "converted"


def _answered(row: dict[str, Any], event: Any, each: Happened) -> None:
    row["answers"][event.concept] = (event.strength, event.text)


def _taken_back(row: dict[str, Any], event: Any, each: Happened) -> None:
    row["status"] = event.to


APPLY = {
    "lead_added": _added, "lead_changed": _changed, "lead_touched": _touched, "lead_scored": _scored,
    "lead_assigned": _assigned, "lead_moved": _moved, "lead_converted": _converted, "lead_answer_given": _answered,
    "lead_conversion_undone": _taken_back,
}  # fmt: skip


def test_events_replayed_are_the_records(cast: Any, published: Any) -> None:
    ann, olga = {"by": cast.rep, "via": "page"}, {"by": cast.operator, "via": "page"}
    write_scoring([{"condition": "lead.touches > 1", "points": 9, "reason": "Came again"}], **olga)
    everybody = [cast.rep.id, cast.mate.id]
    write_assignment([{"title": "All", "method": "round_robin", "members": everybody}], **olga)
    news = [
        NewLead(f"Lead {n}", f"l{n}@acme.example", source="Web", campaign="Spring", fields={"n": n}, consent="Yes")
        for n in range(6)
    ]
    ids = record_leads(news, by=cast.manager, via="import", import_id=7)
    assign_leads(ids, cast.rep.id, **olga)
    change_lead(ids[0], {"phone": "+49 30 1", "fields": {"n": None, "m": "x"}, "source": "Fair", "consent": ""}, **ann)
    touch_lead(ids[0], source="Mail", at=timezone.now() - timedelta(days=3), medium="mail", **ann)
    answer_lead(ids[1], "bant", "need", 2, "They told us", **ann)
    work_leads(ids[1:4], **ann)
    qualify_leads(ids[1:3], **ann)
    convert_lead(ids[1], Wanted(organisation=None, deal="A"), **ann)
    convert_lead(ids[2], Wanted(organisation=None, deal="B"), **ann)
    undo_conversion(ids[2], **ann)
    disqualify_leads(ids[3:4], "spam", **ann)
    undo_move(ids[3], **ann)
    recycle_leads(ids[4:], timezone.now().date() + timedelta(days=5), **ann)
    bring_back_due(timezone.now() + timedelta(days=5))
    recycle_leads(ids[5:], timezone.now().date() + timedelta(days=9), **ann)
    erase("lead", ids[0], **olga)
    erase("lead", ids[1], **olga)
    leads = list(Lead.objects.select_related("source", "campaign").filter(id__in=ids))
    assert {lead.status for lead in leads} == {"new", "working", "qualified", "converted", "recycled"}
    for lead in leads:
        told = told_anew(lead.id)
        kept = {name: getattr(lead, name) for name in PLAIN} | {
            "source": lead.source.name if lead.source else "", "back_on": lead.back_on, "reasons": lead.reasons,
            "campaign": lead.campaign.name if lead.campaign else "",
            "answers": {one.concept: (one.strength, one.text) for one in Answer.objects.filter(lead=lead)},
        }  # fmt: skip
        assert {name: told[name] for name in kept} == kept


def test_many_leads_take_as_many_statements_as_few(cast: Any, django_assert_max_num_queries: Any) -> None:
    record_leads([NewLead("Warm")], by=cast.manager, via="import")
    with django_assert_max_num_queries(25):
        record_leads([NewLead(f"Lead {n}", f"l{n}@x.example") for n in range(400)], by=cast.manager, via="import")
