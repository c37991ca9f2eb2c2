"""A page answers GET and POST, and says of every other method that it does not take it."""

from typing import Any

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
SENT_BY_NO_FORM = ("PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("method", SENT_BY_NO_FORM)
def test_no_page_takes_a_method_that_no_form_sends(method: str, routes: Any, world: Any, rows: Any) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.cast.owner)
    pages = [route for route in routes if route.method == "POST" and not route.over_api and "/desk/" not in route.path]
    before = rows()
    said = {route.path: client.generic(method, route.address(world.ids)).status_code for route in pages}
    assert {path: status for path, status in said.items() if status != 405} == {}
    assert rows() == before
