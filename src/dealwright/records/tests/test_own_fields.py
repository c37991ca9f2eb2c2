"""Fields that a company adds: used at once everywhere, changed with nothing lost, hidden without a trace."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Conflict, Invalid, NotAllowed
from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.commands import NewDeal, change_deal, open_deals
from dealwright.deals.models import Deal
from dealwright.ledger.queries import entries_about
from dealwright.records.answers import shown_fields
from dealwright.records.jobs import work_on_type
from dealwright.records.kinds import Kind, fields_of, kind_of
from dealwright.records.layouts import layout_of
from dealwright.records.models import TypeChange
from dealwright.records.own.rules import FULL, HIDDEN, READ_ONLY, WIDER, access_of
from dealwright.records.queries import listing, page
from dealwright.records.setup import retyping
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import (
    TYPES,
    NewField,
    add_field,
    bring_back_field,
    change_field,
    key_of,
    order_fields,
    retire_field,
)
from dealwright.records.setup.layouts import forget_layout, save_layout
from dealwright.records.setup.retyping import change_type, take_back_type
from dealwright.records.setup.types import preview
from dealwright.workspace.commands import give_roles, make_role
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db
BY = {"via": "page"}
GOOD: dict[str, Any] = {
    "text": "Zażółć “<b>” 👍", "long_text": "a\nb", "integer": 7, "decimal": 2.5, "money": "12.50", "percent": 40,
    "date": "2026-03-01", "datetime": "2026-03-01T10:00:00+00:00", "choice": "one", "choices": ["one", "two"],
    "boolean": True, "url": "https://example.com/x", "email": "a@example.com", "phone": "+49 30 1234",
}  # fmt: skip
ADDING = {"organisation": add_organisation, "person": add_person}


def good(of_type: str, cast: Any) -> Any:
    """A value of that type; numbers of members and records differ from test to test."""
    if of_type in ADDING:
        return ADDING[of_type]({"name": f"The {of_type}"}, by=cast.owner, via="page")
    return cast.mate.id if of_type == "member" else GOOD[of_type]


@pytest.fixture
def deal(published: Any, cast: Any) -> Deal:
    """A deal of the rep."""
    ids = open_deals([NewDeal("CRM for Acme", owner_id=cast.rep.id, currency="EUR")], by=cast.owner, via="page")
    return Deal.objects.get(id=ids[0])


def added(cast: Any, title: str, of_type: str = "text", kind: str = "deals", **more: Any) -> int:
    """A field of that type, with choices where it needs them."""
    choices = ["One", "Two"] if of_type in ("choice", "choices") and "choices" not in more else more.pop("choices", ())
    return add_field(kind, NewField(title, of_type, choices=choices, **more), by=cast.owner, via="page")


def told(kind: Kind, actor: Any, record_id: int) -> dict[str, Any]:
    """The record as the API shows it to the actor."""
    fields = shown_fields(fields_of(kind, actor))
    shown = page(listing(kind, actor, [("id", str(record_id))]), fields).shown(fields)
    return shown[0] if shown else {}


@pytest.mark.parametrize("of_type", TYPES)
def test_a_field_of_any_type_is_used_at_once(deal: Deal, cast: Any, of_type: str) -> None:
    added(cast, "Extra", of_type)
    kind, given = kind_of("deals"), good(of_type, cast)
    change_deal(deal.id, {"fields": {"extra": given}}, by=cast.rep, via="api")
    assert told(kind, cast.rep, deal.id)["fields"]["extra"] == given
    field = fields_of(kind, cast.rep)["fields.extra"]
    value = given[0] if of_type == "choices" else given
    text = str(value).lower() if of_type == "boolean" else str(value)
    operation = "has" if of_type == "choices" else "eq"
    assert operation in field.operations
    found = page(listing(kind, cast.rep, [(f"fields.extra__{operation}", text)]), [field]).rows
    assert [row["id"] for row in found] == [deal.id]
    change_deal(deal.id, {"fields": {"extra": None}}, by=cast.rep, via="api")
    assert told(kind, cast.rep, deal.id)["fields"] == {}


def test_a_list_is_sorted_by_a_field_of_the_company(published: Any, cast: Any) -> None:
    added(cast, "Score", "integer")
    news = [NewDeal(f"Deal {n}", owner_id=cast.rep.id, fields={"score": n * 7 % 5} if n else {}) for n in range(6)]
    open_deals(news, by=cast.owner, via="page")
    kind, seen, cursor = kind_of("deals"), [], None
    wanted = listing(kind, cast.rep, [], "-fields.score")
    while True:
        found = page(wanted, [fields_of(kind, cast.rep)["fields.score"]], limit=2, cursor=cursor)
        seen += [row["fields__score"] for row in found.rows]
        if (cursor := found.next_cursor) is None:
            break
    assert seen == [4, 3, 2, 1, 0, None]


def test_keys_are_unique_and_never_used_again(deal: Deal, cast: Any) -> None:
    field_id = added(cast, "Größe (m²)")
    assert key_of("Größe (m²)") == "grosse_m2"
    retire_field(field_id, by=cast.owner, via="page")
    for title, of_type in (("Größe m2", "text"), ("Größe (m²)", "integer")):
        with pytest.raises(Conflict):
            added(cast, title, of_type)
    assert "fields.grosse_m2" not in fields_of(kind_of("deals"), cast.owner)
    bring_back_field(field_id, by=cast.owner, via="page")
    assert "fields.grosse_m2" in fields_of(kind_of("deals"), cast.owner)


def test_a_field_of_a_process_or_of_the_product_is_not_added_again(deal: Deal, cast: Any) -> None:
    own = next(field for field in kind_of("deals").fields().values() if field.key.startswith("fields."))
    for title in (own.label, "Amount", own.key.removeprefix("fields.")):
        with pytest.raises(Conflict, match="field"):
            added(cast, title)


@pytest.mark.parametrize("title", ["", "   ", "x" * 121, "a\x00b"])
def test_a_title_must_be_one(company: Any, cast: Any, title: str) -> None:
    with pytest.raises(Invalid):
        added(cast, title, kind="organisations")


def test_only_those_with_the_right_change_fields(deal: Deal, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        add_field("deals", NewField("Extra", "text"), by=cast.manager, via="page")


def test_title_choices_and_order_change_and_the_key_stays(deal: Deal, cast: Any) -> None:
    first, _ = added(cast, "Colour", "choice"), added(cast, "Extra")
    change_deal(deal.id, {"fields": {"colour": "two"}}, by=cast.rep, via="page")
    choices = [["two", "Second"], ["", "Third"]]
    assert change_field(first, {"title": "Shade", "choices": choices}, by=cast.owner, via="page")
    order_fields("deals", ["extra"], by=cast.owner, via="page")
    own = [field for field in fields_of(kind_of("deals"), cast.rep).values() if field.is_custom]
    assert [field.label for field in own] == ["Extra", "Shade"]
    assert own[1].reading.choices == {"two": "Second", "third": "Third"}
    assert told(kind_of("deals"), cast.rep, deal.id)["fields"] == {"colour": "two"}


def test_what_is_required_is_demanded(deal: Deal, cast: Any) -> None:
    added(cast, "Extra", required=True)
    change_deal(deal.id, {"fields": {"extra": "x"}}, by=cast.rep, via="page")
    with pytest.raises(Invalid, match="Extra is needed"):
        change_deal(deal.id, {"fields": {"extra": ""}}, by=cast.rep, via="page")


def test_a_type_changes_with_preview_and_is_taken_back(published: Any, cast: Any) -> None:
    field_id = added(cast, "Size")
    texts = ["12", "12.5", "about 3", "7", "007"]
    news = [NewDeal(f"Deal {n}", fields={"size": text}) for n, text in enumerate(texts)]
    ids = open_deals(news, by=cast.owner, via="page")
    seen = preview(field_id, "integer", by=cast.owner)
    assert (seen.total, seen.converted, seen.emptied) == (5, 3, 2)
    assert {each.value for each in seen.aside} == {"12.5", "about 3"}
    assert all(each.why for each in seen.aside)
    assert values(ids) == texts

    change = change_type(field_id, "integer", by=cast.owner, via="page")
    assert values(ids) == [12, None, None, 7, 7]
    change_deal(ids[0], {"fields": {"size": 99}}, by=cast.owner, via="page")
    take_back_type(change, by=cast.owner, via="page")
    assert values(ids) == ["99", *texts[1:]]
    assert fields_of(kind_of("deals"), cast.owner)["fields.size"].type == "text"
    with pytest.raises(Conflict):
        take_back_type(change, by=cast.owner, via="page")


def test_many_values_change_in_the_worker_and_a_broken_run_goes_on(
    published: Any, cast: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retyping, "AT_ONCE", 0)
    monkeypatch.setattr(retyping, "BATCH", 2)
    field_id, by, kind = added(cast, "Size", required=True), {"by": cast.owner, "via": "page"}, kind_of("deals")
    texts = ["12", "about 3", "7", "x", "9"]
    ids = open_deals([NewDeal(f"Deal {n}", fields={"size": text}) for n, text in enumerate(texts)], **by)
    change = TypeChange.objects.get(id=change_type(field_id, "integer", **by))
    assert retyping._step(change.id, **by)  # and then the process is killed
    assert values(ids) == [12, None, "7", "x", "9"]
    assert "fields.size" not in fields_of(kind, cast.owner)
    assert '<progress value="2" max="5"' in client_of(cast.owner).get(f"/settings/fields/{field_id}/").content.decode()
    for act in (lambda: change_type(field_id, "date", **by), lambda: take_back_type(change.id, **by)):
        with pytest.raises(Conflict, match="being changed"):
            act()
    work_on_type(asked := entries_about({"field": [field_id]}, kinds=["field_type_requested"])[0])
    work_on_type(asked)
    assert (values(ids), fields_of(kind, cast.owner)["fields.size"].type) == ([12, None, 7, None, 9], "integer")
    change.refresh_from_db()
    assert (change.task, change.finished, change.converted) == ("", 5, 3)
    change_deal(ids[4], {"fields": {"size": 10}}, **by)
    take_back_type(change.id, **by)
    assert retyping._step(change.id, **by)
    retyping.run(change.id, **by)
    assert (values(ids), fields_of(kind, cast.owner)["fields.size"].type) == ([*texts[:4], "10"], "text")
    assert not retyping._step(change.id, **by)


def values(ids: list[int], key: str = "size") -> list[Any]:
    """What the deals hold in a field, in order."""
    found = dict(Deal.objects.filter(id__in=ids).values_list("id", "fields"))
    return [found[each].get(key) for each in ids]


@pytest.mark.thorough
@pytest.mark.parametrize("of_type", TYPES)
def test_any_type_becomes_any_other_and_comes_back_unchanged(deal: Deal, cast: Any, of_type: str) -> None:
    field_id = added(cast, "Size", of_type)
    change_deal(deal.id, {"fields": {"size": good(of_type, cast)}}, by=cast.rep, via="page")
    before = values([deal.id])
    for to in TYPES:
        if of_type == to:
            with pytest.raises(Conflict):
                change_type(field_id, to, ["One", "Two"], by=cast.owner, via="page")
        else:
            change = change_type(field_id, to, ["One", "Two"], by=cast.owner, via="page")
            take_back_type(change, by=cast.owner, via="page")
        assert values([deal.id]) == before, to


@given(st.dictionaries(st.sampled_from(["", "rep", "a", "b"]), st.sampled_from(WIDER)), st.sets(st.sampled_from("abc")))
def test_roles_add_up(by_role: dict[str, str], roles: set[str]) -> None:
    alone = access_of(by_role, {"rep"})
    assert alone == by_role.get("rep", by_role.get("", FULL))
    access = access_of(by_role, {"rep", *roles})
    assert access == min([alone, *(by_role[role] for role in roles & by_role.keys())], key=WIDER.index)
    assert access_of(by_role, {"rep", *roles, "free"}) == access


def test_a_role_given_for_something_else_shows_no_hidden_field(deal: Deal, cast: Any) -> None:
    added(cast, "Margin", "integer")
    set_rule("deals", "fields.margin", "rep", HIDDEN, by=cast.owner, via="page")
    helper = make_role("Lead helper", {"lead": {"see": "all"}}, by=cast.owner, via="page")
    give_roles(cast.rep.id, [helper], by=cast.owner, via="page")
    rep = Member.objects.get(id=cast.rep.id)
    assert "fields.margin" not in fields_of(kind_of("deals"), rep)
    set_rule("deals", "fields.margin", helper, FULL, by=cast.owner, via="page")
    assert "fields.margin" in fields_of(kind_of("deals"), Member.objects.get(id=cast.rep.id))


@pytest.mark.parametrize("role", ["reps", "x" * 21_000])
def test_a_rule_for_a_role_that_is_not_there_is_refused(cast: Any, role: str) -> None:
    with pytest.raises(Invalid, match="There is no role"):
        set_rule("deals", "amount", role, HIDDEN, by=cast.owner, via="api")
    with pytest.raises(Invalid, match="There is no role"):
        save_layout("deals", [], role=role, by=cast.owner, via="api")


def test_before_the_company_is_set_up_no_rule_seems_to_hold(db: None) -> None:
    with pytest.raises(Conflict, match="no name yet"):
        set_rule("deals", "amount", "rep", READ_ONLY, by=Machine(), **BY)
    with pytest.raises(Conflict, match="no name yet"):
        add_field("deals", NewField("Margin", "integer"), by=Machine(), **BY)


def test_a_hidden_field_is_as_one_that_is_not_there(deal: Deal, cast: Any) -> None:
    added(cast, "Margin", "integer")
    change_deal(deal.id, {"fields": {"margin": 40}}, by=cast.owner, via="page")
    set_rule("deals", "fields.margin", "rep", HIDDEN, by=cast.owner, via="page")
    kind = kind_of("deals")
    assert told(kind, cast.rep, deal.id)["fields"] == {}
    assert told(kind, cast.manager, deal.id)["fields"] == {"margin": 40}
    refusals = []
    for key in ("margin", "nargim"):
        with pytest.raises(Invalid) as refused:
            change_deal(deal.id, {"fields": {key: 1}}, by=cast.rep, via="api")
        refusals.append(str(refused.value.as_dict()).replace(key, "?"))
    assert refusals[0] == refusals[1]
    set_rule("deals", "fields.margin", "rep", "", by=cast.owner, via="page")
    assert told(kind, cast.rep, deal.id)["fields"] == {"margin": 40}


def test_what_may_only_be_read_is_not_written(deal: Deal, cast: Any) -> None:
    added(cast, "Margin", "integer")
    for key in ("fields.margin", "close_on"):
        set_rule("deals", key, "rep", READ_ONLY, by=cast.owner, via="page")
    for changes in ({"fields": {"margin": 1}}, {"close_on": "2026-12-01"}):
        with pytest.raises(Invalid, match="You may read"):
            change_deal(deal.id, changes, by=cast.rep, via="api")
        change_deal(deal.id, changes, by=cast.manager, via="api")
    with pytest.raises(Invalid, match="cannot be hidden"):
        set_rule("deals", "close_on", "rep", HIDDEN, by=cast.owner, via="page")


def test_a_layout_places_fields_and_leaves_the_rest_to_more(deal: Deal, cast: Any) -> None:
    added(cast, "Extra")
    kind = kind_of("deals")
    usual = layout_of(kind, cast.rep)
    sections = [{"title": "Money", "fields": ["amount", "fields.extra"]}]
    save_layout("deals", sections, by=cast.owner, via="page")
    made = layout_of(kind, cast.rep)
    assert [(one.title, [field.key for field in one.fields]) for one in made.sections] == [
        ("Money", ["amount", "fields.extra"])
    ]
    assert {field.key for field in made.fields} == {field.key for field in usual.fields}
    save_layout("deals", [{"title": "Mine", "fields": ["source"]}], role="rep", by=cast.owner, via="page")
    assert layout_of(kind, cast.rep).sections[0].title == "Mine"
    assert layout_of(kind, cast.manager).sections[0].title == "Money"
    set_rule("deals", "fields.extra", "", HIDDEN, by=cast.owner, via="page")
    assert "fields.extra" not in {field.key for field in layout_of(kind, cast.manager).fields}
    for role in ("rep", ""):
        forget_layout("deals", role=role, by=cast.owner, via="page")
    assert [one.title for one in layout_of(kind, cast.rep).sections] == [one.title for one in usual.sections]


@pytest.mark.parametrize("sections", ["x", [{"title": "A"}], [{"title": "A", "fields": ["nope"]}],
                                      [{"title": "A", "fields": ["amount", "amount"]}]])  # fmt: skip
def test_a_layout_that_cannot_be_is_refused(deal: Deal, cast: Any, sections: Any) -> None:
    with pytest.raises(Invalid):
        save_layout("deals", sections, by=cast.owner, via="page")
