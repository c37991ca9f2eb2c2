"""Refusals are told in one way: as a page, as a dialog for htmx, as a problem over the API."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from dealwright import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, SalesError, TooMany
from dealwright.desk.jinja import environment
from dealwright.playbook import parse
from dealwright.site import urls as site_urls

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/board/?stage=x"}
REFUSALS: dict[str, Callable[[], Exception]] = {
    "conflict": lambda: Conflict("Budget is missing.", remedy="Add the budget."),
    "invalid": lambda: Invalid("No such thing."),
    "not-allowed": lambda: NotAllowed("Not yours.", remedy="Ask Mia."),
    "not-found": lambda: NotFound(),
    "too-many": lambda: TooMany(),
    "denied": lambda: PermissionDenied("Not yours."),
    "broken": lambda: ZeroDivisionError("a secret detail"),
    "not-signed-in": lambda: NotSignedIn(),
}


def refusing(request: HttpRequest, kind: str) -> HttpResponse:
    if kind == "playbook":
        parse("format: 2")
    if kind == "read":
        return HttpResponse(str(len(request.body)))
    if kind == "moment":
        moment = environment().filters["moment"]
        return HttpResponse(moment(datetime(2026, 1, 31, 23, 30, tzinfo=UTC)))
    raise REFUSALS[kind]()


urlpatterns = [path("refusing/<str:kind>/", refusing), path("", include(site_urls.urlpatterns))]
handler400, handler403 = site_urls.handler400, site_urls.handler403
handler404, handler500 = site_urls.handler404, site_urls.handler500


@pytest.fixture(autouse=True)
def _routes(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(
    ("kind", "status", "texts"),
    [
        ("conflict", 409, ("Budget is missing.", "Add the budget.")),
        ("invalid", 422, ("No such thing.",)),
        ("not-allowed", 403, ("Not yours.", "Ask Mia.")),
        ("not-found", 404, ("nothing here that you may see",)),
        ("too-many", 429, ("wait a moment",)),
        ("denied", 403, ("Not yours.",)),
        ("playbook", 422, ("cannot be used as it is",)),
    ],
)
def test_a_refusal_is_a_page_or_a_dialog(db: None, kind: str, status: int, texts: tuple[str, ...]) -> None:
    page, part = Client().get(f"/refusing/{kind}/"), Client().get(f"/refusing/{kind}/", headers=HTMX)
    assert page.status_code == part.status_code == status
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert all(text in answer.content.decode() for text in texts for answer in (page, part))


def test_a_dialog_goes_into_the_dialog(db: None) -> None:
    assert Client().get("/refusing/invalid/", headers=HTMX)["HX-Retarget"] == "#dialog"


def test_who_is_not_signed_in_is_sent_to_sign_in_as_a_whole(db: None) -> None:
    assert Client().get("/refusing/not-signed-in/?a=1")["Location"] == "/sign-in/?next=/refusing/not-signed-in/%3Fa%3D1"
    for address in ("/refusing/not-signed-in/", "/settings/"):
        answer = Client().get(address, headers=HTMX)
        assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?next=/board/")


def test_our_fault_is_told_with_a_reference_that_is_in_the_log(db: None, caplog: Any) -> None:
    client = Client(raise_request_exception=False)
    page = client.get("/refusing/broken/")
    assert page.status_code == 500
    reference = next(record.args[0] for record in caplog.records if record.name == "dealwright.site.errors")
    assert reference in page.content.decode()
    assert "a secret detail" not in page.content.decode()
    assert "ZeroDivisionError" in caplog.text


def test_too_large_is_413(db: None, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = Client().post("/refusing/read/", "x" * 11, content_type="text/plain")
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


def test_the_api_tells_problems(db: None) -> None:
    missing = Client().get("/api/v1/nothing/here")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")
    assert missing.json()["code"] == "not_found"
    wrong = Client().patch("/api/v1/processes")
    assert (wrong.status_code, wrong["Content-Type"]) == (405, "application/problem+json")
    assert wrong.json()["code"] == "wrong_method"
    assert "GET" in wrong["Allow"]


def test_an_address_that_only_takes_posts_says_so(db: None) -> None:
    answer = Client().get("/sign-out/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "takes POST" in answer.content.decode()


def test_nothing_is_at_an_unknown_address(db: None) -> None:
    assert "Nothing is here" in Client().get("/no/such/page/").content.decode()


def test_pages_are_told_in_the_members_zone_or_else_in_the_companys(
    cast: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    client = client_of(cast.rep)
    assert "Feb 1, 2026" in client.get("/refusing/moment/").content.decode()
    cast.rep.zone, cast.rep.locale = "America/New_York", "de-DE"
    cast.rep.save()
    with django_assert_num_queries(2):
        assert "31.01.2026" in client.get("/refusing/moment/").content.decode()
    assert "Jan 31, 2026" in Client().get("/refusing/moment/").content.decode()


def test_every_refusal_has_a_title(db: None) -> None:
    assert all(kind.__doc__ for kind in SalesError.__subclasses__())


@pytest.mark.django_db
def test_the_api_tells_why_a_request_did_not_reach_it(cast: Any, api_of: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.rep)
    lacking = browser.post("/api/v1/deals", {"title": "x"}, content_type="application/json")
    assert (lacking.status_code, lacking.json()["code"]) == (403, "not_allowed")
    stranger = Client(enforce_csrf_checks=True, headers={"Authorization": "Bearer dw_wrong"})
    assert stranger.post("/api/v1/deals", {"title": "x"}, content_type="application/json").status_code == 401
    broken = api_of(cast.rep).post("/api/v1/deals", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["detail"]) == (400, "The body is not JSON.")
