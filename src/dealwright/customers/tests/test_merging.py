"""Records that are merged bring everything along, and come apart exactly as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.activities.commands import log_activity
from dealwright.customers.commands import add_organisation, add_person, change_person
from dealwright.customers.commands.consents import note_consent
from dealwright.customers.doubles.aliases import former_numbers, survivor_of, survivors
from dealwright.customers.doubles.finding import Pair
from dealwright.customers.doubles.findings import decide_distinct, keep
from dealwright.customers.doubles.follows import NAMED, OWN, pointers
from dealwright.customers.doubles.merging import merge, undo_merge
from dealwright.customers.doubles.models import Double
from dealwright.customers.models import Consent, Employment, Key, Organisation, Person, Relation
from dealwright.deals.models import Stakeholder
from dealwright.ledger.queries import entries_about
from dealwright.workspace.queries import Machine

if TYPE_CHECKING:
    from conftest import Cast

pytestmark = pytest.mark.django_db
WHO: dict[str, Any] = {"by": Machine(), "via": "cli"}
THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
WRITTEN_ANEW = {"revision"}  # counts changes, so an undo makes it higher
OF_THE_MERGE = {"customers.merge", "customers.double", "ledger.entry", "ledger.head", "ledger.reader"}


def state() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that a merge may touch."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if label not in OF_THE_MERGE and model._meta.app_label in {"customers", "deals", "activities", "workspace"}:
            columns = [field.attname for field in model._meta.concrete_fields if field.attname not in WRITTEN_ANEW]
            key = "pk" if label != "customers.key" else "key"
            rows = list(model._default_manager.order_by(key, "pk").values(*columns))
            found[label] = [{k: v for k, v in row.items() if (label, k) != ("customers.key", "id")} for row in rows]
    return found


@pytest.fixture
def two() -> tuple[int, int]:
    """Two people who are one, each with a past: the first has a deal's part and consents, so has the second."""
    acme, other = add_organisation({"name": "Acme"}, **WHO), add_organisation({"name": "Acme Ltd"}, **WHO)
    given = {"name": "Anna Berg", "mails": ["anna@acme.example"], "tags": ["vip"], "organisation": acme}
    first = add_person(given, **WHO)
    given = {"name": "Ana Berg", "mails": ["a.berg@acme.example", "anna@acme.example"], "phone": "+49 30 123456"}
    second = add_person({**given, "tags": ["VIP", "fair"], "job_title": "Buyer", "external_id": "X-2"}, **WHO)
    third = add_person({"name": "Boss"}, **WHO)
    note_consent(first, "newsletter", True, at=THEN, **WHO)
    note_consent(second, "newsletter", False, **WHO)
    for each in (first, second):
        Relation.objects.create(person_id=each, other_id=third, kind="reports_to", at=THEN)
    Relation.objects.create(person_id=first, other_id=second, kind="knows", at=THEN)
    Employment.objects.create(person_id=second, organisation_id=other, since=date(2020, 1, 1))
    for each in (first, second):
        log_activity(("person", each), "call", "Called", at=THEN, **WHO)
    return first, second


def test_a_merge_brings_everything_along(two: tuple[int, int]) -> None:
    first, second = two
    merge("person", first, second, chosen=["name"], **WHO)
    person = Person.objects.get(id=first)
    assert (person.name, person.job_title, person.external_id) == ("Ana Berg", "Buyer", "X-2")
    assert [entry["address"] for entry in person.mails] == ["anna@acme.example", "a.berg@acme.example"]
    assert (person.email, person.phone, person.tags) == ("anna@acme.example", "+49 30 123456", ["vip", "fair"])
    assert person.consents == []  # the newer word was no
    assert Consent.objects.filter(person=first).count() == 2
    assert Relation.objects.filter(person=first).count() == 1
    assert Employment.objects.get().person_id == first
    assert set(Key.objects.filter(what="mail").values_list("record_id", flat=True)) == {first}
    assert apps.get_model("activities", "Activity").objects.filter(about_kind="person", about_id=first).count() == 2
    assert not Person.objects.filter(id=second).exists()


def test_an_undone_merge_leaves_no_trace(two: tuple[int, int]) -> None:
    first, second = two
    before = state()
    made = merge("person", first, second, chosen=["name"], **WHO)
    assert state() != before
    assert undo_merge(made, **WHO) == second
    assert state() == before


def test_what_happened_since_stays_with_the_survivor(two: tuple[int, int]) -> None:
    first, second = two
    made = merge("person", first, second, **WHO)
    change_person(first, {"job_title": "Head of buying", "tags": ["new"]}, **WHO)
    note_consent(first, "calls", True, **WHO)
    undo_merge(made, **WHO)
    survivor, back = Person.objects.get(id=first), Person.objects.get(id=second)
    assert (survivor.job_title, survivor.tags, back.job_title) == ("Head of buying", ["new"], "Buyer")
    assert (survivor.external_id, back.external_id) == (None, "X-2")
    assert list(Consent.objects.filter(purpose="calls").values_list("person_id", flat=True)) == [first]


def test_the_ledger_tells_both_sides_and_is_never_changed(two: tuple[int, int]) -> None:
    first, second = two
    before = [entry.id for entry in entries_about({"person": [second]})]
    made = merge("person", first, second, **WHO)
    undo_merge(made, **WHO)
    of_first = [entry.kind for entry in entries_about({"person": [first]})][:2]
    after = entries_about({"person": [second]})
    assert of_first == ["person_unmerged", "person_merged"]
    assert [entry.kind for entry in after][:2] == ["person_came_back", "person_merged_away"]
    assert [entry.id for entry in after][2:] == before


def test_organisations_bring_people_parts_and_never_become_part_of_themselves() -> None:
    top = add_organisation({"name": "Top"}, **WHO)
    low = add_organisation({"name": "Low", "parent": top}, **WHO)
    leaf = add_organisation({"name": "Leaf", "parent": low}, **WHO)
    anna = add_person({"name": "Anna", "organisation": leaf}, **WHO)
    before = state()
    made = merge("organisation", leaf, top, **WHO)
    assert Organisation.objects.get(id=leaf).parent_id is None
    assert Organisation.objects.get(id=low).parent_id == leaf
    undo_merge(made, **WHO)
    made = merge("organisation", top, leaf, **WHO)
    assert Person.objects.get(id=anna).organisation_id == top
    undo_merge(made, **WHO)
    assert state() == before


def test_numbers_answer_along_a_chain_which_comes_apart_from_its_end() -> None:
    a, b, c = (add_person({"name": name}, **WHO) for name in "ABC")
    first = merge("person", b, a, **WHO)
    second = merge("person", c, b, **WHO)
    assert (survivor_of("person", a), survivor_of("person", b), survivor_of("person", c)) == (c, c, None)
    assert sorted(former_numbers("person", c)) == [a, b]
    assert survivors("person") == {a: c, b: c}
    with pytest.raises(Conflict, match="merged with another one since"):
        undo_merge(first, **WHO)
    undo_merge(second, **WHO)
    undo_merge(first, **WHO)
    assert survivor_of("person", a) is None
    with pytest.raises(Conflict, match="undone already"):
        undo_merge(first, **WHO)


def test_refusals(cast: Cast) -> None:
    mine, theirs = (
        add_person({"name": "A"}, by=cast.rep, via="page"),
        add_person({"name": "B"}, by=cast.stranger, via="page"),
    )
    with pytest.raises(NotAllowed):
        merge("person", mine, theirs, by=cast.rep, via="page")
    with pytest.raises(Invalid, match="one and the same"):
        merge("person", mine, mine, by=cast.rep, via="page")
    with pytest.raises(Invalid, match="no field"):
        merge("person", mine, theirs, chosen=["shoe"], by=cast.manager, via="page")
    with pytest.raises(NotFound):
        merge("person", mine, 10**9, by=cast.manager, via="page")
    made = merge("person", mine, theirs, **WHO)
    with pytest.raises(NotAllowed):
        undo_merge(made, by=cast.rep, via="page")
    change_person(mine, {"external_id": "N"}, **WHO)
    with pytest.raises(NotFound):
        undo_merge(made + 1, **WHO)


def test_what_is_not_the_same_stays_so_through_searches_and_merges() -> None:
    a, b, c = (add_organisation({"name": name}, **WHO) for name in ("Acme", "Acme Inc", "Acme GmbH"))
    pairs = [Pair(str(a), str(b), 0.97, ("names alike",)), Pair(str(b), str(c), 0.93, ("names alike",))]
    assert keep("organisation", pairs) == 2
    decide_distinct(Double.objects.get(left_id=b, right_id=c).id, **WHO)
    assert keep("organisation", pairs) == 1
    made = merge("organisation", a, b, **WHO)
    assert keep("organisation", [Pair(str(a), str(c), 0.99, ())]) == 0
    undo_merge(made, **WHO)
    assert Double.objects.get(left_id=a, right_id=b).state == "open"
    assert Double.objects.get(left_id=b, right_id=c).state == "distinct"


FOLLOWED_ELSEWHERE = {
    "customers.key": "worked out anew from the record",
    "customers.double": "moved along by findings.settle",
    "customers.merge": "tells which records were merged",
}
PLACES = {"about_id", "record_id", "subject_id"}


def test_every_column_that_may_name_a_customer_follows() -> None:
    taken = {model for own in OWN.values() for model in own.models} | {pointer.model for pointer in NAMED}
    strangers = {
        f"{model._meta.label_lower}.{field.attname}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.attname in PLACES and model not in taken and model._meta.label_lower not in FOLLOWED_ELSEWHERE
    }
    assert strangers <= NOT_FOLLOWING, "have them follow: doubles.follows.register in the module's apps.py"
    assert Stakeholder in {pointer.model for pointer in pointers(Person)}


NOT_FOLLOWING = {
    "ledger.entry.subject_id",  # never changed: the timeline reads the removed number's entries through its alias
    "records.searchtext.record_id",  # written anew by a reader of the ledger
    "records.searchword.record_id",
    "records.bulkrow.record_id",  # what it takes to undo a bulk edit of the record as it was
    "records.valuebefore.record_id",  # as bulk edits
    "workspace.allotment.record_id",  # what it takes to undo a territory's work
    "exchange.touched.record_id",  # what it takes to undo an import
}
