"""Every address there is, from the URL map and the OpenAPI document, each with a request that makes sense."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver

from dealwright.site.api import api

PARAMETER = re.compile(r"[<{](?:\w+:)?(\w+)[>}]")
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")  # of an address written as a regular expression
REQUESTS: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("requests.yaml").read_text())


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


@pytest.fixture(autouse=True)
def _no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is not drawn on paper for each who asks: that takes a process of its own, and is tested by itself."""
    monkeypatch.setattr("dealwright.scorecard.digest.pages.to_pdf", lambda html: b"%PDF-")
