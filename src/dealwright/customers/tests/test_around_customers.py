"""What belongs to customers: lists of ways to reach them, former employers, relations, consents, undo of removal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.customers.commands import (
    NewOrganisation,
    NewPerson,
    add_employment,
    add_organisation,
    add_person,
    change_organisations,
    change_people,
    change_person,
    note_consent,
    record_organisations,
    record_people,
    relate,
    remove_people,
    restore_organisations,
    restore_people,
    unrelate,
)
from dealwright.customers.commands.remove import remove_organisations
from dealwright.customers.commands.values import EMPTY, PERSON, told
from dealwright.customers.models import Consent, Employment, Key, Organisation, Person, Relation
from dealwright.customers.queries import organisations_with, people_with
from dealwright.customers.related import group_of, newest, stays_of, ties_of, words_of
from dealwright.customers.relating import MUTUAL, RELATIONS, ends
from dealwright.ledger import readers
from dealwright.ledger.queries import entries_about
from dealwright.records.kinds import kind_of
from dealwright.records.queries import listing, page
from dealwright.records.setup.fields import NewField, add_field
from dealwright.workspace.queries import Machine

if TYPE_CHECKING:
    from conftest import Cast

Browser = Callable[[object], Client]
AT_HOME = Machine()
WHO: dict[str, Any] = {"by": AT_HOME, "via": "cli"}


def people_listed(**filters: str) -> list[str]:
    """The names in the list of people, by a filter."""
    kind = kind_of("people")
    found = page(listing(kind, AT_HOME, list(filters.items())), [kind.fields()["name"]])
    return [row["name"] for row in found.rows]


def test_ways_to_reach_somebody_find_them(db: None) -> None:
    firm = add_organisation({"name": "Acme", "country": "Germany", "website": "www.acme.de"}, **WHO)
    mails = [{"kind": "work", "address": "Bo@Acme.DE"}, {"kind": "private", "address": "bo@home.example"}]
    bo = add_person({"name": "Bo Berg", "mails": mails, "phone": "030 123456", "organisation": firm}, **WHO)
    row = Person.objects.get(id=bo)
    assert (row.email, row.mails, row.phones, row.family_name) == ("Bo@Acme.DE", mails, [], "Berg")
    for what, text in (("mail", "bo@acme.de"), ("mail", "BO@home.example"), ("phone", "+49 30 123456")):
        assert people_with(what, text, AT_HOME) == [bo]
    assert organisations_with("domain", "someone@sales.acme.de", AT_HOME) == [firm]
    change_person(bo, {"email": "b@acme.de", "tags": "VIP, key account"}, **WHO)
    assert Person.objects.get(id=bo).mails[0] == {"kind": "work", "address": "b@acme.de"}
    assert people_with("mail", "bo@acme.de", AT_HOME) == []
    assert people_listed(tags__has="vip") == people_listed(mails__has="bo@home.example") == ["Bo Berg"]
    assert people_listed(tags__has="none") == people_listed(tags__empty="true") == []
    assert people_listed(tags__empty="false") == ["Bo Berg"]


def test_what_was_imported_is_found_soon_after(db: None) -> None:
    add_person({"name": "Zoe Adams"}, **WHO)
    news = [NewPerson("Dr. Anna van Dyk", "anna@x.example", "+49 30 1", tags=["VIP"]), NewPerson("Cher")]
    anna, cher = record_people(news, **WHO, import_id=1)
    assert people_with("mail", "anna@x.example", AT_HOME) == []
    readers.catch_up("customers.keys")
    readers.catch_up("customers.keys")
    assert people_with("mail", "ANNA@x.example", AT_HOME) == people_with("tag", "vip", AT_HOME) == [anna]
    kind = kind_of("people")
    by_family = page(listing(kind, AT_HOME, [], "family_name"), [kind.fields()["name"]])
    assert [row["id"] for row in by_family.rows][1:] == [cher, anna]


@pytest.mark.thorough
@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["name", "family_name", "email", "mails", "phone", "phones", "tags", "profiles", "locale"]),
            st.sampled_from(["Bo", "Ann Lee", "x@y.example", ""]),
            min_size=1,
        ),
        max_size=4,
    )
)
@pytest.mark.django_db(transaction=False)
def test_events_replayed_are_the_person_after_any_changes(changes: list[dict[str, str]]) -> None:
    bo = add_person({"name": "Bo Berg", "mails": "a@x.example, b@x.example"}, **WHO)
    for change in changes:
        try:
            change_person(bo, change, **WHO)
        except Invalid:
            continue
    state: dict[str, Any] = {}
    for entry in reversed(entries_about({"person": [bo]})):
        said = msgspec.json.decode(entry.data)
        state |= {"name": said["name"], **said["fields"]} if "name" in said else said["new"]
    row = Person.objects.values(*PERSON.columns.values()).get(id=bo)
    stored = {key: told(row[column]) for key, column in PERSON.columns.items()}
    assert {k: v for k, v in state.items() if v not in EMPTY} == {k: v for k, v in stored.items() if v not in EMPTY}


def test_many_are_changed_at_once_or_none(cast: Cast) -> None:
    people = [add_person({"name": f"P{n}"}, by=cast.rep, via="page") for n in range(3)]
    theirs = add_person({"name": "Q"}, by=cast.mate, via="page")
    assert change_people(people, {"tags": ["fair"], "locale": "de"}, by=cast.rep, via="page") == 3
    assert change_people(people, {"locale": "de"}, by=cast.rep, via="page") == 0
    assert len(entries_about({"person": people}, kinds=["person_changed"])) == 3
    with pytest.raises(NotAllowed):
        change_people([*people, theirs], {"locale": "fr"}, by=cast.rep, via="page")
    with pytest.raises(NotFound):
        change_people([*people, 999], {"locale": "fr"}, **WHO)
    assert set(Person.objects.filter(id__in=people).values_list("locale", "revision")) == {("de", 2)}
    firms = record_organisations([NewOrganisation("A"), NewOrganisation("B")], **WHO)
    with pytest.raises(Invalid, match="part of itself"):
        change_organisations(firms, {"parent": firms[0]}, **WHO)
    assert change_organisations(firms, {"tier": "A", "addresses": [{"city": "Bonn", "country": "DE"}]}, **WHO) == 2
    assert set(Organisation.objects.values_list("tier", "city", "country")) == {("A", "Bonn", "Germany")}


def test_a_new_firm_keeps_the_old_one(db: None) -> None:
    old, new = record_organisations([NewOrganisation("Old"), NewOrganisation("New")], **WHO)
    bo = add_person({"name": "Bo", "organisation": old, "job_title": "Buyer", "employed_since": "2020-01-31"}, **WHO)
    change_person(bo, {"organisation": new, "job_title": "Head of Buying"}, **WHO)
    (stay,) = stays_of(bo)
    assert (stay.organisation, stay.job_title, stay.since.isoformat()) == ("Old", "Buyer", "2020-01-31")
    assert Person.objects.get(id=bo).employed_since == stay.until
    change_person(bo, {"organisation": old}, **WHO)  # as an undo does
    assert (stays_of(bo), Person.objects.get(id=bo).employed_since.isoformat()) == ([], "2020-01-31")
    with pytest.raises(Invalid, match="before it began"):
        add_employment(bo, new, since=stay.until, until=stay.since, **WHO)


def test_relations_show_on_both_and_make_no_circle(cast: Cast) -> None:
    ann, bo, cy = (add_person({"name": name}, by=cast.rep, via="page") for name in ("Ann", "Bo", "Cy"))
    relate(bo, ann, "reports_to", by=cast.rep, via="page")
    relate(cy, bo, "reports_to", **WHO)
    relate(cy, ann, "knows", note="school", **WHO)
    assert [(tie.words, tie.name) for tie in ties_of(ann, AT_HOME)] == [("knows", "Cy"), ("leads", "Bo")]
    assert [(tie.words, tie.name) for tie in ties_of(bo, AT_HOME)] == [("leads", "Cy"), ("reports to", "Ann")]
    for person, other, kind in ((ann, cy, "reports_to"), (bo, bo, "knows"), (ann, bo, "envies")):
        with pytest.raises(Invalid):
            relate(person, other, kind, **WHO)
    for person, other, kind in ((ann, cy, "knows"), (bo, cy, "reports_to")):
        with pytest.raises(Conflict):
            relate(person, other, kind, **WHO)
    with pytest.raises(NotAllowed):
        relate(ann, bo, "family", by=cast.mate, via="page")
    sentences = {entry.data for entry in entries_about({"person": [ann]}, kinds=["relation_added"])}
    assert len(sentences) == 2
    unrelate(ann, Relation.objects.get(kind="knows").id, **WHO)
    assert [tie.name for tie in ties_of(ann, AT_HOME)] == ["Bo"]


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(sorted(RELATIONS)))
def test_a_mutual_relation_is_the_same_from_both_sides(one: int, other: int, kind: str) -> None:
    assert (ends(one, other, kind) == ends(other, one, kind)) == (kind in MUTUAL or one == other)


def test_the_newest_word_on_a_purpose_counts_and_all_are_kept(db: None) -> None:
    bo, now = add_person({"name": "Bo"}, **WHO), timezone.now()
    note_consent(bo, "Newsletter", given=True, source="web form", text="I agree.\n", at=now - timedelta(days=2), **WHO)
    note_consent(bo, "calls", given=True, at=now - timedelta(days=2), **WHO)
    note_consent(bo, "newsletter", given=False, **WHO)
    note_consent(bo, "newsletter", given=True, at=now - timedelta(days=9), **WHO)
    said = words_of(bo)
    assert [(word.purpose, word.given) for word in newest(said)] == [("Newsletter", False), ("calls", True)]
    assert (len(said), said[1].text or said[2].text) == (4, "I agree.\n")
    assert Person.objects.get(id=bo).consents == ["calls"]
    assert people_listed(consents__has="calls") == ["Bo"]
    assert people_listed(consents__has="newsletter") == []
    for purpose, at in (("", None), ("x", now + timedelta(days=1))):
        with pytest.raises(Invalid):
            note_consent(bo, purpose, given=True, at=at, **WHO)


def test_what_was_removed_comes_back_as_it_was(cast: Cast) -> None:
    firm, old = (add_organisation({"name": name, "tags": ["x"]}, by=cast.rep, via="page") for name in ("Acme", "Old"))
    given = {"name": "Bo Berg", "mails": "a@x.example, b@x.example", "organisation": firm, "external_id": "7"}
    bo, ann = (add_person({**given, "name": n, "external_id": n}, by=cast.rep, via="page") for n in ("Bo Berg", "Ann"))
    add_employment(bo, old, "Clerk", by=cast.rep, via="page")
    relate(bo, ann, "reports_to", by=cast.rep, via="page")
    note_consent(bo, "calls", given=True, text="yes", by=cast.rep, via="page")
    tables = (Person, Employment, Consent, Relation, Key)
    before = [sorted(map(str, table.objects.exclude(pk__isnull=True).values_list())) for table in tables[:-1]]
    found = people_with("mail", "b@x.example", cast.rep)
    assert remove_people([bo], by=cast.manager, via="page") == 1
    assert (Consent.objects.count(), Relation.objects.count(), people_with("mail", "b@x.example", cast.rep)) == (
        0,
        0,
        [ann],
    )
    assert restore_people([bo], by=cast.manager, via="page") == 1
    after = [sorted(map(str, table.objects.values_list())) for table in tables[:-1]]
    assert (before, found) == (after, people_with("mail", "b@x.example", cast.rep))
    with pytest.raises(Conflict):
        restore_people([bo], **WHO)
    with pytest.raises(NotFound):
        restore_organisations([999], **WHO)
    (lone,) = record_organisations([NewOrganisation("Lone", tags=("a",), parent_id=old)], **WHO)
    assert remove_organisations([lone], **WHO) == 1
    assert restore_organisations([lone], **WHO) == 1
    assert Organisation.objects.values_list("name", "tags", "parent_id").get(id=lone) == ("Lone", ["a"], old)


def test_a_group_is_shown_from_its_top(db: None) -> None:
    top, middle, low, other = record_organisations([NewOrganisation(name) for name in ("T", "M", "L", "O")], **WHO)
    change_organisations([middle, other], {"parent": top}, **WHO)
    change_organisations([low], {"parent": middle}, **WHO)
    shown = group_of(Organisation.objects.get(id=middle), AT_HOME)
    assert [(firm.name, firm.depth, firm.is_here) for firm in shown] == [
        ("T", 0, False),
        ("M", 1, True),
        ("L", 2, False),
    ]


def test_two_who_edit_merge_or_see_both_texts(cast: Cast, client_of: Browser) -> None:
    bo = add_person({"name": "Bo Berg", "job_title": "Buyer"}, by=cast.rep, via="page")
    browser, address = client_of(cast.rep), f"/people/{bo}/edit/"
    mine = {"name": "Bo Berg", "was.name": "Bo Berg", "job_title": "Chief", "was.job_title": "Buyer"}
    change_person(bo, {"name": "Bo B. Berg"}, by=cast.manager, via="page")
    assert browser.post(address, mine).status_code == 302
    assert Person.objects.values_list("name", "job_title").get(id=bo) == ("Bo B. Berg", "Chief")
    both = browser.post(address, mine | {"job_title": "Director"})
    assert both.status_code == 422
    assert all(text in both.content.decode() for text in ("Director", "changed this to “Chief”"))
    again = mine | {"job_title": "Director", "was.job_title": "Chief"}
    assert browser.post(address, again).status_code == 302
    place = f"/people/{bo}/fields/job_title/"
    assert "Director" in browser.get(place).content.decode()
    refused = browser.post(place, {"job_title": "Queen", "was.job_title": "Chief"})
    assert (refused.status_code, "“Director”" in refused.content.decode()) == (422, True)
    assert browser.post(place, {"job_title": "Queen", "was.job_title": "Director"}).status_code == 302
    assert Person.objects.get(id=bo).job_title == "Queen"


@pytest.mark.thorough
def test_forms_take_rows(cast: Cast, client_of: Browser) -> None:
    browser = client_of(cast.rep)
    form = {
        "name": "Bo", "mails.kind": ["work", "", "home"], "mails.address": ["a@x.example", "", "b@x.example"],
        "phones.number": "call me", "phones.kind": "", "tags": ["vip", "a, b"], "profiles.address": "github.com/bo",
    }  # fmt: skip
    assert browser.post("/people/new/", form).status_code == 302
    bo = Person.objects.get()
    assert [each["address"] for each in bo.mails] == ["a@x.example", "b@x.example"]
    assert (bo.phone, bo.tags, bo.profiles[0]["network"]) == ("call me", ["vip", "a", "b"], "github")
    shown = browser.get(f"/people/{bo.id}/").content.decode()
    assert all(text in shown for text in ("mailto:b@x.example", "cannot be dialled", "github.com/bo"))
    assert 'href="tel:' not in shown
    empty = {"mails.asked": "1", "was.mails": "x", "name": "Bo", "was.name": "Bo"}
    assert (
        browser.post(
            f"/people/{bo.id}/edit/", {**empty, "was.mails": msgspec.json.encode(bo.mails).decode()}
        ).status_code
        == 302
    )
    assert (Person.objects.get().email, Person.objects.get().mails) == ("", [])


def test_own_addresses_and_numbers_lead_where_they_say(cast: Cast, client_of: Browser) -> None:
    own = {"url": "https://bo.example/a?b=c", "email": "bo@home.example", "phone": "+49 30 1234567"}
    for of_type in own:
        add_field("people", NewField(f"Second {of_type}", of_type), by=cast.owner, via="page")
    bo = add_person(
        {"name": "Bo", "fields": {f"second_{key}": text for key, text in own.items()}}, by=cast.owner, via="page"
    )
    page = client_of(cast.owner).get(f"/people/{bo}/").content.decode()
    wanted = (own["url"], "mailto:bo@home.example", "tel:+49301234567")
    assert [address for address in wanted if f'href="{address}"' not in page] == []


def test_forms_take_numbers_as_people_write_them(cast: Cast, client_of: Browser) -> None:
    form = {"name": "Acme", "employees": "4,321", "revenue": "€ 1.250.000,50"}
    assert client_of(cast.rep).post("/organisations/new/", form).status_code == 302
    acme = Organisation.objects.get()
    assert (acme.employees, acme.revenue_minor) == (4321, 1_250_000_50)


def test_the_api_writes_and_reads_it_all(cast: Cast, api_of: Browser) -> None:
    client = api_of(cast.rep)

    def send(method: str, address: str, body: Any = None) -> Any:
        return getattr(client, method)(f"/api/v1/{address}", body, content_type="application/json")

    firm = send(
        "post", "organisations", {"name": "Acme", "domains": ["www.acme.de"], "tags": ["x"], "tier": "A"}
    ).json()
    assert (firm["domains"], firm["tags"], firm["tier"]) == (["acme.de"], ["x"], "A")
    bo = send("post", "people", {"name": "Bo", "mails": [{"address": "a@x.example"}], "phone": "1234"}).json()
    assert (bo["mails"], bo["phones"]) == ([{"kind": "", "address": "a@x.example"}], [{"kind": "", "number": "1234"}])
    ann, at = send("post", "people", {"name": "Ann"}).json()["id"], f"people/{bo['id']}"
    assert send("post", f"{at}/consents", {"purpose": "calls", "given": True}).status_code == 201
    assert send("get", f"{at}/consents").json()["items"][0]["purpose"] == "calls"
    tie = send("post", f"{at}/relations", {"other": ann, "kind": "reports_to"}).json()["items"][0]
    assert send("get", f"people/{ann}/relations").json()["items"][0]["words"] == "leads"
    assert send("delete", f"{at}/relations/{tie['id']}").json()["items"] == []
    stay = send("post", f"{at}/employments", {"organisation": firm["id"], "until": "2020-01-01"}).json()["items"][0]
    assert send("get", f"{at}/employments").json()["items"] == [stay]
    assert send("delete", f"organisations/{firm['id']}").status_code == 409
    assert send("delete", f"{at}/employments/{stay['id']}").json()["items"] == []
    assert [row["name"] for row in send("get", "people?mails__has=a@x.example").json()["items"]] == ["Bo"]
    assert send("delete", at).json()["name"] == "Bo"
    assert send("get", at).status_code == 404
    assert send("post", f"{at}/restore").json()["consents"] == ["calls"]


def test_the_map_shows_who_leads_whom(cast: Cast, client_of: Browser) -> None:
    firm = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    ann, bo, cy = (
        add_person({"name": name, "organisation": firm}, by=cast.rep, via="page")
        for name in ("Ann Ax", "Bo Bo", "Cy Cy")
    )
    relate(bo, ann, "reports_to", **WHO)
    browser = client_of(cast.rep)
    told = {"kind": "-reports_to", "other": "cy cy"}
    assert browser.post(f"/people/{bo}/relations/", told).status_code == 302
    assert browser.post(f"/people/{bo}/relations/", {**told, "other": "Nobody"}).status_code == 422
    relate(cy, ann, "knows", **WHO)
    shown = browser.get(f"/organisations/{firm}/map/").content.decode()
    assert shown.index("Ann Ax") < shown.index("Bo Bo") < shown.index("Cy Cy")
    assert "Beside that" in shown


@pytest.mark.thorough
def test_small_forms_and_removal_on_the_page(cast: Cast, client_of: Browser) -> None:
    browser, firm = client_of(cast.manager), add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    bo = add_person({"name": "Bo Berg"}, by=cast.rep, via="page")
    sent = [
        ("consents", {"purpose": "calls", "given": "no", "source": "phone", "text": "never again"}),
        ("employments", {"organisation": "Acme", "since": "2020-01-01"}),
    ]
    for what, form in sent:
        assert browser.get(f"/people/{bo}/{what}/").status_code == 200
        assert browser.post(f"/people/{bo}/{what}/", {}).status_code == 422
        assert browser.post(f"/people/{bo}/{what}/", form).status_code == 302
    shown = browser.get(f"/people/{bo}/").content.decode()
    assert all(text in shown for text in ("withdrawn", "never again", "Acme"))
    assert "Bo Berg" in browser.get(f"/organisations/{firm}/").content.decode()
    assert browser.post(f"/organisations/{firm}/remove/").status_code == 409
    stay = Employment.objects.get()
    assert browser.post(f"/people/{bo}/employments/{stay.id}/remove/").status_code == 302
    for one, record in (("organisations", firm), ("people", bo)):
        assert browser.post(f"/{one}/{record}/remove/").status_code == 302
        assert browser.get(f"/{one}/{record}/").status_code == 404
        assert browser.post(f"/{one}/{record}/restore/").headers["Location"] == f"/{one}/{record}/"
        assert browser.get(f"/{one}/{record}/").status_code == 200


@pytest.mark.thorough
def test_a_large_organisation_asks_no_more_than_a_small_one(cast: Cast, client_of: Browser) -> None:
    small, large = record_organisations([NewOrganisation("Small"), NewOrganisation("Large")], **WHO)
    record_people([NewPerson(f"P{n}", organisation_id=large if n else small) for n in range(10_000)], **WHO)
    browser, asked = client_of(cast.rep), []
    for firm in (small, large, small, large):
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(f"/organisations/{firm}/").content.decode()
        asked.append(len(queries))
    assert "9,999" in page
    assert asked[3] - asked[2] in (0, 1)  # of many people, the number is asked for as well
    assert max(asked[2:]) <= 15, "\n".join(query["sql"][:170] for query in queries)
