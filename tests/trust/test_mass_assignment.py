"""What nobody may write stays as it is, whatever is sent; what the catalogue does not know cannot be asked for."""

import csv
import io
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from dealwright.activities.models import Task
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.records.kinds import KINDS
from dealwright.workspace.models import Member, Token

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
BODIES = {"deals": {"title": "Newcomer"}, "organisations": {"name": "Newcomer"}, "people": {"name": "Newcomer"}}
FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.com")']


def columns(model: type[Model], record_id: int) -> dict[str, Any]:
    """A record as it is stored."""
    return model._default_manager.filter(id=record_id).values().get()


def unwritable(kind: Any) -> set[str]:
    """Fields that are shown or stored, but that nobody writes."""
    catalogue = kind.fields()
    written = {key.split(".")[0] for key, field in catalogue.items() if field.writable}
    stored = {field.attname for field in kind.model._meta.concrete_fields}
    shown = {key for key, field in catalogue.items() if not field.writable}
    return (shown | stored | {"pk", "_state", "__class__"}) - written


@pytest.fixture
def owner(world: Any, client_of: Any, api_of: Any) -> tuple[Client, Client]:
    """The owner, who may write most: in a browser and over the API."""
    return client_of(world.cast.owner), api_of(world.cast.owner)


@pytest.mark.parametrize("key", BODIES)
def test_no_unwritable_field_is_taken_by_the_api(key: str, world: Any, owner: Any) -> None:
    kind, api = KINDS[key], owner[1]
    record_id = world.ids[f"{kind.one}_id"]
    before, many = columns(kind.model, record_id), kind.model._default_manager.count()
    assert len(unwritable(kind)) > 8
    for name in sorted(unwritable(kind)):
        change = api.patch(f"/api/v1/{key}/{record_id}", {name: 1}, content_type="application/json")
        new = api.post(f"/api/v1/{key}", {**BODIES[key], name: 1}, content_type="application/json")
        assert (change.status_code, new.status_code) == (422, 422), name
        assert name in change.json()["field"], name
    assert (columns(kind.model, record_id), kind.model._default_manager.count()) == (before, many)


@pytest.mark.parametrize(("key", "form", "sent"), [
    ("organisations", "/organisations/{}/edit/", {"name": "Acme", "owner": "{owner}", "revision": "1"}),
    ("people", "/people/{}/edit/", {"name": "Pat Doe", "owner": "{owner}", "organisation": "Acme", "revision": "1"}),
    ("deals", "/deals/{}/field/source/", {"source": "", "was": "", "revision": "1"}),
])  # fmt: skip
def test_no_unwritable_field_is_taken_by_a_form(key: str, form: str, sent: Any, world: Any, owner: Any) -> None:
    kind, page = KINDS[key], owner[0]
    record_id = world.ids[f"{kind.one}_id"]
    before = columns(kind.model, record_id)
    hidden = dict.fromkeys(unwritable(kind) - {"revision"}, "7")
    filled = {name: text.format(owner=world.cast.rep.id) for name, text in sent.items()}
    page.post(form.format(record_id), {**hidden, **filled})
    changed = {name for name, value in columns(kind.model, record_id).items() if value != before[name]}
    assert changed <= {"revision"}


def test_a_task_is_done_only_by_doing_it(world: Any, owner: Any) -> None:
    task_id = world.ids["task_id"]
    for name in ("done_at", "done_by", "planned", "about_id", "import_id", "id", "kind", "created_at"):
        answer = owner[1].patch(f"/api/v1/tasks/{task_id}", {name: 1}, content_type="application/json")
        assert answer.status_code == 422, name
    owner[0].post(f"/tasks/{task_id}/", {"title": "Send offer", "done_at": "2026-01-01", "about_id": "99"})
    assert columns(Task, task_id)["done_at"] is None
    assert columns(Task, task_id)["about_id"] == world.ids["deal_id"]


def test_nobody_raises_themselves_by_a_form_of_their_own(world: Any, client_of: Any) -> None:
    rep = world.cast.rep
    raised = {"role": "owner", "sees": "all", "team": "South", "is_active": "0", "email": "x@example.com", "id": "1"}
    client_of(rep).post("/settings/", {"name": "Ann", "zone": "UTC", "locale": "en-GB", **raised})
    stored = columns(Member, rep.id)
    assert (stored["role"], stored["sees"], stored["team_id"], stored["email"]) == (
        "rep",
        "own",
        rep.team_id,
        rep.email,
    )
    client_of(rep).post("/settings/tokens/", {"name": "Mine", "days": "30", "member": world.cast.owner.id})
    assert not Token.objects.filter(member=world.cast.owner).exists()


@pytest.mark.parametrize("key", BODIES)
def test_what_the_catalogue_does_not_know_cannot_be_asked_for(key: str, owner: Any) -> None:
    kind, api = KINDS[key], owner[1]
    catalogue = kind.fields()
    stored = {field.attname for field in kind.model._meta.concrete_fields} - catalogue.keys()
    paths = ["owner__password", "owner__email__startswith", "import_id__gt", "pk", "_connector", "id__isnull", *stored]
    paths += [name for name, field in catalogue.items() if not field.filterable]
    for path in paths:
        assert api.get(f"/api/v1/{key}", {path: "1"}).status_code == 400, path
        assert api.get(f"/api/v1/{key}", {"sort": path}).status_code == 400, path
        assert owner[0].get(f"/{key}/", {path: "1"}).status_code in (200, 400), path
    assert api.get(f"/api/v1/{key}", {"_connector": "OR 1=1"}).status_code == 400


@pytest.mark.parametrize("formula", FORMULAS)
def test_an_export_holds_no_formulas(formula: str, world: Any, client_of: Any) -> None:
    open_deal(NewDeal(formula, "general", source=formula[:100]), by=world.cast.rep, via="api")
    answer = client_of(world.cast.rep).get("/exchange/export/deals.csv")
    assert "attachment" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode().removeprefix("\ufeff"))))
    titles = [row["title"] for row in rows]
    assert formula.strip() in {title.removeprefix("'").strip() for title in titles}
    risky = [cell for row in rows for cell in row.values() if cell and cell[0] in "=+-@\t\r"]
    assert risky == []
