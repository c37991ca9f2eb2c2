"""What is brought in starts nothing by itself, by whichever way it comes; and does when somebody asks for it."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dealwright.activities.models import Task
from dealwright.customers.models import Organisation
from dealwright.deals.models import Deal
from dealwright.exchange.archive import write_archive
from dealwright.exchange.commands import take_up
from dealwright.exchange.crm.commands import accept_export, import_export, run_whole
from dealwright.exchange.mapping import Map, read_map, write_map
from dealwright.exchange.models import Import
from dealwright.exchange.undo import undo_import
from dealwright.leads.commands import write_assignment, write_scoring
from dealwright.leads.models import Lead
from dealwright.ledger import readers
from dealwright.ledger.queries import head_seq
from dealwright.teamwork.models import Notification
from dealwright.teamwork.readers import READER as NOTIFICATIONS
from dealwright.workspace.commands.territories import Wish, draw_territory
from dealwright.workspace.queries import Machine
from dealwright.workspace.readers import READER as TERRITORIES

pytestmark = pytest.mark.django_db
EXPORTS = {
    "pipedrive": {
        "deals.csv": "id,title,status,stage_id,add_time,value,currency,org_id\n"
        "8,Valves,open,1,2024-01-05 09:00:00,250,EUR,5\n",
        "stages.csv": "id,name,order_nr,deal_probability\n1,Prospecting,1,\n",
        "organizations.csv": "id,name,address_country\n5,Acme,Germany\n",
    },
    "salesforce": {
        "Account.csv": "Id,Name,BillingCountry\n001A,Acme,Germany\n",
        "Opportunity.csv": "Id,Name,StageName,AccountId,CreatedDate,CloseDate,Amount,IsClosed\n"
        "006A,Valves,Prospecting,001A,2024-01-05T09:00:00Z,2027-01-31,250,false\n",
    },
    "hubspot": {
        "company.csv": "id,name,country\n5,Acme,Germany\n",
        "deal.csv": "deal_id,dealname,dealstage,createdate,amount\n8,Valves,Prospecting,2024-01-05,250\n",
        "deal_company.csv": "deal_id,company_id\n8,5\n",
    },
}
FILES = {
    "organisations": ("columns: {name: name, land: country}", "name,land\nAcme,DE\n"),
    "people": (
        "columns: {name: name, firm: organisation.name}\ncreate: [organisation]", "name,firm\nAda,Acme\n",
    ),
    "leads": ("columns: {name: name, land: country}", "name,land\nAda,DE\n"),
    "deals": (
        "columns: {id: external_id, title: title, owner: owner.name, stage: stage}\ncurrency: EUR",
        "id,title,owner,stage\n1,Roof,Ann,Prospecting\n",
    ),
}  # fmt: skip


@pytest.fixture
def ready(cast: Any, published: Any) -> Any:
    """A company whose process plans tasks, whose rules give leads away, whose territory takes customers."""
    rules = [{"title": "All", "method": "round_robin", "members": [cast.rep.id]}]
    write_assignment(rules, by=cast.operator, via="page")
    write_scoring([{"condition": 'lead.country == "DE"', "points": 5, "reason": "Near"}], by=cast.operator, via="page")
    rule = 'customer.country == "DE" || customer.name == "Acme"'
    wish = Wish("Germany", rule, [cast.mate.id], kinds=["organisation"])
    draw_territory(wish, by=cast.owner, via="page")
    catch_up()
    return cast


def catch_up() -> None:
    for reader in (TERRITORIES, NOTIFICATIONS):
        readers.catch_up(reader)


def followed() -> dict[str, int]:
    """What followed from what came in."""
    return {
        "tasks": Task.objects.count(),
        "notifications": Notification.objects.count(),
        "leads given": Lead.objects.exclude(owner=None).count(),
        "customers given": Organisation.objects.filter(owner__name="Bob").count(),
    }


def bring(kind: str, folder: Path, bring_in: Callable[..., Any], automations: bool) -> int:
    if kind in EXPORTS:
        for name, text in EXPORTS[kind].items():
            (folder / name).write_text(text)
        wanted: dict[str, Any] = {"automations": automations, "by": Machine(), "via": "cli"}
        return import_export(kind, folder, **wanted).import_id or 0
    mapping, text = FILES[kind]
    return int(
        bring_in(kind, f"kind: {kind}\n{mapping}\nautomations: {'yes' if automations else 'no'}\n", text)["import"]
    )


@pytest.mark.thorough
@pytest.mark.parametrize("kind", [*FILES, *EXPORTS])
def test_what_comes_in_starts_nothing_unless_asked(ready: Any, tmp_path: Path, bring_in: Any, kind: str) -> None:
    first = bring(kind, tmp_path, bring_in, automations=False)
    catch_up()
    assert followed() == dict.fromkeys(followed(), 0)
    assert [each.score for each in Lead.objects.all()] == [5] * Lead.objects.count()
    undo_import(first, by=Machine())
    asked = bring(kind, tmp_path, bring_in, automations=True)
    catch_up()
    come = {name for name, count in followed().items() if count}
    assert (
        come
        == {
            "organisations": {"customers given", "notifications"},
            "people": {"customers given", "notifications"},
            "leads": {"leads given", "notifications"},
            "deals": {"tasks", "notifications"},
            **{key: {"tasks", "customers given", "notifications"} for key in EXPORTS},
        }[kind]
    )
    if kind == "deals":  # tasks that followed are no reason to keep a deal
        undo_import(asked, by=Machine())
        assert not Deal.objects.exists()
        assert not Task.objects.exists()


def test_a_deal_that_an_import_moves_gets_no_tasks_unless_asked(ready: Any, bring_in: Any) -> None:
    mapping, text = FILES["deals"]
    for automations, stage in (
        ("no", "needs_assessment"),
        ("no", "qualifying"),
        ("yes", "prospecting"),
    ):  # back: no gate
        before = Task.objects.count()
        told = bring_in(
            "deals", f"kind: deals\n{mapping}\nautomations: {automations}\n", text.replace("Prospecting", stage)
        )
        assert told["refused"] == 0, told
        assert (Task.objects.count() > before) == (automations == "yes")


@pytest.mark.thorough
def test_it_is_asked_for_on_every_way(ready: Any, tmp_path: Path, client_of: Any, machine: Any) -> None:
    """Page, API, and a whole export in a zip file; and the map says so."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in EXPORTS["pipedrive"].items():
            archive.writestr(name, text)

    def file(name: str, content: bytes) -> Any:
        sent = io.BytesIO(content)
        sent.name = name
        return sent

    olga = client_of(ready.operator)
    firms, whole = ("firms.csv", b"name\nAcme\n"), ("all.zip", packed.getvalue())
    for address in ("/imports/new/", "/api/v1/imports"):
        for kind, content in (("organisations", firms), ("pipedrive", whole)):
            for automations in ({}, {"automations": "true"}):
                sent = {"kind": kind, "file": file(*content), "dry_run": "true", **automations}
                if address.startswith("/imports"):
                    del sent["dry_run"]
                assert olga.post(address, sent).status_code < 400
                one = Import.objects.latest("id")
                assert ("automations: true" in one.mapping) == bool(automations), (address, kind)
    kept = Import.objects.filter(kind="organisations", mapping__contains="automations").earliest("id")
    assert 'name="automations" value="yes" checked' in olga.get(f"/imports/{kept.id}/map/").content.decode()
    one = accept_export(file(*whole), "all.zip", "pipedrive", automations=True, by=machine, via="page")
    Import.objects.filter(id=one.id).update(status="running")
    run_whole(one.id, by=machine, via="import")
    assert Task.objects.exists()
    (tmp_path / "firms.csv").write_bytes(firms[1])
    made = read_map("columns: {name: name}\nautomations: on", "organisations")
    assert "automations: true" in take_up(tmp_path / "firms.csv", made, by=machine, via="cli").mapping
    assert write_map(Map("organisations", {})) == "kind: organisations\ncolumns: {}\n"


@pytest.mark.thorough
def test_an_archive_knows_what_was_told_already(ready: Any, tmp_path: Path, bring_in: Any) -> None:
    """Its readers stand where they stood, so that nobody hears of the past again where it is brought in."""
    bring("deals", tmp_path, bring_in, automations=True)
    catch_up()
    write_archive(tmp_path / "all", by=Machine())
    rows = [json.loads(line) for line in (tmp_path / "all/tables/ledger_reader.jsonl").read_text().splitlines()]
    stands = {row["name"]: row["seq"] for row in rows}
    assert stands[NOTIFICATIONS] == stands[TERRITORIES] == head_seq()
