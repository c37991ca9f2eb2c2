"""Exports of Salesforce, HubSpot and Pipedrive come in with their past, come in again, and go back out (C9)."""

import json
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Invalid, NotFound
from dealwright.exchange.crm.commands import Report, import_export, plan_export
from dealwright.exchange.crm.export import parents_first
from dealwright.exchange.crm.moments import Clock
from dealwright.exchange.jobs import work_on_import
from dealwright.exchange.models import Import
from dealwright.exchange.queries import imports
from dealwright.exchange.undo import undo_import
from dealwright.ledger.queries import entries_about
from dealwright.records.kinds import kind_of
from dealwright.workspace.queries import Machine

DATA = Path(__file__).parents[5] / "shared" / "data"
COUNTS = ("created", "updated", "skipped", "refused")
pytestmark = pytest.mark.django_db


def export_of(name: str) -> Path:
    if not (DATA / name).is_dir():
        pytest.skip(f"../shared/data/{name} is not here")
    return DATA / name


@pytest.fixture
def brought() -> Callable[..., Report]:
    def bring(program: str, folder: Path, **more: Any) -> Report:
        planned = plan_export(program, folder, by=Machine(), **more)
        done = import_export(program, folder, by=Machine(), via="cli", **more)
        assert planned.kinds == done.kinds
        for counts in done.kinds.values():
            assert counts["read"] == sum(counts[name] for name in COUNTS)
        return done

    return bring


def rows(kind: str) -> Any:
    return kind_of(kind).model._default_manager


def comes_again_and_goes_back(program: str, folder: Path, first: Report) -> None:
    again = import_export(program, folder, by=Machine(), via="cli")
    assert {kind: counts["created"] + counts["updated"] for kind, counts in again.kinds.items()} == dict.fromkeys(
        first.kinds, 0
    )
    for report in (again, first):
        assert undo_import(report.import_id or 0, by=Machine())["kept"] == []
    assert [rows(kind).count() for kind in ("deals", "people", "organisations")] == [0, 0, 0]


@pytest.mark.thorough
def test_a_salesforce_export_with_stage_history(brought: Any) -> None:
    folder = export_of("salesforce_export_devorg")
    done = brought("salesforce", folder)
    assert {kind: counts["created"] for kind, counts in done.kinds.items() if kind != "leads"} == {
        "organisations": 18, "people": 25, "deals": 36,
    }  # fmt: skip
    assert Counter(rows("deals").values_list("status", flat=True)) == {"won": 12, "lost": 8, "open": 16}
    assert done.stages["Closed Won"] == "won"
    assert rows("people").get(name="Rose Gonzalez").organisation.name == "Edge Communications"
    comes_again_and_goes_back("salesforce", folder, done)


@pytest.mark.thorough
def test_dated_lines_of_a_description_are_the_tasks_of_that_day(brought: Any) -> None:
    folder = export_of("salesforce_export_tdx")
    done = brought("salesforce", folder)
    assert done.kinds["deals"]["created"] == 155
    deal = rows("deals").get(external_id="0060000000000001")
    told = entries_about({"deal": [deal.id]}, limit=100)
    days = sorted(one.occurred_at.date().isoformat() for one in told if one.kind == "activity_logged")
    assert days == ["2022-01-10", "2022-01-10", "2022-01-25", "2022-02-08", "2022-02-20", "2022-03-01", "2022-03-15"]
    comes_again_and_goes_back("salesforce", folder, done)


@pytest.mark.thorough
def test_a_hubspot_warehouse(brought: Any) -> None:
    folder = export_of("dbt_hubspot")
    done = brought("hubspot", folder)
    assert (done.kinds["deals"]["read"], done.kinds["people"]["read"]) == (44, 22)
    assert sum(counts["refused"] for counts in done.kinds.values()) == 0
    assert {"organisations", "members"} <= done.kinds.keys()


def test_what_the_api_of_pipedrive_answers(brought: Any) -> None:
    done = brought("pipedrive", export_of("pipedrive_api"))
    assert done.kinds["people"]["created"] == 2
    assert set(rows("people").values_list("name", flat=True)) == {"some name 525", "some deal user"}


def written(folder: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


@pytest.mark.thorough
def test_a_history_becomes_the_stages_it_was_in(brought: Any, tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        deals="id,title,status,stage_id,add_time,won_time,value,currency,org_id,person_id,expected_close_date\n"
        "7,Pumps,won,3,2024-01-01 09:00:00,2024-02-01 10:00:00,100.0,USD,5,9,\n"
        "8,Valves,open,2,2024-01-05 09:00:00,,250,USD,5,,2027-01-31\n",
        stages="id,name,order_nr,deal_probability\n1,Contact made,1,\n2,Proposal,2,\n3,Negotiation,3,\n",
        organizations="id,name\n5,Acme\n",
        persons="id,name,email,org_id\n9,Eve,eve@acme.com,5\n",
        deal_flow="item_id,field_key,new_value,log_time\n7,stage_id,2,2024-01-10 09:00:00\n"
        "7,stage_id,1,2024-01-01 09:00:00\n7,value,100,2024-01-11 09:00:00\n7,stage_id,3,1706002200000\n",
        activities="id,subject,type,done,due_date,deal_id\n1,Hello,call,1,2024-01-02,7\n"
        "2,Ring again,call,0,2027-01-02,8\n",
    )
    done = brought("pipedrive", folder, stages={"Contact made": "prospecting"})
    assert {kind: counts["created"] for kind, counts in done.kinds.items()} == {
        "organisations": 1, "people": 1, "deals": 2, "stakeholders": 1, "activities": 1, "tasks": 1,
    }  # fmt: skip
    won = rows("deals").get(external_id="7")
    entered = [one for one in entries_about({"deal": [won.id]}, limit=50) if one.kind in ("stage_moved", "deal_opened")]
    assert [one.occurred_at.date().isoformat() for one in reversed(entered)] == [
        "2024-01-01",
        "2024-01-10",
        "2024-01-23",
    ]
    assert (won.status, won.amount_minor, won.currency, won.organisation.name) == ("won", 10_000, "USD", "Acme")
    assert won.closed_at.isoformat() == "2024-02-01T10:00:00+00:00"
    comes_again_and_goes_back("pipedrive", folder, done)


@pytest.mark.thorough
def test_merged_records_are_one_and_references_follow(brought: Any, tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        contact_data="id,property_email,property_firstname,property_lastname\n1,a@b.com,Ada,B\n2,old@b.com,Ada,Old\n",
        contact_merge_audit_data="canonical_vid,vid_to_merge\n1,2\n",
        deal_data="deal_id,property_dealname,property_createdate\n10,Big,2024-01-01\n11,Twin,2024-01-01\n",
        merged_deal_data="deal_id,merged_deal_id\n10,11\n",
        deal_contact_data="deal_id,contact_id\n11,2\n",
    )
    done = brought("hubspot", folder)
    assert (done.kinds["people"], done.kinds["deals"]["skipped"]) == (
        {"read": 2, "created": 1, "updated": 0, "skipped": 1, "refused": 0}, 1,
    )  # fmt: skip
    assert done.kinds["stakeholders"]["created"] == 1


@pytest.mark.thorough
def test_a_zip_is_planned_and_brought_in_by_the_worker(client: Any, cast: Any, tmp_path: Path) -> None:
    packed = tmp_path / "acme.zip"
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("out/organizations.csv", "id,name\n5,Acme\n")
        file.writestr("out/deals.csv", "id,title,org_id,status\n7,Pumps,5,open\n8,Fans,6,open\n")
    client.force_login(cast.owner)
    with packed.open("rb") as content:
        answer = client.post("/imports/new/", {"kind": "pipedrive", "file": content})
    import_id = int(answer["Location"].split("/")[-2])
    for task, state in (("plan", b"Ready"), ("run", b"Done"), ("undo", b"Undone")):
        if task != "plan":
            client.post(f"/imports/{import_id}/{task}/")
        take_up(import_id, task)
        shown = client.get(f"/imports/{import_id}/").content
        assert state in shown
        assert b"By kind" in shown
        assert shown.index(b"<td>Deals</td>") < shown.index(b"<td>Organisations</td>")
        assert b"organisations which the export does not hold" in shown
        if task == "run":  # as a crash may leave it
            Import.objects.create(kind="people", part_of_id=import_id, by_id=cast.owner.id)
    assert rows("deals").count() == 0
    assert [one.kind for one in imports(cast.owner)] == ["pipedrive"]


def take_up(import_id: int, task: str) -> None:
    asked = [one for one in entries_about({"import": [import_id]}, limit=9) if one.fields().get("task") == task]
    work_on_import(asked[0])


def test_a_preview_does_not_warn_of_members_whom_the_same_export_brings(tmp_path: Path) -> None:
    (tmp_path / "User.csv").write_text("Id,Name,Email\nU1,Ann Berg,ann@x.example\nU2,Bo Dahl,\n")
    (tmp_path / "Account.csv").write_text("Id,Name,OwnerId\nA1,Acme,U1\nA2,Bolt,U2\n")
    planned = plan_export("salesforce", tmp_path, by=Machine())
    assert planned.problems == []
    assert planned.kinds["organisations"]["created"] == 2
    assert planned.kinds == import_export("salesforce", tmp_path, by=Machine(), via="cli").kinds


def test_what_is_no_export_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        plan_export("salesforce", tmp_path / "nowhere", by=Machine())
    with pytest.raises(Invalid, match="None of these files"):
        plan_export("salesforce", tmp_path, by=Machine())
    (tmp_path / "deals.json").write_text("[" * 100_000)
    with pytest.raises(Invalid, match="not JSON"):
        plan_export("pipedrive", tmp_path, by=Machine())
    (tmp_path / "deals.json").write_text(json.dumps({"data": None}))
    assert plan_export("pipedrive", tmp_path, by=Machine()).kinds == {}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("02/23/26 08:55 PM", "2026-02-23T20:55:00+00:00"),
        ("2019-10-22 19:17:37.819", "2019-10-22T19:17:37.819000+00:00"),
        ("2021-01-07 6:49:18", "2021-01-07T06:49:18+00:00"),
        ("1571770657819", "2019-10-22T18:57:37.819000+00:00"),
        ("45631", "2024-12-05T00:00:00+00:00"),
        ("2023-02-24T03:00:14.155Z", "2023-02-24T03:00:14.155000+00:00"),
    ],
)
def test_moments_are_read_as_they_are_written(text: str, read: str) -> None:
    found = Clock([text], "UTC").read(text)
    assert found is not None
    assert found.isoformat() == read


def test_one_day_that_can_only_stand_first_says_how_all_are_written() -> None:
    clock = Clock(["03/04/2024", "31/12/2024"], "UTC")
    read = clock.read("03/04/2024")
    assert (clock.is_unsure, read and read.date().isoformat()) == (False, "2024-04-03")
    assert Clock(["03/04/2024"], "UTC").is_unsure
    assert clock.read("soon") is None


@given(st.dictionaries(st.integers(0, 8), st.integers(0, 8), max_size=9))
def test_parents_come_first_and_nobody_is_lost(parents: dict[int, int]) -> None:
    given_rows = [{"external_id": str(one), "parent.external_id": str(up)} for one, up in parents.items()]
    placed = parents_first(given_rows)
    seen: set[str] = set()
    for row in placed:
        up = row.get("parent.external_id")
        assert up is None or up in seen or int(up) not in parents
        seen.add(row["external_id"])
    assert seen == {str(one) for one in parents}


def test_files_as_people_export_them_are_known_by_their_names(brought: Any, tmp_path: Path) -> None:
    header = "Deal - ID,Deal - Title,Deal - Value,Deal - Status,Deal - Lost reason,"
    header += "Deal - Deal created,Deal - Lost time,Organization - Name"
    lines = [
        "1,Pumps,100.0,Lost,Price,2024-01-01 09:00:00,2024-02-01 09:00:00,Acme",
        "2,Valves,5,Lost,The moon,2024-01-01,2024-02-01,",
    ]
    (tmp_path / "deals-8219342-12.csv").write_text("\n".join([header, *lines]))
    done = brought("pipedrive", tmp_path)
    assert done.kinds["deals"]["created"] == 2
    assert any("The moon" in one["message"] for one in done.problems)
    lost = rows("deals").get(external_id="1")
    assert (lost.status, lost.amount_minor, lost.organisation.name) == ("lost", 10_000, "Acme")
    (tmp_path / "deals-8219342-12.csv").rename(tmp_path / "hubspot-crm-exports-all-deals-2024-05-01.csv")
    hubspot = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Create Date,Associated Company\n"
    hubspot += "9,Taps,Contract Sent,7,Ann,2024-05-01,Acme\n"
    (tmp_path / "hubspot-crm-exports-all-deals-2024-05-01.csv").write_text(hubspot)
    assert brought("hubspot", tmp_path).stages["Contract Sent"] == "closing"
    assert rows("deals").get(external_id="9").owner.name == "Ann"
