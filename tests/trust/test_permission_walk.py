"""Everybody of the cast asks every route; `matrix.txt` says what must come, and a refusal leaves no trace.

After a change that is right: DEALWRIGHT_WRITE_MATRIX=1 pytest -k permission_walk, then review the difference.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dealwright.ledger.tests.ground import new_versions

MATRIX = Path(__file__).with_name("matrix.txt")
PARTS = ("rep", "mate", "stranger", "manager", "operator", "owner", "guest")
pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def cells() -> dict[str, dict[str, str]]:
    """For each route what each part gets."""
    _, *lines = MATRIX.read_text().splitlines()
    rows = [line.rsplit(maxsplit=len(PARTS)) for line in lines]
    return {route: dict(zip(PARTS, row, strict=True)) for route, *row in rows}


def outcome(answer: HttpResponse) -> str:
    """The status; "sign-in" where the visitor is sent to the door."""
    if answer.status_code == 302 and urlsplit(answer["Location"]).path == reverse("sign-in"):
        return "sign-in"
    return str(answer.status_code)


def rows_written() -> object:
    """What differs once any row was written: SQLite counts them; elsewhere we never know, and must look."""
    return getattr(connection.connection, "total_changes", object())


def walked(routes: Any, part: str, world: Any, rows: Any) -> Iterator[tuple[str, str, list[str]]]:
    """Each route, what came, and the tables that changed though nothing was allowed or asked to; all taken back."""
    client = Client(raise_request_exception=False)  # one for all: each reads every static file
    if part != "guest":
        client.force_login(getattr(world.cast, part))
    key, before = client.cookies.output(header=""), rows()
    for route in routes:
        client.cookies.load(key)  # some routes end or renew the session
        written = rows_written()
        with transaction.atomic():
            answer = route.send(client, world.ids)
            said = outcome(answer)
            b"".join(answer)  # a file is written while it is read
            idle = route.method == "GET" or answer.status_code >= 400 or said == "sign-in"
            after = rows() if idle and rows_written() != written else before
            transaction.set_rollback(True)
        if not idle:
            new_versions()
        yield route.key, said, [table for table in after if after[table] != before[table]]


def test_every_route_has_its_row(routes: Any) -> None:
    if "DEALWRIGHT_WRITE_MATRIX" in os.environ:
        pytest.skip("the matrix is being written")
    asked = {route.key for route in routes}
    assert (asked - cells().keys(), cells().keys() - asked) == (set(), set())


@pytest.mark.parametrize("part", PARTS)
def test_everybody_gets_what_the_matrix_says_and_refusals_leave_no_trace(
    part: str, routes: Any, world: Any, rows: Any
) -> None:
    said, touched = {}, {}
    for route, cell, tables in walked(routes, part, world, rows):
        said[route] = cell
        touched.update({route: tables} if tables else {})
    if "DEALWRIGHT_WRITE_MATRIX" in os.environ:
        write(part, said)
    expected = cells()
    wrong = {key: f"{cell}, not {expected[key][part]}" for key, cell in said.items() if cell != expected[key][part]}
    assert (wrong, touched) == ({}, {})


def test_nothing_ever_answers_with_a_fault_of_ours() -> None:
    assert [route for route, row in cells().items() if any(cell.startswith("5") for cell in row.values())] == []


def test_a_guest_only_gets_to_the_door() -> None:
    open_to_all = {
        "GET /sign-in/", "POST /sign-in/", "POST /sign-out/", "GET /api/v1/openapi.json",
        "GET /welcome/<str:secret>/", "POST /welcome/<str:secret>/", "GET /f/<str:key>/", "POST /f/<str:key>/",
    }  # fmt: skip
    inside = {route: row["guest"] for route, row in cells().items() if route not in open_to_all}
    assert set(inside.values()) <= {"sign-in", "401", "403", "404", "405"}


def write(part: str, said: Mapping[str, str]) -> None:
    """Put one part's column into the matrix."""
    known = cells() if MATRIX.exists() else {}
    table = {route: {**dict.fromkeys(PARTS, "-"), **known.get(route, {}), part: cell} for route, cell in said.items()}
    wide = max(map(len, table)) + 2
    lines = [f"{route:<{wide}}" + "".join(f"{row[each]:>9}" for each in PARTS) for route, row in table.items()]
    MATRIX.write_text("\n".join([" " * wide + "".join(f"{each:>9}" for each in PARTS), *lines, ""]))
