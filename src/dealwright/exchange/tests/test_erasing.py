"""Whoever is erased stands nowhere any more, while deals, amounts and the chain of events stay whole."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from django.apps import apps
from django.conf import settings
from django.test import Client
from typer.testing import CliRunner

from dealwright import Conflict, NotAllowed, NotFound
from dealwright.activities.commands import NewTask, add_task, change_activity, log_activity, remove_activity
from dealwright.customers.commands import (
    add_employment,
    add_organisation,
    add_person,
    change_person,
    note_consent,
    relate,
    remove_people,
    restore_people,
)
from dealwright.customers.doubles.merging import merge, undo_merge
from dealwright.customers.models import Consent, Person
from dealwright.deals.models import Deal, StageVisit, Stakeholder
from dealwright.leads.commands import Wanted, add_lead, answer_lead, convert_lead, touch_lead
from dealwright.leads.models import Lead
from dealwright.ledger.models import Entry
from dealwright.ledger.proof import faults
from dealwright.ledger.readers import catch_up, number_entries
from dealwright.records.bulk import ask, begin
from dealwright.records.cli import add_to
from dealwright.records.quality.erasing import erase, erasure
from dealwright.records.search import search
from dealwright.teamwork.commands import add_comment

if TYPE_CHECKING:
    from conftest import Cast

    from .conftest import Bring

pytestmark = pytest.mark.django_db
MARKS = ("quill", "5550199")  # of names, mails and texts; of the phone
MAILS = [{"kind": "work", "address": "jane@quill.example"}, {"kind": "home", "address": "j@quill-home.example"}]
JANE = {
    "name": "Jane Quill", "email": "jane@quill.example", "phone": "+1 202 555 0199", "job_title": "Quill maker",
    "mails": MAILS, "tags": ["quills"], "profiles": ["https://quill.example/jane"], "external_id": "quill-1",
}  # fmt: skip


def standing() -> Iterator[str]:
    """Every value in the database in which one of the marks stands, with its table and column."""
    for model in apps.get_models():
        if not model.__module__.startswith("dealwright."):
            continue
        for row in model._default_manager.values():
            for column, value in row.items():
                text = bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)
                if any(mark in text.casefold().replace(" ", "") for mark in MARKS):
                    yield f"{model._meta.db_table}.{column}: {text[:80]}"


@pytest.fixture
def everywhere(cast: "Cast", published: Any, bring_in: "Bring") -> dict[str, int]:
    """Jane, wherever the program keeps somebody; Karl, who stays."""
    by: dict[str, Any] = {"by": cast.rep, "via": "page"}
    firm = add_organisation({"name": "Acme"}, **by)
    about = {"organisation": "Quill & Co", "message": "Quill!", "consent": "Write to quill", "source": "Web"}
    lead = add_lead({**{key: JANE[key] for key in ("name", "email", "phone")}, **about}, **by)
    touch_lead(lead, source="Fair", address="https://shop.example/?from=quill", **by)
    answer_lead(lead, "bant", "need", 2, "Needs pens", **by)
    log_activity(("lead", lead), "call", "Quill called", **by)
    converted = convert_lead(lead, Wanted(organisation=firm, deal="Pens"), **by)
    jane, deal, karl = converted.person_id or 0, converted.deal_id or 0, add_person({"name": "Karl"}, **by)
    change_person(jane, {**JANE, "organisation": firm}, **by)
    relate(jane, karl, "reports_to", note="Quill says so", **by)
    add_employment(jane, firm, "Chief of quills", **by)
    note_consent(jane, "newsletter", True, source="quill.example", text="I, Jane Quill, agree", **by)
    add_comment("person", jane, "Quill likes tea", **by)
    said = log_activity(("deal", deal), "call", "Quill on the phone", "All about quills", person_id=jane, **by)
    change_activity(said, {"subject": "Quill on the line"}, **by)
    remove_activity(log_activity(("person", jane), "note", "Quill", **by), **by)
    add_task(NewTask("Ring Quill", about=("person", jane)), **by)
    twin = add_person({"name": "J. Quill", "email": "jq@quill.example"}, **by)
    merge("person", jane, twin, **by)
    apart = add_person({"name": "Jan Quill"}, **by)
    undo_merge(merge("person", jane, apart, **by), **by)
    change_person(apart, {"name": "Jan"}, **by)
    mapped = "{kind: people, columns: {Name: name, Mail: email}}"
    bring_in("people", mapped, "Name,Mail\nJane Quill,jane@quill.example\n")
    for who, people in ((cast.rep, [jane]), (cast.rep, [jane, karl]), (cast.stranger, [jane])):
        value = "Quill lover" if people == [jane] else "Clerk"
        change = begin("people", "change", {"job_title": {"set": value}}, people, by=who)
        ask(change, "try", by=who, via="page")
    return {"person": jane, "lead": lead, "deal": deal, "other": karl, "apart": apart}


@pytest.mark.thorough
def test_nothing_tells_of_who_was_erased(cast: "Cast", everywhere: dict[str, int]) -> None:
    jane, deal = everywhere["person"], everywhere["deal"]
    catch_up("search")
    before = {model: list(model._default_manager.order_by("pk").values()) for model in (Deal, StageVisit, Stakeholder)}
    counts, entries = Person.objects.count(), Entry.objects.count()
    assert len(list(standing())) > 20
    assert [each.id for each in search("quill", cast.operator)]
    preview = erasure("person", jane, cast.operator)
    assert preview.title == JANE["name"]
    assert dict(preview.stays)["Deals they took part in, with amounts and stages"] == 1
    erase("person", jane, by=cast.operator, via="page")
    for left in Person.objects.filter(id=everywhere["apart"]):
        erase("person", left.id, by=cast.operator, via="page")
    catch_up("search")
    assert list(standing()) == []
    assert not [path for path in Path(settings.DATA).rglob("*.csv") if "quill" in path.read_text().casefold()]
    assert search("quill", cast.operator) == []
    assert Person.objects.get(id=jane).name == Lead.objects.get(id=everywhere["lead"]).name == "Erased person"
    assert before == {model: list(model._default_manager.order_by("pk").values()) for model in before}
    assert Person.objects.count() == counts
    assert Entry.objects.count() > entries
    assert Consent.objects.filter(person_id=jane, purpose="newsletter", given=True).count() == 1
    number_entries()
    assert list(faults()) == []
    assert Deal.objects.get(id=deal).title == "Pens"
    assert all(count <= 1 for label, count in erasure("person", jane, cast.operator).goes if "events" in label)


@pytest.mark.thorough
def test_texts_with_others_go_by_choice(
    cast: "Cast", everywhere: dict[str, int], client_of: Callable[[Any], Client]
) -> None:
    jane, karl, by = everywhere["person"], everywhere["other"], {"by": cast.rep, "via": "page"}
    for people in ((jane, karl), (karl, jane)):
        said = log_activity(("deal", everywhere["deal"]), "call", "Quills", "Quill", people=people, **by)
        change_activity(said, {"text": "Quill again"}, **by)
    kept, gone = (erasure("person", jane, cast.operator, shared=shared) for shared in (False, True))
    assert (kept.shared, dict(kept.stays)["Activities with others too, with their texts"]) == (2, 2)
    assert dict(gone.goes)["Texts of activities with others too"] == 2
    browser = client_of(cast.operator)
    assert "2 activities with others too" in browser.post(f"/erase/person/{jane}/", {"look": "1"}).text
    assert browser.post(f"/erase/person/{jane}/", {"sure": "1", "shared": "1"}).status_code == 302
    erase("person", everywhere["apart"], by=cast.operator, via="page")
    catch_up("search")
    assert list(standing()) == []


@pytest.mark.thorough
def test_what_was_erased_is_told_and_shown(
    cast: "Cast", everywhere: dict[str, int], client_of: Callable[[Any], Client], api_of: Callable[[Any], Client]
) -> None:
    jane = everywhere["person"]
    browser, api = client_of(cast.operator), api_of(cast.operator)
    page = browser.get(f"/erase/person/{jane}/")
    assert page.status_code == 200
    assert "cannot be brought back" in page.text
    assert JANE["name"] in page.text
    assert "Former employers" in browser.post(f"/erase/person/{jane}/", {"look": "1"}).text
    assert browser.post(f"/erase/person/{jane}/").status_code == 422
    assert client_of(cast.rep).get(f"/erase/person/{jane}/").status_code == 403
    assert api_of(cast.rep).post(f"/api/v1/quality/erasing/person/{jane}").status_code == 403
    told = api.get(f"/api/v1/quality/erasing/person/{jane}").json()
    assert told["title"] == JANE["name"]
    assert {each["count"] > 0 for each in told["goes"]} == {True}
    assert browser.post(f"/erase/person/{jane}/", {"sure": "1"}).status_code == 302
    for address in (f"/people/{jane}/", f"/deals/{everywhere['deal']}/", f"/leads/{everywhere['lead']}/",
                    f"/people/{everywhere['other']}/", f"/history/person/{jane}/"):  # fmt: skip
        shown = browser.get(address)
        assert shown.status_code == 200
        assert "quill" not in shown.text.casefold().replace("/quill", "")
    assert api.post(f"/api/v1/quality/erasing/lead/{everywhere['lead']}").json()["title"] == "Erased person"


def test_who_may_erase_whom(cast: "Cast") -> None:
    jane = add_person(JANE, by=cast.rep, via="page")
    with pytest.raises(NotAllowed):
        erase("person", jane, by=cast.rep, via="page")
    with pytest.raises(NotFound):
        erase("person", jane + 1, by=cast.operator, via="page")
    with pytest.raises(NotFound):
        erase("deal", 1, by=cast.operator, via="page")
    remove_people([jane], by=cast.rep, via="page")
    erase("person", jane, by=cast.operator, via="page")
    assert list(standing()) == []
    with pytest.raises(NotFound, match="removed"):
        restore_people([jane], by=cast.operator, via="page")


def test_a_merge_with_who_was_erased_stays(cast: "Cast") -> None:
    jane, twin = (add_person({"name": name}, by=cast.rep, via="page") for name in ("Jane Quill", "J. Quill"))
    made = merge("person", jane, twin, by=cast.rep, via="page")
    erase("person", jane, by=cast.operator, via="page")
    with pytest.raises(Conflict, match="erased"):
        undo_merge(made, by=cast.operator, via="page")


def test_the_command_line_tells_then_erases(cast: "Cast") -> None:
    app = typer.Typer()
    add_to(app)
    jane = add_person({"name": "Jane Quill", "email": "jane@quill.example"}, by=cast.rep, via="page")
    told = CliRunner().invoke(app, ["erase", "person", str(jane), "--dry-run"])
    assert "Name, mails, phones" in told.stdout
    assert Person.objects.get().name == "Jane Quill"
    done = CliRunner().invoke(app, ["erase", "person", str(jane), "--json"])
    assert json.loads(done.stdout)["title"] == "Jane Quill"
    assert list(standing()) == []
