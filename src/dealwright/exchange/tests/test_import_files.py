"""The copies of imported files: a deleted one is told of in words, and none is kept for good."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dealwright.deals.models import Deal
from dealwright.exchange.commands import forget_files, start_import
from dealwright.exchange.jobs import work_on_import
from dealwright.exchange.models import Import
from dealwright.exchange.queries import FileGone, path_of
from dealwright.exchange.undo import undo_import
from dealwright.ledger.queries import entries_of
from dealwright.ledger.subscriptions import DAILY
from dealwright.processes.queries import Published
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db
ROWS = b"id,name,stage\n1,A,qualifying\n2,B,nowhere\n"
MAP = "columns: {id: external_id, name: title, stage: stage}"
Clients = Callable[[Any], Client]


def sent(client: Client, **more: str) -> Import:
    file = SimpleUploadedFile("rows.csv", ROWS, "text/csv")
    answer = client.post("/api/v1/imports", {"kind": "deals", "file": file, "map": MAP, **more})
    assert answer.status_code < 300, answer.content
    return Import.objects.latest("id")


def brought_in(client: Client) -> Import:
    one = sent(client)
    work_on_import(next(e for e in entries_of("import", [one.id]) if e.kind == "import_requested"))
    one.refresh_from_db()
    assert (one.status, one.created, one.refused) == ("done", 1, 1)
    return one


def aged(one: Import, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    Import.objects.filter(id=one.id).update(created_at=then)
    Import.objects.filter(id=one.id, finished_at__isnull=False).update(finished_at=then)


@pytest.mark.parametrize("way", ["import-map", "import-refused"])
def test_a_page_whose_file_was_deleted_says_so(
    published: Published, cast: Any, client_of: Clients, api_of: Clients, way: str
) -> None:
    api = api_of(cast.operator)
    one = brought_in(api) if way == "import-refused" else sent(api, dry_run="true")
    path_of(one).unlink()
    answer = client_of(cast.operator).get(reverse(way, args=[one.id]))
    assert answer.status_code == 409
    assert "The file rows.csv of this import is gone." in answer.content.decode()


def test_a_planned_import_whose_file_was_deleted_cannot_be_run(
    published: Published, cast: Any, api_of: Clients
) -> None:
    api = api_of(cast.operator)
    one = sent(api, dry_run="true")
    path_of(one).unlink()
    answer = api.post(f"/api/v1/imports/{one.id}/run")
    assert (answer.status_code, answer.json()["code"]) == (409, "file_gone")
    assert answer.json()["remedy"] == "Upload it again."
    with pytest.raises(FileGone):
        start_import(one.id, by=Machine(), via="cli")


def test_a_run_whose_file_vanished_before_the_worker_came_fails_in_words(
    published: Published, cast: Any, api_of: Clients
) -> None:
    one = sent(api_of(cast.operator))
    path_of(one).unlink()
    work_on_import(next(e for e in entries_of("import", [one.id]) if e.kind == "import_requested"))
    one.refresh_from_db()
    assert (one.status, one.fault) == ("failed", "The file rows.csv of this import is gone. Upload it again.")


def test_files_go_thirty_days_after_their_import(published: Published, cast: Any, api_of: Clients) -> None:
    assert DAILY["import-files"] is forget_files
    api = api_of(cast.operator)
    old, young, draft, fresh = brought_in(api), sent(api), sent(api, dry_run="true"), sent(api, dry_run="true")
    aged(old, 31), aged(young, 31), aged(draft, 31), aged(fresh, 29)
    assert forget_files() == 2
    assert [path_of(one).exists() for one in (old, young, draft, fresh)] == [False, True, False, True]
    assert set(Import.objects.values_list("id", flat=True)) == {old.id, young.id, fresh.id}
    assert forget_files() == 0


def test_what_was_imported_outlives_its_file(
    published: Published, cast: Any, client_of: Clients, api_of: Clients
) -> None:
    one = brought_in(api_of(cast.operator))
    aged(one, 31)
    forget_files()
    page = client_of(cast.operator).get(f"/imports/{one.id}/").content.decode()
    assert "nowhere" in page
    assert "Download with reasons" not in page
    Import.objects.update(finished_at=timezone.now())
    assert undo_import(one.id, by=Machine())["removed"] == 1
    assert not Deal.objects.exists()
