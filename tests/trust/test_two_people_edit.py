"""Two people change the same record at once: different fields merge, of the same field both texts are shown.

The same for every kind of record and every way in; nothing that somebody wrote is lost without a word.
"""

import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from dealwright.activities.commands import NewTask, add_task, change_activity, change_task, log_activity
from dealwright.activities.models import Activity, Task
from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.leads.commands import add_lead
from dealwright.records import bulk
from dealwright.records.kinds import kind_of
from dealwright.teamwork.commands.comments import add_comment, change_comment
from dealwright.teamwork.models import Comment

pytestmark = pytest.mark.django_db

if TYPE_CHECKING:
    from conftest import Cast

# kind -> its name, and a field that the second person changes
KINDS = {"deals": ("title", "source"), "organisations": ("name", "sector"), "people": ("name", "job_title"),
         "leads": ("name", "job_title")}  # fmt: skip
ADD: dict[str, Callable[[Any], Any]] = {
    "deals": lambda by: open_deal(NewDeal("First", "general"), by=by, via="page"),
    "organisations": lambda by: add_organisation({"name": "First"}, by=by, via="page"),
    "people": lambda by: add_person({"name": "First"}, by=by, via="page"),
    "leads": lambda by: add_lead({"name": "First"}, by=by, via="page"),
}
EDIT = {"organisations": "/organisations/{}/edit/", "people": "/people/{}/edit/", "leads": "/leads/{}/edit/"}
INLINE = {"deals": "/deals/{}/field/{}/", "organisations": "/organisations/{}/fields/{}/",
          "people": "/people/{}/fields/{}/"}  # fmt: skip
HTMX = {"HX-Request": "true"}


@pytest.fixture(params=KINDS)
def made(request: Any, cast: "Cast", published: Any) -> tuple[str, int]:
    return request.param, int(ADD[request.param](cast.rep))


def values(kind: str, record_id: int) -> tuple[str, str]:
    row = kind_of(kind).model._default_manager.get(id=record_id)
    name, other = KINDS[kind]
    return getattr(row, name), getattr(row, other)


def change(kind: str, record_id: int, changes: dict[str, str], by: Any) -> None:
    many = kind_of(kind).change_many
    assert many is not None
    assert many([record_id], changes, by=by, via="page") == 1


def test_forms_merge_different_fields_and_show_both_texts_of_the_same(
    cast: "Cast", made: tuple[str, int], client_of: Callable[[Any], Client]
) -> None:
    kind, record_id = made
    if kind not in EDIT:
        pytest.skip("a deal is changed field by field")
    (name, other), browser, address = KINDS[kind], client_of(cast.rep), EDIT[kind].format(record_id)
    begun = {f"was.{name}": "First", f"was.{other}": "", name: "First", other: ""}
    change(kind, record_id, {name: "Theirs"}, cast.manager)
    assert browser.post(address, {**begun, other: "030 1234567"}).status_code in (200, 204, 302)
    assert values(kind, record_id)[0] == "Theirs"
    assert "1234567" in values(kind, record_id)[1]
    both = browser.post(address, {**begun, name: "Mine"})
    assert both.status_code == 422
    assert "Theirs" in both.content.decode()
    assert 'value="Mine"' in both.content.decode()
    assert values(kind, record_id)[0] == "Theirs"
    again = {f"was.{name}": "Theirs", name: "Mine"}
    assert browser.post(address, again).status_code in (200, 204, 302)
    assert values(kind, record_id)[0] == "Mine"
    assert "1234567" in values(kind, record_id)[1]


def test_a_field_in_place_shows_both_texts(
    cast: "Cast", made: tuple[str, int], client_of: Callable[[Any], Client]
) -> None:
    kind, record_id = made
    if kind not in INLINE:
        pytest.skip("a lead is changed in its form and in lists")
    (name, other), browser = KINDS[kind], client_of(cast.rep)
    row = kind_of(kind).model._default_manager.get(id=record_id)
    change(kind, record_id, {name: "Theirs"}, cast.manager)
    begun = {"revision": str(row.revision)}
    merged = {**begun, "was": "", f"was.{other}": "", other: "030 1234567"}
    assert browser.post(INLINE[kind].format(record_id, other), merged, headers=HTMX).status_code == 200
    mine = {**begun, "was": "First", f"was.{name}": "First", name: "Mine"}
    both = browser.post(INLINE[kind].format(record_id, name), mine, headers=HTMX)
    assert both.status_code == 422
    assert "Theirs" in both.content.decode()
    assert "Mine" in both.content.decode()
    assert values(kind, record_id)[0] == "Theirs"
    assert "1234567" in values(kind, record_id)[1]


def test_a_cell_of_a_list_shows_both_texts(
    cast: "Cast", made: tuple[str, int], client_of: Callable[[Any], Client]
) -> None:
    kind, record_id = made
    (name, other), browser = KINDS[kind], client_of(cast.rep)
    change(kind, record_id, {name: "Theirs"}, cast.manager)
    cell = f"/lists/{kind}/{record_id}/{{}}/"
    both = browser.post(cell.format(name), {"was": "First", "value": "Mine"}, headers=HTMX)
    assert both.status_code == 409
    assert "Theirs" in both.content.decode()
    assert "Mine" in both.content.decode()
    assert browser.post(cell.format(other), {"was": "", "value": "030 1234567"}, headers=HTMX).status_code == 200
    assert values(kind, record_id)[0] == "Theirs"
    assert "1234567" in values(kind, record_id)[1]


def test_a_program_that_saw_an_older_record_is_told_and_else_changes_what_it_names(
    cast: "Cast", made: tuple[str, int], api_of: Callable[[Any], Client]
) -> None:
    kind, record_id = made
    (name, other), api, address = KINDS[kind], api_of(cast.rep), f"/api/v1/{kind}/{record_id}"
    seen = api.get(address).headers["ETag"]
    change(kind, record_id, {name: "Theirs"}, cast.manager)
    sent = {"data": {name: "Mine"}, "content_type": "application/json"}
    assert api.patch(address, **sent, headers={"If-Match": seen}).status_code == 412
    assert api.patch(address, {other: "030 1234567"}, content_type="application/json").status_code == 200
    assert values(kind, record_id)[0] == "Theirs"
    assert "1234567" in values(kind, record_id)[1]


def test_a_change_of_many_leaves_other_fields_and_its_undoing_leaves_what_came_after(
    cast: "Cast", made: tuple[str, int]
) -> None:
    kind, record_id = made
    name, other = KINDS[kind]
    tried = bulk.begin(kind, "change", {other: {"set": "030 1234567"}}, [record_id], by=cast.rep)
    tried = bulk.ask(tried, "try", by=cast.rep, via="page")
    change(kind, record_id, {name: "Theirs"}, cast.manager)
    done = bulk.ask(bulk.get(tried.id, cast.rep), "do", by=cast.rep, via="page")
    assert values(kind, record_id)[0] == "Theirs"
    assert "1234567" in values(kind, record_id)[1]
    change(kind, record_id, {other: "030 7654321"}, cast.manager)
    bulk.ask(bulk.get(done.id, cast.rep), "undo", by=cast.rep, via="page")
    assert "7654321" in values(kind, record_id)[1], "what somebody wrote since is not undone"


def test_forms_of_activities_and_tasks_merge_different_fields_and_show_both_texts_of_the_same(
    cast: "Cast", published: Any, client_of: Callable[[Any], Client]
) -> None:
    firm = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    call = log_activity(("organisation", firm), "call", "First", by=cast.rep, via="page", text="Long\ntalk")
    task = add_task(NewTask("First", about=("organisation", firm), place="Here"), by=cast.rep, via="page")
    browser = client_of(cast.rep)
    forms: list[tuple[str, str, Any, Callable[[str], Any]]] = [
        (f"/activities/{call}/", "subject", Activity.objects.filter(id=call),
         lambda text: change_activity(call, {"subject": text}, by=cast.manager, via="page")),
        (f"/tasks/{task}/", "title", Task.objects.filter(id=task),
         lambda text: change_task(task, {"title": text}, by=cast.manager, via="page")),
    ]  # fmt: skip
    for address, name, row, theirs in forms:
        shown = browser.get(address).content.decode()
        begun = {key: unescape(text) for key, text in re.findall(r'name="(was\.\w+)" value="([^"]*)"', shown)}
        assert begun[f"was.{name}"] == "First"
        sent = {**begun, **{key.removeprefix("was."): text.replace("\n", "\r\n") for key, text in begun.items()}}
        theirs("Theirs")
        assert browser.post(address, {**sent, "place": "There"}).status_code in (204, 302)
        assert row.values_list(name, "place").get() == ("Theirs", "There")
        both = browser.post(address, {**sent, name: "Mine"})
        assert both.status_code == 422
        assert "Somebody changed this to “Theirs”" in both.content.decode()
        assert 'value="Mine"' in both.content.decode()
        assert 'name="was.place" value="There"' in both.content.decode()
        assert row.values_list(name, "place").get() == ("Theirs", "There")
        again = {**sent, name: "Mine", f"was.{name}": "Theirs"}
        assert browser.post(address, again).status_code in (204, 302)
        assert row.values_list(name, "place").get() == ("Mine", "There")


def test_a_comment_that_was_corrected_in_another_window_shows_both_texts(
    cast: "Cast", client_of: Callable[[Any], Client]
) -> None:
    firm = add_organisation({"name": "Acme"}, by=cast.rep, via="page")
    said = add_comment("organisation", firm, "First", by=cast.rep, via="page")
    address, browser = f"/comments/{said}/", client_of(cast.rep)
    assert 'name="was" value="First"' in browser.get(f"{address}?edit").content.decode()
    change_comment(said, "Theirs", by=cast.rep, via="page")
    both = browser.post(address, {"was": "First", "said": "Mine"}, headers=HTMX)
    assert both.status_code == 422
    assert "changed to “Theirs”" in both.content.decode()
    assert ">Mine</textarea>" in both.content.decode()
    assert 'name="was" value="Theirs"' in both.content.decode()
    assert browser.post(address, {"was": "Theirs", "said": "Mine"}, headers=HTMX).status_code == 200
    assert Comment.objects.get(id=said).said == "Mine"
