"""What a program that writes a body wrongly is told."""

import json
from typing import Any

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "body", "field", "detail"),
    [
        ("deals", {"name": "Acme"}, "name", "There is no field “name” to write here."),
        ("deals", {}, "title", "title is missing."),
        ("deals", {"title": "Acme", "amount": 12.5}, "amount", 'amount: Write amounts as text, like "12.50".'),
        ("deals", {"title": "Acme", "owner": "Ann"}, "owner", None),
        ("deals", [], "body", None),
        ("tasks", {"title": "Call", "owner": True}, "owner", None),
        ("tasks", {"title": "Call", "owner": "1"}, "owner", None),
        ("activities", {"kind": "call", "subject": "Hello"}, "about", None),
        ("tasks", {"title": "Call", "due": "2026-12-01"}, "due", "There is no field “due” to write here."),
        ("organisations", {"nam": "Acme"}, "nam", "There is no field “nam” to write here."),
    ],
)
def test_a_fault_is_told_in_a_sentence(
    published: Any, cast: Any, api_of: Any, path: str, body: Any, field: str, detail: str | None
) -> None:
    answer = api_of(cast.rep).post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")
    told = answer.json()
    assert (answer.status_code, told["field"]) == (422, field)
    assert told["remedy"]
    assert detail in (None, told["detail"])


def test_amounts_are_text_or_whole_numbers(published: Any, cast: Any, api_of: Any) -> None:
    rep = api_of(cast.rep)
    for sent, shown in [("12.50", "12.50"), (12, "12.00"), (None, None)]:
        body = json.dumps({"title": "Acme", "amount": sent})
        made = rep.post("/api/v1/deals", body, content_type="application/json").json()
        assert made["amount"] == shown


def test_a_parameter_that_is_neither_true_nor_false_is_refused(cast: Any, api_of: Any) -> None:
    answer = api_of(cast.rep).get("/api/v1/tasks?done=maybe")
    assert (answer.status_code, answer.json()["field"]) == (400, "done")


def test_a_tag_counts_even_weakened_by_a_proxy_and_an_empty_one_is_a_mistake(cast: Any, api_of: Any) -> None:
    rep = api_of(cast.rep)
    made = rep.post("/api/v1/people", {"name": "Pat"}, content_type="application/json").json()
    for tag, status in [('W/"9"', 412), ("", 400), ('"x"', 400), ('W/"1"', 200), ("*", 200)]:
        sent = {"content_type": "application/json", "headers": {"If-Match": tag}}
        assert rep.patch(f"/api/v1/people/{made['id']}", {"phone": "030"}, **sent).status_code == status
