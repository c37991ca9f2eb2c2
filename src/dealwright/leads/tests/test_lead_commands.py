"""Leads added, changed, touched, moved along, converted and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dealwright import Conflict, Invalid, NotAllowed, NotFound, Stale
from dealwright.activities.commands import NewTask, add_task, log_activity
from dealwright.activities.models import Activity, Task
from dealwright.activities.story import story_of
from dealwright.customers.commands import (
    add_organisation,
    add_person,
    remove_organisations,
    remove_people,
    restore_organisations,
    restore_people,
)
from dealwright.customers.models import Consent, Organisation, Person
from dealwright.deals.commands.remove import remove_listed, restore_deals
from dealwright.deals.models import Answer as DealAnswer
from dealwright.deals.models import Deal
from dealwright.leads.commands import (
    NewLead,
    Wanted,
    add_lead,
    answer_lead,
    assign_leads,
    bring_back_due,
    change_lead,
    convert_lead,
    disqualify_leads,
    qualify_leads,
    record_leads,
    recycle_leads,
    remove_leads,
    restore_leads,
    touch_lead,
    undo_conversion,
    undo_move,
    work_leads,
    write_assignment,
    write_scoring,
)
from dealwright.leads.models import Answer, Assignment, Conversion, Lead, Source, Touch
from dealwright.leads.queries import matches
from dealwright.leads.tests.leading import lead
from dealwright.ledger import readers
from dealwright.records.setup.fields import NewField, add_field
from dealwright.teamwork.commands import add_comment, follow, remove_comment, unfollow
from dealwright.teamwork.models import Follower, Notification
from dealwright.teamwork.queries import comments_on, followers
from dealwright.teamwork.readers import READER
from dealwright.workspace.access import Verb, may
from dealwright.workspace.commands.sharing import share
from dealwright.workspace.models import Member, Share

SCORING = [
    {"condition": 'lead.job_title.contains("Director")', "points": 20, "reason": "Decides"},
    {"condition": "lead.free_mail", "points": -10, "reason": "Private mail"},
    {"condition": 'lead.country == "DE"', "points": 5, "reason": "Home market"},
]


def rule(title: str, method: str, members: Any, **more: Any) -> dict[str, Any]:
    return {"title": title, "method": method, "members": [each.id for each in members], **more}


def test_a_lead_keeps_where_it_came_from(cast: Any) -> None:
    made = lead(cast.rep)
    assert (made.source.name, made.campaign.name, made.domain) == ("Web", "Spring", "acme.example")
    touch_lead(made.id, source="Fair", medium="booth", by=cast.rep, via="page")
    made.refresh_from_db()
    assert (made.source.name, made.last_source.name, made.touches) == ("Web", "Fair", 2)
    touch_lead(made.id, source="Old", at=timezone.now() - timedelta(days=90), by=cast.rep, via="page")
    made.refresh_from_db()
    assert (made.source.name, made.last_source.name, Touch.objects.filter(lead=made).count()) == ("Old", "Fair", 3)


def test_bad_input_is_named(cast: Any) -> None:
    for given, field in (
        ({}, "name"), ({"name": "A", "email": "nonsense"}, "email"), ({"name": "A", "stars": 1}, "stars"),
        ({"name": "A" * 301}, "name"), ({"name": "A", "fields": {"a": ["x"]}}, "fields"),
        ({"name": "A", "source": "s" * 121}, "source"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            add_lead(given, by=cast.rep, via="page")
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        add_lead({"name": "A", "owner": cast.mate.id}, by=cast.rep, via="page")
    with pytest.raises(NotFound):
        add_lead({"name": "A", "referred_by": 99}, by=cast.rep, via="page")
    assert not Lead.objects.exists()


def test_a_change_guards_its_revision_and_merges_own_fields(cast: Any) -> None:
    made = lead(cast.rep, fields={"budget": "10"})
    assert change_lead(made.id, {"fields": {"team": 7}, "name": "Ada King"}, by=cast.rep, via="page", revision=1) == 1
    made.refresh_from_db()
    assert (made.fields, made.name, made.revision) == ({"budget": "10", "team": 7}, "Ada King", 2)
    with pytest.raises(Stale):
        change_lead(made.id, {"name": "X"}, by=cast.rep, via="page", revision=1)
    assert change_lead(made.id, {"name": "Ada King"}, by=cast.rep, via="page") == 0


def test_scores_follow_rules_and_say_why(cast: Any) -> None:
    made = lead(cast.rep)
    assert write_scoring(SCORING, by=cast.operator, via="page") == 1
    made.refresh_from_db()
    assert (made.score, made.reasons) == (25, [["Decides", 20], ["Home market", 5]])
    change_lead(made.id, {"email": "ada@gmail.com"}, by=cast.rep, via="page")
    made.refresh_from_db()
    assert made.score == 15 == sum(points for _, points in made.reasons)
    with pytest.raises(NotAllowed):
        write_scoring([], by=cast.rep, via="page")
    with pytest.raises(Invalid) as refused:
        write_scoring([{**SCORING[0], "condition": "lead.colour == 1"}], by=cast.operator, via="page")
    assert "lead.colour" in refused.value.message


def test_round_robin_gives_in_turn_and_explains_itself(cast: Any) -> None:
    write_assignment([rule("All", "round_robin", [cast.rep, cast.mate])], by=cast.operator, via="page")
    ids = record_leads([NewLead(f"Lead {n}") for n in range(3)], by=cast.manager, via="import")
    owners = list(Lead.objects.filter(id__in=ids).order_by("id").values_list("owner_id", flat=True))
    assert owners == [cast.rep.id, cast.mate.id, cast.rep.id]
    why = Assignment.objects.filter(lead_id=ids[1]).get()
    assert why.why == "It is Bob's turn by “All”."
    assert [each["load"] for each in why.candidates] == [1, 0]


def test_the_least_loaded_gets_the_lead(cast: Any) -> None:
    for _ in range(2):
        lead(cast.rep, owner=cast.rep.id, external_id=None)
    rules = [
        rule("Far", "member", [cast.stranger], condition='lead.country == "FR"'),
        rule("Rest", "least_load", [cast.rep, cast.mate]),
    ]
    write_assignment(rules, by=cast.operator, via="page")
    assert lead(cast.manager, owner=None).owner_id == cast.mate.id
    assert lead(cast.manager, owner=None, country="FR").owner_id == cast.stranger.id


def test_a_rep_takes_but_does_not_give(cast: Any) -> None:
    made = lead(cast.manager)
    assert made.owner_id is None
    assert assign_leads([made.id], cast.rep.id, by=cast.rep, via="page") == 1
    with pytest.raises(NotAllowed):
        assign_leads([made.id], cast.mate.id, by=cast.rep, via="page")
    with pytest.raises(NotFound):
        work_leads([made.id], by=cast.stranger, via="page")


def test_the_way_of_a_lead(cast: Any, published: Any) -> None:
    made = lead(cast.rep)
    work_leads([made.id], by=cast.rep, via="page")
    made.refresh_from_db()
    assert (made.status, made.owner_id) == ("working", cast.rep.id)
    qualify_leads([made.id], by=cast.rep, via="page")
    recycle_leads([made.id], timezone.now().date() + timedelta(days=30), by=cast.rep, via="page")
    assert bring_back_due() == 0
    assert bring_back_due(timezone.now() + timedelta(days=30)) == 1
    assert bring_back_due(timezone.now() + timedelta(days=30)) == 0
    with pytest.raises(Invalid):
        disqualify_leads([made.id], "because", by=cast.rep, via="page")
    disqualify_leads([made.id], "no_budget", note="Ask again", by=cast.rep, via="page")
    made.refresh_from_db()
    assert (made.status, made.reason, made.back_on) == ("disqualified", "no_budget", None)
    with pytest.raises(Conflict):
        qualify_leads([made.id], by=cast.rep, via="page")
    with pytest.raises(Invalid):
        recycle_leads([made.id], timezone.now().date(), by=cast.rep, via="page")


def test_first_contact_is_measured(cast: Any) -> None:
    made = lead(cast.rep)
    log_activity(("lead", made.id), "note", "Looked them up", by=cast.rep, via="page")
    log_activity(("lead", made.id), "call", "Called", by=cast.rep, via="page")
    readers.catch_up("leads.contact")
    first = Lead.objects.get(id=made.id).first_contact_at
    assert first == Activity.objects.get(kind="call").at


def test_conversion_loses_nothing_and_can_be_taken_back(cast: Any, published: Any) -> None:
    made = lead(cast.rep, owner=cast.rep.id, consent="Yes, write to me")
    answer_lead(made.id, "bant", "budget", 2, "50k, says Ada", by=cast.rep, via="page")
    log_activity(("lead", made.id), "call", "Called", by=cast.rep, via="page")
    task = add_task(NewTask("Send price", about=("lead", made.id)), by=cast.rep, via="page")
    found = convert_lead(made.id, Wanted(deal="Acme: robots"), by=cast.rep, via="page")
    deal = Deal.objects.get()
    assert (deal.title, deal.organisation.name, deal.owner_id, deal.source) == (
        "Acme: robots", "Acme", cast.rep.id, "Web",
    )  # fmt: skip
    assert Person.objects.get().email == "ada@acme.example"
    given = DealAnswer.objects.get()
    assert (given.deal_id, given.strength, given.text, given.by_id) == (deal.id, 2, "50k, says Ada", cast.rep.id)
    assert Activity.objects.get().about_id == deal.id == Task.objects.get(id=task).about_id
    assert found.made == ["organisation", "person", "deal"]
    with pytest.raises(Conflict):
        convert_lead(made.id, Wanted(deal="Again"), by=cast.rep, via="page")
    undo_conversion(made.id, by=cast.rep, via="page")
    made.refresh_from_db()
    assert made.status == "new"
    assert not Deal.objects.exists()
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()
    assert (Activity.objects.get().about_kind, Task.objects.get(id=task).about_id) == ("lead", made.id)


def test_those_around_a_lead_go_along_and_come_back(cast: Any, published: Any) -> None:
    """Comments, followers and shares reach what it became, nobody is told twice, and the undo leaves nothing behind."""
    made = lead(cast.rep, owner=cast.rep.id)
    about = ("lead", made.id)
    share(*about, f"member:{cast.stranger.id}", Verb.CHANGE, by=cast.rep, via="page")
    comment = add_comment(*about, f"Ask @{cast.stranger.name} first", by=cast.rep, via="page")
    gone = add_comment(*about, "Never mind", by=cast.rep, via="page")
    remove_comment(gone, by=cast.rep, via="page")
    follow(*about, by=cast.manager, via="page")
    unfollow(*about, by=cast.rep, via="page")
    readers.catch_up(READER)
    became = convert_lead(made.id, Wanted(deal="Acme: robots"), by=cast.rep, via="page")
    goal, stranger = ("deal", became.deal_id), Member.objects.get(id=cast.stranger.id)
    assert [each.id for each in comments_on(*goal, stranger)[0]] == [comment]
    assert comments_on(*about, cast.rep) == ([], None)
    told = {each.words for each in story_of(*goal, stranger, group="comments").entries}
    assert told == {f"“Ask @{cast.stranger.name} first”"}
    for one, record_id in (goal, ("person", became.person_id), ("organisation", became.organisation_id)):
        assert may(stranger, one, Verb.CHANGE, record_id, cast.rep.id)
        assert [who for who, _ in followers(one, record_id, cast.rep).members] == [cast.manager.id]
    readers.catch_up(READER)
    assert Notification.objects.filter(what="mentioned").count() == 1
    undo_conversion(made.id, by=cast.rep, via="page")
    assert [each.id for each in comments_on(*about, cast.rep)[0]] == [comment]
    assert set(Follower.objects.values_list("kind", "record_id")) == {about}
    assert set(Share.objects.values_list("kind", "record_id")) == {about}


def test_a_lead_is_linked_again_to_what_was_removed_and_came_back(cast: Any, published: Any) -> None:
    made, part = lead(cast.rep, owner=cast.rep.id), lead(cast.rep, name="Bea", email="bea@acme.example")
    became, by = (
        convert_lead(made.id, Wanted(deal="Robots"), by=cast.rep, via="page"),
        {"by": cast.owner, "via": "page"},
    )
    Lead.objects.filter(id=part.id).update(referred_by=became.person_id)
    below = add_organisation({"name": "Acme South", "parent": became.organisation_id}, **by)
    remove_listed([became.deal_id], **by)
    assert remove_people([became.person_id], **by) == remove_organisations([became.organisation_id], **by) == 1
    left = Conversion.objects.get()
    assert (left.deal_id, left.person_id, left.organisation_id) == (None, None, None)
    restore_organisations([became.organisation_id], **by)
    restore_people([became.person_id], **by)
    restore_deals([became.deal_id], **by)
    back = Conversion.objects.get()
    assert (back.deal_id, back.person_id, back.organisation_id) == (
        became.deal_id, became.person_id, became.organisation_id,
    )  # fmt: skip
    assert Lead.objects.get(id=part.id).referred_by_id == became.person_id
    assert Organisation.objects.get(id=below).parent_id == became.organisation_id
    assert Deal.objects.get().organisation_id == became.organisation_id


def test_a_record_of_somebody_else_is_not_shared_by_a_conversion(cast: Any, published: Any) -> None:
    firm = add_organisation({"name": "Acme", "owner": cast.mate.id}, by=cast.owner, via="page")
    share("organisation", firm, f"member:{cast.rep.id}", by=cast.owner, via="page")
    made = lead(cast.rep, owner=cast.rep.id)
    share("lead", made.id, f"member:{cast.stranger.id}", by=cast.rep, via="page")
    wanted = Wanted(organisation=firm, person=None)
    became = convert_lead(made.id, wanted, by=Member.objects.get(id=cast.rep.id), via="page")
    assert became.carried["left"] == ["domain", "country", "shares"]
    assert not Share.objects.filter(kind="organisation", to=f"member:{cast.stranger.id}").exists()


def test_what_was_worked_on_is_not_taken_back(cast: Any, published: Any) -> None:
    made = lead(cast.rep, owner=cast.rep.id)
    convert_lead(made.id, Wanted(deal="Acme"), by=cast.rep, via="page")
    log_activity(("deal", Deal.objects.get().id), "call", "Called", by=cast.rep, via="page")
    with pytest.raises(Conflict):
        undo_conversion(made.id, by=cast.rep, via="page")
    assert Conversion.objects.filter(lead=made).exists()


def test_conversion_joins_what_is_there(cast: Any, published: Any) -> None:
    from dealwright.customers.commands import add_organisation, add_person

    firm = add_organisation({"name": "Acme", "website": "acme.example"}, by=cast.rep, via="page")
    ada = add_person({"name": "Ada", "organisation": firm, "phone": "+49 30 1234"}, by=cast.rep, via="page")
    made = lead(cast.rep, owner=cast.rep.id)
    found = convert_lead(made.id, Wanted(organisation=firm, person=ada), by=cast.rep, via="page")
    assert (found.organisation_id, found.person_id, found.deal_id, found.made) == (firm, ada, None, [])
    assert found.carried["left"] == ["country", "email", "job_title"]


def test_what_the_records_have_already_does_not_stay_behind(cast: Any, published: Any) -> None:
    from dealwright.customers.commands import add_organisation, add_person

    made = lead(cast.rep, owner=cast.rep.id)
    firm = add_organisation(
        {"name": "Acme", "website": "acme.example", "country": made.country}, by=cast.rep, via="page"
    )
    mails = [{"kind": "work", "address": "ada@other.example"}, {"kind": "private", "address": made.email}]
    ada = add_person({"name": "Ada", "mails": mails, "phone": made.phone, "job_title": "CEO"}, by=cast.rep, via="page")
    found = convert_lead(made.id, Wanted(organisation=firm, person=ada), by=cast.rep, via="page")
    assert found.carried["left"] == ["job_title"]


def test_a_lead_can_be_taken_back(cast: Any) -> None:
    made = lead(cast.rep)
    log_activity(("lead", made.id), "note", "Looked", by=cast.rep, via="page")
    assert remove_leads([made.id], by=cast.rep, via="page") == 1
    assert not Lead.objects.exists()
    assert not Activity.objects.exists()
    assert Source.objects.filter(name="Web").exists()


def test_a_removed_lead_comes_back_with_all_it_had(cast: Any) -> None:
    made = lead(cast.rep, fields={"size": "9"}, external_id="X1")
    answer_lead(made.id, "bant", "need", 2, "They lose a day a week", by=cast.rep, via="page")
    log_activity(("lead", made.id), "call", "First call", "", by=cast.rep, via="page")
    add_task(NewTask("Call again", about=("lead", made.id)), by=cast.rep, via="page")
    before = Lead.objects.filter(id=made.id).values().get()
    remove_leads([made.id], by=cast.rep, via="page")
    assert not any(model.objects.exists() for model in (Lead, Activity, Task))
    assert restore_leads([made.id], by=cast.rep, via="page") == 1
    assert Lead.objects.filter(id=made.id).values().get() == before
    assert (Touch.objects.filter(lead=made).count(), Answer.objects.get(lead=made).strength) == (1, 2)
    assert (Activity.objects.get().subject, Task.objects.get().title) == ("First call", "Call again")
    with pytest.raises(Conflict):
        restore_leads([made.id], by=cast.rep, via="page")
    with pytest.raises(NotFound):
        restore_leads([made.id + 1], by=cast.rep, via="page")


def test_a_step_taken_back_gives_its_reason_and_day_back(cast: Any) -> None:
    made, day = lead(cast.rep), timezone.now().date() + timedelta(days=30)
    disqualify_leads([made.id], "no_budget", by=cast.rep, via="page")
    work_leads([made.id], by=cast.rep, via="page")
    undo_move(made.id, by=cast.rep, via="page")
    made.refresh_from_db()
    assert (made.status, made.reason) == ("disqualified", "no_budget")
    recycle_leads([made.id], day, by=cast.rep, via="page")
    disqualify_leads([made.id], "spam", by=cast.rep, via="page")
    undo_move(made.id, by=cast.rep, via="page")
    made.refresh_from_db()
    assert (made.status, made.reason, made.back_on) == ("recycled", "", day)


def test_conversion_gives_consent_message_and_own_fields_their_place(cast: Any, published: Any) -> None:
    add_field("people", NewField("Team size", "integer"), by=cast.owner, via="page")
    asked = {"consent": "You may write to me", "message": "We need robots", "medium": "form"}
    own = {"team_size": 12, "shoe_size": "43"}
    made = lead(cast.rep, owner=cast.rep.id, fields=own, **asked)
    became = convert_lead(made.id, Wanted(deal="Robots"), by=cast.rep, via="page")
    (consent,) = Consent.objects.all()
    assert (consent.person_id, consent.text, consent.given) == (became.person_id, "You may write to me", True)
    assert (consent.source, consent.at) == ("Web, Spring", made.consent_at)
    note = Activity.objects.get()
    assert (note.about_kind, note.about_id, note.text) == ("deal", became.deal_id, "We need robots")
    assert Person.objects.get().fields == {"team_size": 12}
    assert became.carried["left"] == ["shoe_size"]
    undo_conversion(made.id, by=cast.rep, via="page")
    assert not any(model.objects.exists() for model in (Person, Deal, Activity, Consent))
    made.refresh_from_db()
    assert (made.fields, made.consent, made.message) == (own, asked["consent"], asked["message"])


def test_who_a_lead_is_already_is_found_by_any_mail_phone_and_domain(cast: Any, published: Any) -> None:
    firm = add_organisation({"name": "Other", "domains": ["shop.example", "acme.example"]}, by=cast.rep, via="page")
    mails = [{"address": "new@x.example"}, {"address": "ada@acme.example"}]
    person = add_person({"name": "A. King", "mails": mails}, by=cast.rep, via="page")
    made = lead(cast.rep)
    organisations, people = matches(made, cast.rep)
    assert [(each.id, each.why) for each in organisations] == [(firm, "has the domain acme.example")]
    assert [(each.id, each.why) for each in people] == [(person, "has the address ada@acme.example")]
