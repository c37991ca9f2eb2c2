"""Sign-ups come in by a file: who is a lead already came once more, and undo takes that back."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dealwright.activities.models import Activity
from dealwright.exchange.commands import guess_map, run_import, start_import, take_up
from dealwright.exchange.mapping import Map, read_map, write_map
from dealwright.exchange.models import Import
from dealwright.exchange.queries import get
from dealwright.exchange.undo import undo_import
from dealwright.leads.commands import disqualify_leads, recycle_leads
from dealwright.leads.models import Lead, Touch
from dealwright.leads.tests.leading import lead
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db
FILE = """Full Name,Email,Phone,Company,Consent,Registered,Message
Ada B.,ADA@acme.example,+49 30 99,Acme Ltd,Yes to mail,2099-01-01 10:00:00,Hello again
Bo,bo@new.example,,New,,2026-03-02 11:00:00,
"""
FIXED = {"source": "Webinar", "campaign": "Spring talk", "lists": "Talk"}


def bring(folder: Path, text: str = FILE) -> Any:
    path = folder / "leads.csv"
    path.write_text(text.replace("2099", "2026"))
    made = guess_map("leads", path, by=Machine())
    one = take_up(path, Map("leads", made.columns, fixed=FIXED), by=Machine(), via="cli")
    start_import(one.id, by=Machine(), via="cli")
    list(run_import(one.id, by=Machine()))
    return get(one.id, Machine())


def test_who_is_a_lead_already_is_touched_and_not_there_twice(tmp_path: Path, cast: Any) -> None:
    ada = lead(cast.rep, phone="", message="Hello")
    before = Lead.objects.filter(id=ada.id).values().get()
    one = bring(tmp_path)
    assert (one.created, one.updated, one.refused) == (1, 1, 0)
    ada = Lead.objects.select_related("source", "last_source").get(id=ada.id)
    assert (ada.source.name, ada.name, ada.organisation) == ("Webinar", "Ada Byron", "Acme")  # it was first, in January
    assert (ada.last_source.name, ada.touches, ada.phone) == ("Web", 2, "+49 30 99")
    assert (ada.consent, ada.lists, Activity.objects.get().text) == ("Yes to mail", ["Talk"], "Hello again")
    bo = Lead.objects.select_related("source", "campaign").get(email="bo@new.example")
    assert (bo.source.name, bo.campaign.name, bo.lists) == ("Webinar", "Spring talk", ["Talk"])
    again = bring(tmp_path)
    assert (again.created, again.updated, again.skipped) == (0, 0, 2)
    undo_import(again.id, by=Machine())
    told = undo_import(one.id, by=Machine())
    assert (told["removed"], told["restored"], told["kept"]) == (1, 1, [])
    after = Lead.objects.filter(id=ada.id).values().get()
    assert {key for key in after if after[key] != before[key]} <= {"revision"}
    assert (Touch.objects.count(), Activity.objects.count()) == (1, 0)


def test_closed_leads_come_as_new_ones_and_those_put_off_come_back(tmp_path: Path, cast: Any) -> None:
    closed, put_off = lead(cast.rep), lead(cast.rep, email="bo@new.example")
    disqualify_leads([closed.id], "spam", by=cast.rep, via="page")
    recycle_leads([put_off.id], Lead.objects.dates("created_at", "day")[0].replace(year=2028), by=cast.rep, via="page")
    one = bring(tmp_path)
    assert (one.created, one.updated) == (1, 1)
    put_off.refresh_from_db()
    assert put_off.status == "new"
    undo_import(one.id, by=Machine())
    put_off.refresh_from_db()
    assert (put_off.status, put_off.back_on.year) == ("recycled", 2028)


def test_values_for_all_rows_stand_in_the_map() -> None:
    made = Map("leads", {}, fixed=FIXED)
    assert read_map(write_map(made), "leads") == made


def test_a_campaign_leads_to_a_file_whose_rows_are_its_own(client: Client, cast: Any) -> None:
    client.force_login(cast.operator)
    shown = client.get("/imports/new/?kind=leads&campaign=Spring+talk&source=Webinar").content.decode()
    assert 'value="Spring talk"' in shown
    file = SimpleUploadedFile("talk.csv", io.BytesIO(FILE.encode()).read())
    answer = client.post("/imports/new/", {"kind": "leads", "file": file, **FIXED})
    assert answer.status_code == 302
    assert read_map(Import.objects.get().mapping, "leads").fixed == FIXED
    mapped = client.get(answer["Location"]).content.decode()
    assert "Spring talk" in mapped
