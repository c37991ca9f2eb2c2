"""A small company in which everybody of the cast has something to lose, and every address there is."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver

from dealwright.activities.commands import NewTask, add_task, log_activity
from dealwright.customers.commands import add_organisation, add_person
from dealwright.deals.commands import NewDeal, add_stakeholder, lose_deal, open_deal
from dealwright.exchange.commands import accept_file, guess_map, plan_import, run_import, set_map, start_import
from dealwright.exchange.mapping import write_map
from dealwright.exchange.queries import file_of
from dealwright.ledger import readers
from dealwright.site.api import api
from dealwright.workspace.commands import change_member, create_token, ensure_team
from dealwright.workspace.models import Token
from dealwright.workspace.rules import Sees

PARAMETER = re.compile(r"[<{](?:\w+:)?(\w+)[>}]")
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")  # of an address written as a regular expression
REQUESTS: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("requests.yaml").read_text())
IGNORED = {"django_session", "ledger_head", "ledger_reader", "workspace_signinfailure"}


@dataclass(frozen=True)
class Route:
    """A method of an address as the URL map or the OpenAPI document names it, with a request that makes sense."""

    method: str
    path: str

    @property
    def key(self) -> str:
        """How the tables name it."""
        return f"{self.method} {self.path}"

    @property
    def over_api(self) -> bool:
        """Whether it takes and gives JSON."""
        return self.path.startswith("/api/")

    @property
    def parameters(self) -> list[str]:
        """What stands in its address."""
        return PARAMETER.findall(self.path)

    def address(self, ids: Mapping[str, Any]) -> str:
        """The address with its parameters filled in."""
        own = {name: ids[known] for name, known in (REQUESTS.get(self.key, {}).get("at") or {}).items()}
        return PARAMETER.sub(lambda found: str({**ids, **own}[found[1]]), self.path)

    def body(self, ids: Mapping[str, Any]) -> dict[str, Any]:
        """What would be accepted if it were allowed; a text like "$deal_id" stands for the number."""
        sent = REQUESTS.get(self.key, {}).get("send") or {}
        return {
            name: ids[value[1:]] if isinstance(value, str) and value.startswith("$") else value
            for name, value in sent.items()
        }

    def send(self, client: Client, ids: Mapping[str, Any], body: Mapping[str, Any] | None = None) -> HttpResponse:
        """Ask, as a program does or as a form does."""
        sent, address = self.body(ids) if body is None else dict(body), self.address(ids)
        if self.method == "GET":
            return client.get(address, sent)
        if text := REQUESTS.get(self.key, {}).get("file"):
            return client.post(address, {**sent, "file": SimpleUploadedFile("firms.csv", text.encode())})
        if self.over_api:
            return client.generic(self.method, address, json.dumps(sent), content_type="application/json")
        return client.post(address, sent)


def _patterns(found: Any, start: str = "/") -> Iterator[str]:
    for one in found:
        path = start + GROUP.sub(r"<\1>", str(one.pattern)).replace("\\", "").strip("^$")
        if isinstance(one, URLPattern):
            yield path
        else:
            yield from _patterns(one.url_patterns, path)


@pytest.fixture(scope="session")
def routes() -> list[Route]:
    """Every method of every route: pages from the URL map with GET and POST, the API from its own document."""
    document = api.get_openapi_schema()["paths"]
    paths = list(dict.fromkeys(_patterns(get_resolver().url_patterns)))
    told = {re.sub(r"\{(\w+)\}", "<>", path) for path in document}
    hidden = [path for path in paths if re.sub(r"<[^>]*>", "<>", path) not in told]
    pages = [Route("GET", path) for path in hidden]
    pages += [Route("POST", path) for path in hidden if not path.startswith("/api/")]
    return sorted(pages, key=lambda route: route.path) + [
        Route(method.upper(), path) for path, methods in document.items() for method in methods
    ]


@dataclass(frozen=True)
class World:
    """The cast, and numbers to put into addresses and bodies: the records are the rep's own."""

    cast: Any
    ids: dict[str, Any]


@pytest.fixture
def world(published: Any, cast: Any, machine: Any, settings: Any, tmp_path: Path) -> World:
    """Ann's records; Bob of the same team sees them, Cid of another does not."""
    settings.DATA = tmp_path
    change_member(cast.mate.id, sees=Sees.TEAM, by=machine, via="cli")
    cast.mate.refresh_from_db()
    ensure_team("East", by=machine, via="cli")
    ids = _records(cast.rep) | _imports(cast.operator) | {
        "member_id": cast.stranger.id, "rep_id": cast.rep.id, "team_id": cast.rep.team_id, "one": "deal",
        "role": "champion", "name": "source", "stage": "prospecting", "to": "qualifying", "column": "prospecting",
        "key": "general", "metric": "win_rate", "secret": "invented", "scene": "board",
        "other_key": "b2b-software", "closing_stage": "closing", "kind": "deals", "form": "csv",
    }  # fmt: skip
    while readers.run():
        pass
    return World(cast, ids)


def _records(rep: Any) -> dict[str, int]:
    ann = {"by": rep, "via": "page"}
    organisation = add_organisation({"name": "Acme", "owner": rep.id}, **ann)
    person = add_person({"name": "Pat Doe", "organisation": organisation, "owner": rep.id}, **ann)
    deal, closing, lost = (
        open_deal(NewDeal(title, "general", stage, organisation, amount_minor=100_000, currency="EUR"), **ann)
        for title, stage in [("CRM for Acme", "prospecting"), ("Renewal", "closing"), ("Old hope", "closing")]
    )
    calls = [log_activity(("deal", each), "call", "First call", **ann) for each in (deal, closing)]
    add_stakeholder(deal, person, "champion", **ann)
    lose_deal(lost, "price", **ann)
    task = add_task(NewTask("Send offer", about=("deal", deal)), **ann)
    create_token(rep, "Script", **ann)
    return {
        "organisation_id": organisation, "person_id": person, "deal_id": deal, "record_id": deal, "closing": closing,
        "lost": lost, "activity_id": calls[0], "task_id": task, "token_id": Token.objects.get(member=rep).id,
    }  # fmt: skip


def _imports(operator: Any) -> dict[str, int]:
    """An import that is planned, one that ran, and one to throw away: its file is not part of the transaction."""
    ids = []
    for name in (b"Beta", b"Gamma", b"Delta"):
        one = accept_file(BytesIO(b"name\n" + name + b"\n"), "firms.csv", "organisations", by=operator, via="page")
        set_map(one.id, write_map(guess_map("organisations", file_of(one))), by=operator)
        plan_import(one.id, by=operator)
        ids.append(one.id)
    start_import(ids[1], by=operator, via="page")
    for _ in run_import(ids[1], by=operator):
        pass
    return {"import_id": ids[0], "import_done": ids[1], "import_spare": ids[2]}


@pytest.fixture
def rows() -> Any:
    """A function that reads every row of every table that holds business, to see that nothing changed."""
    tables = sorted(
        name
        for name in connection.introspection.django_table_names(only_existing=True, include_views=False)
        if name not in IGNORED and not name.startswith(("django_", "auth_", "scorecard_"))
    )

    def read() -> dict[str, list[Any]]:
        found = {}
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT * FROM {table}")
                found[table] = sorted(map(repr, cursor.fetchall()))
        return found

    return read
