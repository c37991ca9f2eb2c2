"""A hidden field is as one that is not there: every route answers a member the same in two worlds.

In the one a field of the company is there and hidden, in the other it is not; and what stands in hidden fields that
come with the product differs between them.
"""

import json
import re
from collections.abc import Callable, Iterator
from difflib import unified_diff
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from dealwright.customers.commands import change_organisation, change_person
from dealwright.deals.commands import change_deal
from dealwright.leads.commands import change_lead
from dealwright.ledger import readers
from dealwright.processes.queries import playbook
from dealwright.records.kinds import KINDS
from dealwright.records.setup.access import set_rule
from dealwright.records.setup.fields import NewField, add_field, retire_field

MARK, KEY = "xyzzyq", "margin"
CHANGERS: dict[str, tuple[Callable[..., Any], str]] = {
    "deals": (change_deal, "source"), "organisations": (change_organisation, "sector"),
    "people": (change_person, "job_title"), "leads": (change_lead, "job_title"),
}  # fmt: skip
BUILT_IN = {"deals": "amount", "people": "email", "leads": "phone", "organisations": "phone"}
HELD = {"amount": ("1500.00", "98765.43"), "email": ("pat@one.example", f"{MARK}@two.example"),
        "phone": ("+49 30 111111", "+49 89 987654321")}  # fmt: skip
PASSING = [
    (re.compile(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": ?"\w+"|csrf-token" content="\w+'), ""),
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"), "moment"),
    (re.compile(r"\b\d{1,2}:\d\d(\W?[AP]M)?\b"), "time"),
    (re.compile(r"just now|\d+ (second|minute)s? ago"), "lately"),
    (re.compile(r'name="(mark|form_key)" value="[^"]*"'), "once"),
    (re.compile(r'data-live-(watch|at)-value="[^"]*"'), "live"),
    (re.compile(r'"?reference"?:? ?"?[0-9a-f]{8}'), "reference"),
]
PROBES = [
    {f"fields.{KEY}": MARK}, {f"fields.{KEY}__empty": "true"}, {f"fields.{KEY}__contains": "x"},
    {"sort": f"fields.{KEY}"}, {"sort": f"-fields.{KEY}"}, {"columns": f"name,fields.{KEY}"},
    {"group": f"fields.{KEY}"}, {"pick": f"fields.{KEY}"}, {"kind": "deals", "q": MARK},
    {"where": '{"any": [{"fields.margin__contains": "x"}, {"fields.margin__empty": "false"}]}'},
    {"pick": f"fields.{KEY}", "operation": "contains", "value": "x"}, {"text": MARK}, {"q": "987654321"},
    {"amount__gte": "5000"}, {"email__starts": MARK}, {"phone__empty": "false"}, {"sort": "-amount"},
    {"sort": "email"}, {"group": "amount"}, {"columns": "amount,email,phone"},
]  # fmt: skip
LISTS = re.compile(
    r"/(api/v1/)?(deals|organisations|people|leads|leads/all|board|search|lists/[^/]*/(group|changes))/?$"
)
APART = ("/playbooks/", "/api/v1/processes", "/desk/", "/f/")  # how one sells, not what of
pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def own_kinds() -> list[str]:
    """The kinds whose records the world has and that keep own fields."""
    return [key for key, kind in KINDS.items() if kind.keeps_own and key in CHANGERS]


def prepare(world: Any, is_there: bool) -> None:
    """Owners change records; where the field is there they also fill it in, and reps do not see it."""
    by = {"by": world.cast.owner, "via": "page"}
    for kind in own_kinds():
        change, other = CHANGERS[kind]
        own = {"fields": {KEY: f"{MARK} {kind}"}} if is_there else {}
        own |= {(hidden := BUILT_IN[kind]): HELD[hidden][is_there]}
        set_rule(kind, hidden, "rep", "hidden", **by)
        if is_there:
            add_field(kind, NewField("Margin", "text", key=KEY), **by)
            set_rule(kind, f"fields.{KEY}", "rep", "hidden", **by)
        else:  # as many events, so that the numbers of the later ones are the same
            retire_field(add_field(kind, NewField("Long gone", "text"), **by), **by)
        change(world.ids[f"{KINDS[kind].one}_id"], {other: "Fair", **own}, **by)
    while readers.run():
        pass


def plain(answer: HttpResponse) -> str:
    """The answer without what differs each time."""
    text = f"{answer.status_code} {answer.get('Location', '')} {answer.get('ETag', '')}\n" + b"".join(answer).decode(
        errors="replace"
    )
    for pattern, word in PASSING:
        text = pattern.sub(word, text)
    return text


def asked(routes: Any, world: Any, client: Client) -> Iterator[tuple[str, str]]:
    """What every reading route answers, plainly and when asked for the field; and what writing it comes to."""
    known = {name: 1 for route in routes for name in route.parameters} | world.ids
    ids = known | {"name": f"fields.{KEY}", "field": f"fields.{KEY}"}
    for route in routes:
        if route.method == "GET" and not route.path.startswith(APART):
            probes = PROBES if LISTS.match(route.path) or "export" in route.path else []
            for sent in ({}, *probes):
                yield f"{route.key} {sent}", plain(route.send(client, ids, {**route.body(ids), **sent}))
    for one, kind in ((KINDS[key].one, key) for key in own_kinds()):
        record, body = f"/api/v1/{kind}/{world.ids[one + '_id']}", json.dumps({"fields": {KEY: "mine"}})
        yield f"PATCH {record}", plain(client.patch(record, body, content_type="application/json"))


def world_as_seen(routes: Any, world: Any, is_there: bool) -> dict[str, str]:
    """Every answer that Ann gets in a world with or without the field; all is taken back."""
    with connection.cursor() as cursor:  # PostgreSQL gives no number out again that was taken back
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
    with transaction.atomic():
        prepare(world, is_there)
        client = Client(raise_request_exception=False)
        client.force_login(world.cast.rep)
        found = dict(asked(routes, world, client))
        transaction.set_rollback(True)
    playbook.cache_clear()
    return found


def told_apart(one: str, other: str) -> list[str]:
    """The first lines in which two answers differ."""
    lines = unified_diff(one.splitlines(), other.splitlines(), n=0, lineterm="")
    return [line[:200] for line in lines if line[:2] not in ("--", "++", "@@")][:4]


def test_nothing_differs_for_who_may_not_see_a_field(routes: Any, world: Any) -> None:
    without, hidden = (world_as_seen(routes, world, is_there) for is_there in (False, True))
    assert without.keys() == hidden.keys()
    assert {key: told_apart(without[key], hidden[key]) for key in without if without[key] != hidden[key]} == {}
    # a probe's own words may come back to who sent them, never those of a record
    assert [key for key, text in hidden.items() if MARK in text and MARK not in key] == []


def test_who_may_see_it_does(routes: Any, world: Any) -> None:
    prepare(world, is_there=True)
    client = Client()
    client.force_login(world.cast.manager)
    for kind in own_kinds():
        record = f"/api/v1/{kind}/{world.ids[KINDS[kind].one + '_id']}"
        assert client.get(record).json()["fields"] == {KEY: f"{MARK} {kind}"}
