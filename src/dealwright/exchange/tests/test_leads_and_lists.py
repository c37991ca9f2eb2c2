"""Leads come in by files; customers come with all their mails, phones, addresses and tags, and go out with them."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from dealwright.exchange.commands import guess_map, run_import, start_import, take_up
from dealwright.exchange.export import written
from dealwright.exchange.queries import get
from dealwright.exchange.undo import undo_import
from dealwright.records.kinds import kind_of
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db


def bring(folder: Path, kind: str, text: str) -> Any:
    path = folder / f"{kind}.csv"
    path.write_text(text)
    one = take_up(path, guess_map(kind, path, by=Machine()), by=Machine(), via="cli")
    start_import(one.id, by=Machine(), via="cli")
    list(run_import(one.id, by=Machine()))
    return get(one.id, Machine())


def rows(kind: str) -> Any:
    return kind_of(kind).model._default_manager


SIGNED_UP = """Lead ID,First Name,Last Name,Email,Company,Lead Source,Campaign,Created,Owner
L1,Ada,Byron,ada@acme.com,Acme,Webinar,Spring talk,2026-03-01 10:00:00,
L2,,,bo@example.com,,Web,,2026-03-02 11:00:00,
L3,,,,,,,,
"""


def test_sign_ups_become_leads_that_know_where_they_came_from(tmp_path: Path) -> None:
    one = bring(tmp_path, "leads", SIGNED_UP)
    assert (one.read, one.created, one.refused) == (3, 2, 1)
    ada = rows("leads").select_related("source", "campaign").get(external_id="L1")
    assert (ada.name, ada.organisation, ada.source.name, ada.campaign.name) == (
        "Ada Byron",
        "Acme",
        "Webinar",
        "Spring talk",
    )
    assert ada.first_touch_at.isoformat() == "2026-03-01T10:00:00+00:00"
    assert rows("leads").get(external_id="L2").name == "bo@example.com"
    again = bring(tmp_path, "leads", SIGNED_UP.replace("Acme", "Acme Ltd"))
    assert (again.created, again.updated, again.skipped) == (0, 1, 1)
    undo_import(again.id, by=Machine())
    assert rows("leads").get(external_id="L1").organisation == "Acme"
    kept = undo_import(one.id, by=Machine())["kept"]
    assert [each["why"] for each in kept] == ["was changed since"]
    assert list(rows("leads").values_list("external_id", flat=True)) == ["L1"]


def test_several_mails_and_phones_come_in_and_go_out_unchanged(tmp_path: Path) -> None:
    bring(
        tmp_path,
        "people",
        'external_id,name,mails,phones,tags\n7,Ada,"a@b.com, c@d.com","+49 30 1, +49 30 2","vip, b2b"\n',
    )
    ada = rows("people").get(external_id="7")
    assert (ada.email, ada.phone) == ("a@b.com", "+49 30 1")
    assert [mail["address"] for mail in ada.mails] == ["a@b.com", "c@d.com"]
    told = "".join(written("people", Machine(), "csv"))
    rows("people").all().delete()
    bring(tmp_path, "people", told)
    back = rows("people").get(external_id="7")
    assert (back.mails, back.phones, back.tags) == (ada.mails, ada.phones, ada.tags)
    assert next(csv.DictReader(io.StringIO("".join(written("people", Machine(), "csv")))))["tags"] == "vip, b2b"
