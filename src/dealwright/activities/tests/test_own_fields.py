"""Tasks and activities have the company's own fields: in forms, lists, the API, files and what is told (C2, C8)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright import Invalid
from dealwright.activities.commands import complete_task
from dealwright.activities.models import Activity, Task
from dealwright.customers.commands import add_organisation
from dealwright.customers.models import Organisation
from dealwright.exchange.targets import targets_of
from dealwright.records.bulk import as_changes
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.queries import listing, page
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field
from dealwright.records.setup.layouts import save_layout

pytestmark = pytest.mark.django_db
KINDS = {"tasks": ("task", Task, "title"), "activities": ("activity", Activity, "subject")}
JSON = "application/json"


@pytest.fixture
def own(cast: Any, published: Any) -> Any:
    """A choice that is needed, a number with a usual value, a day and a text on tasks and activities."""
    by: dict[str, Any] = {"by": cast.owner, "via": "page"}
    for kind in KINDS:
        add_field(kind, NewField("Urgency", "choice", choices=("High", "Low"), required=True), **by)
        add_field(kind, NewField("Points", "integer", default=3), **by)
        add_field(kind, NewField("Tags", "choices", choices=("A", "B")), **by)
        add_field(kind, NewField("Secret", "text"), **by)
    return cast


@pytest.fixture
def firm(cast: Any) -> Any:
    """What the entries are about."""
    found = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    return Organisation.objects.get(id=found)


def sent(kind: str, firm: Any, **more: Any) -> dict[str, Any]:
    one, _, title = KINDS[kind]
    return {title: "Send it", "organisation": firm.id, "kind": "call" if one == "activity" else "task", **more}


@pytest.mark.parametrize("kind", KINDS)
def test_the_api_keeps_and_shows_them(kind: str, own: Any, firm: Any, api_of: Callable[[Any], Client]) -> None:
    api = api_of(own.rep)
    refused = api.post(f"/api/v1/{kind}", sent(kind, firm), content_type=JSON)
    assert refused.status_code == 422
    assert refused.json()["field"] == "fields.urgency"
    made = api.post(f"/api/v1/{kind}", sent(kind, firm, fields={"urgency": "high"}), content_type=JSON).json()
    assert made["fields"] == {"urgency": "high", "points": 3}
    changed = {"fields": {"urgency": "low", "tags": ["b"]}}
    found = api.patch(f"/api/v1/{kind}/{made['id']}", changed, content_type=JSON).json()
    assert found["fields"] == {"urgency": "low", "points": 3, "tags": ["b"]}
    wrong = api.patch(f"/api/v1/{kind}/{made['id']}", {"fields": {"points": "many"}}, content_type=JSON)
    assert wrong.status_code == 422


@pytest.mark.parametrize("kind", KINDS)
def test_forms_ask_for_them_and_keep_what_was_sent(
    kind: str, own: Any, firm: Any, client_of: Callable[[Any], Client]
) -> None:
    one, model, title = KINDS[kind]
    browser, address = client_of(own.rep), "/tasks/new/" if one == "task" else "/activities/new/"
    form = browser.get(address, {"organisation": firm.id}).content.decode()
    assert form.index("Urgency") < form.index("Points") < form.index("Secret")
    refused = browser.post(address, sent(kind, firm, **{"fields.points": "7"}))
    assert refused.status_code == 422
    assert 'value="7"' in refused.content.decode()
    given = {"fields.urgency": "high", "fields.points": "7", "fields.tags": ["a", "b"], "fields.tags.asked": "1"}
    assert browser.post(address, sent(kind, firm, **given)).status_code in (200, 204, 302)
    entry = model.objects.get(**{title: "Send it"})
    assert entry.fields == {"urgency": "high", "points": 7, "tags": ["a", "b"]}


@pytest.mark.parametrize("kind", KINDS)
def test_the_layout_orders_them(kind: str, own: Any, firm: Any, client_of: Callable[[Any], Client]) -> None:
    sections = [{"title": "First of all", "fields": ["fields.points", "fields.urgency"]}]
    save_layout(kind, sections, by=own.owner, via="page")
    address = "/tasks/new/" if kind == "tasks" else "/activities/new/"
    form = client_of(own.rep).get(address, {"organisation": firm.id}).content.decode()
    assert form.index("First of all") < form.index("Points") < form.index("Urgency") < form.index("More fields")


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_see_one_does_not_read_it(kind: str, own: Any, firm: Any, api_of: Callable[[Any], Client]) -> None:
    fields = {"urgency": "high", "secret": "xyzzyq"}
    made = api_of(own.owner).post(f"/api/v1/{kind}", sent(kind, firm, fields=fields), content_type=JSON).json()
    set_rule(kind, "fields.secret", "rep", "hidden", by=own.owner, via="page")
    rep = api_of(own.rep)
    timeline = f"/timeline/organisation/{firm.id}/"
    for address in (f"/api/v1/{kind}", f"/api/v1/{kind}/{made['id']}", f"/{kind}/?columns=id,fields.secret", timeline):
        answer = rep.get(address, {"organisation": firm.id} if address.endswith(kind) else {})
        assert "xyzzyq" not in answer.content.decode()
    assert "xyzzyq" in api_of(own.owner).get(f"/api/v1/{kind}/{made['id']}").content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_lists_show_filter_sort_and_change_them(
    kind: str, own: Any, firm: Any, api_of: Callable[[Any], Client]
) -> None:
    api, listed = api_of(own.rep), kind_of(kind)
    ids = [
        api.post(f"/api/v1/{kind}", sent(kind, firm, fields={"urgency": each, "points": n}), content_type=JSON).json()[
            "id"
        ]
        for n, each in enumerate(("high", "low", "low"))
    ]
    found = listing(listed, own.rep, [("fields.urgency", "low")], "-fields.points")
    shown = page(found, [listed.fields()["id"], fields_of(listed, own.rep)["fields.points"]]).rows
    assert [(row["id"], row["fields"]["points"]) for row in shown] == [(ids[2], 2), (ids[1], 1)]
    assert listed.change_many is not None
    assert listed.change_many(ids, as_changes({"fields.urgency": "low"}), by=own.rep, via="page") == 1
    with pytest.raises(Invalid):
        listed.change_many(ids, as_changes({"fields.urgency": None}), by=own.rep, via="page")


def test_a_field_that_may_only_be_read_is_refused(own: Any, firm: Any, api_of: Callable[[Any], Client]) -> None:
    api = api_of(own.rep)
    made = api.post("/api/v1/tasks", sent("tasks", firm, fields={"urgency": "high"}), content_type=JSON).json()
    for field in ("fields.points", "place"):
        set_rule("tasks", field, "rep", "read_only", by=own.owner, via="page")
    for given in ({"fields": {"points": 5}}, {"place": "Berlin"}):
        answer = api.patch(f"/api/v1/tasks/{made['id']}", given, content_type=JSON)
        assert answer.status_code == 422
        assert "You may read" in answer.json()["detail"]
    same = {"title": "Another", "place": ""}
    assert api.patch(f"/api/v1/tasks/{made['id']}", same, content_type=JSON).status_code == 200


@pytest.mark.parametrize(("kind", "column", "said"), [
    ("tasks", "place", "Berlin"), ("tasks", "due_on", "2026-01-05"), ("tasks", "minutes", 5),
    ("activities", "minutes", 5), ("activities", "place", "Berlin"), ("activities", "text", "Much"),
])  # fmt: skip
def test_a_new_one_says_nothing_in_a_field_that_may_only_be_read(
    kind: str, column: str, said: Any, own: Any, firm: Any, api_of: Callable[[Any], Client]
) -> None:
    api, given = api_of(own.rep), sent(kind, firm, fields={"urgency": "high"})
    set_rule(kind, column, "rep", "read_only", by=own.owner, via="page")
    refused = api.post(f"/api/v1/{kind}", {**given, column: said}, content_type=JSON)
    assert refused.status_code == 422
    assert refused.json()["field"] == column
    assert api.post(f"/api/v1/{kind}", given, content_type=JSON).status_code == 201
    assert api_of(own.owner).post(f"/api/v1/{kind}", {**given, column: said}, content_type=JSON).status_code == 201
    assert column not in targets_of(kind, None, own.rep)
    assert column in targets_of(kind, None, own.owner)


def test_whether_a_task_is_done_is_no_field_that_rules_hold_for(own: Any) -> None:
    with pytest.raises(Invalid, match="no field"):
        set_rule("tasks", "done", "rep", "read_only", by=own.owner, via="page")


def test_what_a_process_plans_and_what_repeats_has_them(own: Any, firm: Any, api_of: Callable[[Any], Client]) -> None:
    given = sent("tasks", firm, fields={"urgency": "low"}, due_on="2026-01-05", repeat="FREQ=DAILY")
    made = api_of(own.rep).post("/api/v1/tasks", given, content_type=JSON).json()
    complete_task(made["id"], by=own.rep, via="page")
    assert Task.objects.get(follows=made["id"]).fields == {"urgency": "low", "points": 3}


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_leaves_out_what_may_only_be_read_and_keeps_it(
    kind: str, own: Any, firm: Any, client_of: Callable[[Any], Client], api_of: Callable[[Any], Client]
) -> None:
    given = {**sent(kind, firm, fields={"urgency": "high"}), "place": "Berlin", "minutes": 30}
    made = api_of(own.rep).post(f"/api/v1/{kind}", given, content_type=JSON).json()["id"]
    set_rule(kind, "place", "rep", "read_only", by=own.owner, via="page")
    browser, address, title = client_of(own.rep), f"/{kind}/{made}/", KINDS[kind][2]
    form = browser.get(address).content.decode()
    assert 'name="minutes"' in form
    assert 'name="place"' not in form
    model = KINDS[kind][1]
    was = {"was.place": "Berlin", "kind": "call", "fields.urgency": "high", "minutes": "30"}
    assert browser.post(address, {title: "Sent anew", **was}).status_code in (204, 302)
    found = model.objects.get(id=made)
    assert (getattr(found, title), found.place) == ("Sent anew", "Berlin")
