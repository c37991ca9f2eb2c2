"""The steps of an import in the browser, and the same over the API."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from dealwright.customers.models import Organisation
from dealwright.deals.models import Deal
from dealwright.exchange import commands, engine, undo
from dealwright.exchange.commands import engine_for, planned
from dealwright.exchange.jobs import work_on_import
from dealwright.exchange.mapping import read_map
from dealwright.exchange.models import Import
from dealwright.exchange.queries import taken_back
from dealwright.ledger.queries import entries_of
from dealwright.processes.queries import Published
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.django_db
ROWS = b"id,name,stage,company\n1,A,Negotiation,Acme\n2,B,Qualifying,Acme Corp.\n"
FIRMS = "columns: {name: name}"
Clients = Callable[[Any], Client]


def upload(content: bytes = ROWS, name: str = "rows.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/csv")


def work() -> None:
    """What the worker does: take up the latest request."""
    import_id = Import.objects.latest("id").id
    asked = [one for one in entries_of("import", [import_id]) if one.kind == "import_requested"]
    work_on_import(asked[0])


def test_a_file_goes_through_all_steps(published: Published, cast: Any, client_of: Clients) -> None:
    Organisation.objects.create(name="Acme Corp", created_at="2026-01-01T00:00Z")
    browser = client_of(cast.operator)
    assert b"Nothing was imported yet" in browser.get("/imports/").content
    sent = browser.post("/imports/new/", {"kind": "deals", "file": upload()})
    page = browser.get(sent.url).content.decode()
    assert "Negotiation" in page
    form = {
        "column-0": "external_id",
        "column-1": "title",
        "column-2": "stage",
        "column-3": "organisation.name",
        "text-2-0": "Negotiation",
        "value-2-0": "closing",
        "create": ["organisation"],
        "currency": "EUR",
        "go": "plan",
    }
    browser.post(sent.url, form)
    planned = browser.post(sent.url, form)
    one = Import.objects.get()
    assert (one.status, one.plan["created"], one.plan["refused"]) == ("planned", 2, 0)
    assert not Deal.objects.exists()
    page = browser.get(planned.url).content.decode()
    assert "Acme Corp." in page
    browser.post(f"/imports/{one.id}/matches/", {"match": ["0", "1"]})
    browser.post(f"/imports/{one.id}/run/")
    assert "goes on by itself" in browser.get(planned.url).content.decode()
    work()
    assert set(Deal.objects.values_list("title", "stage")) == {("A", "closing"), ("B", "qualifying")}
    assert "Undo this import" in browser.get(planned.url).content.decode()
    assert browser.get("/imports/").status_code == 200
    browser.post(f"/imports/{one.id}/undo/")
    work()
    assert not Deal.objects.exists()
    assert "records were removed" in browser.get(planned.url).content.decode()


def test_a_workbook_comes_in_like_a_csv(cast: Any, client_of: Clients) -> None:
    book, content = Workbook(), io.BytesIO()
    book.active.append(["Name", "Founded"])
    book.active.append(["Acme", 1999])
    book.save(content)
    browser = client_of(cast.operator)
    sent = browser.post("/imports/new/", {"kind": "organisations", "file": upload(content.getvalue(), "firms.xlsx")})
    planned = browser.post(sent.url, {"column-0": "name", "column-1": "founded", "go": "plan"})
    browser.post(f"{planned.url}run/")
    work()
    assert list(Organisation.objects.values_list("name", "founded")) == [("Acme", 1999)]


def test_a_bad_file_is_told_beside_the_field(cast: Any, client_of: Clients) -> None:
    answer = client_of(cast.operator).post("/imports/new/", {"kind": "people", "file": upload(b"")})
    assert answer.status_code == 422
    assert "The file is empty." in answer.content.decode()
    assert 'value="people" selected' in answer.content.decode()
    assert not Import.objects.exists()


def test_a_fault_in_the_first_rows_refuses_the_file_at_once(cast: Any, client_of: Clients) -> None:
    rows = b"name,note\nA,b\nC," + b"x" * (10 * 2**20 + 1)
    answer = client_of(cast.operator).post("/imports/new/", {"kind": "people", "file": upload(rows)})
    assert answer.status_code == 422
    assert "A cell in row 3 is larger than 10 MB. Look for a quote that is never closed." in answer.content.decode()
    assert not Import.objects.exists()


def test_a_file_without_rows_offers_nothing_to_import(cast: Any, client_of: Clients) -> None:
    browser = client_of(cast.operator)
    sent = browser.post("/imports/new/", {"kind": "people", "file": upload(b"name,email\n")})
    planned = browser.post(sent.url, {"column-0": "name", "go": "plan"})
    page = browser.get(planned.url).content.decode()
    assert "nothing below the column names" in page
    assert "Import now" not in page


def test_how_dates_are_written_is_chosen_by_example(published: Published, cast: Any, client_of: Clients) -> None:
    browser = client_of(cast.operator)
    sent = browser.post("/imports/new/", {"kind": "deals", "file": upload(b"title,opened_on\nA,10/30/2026\n")})
    page = browser.get(sent.url).content.decode()
    assert '<option value="%m/%d/%Y" selected>03/31/2026</option>' in page
    form = {"column-0": "title", "column-1": "opened_on", "format-1": "%d.%m.%Y", "go": "plan"}
    for _ in range(2):  # another target is first guessed anew
        planned = browser.post(sent.url, form)
    assert "It should be written like 31.03.2026" in browser.get(planned.url).content.decode()


def test_a_bad_map_keeps_what_was_chosen(published: Published, cast: Any, client_of: Clients) -> None:
    browser = client_of(cast.operator)
    sent = browser.post("/imports/new/", {"kind": "deals", "file": upload()})
    answer = browser.post(sent.url, {"column-0": "title", "column-1": "title", "go": "plan"})
    assert answer.status_code == 422
    assert "both become title" in answer.content.decode()
    assert browser.post(f"/imports/{Import.objects.get().id}/discard/").url == "/imports/"
    assert not Import.objects.exists()


@pytest.mark.parametrize("path", ["", "new/", "1/", "1/map/", "1/refused.csv"])
def test_only_those_who_may_import_get_in(cast: Any, client_of: Clients, path: str) -> None:
    assert client_of(cast.rep).get(f"/imports/{path}").status_code == 403
    assert Client().get(f"/imports/{path}").status_code == 302


def test_refused_rows_come_back_as_a_file(published: Published, cast: Any, client_of: Clients) -> None:
    one = commands.accept_file(
        upload(b"id,stage\n1,=x\n2,Closing\n"), "rows.csv", "deals", by=cast.operator, via="page"
    )
    commands.set_map(one.id, "columns: {id: external_id, stage: stage}", by=cast.operator)
    commands.ask_for(one.id, "run", by=cast.operator, via="page")
    work()
    answer = client_of(cast.operator).get(f"/imports/{one.id}/refused.csv")
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Disposition"] == f'attachment; filename="refused-{one.id}.csv"'
    assert text.splitlines()[1] == "1,'=x,2,stage: “=x” is not one of the choices."


def test_an_export_holds_what_the_member_may_see(published: Published, cast: Any, client_of: Clients) -> None:
    from dealwright.deals.commands import NewDeal, open_deal

    open_deal(NewDeal("Mine", owner_id=cast.rep.id), by=cast.rep, via="page")
    open_deal(NewDeal("Theirs", owner_id=cast.stranger.id), by=cast.stranger, via="page")
    answer = client_of(cast.rep).get("/exchange/export/deals.csv?title__contains=i")
    text = b"".join(answer.streaming_content).decode()
    assert "Mine" in text
    assert "Theirs" not in text
    everything = b"".join(client_of(cast.owner).get("/exchange/export/deals.json").streaming_content)
    assert {one["title"] for one in json.loads(everything)} == {"Mine", "Theirs"}
    assert client_of(cast.rep).get("/exchange/export/deals.csv?nothing__eq=1").status_code == 400
    assert client_of(cast.rep).get("/exchange/export/planets.csv").status_code == 404


def test_the_api_plans_runs_and_undoes(published: Published, cast: Any, api_of: Clients) -> None:
    api = api_of(cast.operator)
    mapping = json.dumps({"columns": {"id": "external_id", "name": "title"}})
    planned = api.post("/api/v1/imports", {"file": upload(), "kind": "deals", "map": mapping, "dry_run": "true"})
    assert (planned.status_code, planned.json()["status"], planned.json()["created"]) == (201, "planned", 2)
    assert not Deal.objects.exists()
    sent = api.post("/api/v1/imports", {"file": upload(), "kind": "deals", "map": mapping})
    assert (sent.status_code, sent.json()["status"]) == (202, "running")
    work()
    number = sent.json()["id"]
    done = api.get(f"/api/v1/imports/{number}").json()
    assert [done[key] for key in ("status", "read", "created", "problems")] == ["done", 2, 2, []]
    assert [one["id"] for one in api.get("/api/v1/imports").json()["items"]] == [number, planned.json()["id"]]
    assert api.post(f"/api/v1/imports/{number}/undo").status_code == 202
    work()
    assert api.get(f"/api/v1/imports/{number}").json()["undone"]["removed"] == 2
    assert api.post(f"/api/v1/imports/{number}/undo").status_code == 409
    assert not Deal.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"kind": "deals"}, 422, "no file"),
        ({"kind": "planets", "file": ROWS}, 422, "no imports of"),
        ({"kind": "deals", "file": b""}, 422, "empty"),
        ({"kind": "deals", "file": b"\x00\x01"}, 422, "."),
        ({"kind": "deals", "file": ROWS, "map": "columns: ["}, 422, "map, line"),
        ({"kind": "deals", "file": ROWS, "map": "columns: {nope: title}"}, 422, "no column"),
        ({"kind": "deals", "file": ROWS, "sudo": "1"}, 422, "no part"),
        ({"kind": "deals", "file": ROWS, "notes": SimpleUploadedFile("notes", b"1")}, 422, "no part"),
        ({"kind": "deals", "file": ROWS, "map": SimpleUploadedFile("map", b"columns: [")}, 422, "map, line"),
        ({"kind": "deals", "file": ROWS, "map": SimpleUploadedFile("map", b"\xff\xfe\xff")}, 422, "no text"),
    ],
)
def test_the_api_refuses_in_words(
    published: Published, cast: Any, api_of: Clients, body: dict[str, Any], status: int, said: str
) -> None:
    if "file" in body:
        body = body | {"file": upload(body["file"])}
    answer = api_of(cast.operator).post("/api/v1/imports", body)
    assert answer.status_code == status, answer.content
    assert said in answer.json()["detail"]
    assert not Import.objects.exists()


def test_the_api_says_when_a_file_is_too_large(cast: Any, api_of: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "LARGEST_FILE", 10)
    answer = api_of(cast.operator).post("/api/v1/imports", {"kind": "deals", "file": upload()})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not Import.objects.exists()


def test_the_api_is_closed_to_reps(cast: Any, api_of: Clients) -> None:
    api = api_of(cast.rep)
    assert api.get("/api/v1/imports").status_code == 403
    assert api.post("/api/v1/imports", {"kind": "deals", "file": upload()}).status_code == 403
    assert api.post("/api/v1/imports/1/undo").status_code == 403


def test_the_page_tells_how_far_checking_and_undoing_are(cast: Any, client_of: Any, bring_in: Any) -> None:
    bring_in("organisations", FIRMS, "name\nAcme\nBrook\nCobalt\n")
    one, browser = Import.objects.get(), client_of(cast.operator)

    def shown(**state: Any) -> str:
        Import.objects.filter(id=one.id).update(by=cast.operator, **state)
        return str(browser.get(f"/imports/{one.id}/").content.decode())

    assert "Being checked: 1 of 3 rows" in shown(status="planning", read=1, rows_total=3)
    assert "Being undone: 0 of 3 records" in shown(status="undoing", undone=None)
    assert "Being undone: 2 of 3 records" in shown(undone={"removed": 1, "restored": 1, "kept": []})


def test_checking_and_undoing_say_how_far_they_are(
    tmp_path: Path, bring_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(engine, "ROWS_AT_ONCE", 20)
    monkeypatch.setattr(undo, "AT_ONCE", 20)
    file = tmp_path / "firms.csv"
    file.write_text("name\n" + "".join(f"Firm {n}\n" for n in range(50)))
    made = read_map(FIRMS, "organisations")
    planned(engine_for(file, made, by=Machine(), via="import"), step=lambda *far: told.append(far))
    assert len(told) > 1
    assert told == sorted(told)
    assert told[-1] == (50, 50)
    bring_in("organisations", FIRMS, file)
    one = Import.objects.get()
    noted: list[int] = []
    noting = undo.Undoing._note
    monkeypatch.setattr(undo.Undoing, "_note", lambda self: (noting(self), noted.append(taken_back(one))))
    undo.undo_import(one.id, by=Machine())
    assert len(noted) > 1
    assert noted == sorted(noted)
    assert noted[-1] == 50
