"""Everything goes out into one folder and comes in again without loss (C9, H4)."""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from typer.testing import CliRunner

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.exchange.archive import MANIFEST, kept_tables, read_archive, write_archive
from dealwright.exchange.archives import forget_archives, kept, work_on_archive
from dealwright.ledger.queries import entries_of
from dealwright.records.kinds import LISTS
from dealwright.site.cli import assembled
from dealwright.workspace.queries import Machine


def run(*words: str) -> str:
    done = CliRunner().invoke(assembled(words), list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.thorough
@pytest.mark.django_db
def test_what_comes_in_again_is_what_went_out(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    with transaction.atomic():
        run("sample", "--deals", "30", "--seed", "3")
        told = json.loads(run("export", str(tmp_path / "first"), "--json"))
        assert told["tables"]["deals_deal"] == 30
        transaction.set_rollback(True)  # an empty database again
    run("import", "archive", str(tmp_path / "first"))
    run("export", str(tmp_path / "second"))
    first, second = files(tmp_path / "first"), files(tmp_path / "second")
    assert first.keys() == second.keys() >= {f"lists/{key}.csv" for key in LISTS}
    assert [name for name in first if first[name] != second[name]] == []
    run("ledger", "verify")


@pytest.mark.django_db
def test_what_people_set_up_beside_the_numbers_is_taken_along(tmp_path: Path) -> None:
    goal, board, frozen = (apps.get_model("scorecard", name) for name in ("Goal", "Dashboard", "SnapshotDeals"))
    with transaction.atomic():
        goal.objects.create(metric="won_amount", period="month", target=5, since="2026-01-01")
        board.objects.create(name="Ours", shared="all", tiles=[{"figure": "won_amount", "query": ""}])
        frozen.objects.create(day="2026-01-02", currency="EUR", packed=b"\x00\xff packed")
        write_archive(tmp_path / "all", by=Machine())
        transaction.set_rollback(True)
    read_archive(tmp_path / "all")
    assert goal.objects.get().target == 5
    assert board.objects.get().tiles == [{"figure": "won_amount", "query": ""}]
    assert bytes(frozen.objects.get().packed) == b"\x00\xff packed"


def test_of_the_scorecard_only_facts_are_made_anew() -> None:
    kept = {model._meta.db_table for model in kept_tables()}
    every = {model._meta.db_table for model in apps.get_app_config("scorecard").get_models()}
    assert every - kept == {name for name in every if name.endswith("fact")} | {"scorecard_generation"}


@pytest.mark.django_db
def test_only_those_who_manage_members_take_everything(cast: Any, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        write_archive(tmp_path / "all", by=cast.manager)
    assert not (tmp_path / "all").exists()


@pytest.mark.django_db
def test_nothing_is_written_over(tmp_path: Path, cast: Any) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Conflict, match="not empty"):
        write_archive(tmp_path, by=Machine())
    with pytest.raises(NotFound):
        read_archive(tmp_path)
    write_archive(tmp_path / "all", by=Machine())
    with pytest.raises(Conflict, match="data here"):
        read_archive(tmp_path / "all")


@pytest.mark.django_db
@pytest.mark.parametrize("spoil", ["program", "tables", "migrations", "format"])
def test_what_does_not_fit_is_refused(tmp_path: Path, spoil: str) -> None:
    write_archive(tmp_path / "all", by=Machine())
    path = tmp_path / "all" / MANIFEST
    held = json.loads(path.read_text())
    held[spoil] = {"migrations": {"deals": "9999_later"}, "tables": {}}.get(spoil, "other")
    path.write_text(json.dumps(held))
    with pytest.raises(Conflict, match="another version"):
        read_archive(tmp_path / "all")
    path.write_text("{")
    with pytest.raises(Invalid):
        read_archive(tmp_path / "all")


@pytest.mark.django_db
def test_a_changed_line_is_noticed_and_nothing_comes_in(tmp_path: Path) -> None:
    write_archive(tmp_path / "all", by=Machine())
    table = tmp_path / "all" / "tables" / "workspace_team.jsonl"
    table.write_bytes(table.read_bytes() + b'{"id":7,"name":"Slipped in","parent_id":null}\n')
    with pytest.raises(Invalid):
        read_archive(tmp_path / "all")


@pytest.mark.thorough
@pytest.mark.django_db
def test_an_owner_takes_everything_away_on_the_page(client: Any, cast: Any, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    client.force_login(cast.owner)
    assert b"Make an archive" in client.get("/settings/archive/").content
    client.post("/settings/archive/")
    client.post("/settings/archive/")
    asked = entries_of("archive", [1], limit=9)
    assert [one.kind for one in asked] == ["archive_requested"]
    assert b"Being made" in client.get("/settings/archive/").content
    work_on_archive(asked[0])
    (name,) = [path.name for path in kept()]
    assert name in client.get("/settings/archive/").content.decode()
    content = b"".join(client.get(f"/settings/archive/{name}/download/").streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert json.loads(packed.read(MANIFEST))["tables"]["workspace_member"]["rows"] > 3
    assert client.get("/settings/archive/..%2Fother/download/").status_code == 404
    told = client.get("/api/v1/archives").json()
    assert [(each["name"], each["size"]) for each in told["items"]] == [(name, len(content))]
    assert b"".join(client.get(f"/api/v1/archives/{name}").streaming_content) == content
    assert client.get("/api/v1/archives/other.zip").status_code == 404
    asked = client.post("/api/v1/archives", content_type="application/json")
    assert (asked.status_code, asked.headers["Location"], asked.json()) == (
        202,
        "/api/v1/archives",
        {"under_way": True},
    )
    client.force_login(cast.rep)
    for address in ("", f"/{name}"):
        assert client.get(f"/api/v1/archives{address}").status_code == 403
    assert client.post("/api/v1/archives", content_type="application/json").status_code == 403
    assert client.get("/settings/archive/").status_code == client.post("/settings/archive/").status_code == 403
    assert client.get(f"/settings/archive/{name}/download/").status_code == 403
    os.utime(tmp_path / "archives" / name, (0, 0))
    assert (forget_archives(), kept()) == (1, [])
