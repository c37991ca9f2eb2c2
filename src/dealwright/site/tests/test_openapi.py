"""The API's description of itself is whole: what a program generated from it needs is there, and true."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dealwright.site.api import api
from dealwright.site.openapi import operations
from dealwright.site.shapes import SHAPES

pytestmark = pytest.mark.thorough

DOCS = Path(__file__).resolve().parents[4] / "docs/api.md"
CHOSEN = {
    f"{field}{operation}": value
    for field, value in (("status", "open"), ("forecast_category", "commit"))
    for operation in ("", "__eq", "__ne", "__in")
}
MANY = 12  # filters at once: each adds a condition, and takes none away
SAMPLES = {"integer": "1", "boolean": "true", "date": "2026-01-31", "date-time": "2026-01-31T10:00:00Z"}
TYPES = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "array": (list,),
    "object": (dict,), "null": (type(None),),
}  # fmt: skip


@cache
def document() -> Any:
    """The description as programs read it; not written before a test asks, since that takes half a second."""
    return json.loads(json.dumps(api.get_openapi_schema()))


def references(part: Any) -> Iterator[str]:
    """Every `$ref` in a part of the document."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else []:
        if key == "$ref":
            yield value
        else:
            yield from references(value)


def resolved(reference: str) -> Any:
    """What a reference names; raises KeyError when there is nothing."""
    found: Any = document()
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def fits(value: Any, schema: Any, at: str = "") -> Iterator[str]:
    """Where a value is not what the schema says: types, required properties and choices."""
    schema = resolved(schema["$ref"]) if "$ref" in schema else schema
    if not schema:
        return  # anything at all, such as the value of a field
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    if not any(type(value) in TYPES[each] for each in types) or value not in schema.get("enum", [value]):
        yield f"{at}: {value!r}"
    elif isinstance(value, dict):
        yield from (f"{at}.{name} is missing" for name in schema.get("required", []) if name not in value)
        for name in value.keys() & schema.get("properties", {}).keys():
            yield from fits(value[name], schema["properties"][name], f"{at}.{name}")
    elif isinstance(value, list):
        for each in value if "items" in schema else []:
            yield from fits(each, schema["items"], f"{at}[]")


def test_every_operation_says_what_it_does_answers_and_refuses() -> None:
    for path, method, operation in operations(document()):
        assert {"summary", "description", "operationId", "tags", "security"} <= set(operation), (method, path)
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
        good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        assert good
        assert all("schema" in body for answer in good for body in answer["content"].values())
        names = [each.get("name", each.get("$ref")) for each in operation["parameters"]]
        assert len(names) == len(set(names)), (method, path)


def test_names_are_readable_and_differ() -> None:
    names = [operation["operationId"] for *_, operation in operations(document())]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+){0,3}", name) for name in names)
    assert {tag for *_, operation in operations(document()) for tag in operation["tags"]} == {
        tag["name"] for tag in document()["tags"] if tag["description"]
    }


def test_every_reference_leads_somewhere() -> None:
    found = set(references(document()))
    assert {f"#/components/schemas/{name}" for name in SHAPES} <= found
    for reference in found:
        assert resolved(reference)


def test_it_speaks_for_this_installation() -> None:
    assert document()["openapi"].startswith("3.1")
    assert document()["info"]["version"] == version("dealwright")
    assert [server["url"] for server in document()["servers"]] == ["/"]
    assert set(document()["components"]["securitySchemes"]) == {"BearerToken", "Session"}


@pytest.mark.parametrize("kind", ["deals", "organisations", "people"])
def test_lists_of_records_name_their_filters_and_orders(kind: str) -> None:
    known = {each["name"]: each for each in document()["paths"][f"/api/v1/{kind}"]["get"]["parameters"]}
    assert set(known) == {"limit", "cursor", "sort", "where", "filters"}
    assert {"owner", "owner__in", "id__gte"} <= set(known["filters"]["schema"]["properties"])
    assert {"id", "-id"} <= set(known["sort"]["schema"]["enum"])


def sample_of(name: str, filters: dict[str, Any]) -> str:
    """What may be sent for a filter, by the type that the description gives it."""
    one = filters[name.removesuffix("__in").removesuffix("__between")]
    sample = CHOSEN.get(name) or SAMPLES.get(one.get("format", filters[name]["type"]), "1")
    return f"{sample},{sample}" if name.endswith("__between") else sample


@pytest.mark.django_db
def test_what_the_description_says_of_filters_and_orders_is_true(published: Any, cast: Any, api_of: Any) -> None:
    client = api_of(cast.rep)
    for kind in ("deals", "organisations", "people"):
        known = {each["name"]: each["schema"] for each in document()["paths"][f"/api/v1/{kind}"]["get"]["parameters"]}
        filters = known["filters"]["properties"]
        samples = [(name, sample_of(name, filters)) for name in filters]
        for start in range(0, len(samples), MANY):
            some = dict(samples[start : start + MANY])
            assert client.get(f"/api/v1/{kind}", some).status_code == 200, (kind, some)
        for order in known["sort"]["enum"]:
            assert client.get(f"/api/v1/{kind}", {"sort": order}).status_code == 200, (kind, order)


@pytest.mark.django_db
def test_answers_look_as_described(published: Any, cast: Any, api_of: Any) -> None:
    client = api_of(cast.owner)
    made = {}
    for kind, body in {
        "organisations": {"name": "Acme"},
        "people": {"name": "Pat"},
        "deals": {"title": "CRM", "amount": "1"},
        "activities": {"organisation": 1, "kind": "call", "subject": "Hello"},
        "tasks": {"title": "Send offer"},
    }.items():
        sent = body | ({"organisation": made["organisations"]} if kind == "activities" else {})
        answer = client.post(f"/api/v1/{kind}", sent, content_type="application/json")
        assert list(looked(answer, f"/api/v1/{kind}", "post")) == []
        made[kind] = answer.json()["id"]
    for path, method, operation in operations(document()):
        if method == "get" and "{" not in path:
            asked = {"search_records": {"q": "acme"}, "list_activities": {"organisation": made["organisations"]}}
            asked |= {"list_views": {"kind": "deals"}, "get_timeline": {"deal": made["deals"]}}
            about = {"kind": "deal", "one": "deal", "record": made["deals"], "deal": made["deals"], "id": made["deals"]}
            wanted = {each["name"] for each in operation["parameters"] if each.get("required")}
            needed = {name: value for name, value in about.items() if name in wanted}
            answer = client.get(path, asked.get(operation["operationId"], needed))
            assert list(looked(answer, path, method)) == [], path
    assert list(looked(client.get("/api/v1/processes/general"), "/api/v1/processes/{key}", "get")) == []
    assert list(fits(client.get("/api/v1/deals/0").json(), SHAPES["Problem"])) == []


def looked(answer: Any, path: str, method: str) -> Iterator[str]:
    """Where an answer is not as its operation describes it."""
    responses = document()["paths"][path][method]["responses"]
    yield from fits(answer.json(), responses[str(answer.status_code)]["content"]["application/json"]["schema"])


@pytest.mark.django_db
def test_it_is_served_to_everybody(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json() == document()


def test_the_manual_names_every_route() -> None:
    text = DOCS.read_text()
    told = {path.removeprefix("/api/v1") for path in document()["paths"]}
    assert [path for path in sorted(told) if f"`{path}`" not in text] == []
