"""Fields that the company added come in with a file, under its columns' names, and change with the next one."""

from collections.abc import Callable
from typing import Any

import pytest

from dealwright.activities.models import Activity, Task
from dealwright.customers.commands import add_organisation, add_person
from dealwright.customers.models import Organisation
from dealwright.deals.models import Deal
from dealwright.exchange.export import written
from dealwright.exchange.targets import targets_of
from dealwright.records.kinds import record_kind
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field

Bring = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db


def added(cast: Any, kind: str, choices_title: str = "Kind") -> None:
    """A field of each of a few types."""
    for title, of_type, choices in [
        ("Rank", "integer", ()), ("Since", "date", ()), ("Cost", "money", ()), (choices_title, "choices", ["A", "B"]),
    ]:  # fmt: skip
        add_field(kind, NewField(title, of_type, choices=choices), by=cast.owner, via="page")


MAP = """
kind: {kind}
columns:
  {name}: {name}
  No: external_id
  Rank: fields.rank
  Since: fields.since
  Cost: fields.cost
  Kind: fields.kind
"""


@pytest.mark.parametrize(("kind", "name", "model"), [("organisations", "name", Organisation), ("deals", "title", Deal)])
def test_own_fields_come_in_and_change(
    bring_in: Bring, published: Any, cast: Any, kind: str, name: str, model: Any
) -> None:
    added(cast, kind)
    head = f"{name},No,Rank,Since,Cost,Kind\n"
    first = bring_in(kind, MAP.format(kind=kind, name=name), head + 'Acme,1,7,2026-03-01,12.50,"A, B"\nBeta,2,,,,\n')
    assert (first["created"], first["refused"]) == (2, 0)
    stored = {"rank": 7, "since": "2026-03-01", "cost": 1250, "kind": ["a", "b"]}
    assert [row.fields for row in model.objects.order_by("external_id")] == [stored, {}]
    again = bring_in(kind, MAP.format(kind=kind, name=name), head + "Acme,1,8,2026-03-01,12.50,A\nBeta,2,x,,,\n")
    assert (again["updated"], again["refused"]) == (1, 1)
    assert model.objects.get(external_id="1").fields == stored | {"rank": 8, "kind": ["a"]}
    assert "fields.rank" in next(iter(written(kind, cast.owner, "csv")))


@pytest.mark.parametrize("kind", ["organisations", "people", "deals", "leads"])
def test_a_member_comes_in_by_name_or_number(bring_in: Bring, published: Any, cast: Any, kind: str) -> None:
    add_field(kind, NewField("Engineer", "member"), by=cast.owner, via="page")
    name, model = "title" if kind == "deals" else "name", record_kind(kind).model
    columns = f"kind: {kind}\ncolumns:\n  {name}: {name}\n  No: external_id\n  Who: fields.engineer\n"
    rows = f"{name},No,Who\nAcme One,1,{cast.mate.name}\nBeta Two,2,{cast.mate.id}\nGamma Three,3,Nobody\n"
    first = bring_in(kind, columns, rows)
    assert (first["created"], first["refused"]) == (2, 1)
    assert [row.fields for row in model.objects.order_by("external_id")] == [{"engineer": cast.mate.id}] * 2
    again = bring_in(kind, columns, rows)
    assert (again["created"], again["updated"]) == (0, 0)


@pytest.mark.parametrize("kind", ["organisations", "people", "deals", "leads"])
def test_names_come_in_with_a_file_and_go_out(kind: str, bring_in: Bring, published: Any, cast: Any) -> None:
    for title, of_type in (("Partner", "organisation"), ("Contact", "person")):
        add_field(kind, NewField(title, of_type), by=cast.owner, via="page")
    acme = add_organisation({"name": "Acme"}, by=cast.owner, via="page")
    ann = add_person({"name": "Ann Lee"}, by=cast.owner, via="page")
    name = "title" if kind == "deals" else "name"
    columns = f"kind: {kind}\ncolumns:\n  {name}: {name}\n  No: external_id\n  P: fields.partner\n  C: fields.contact\n"
    rows = f"{name},No,P,C\nOne,1,Acme,Ann Lee\nTwo,2,{acme},#{ann}\nThree,3,Nobody,\nFour,4,,\n"
    first = bring_in(kind, columns, rows)
    assert (first["created"], first["refused"]) == (3, 1)
    model = record_kind(kind).model
    both = {"partner": acme, "contact": ann}
    brought = model._default_manager.exclude(external_id=None).order_by("external_id")
    assert [row.fields for row in brought] == [both, both, {}]
    again = bring_in(kind, columns, rows)
    assert (again["created"], again["updated"]) == (0, 0)
    text = "".join(written(kind, cast.owner, "csv"))
    assert "fields.partner.name" in text
    assert "fields.partner," not in text
    assert "Ann Lee" in text


def test_what_may_not_be_written_is_no_target(published: Any, cast: Any) -> None:
    added(cast, "deals")
    set_rule("deals", "fields.rank", "operator", "hidden", by=cast.owner, via="page")
    set_rule("deals", "fields.since", "operator", "read_only", by=cast.owner, via="page")
    own = {"fields.rank", "fields.since", "fields.cost", "fields.kind"}
    book = published.playbook
    assert own & targets_of("deals", book, cast.owner).keys() == own
    assert own & targets_of("deals", book, cast.operator).keys() == {"fields.cost", "fields.kind"}
    assert "fields.rank" not in next(iter(written("deals", cast.operator, "csv")))


@pytest.mark.parametrize(("kind", "title", "model"), [("tasks", "Title", Task), ("activities", "Subject", Activity)])
def test_tasks_and_activities_bring_theirs(
    kind: str, title: str, model: type[Task | Activity], cast: Any, bring_in: Bring
) -> None:
    added(cast, kind, "Sort")
    bring_in("organisations", "kind: organisations\ncolumns: {name: name}", "name\nAcme\n")
    mapping = f"""
kind: {kind}
columns:
  Name: {title.lower()}
  Firm: organisation.name
  Rank: fields.rank
  Since: fields.since
  Sort: fields.sort
"""
    bring_in(kind, mapping, 'Name,Firm,Rank,Since,Sort\nCall,Acme,4,2026-01-05,"A, B"\n')
    assert model.objects.get().fields == {"rank": 4, "since": "2026-01-05", "sort": ["a", "b"]}
