"""What surrounds every request: health, language and zone, refusals, and errors outside every view."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from dealwright import NotAllowed, NotSignedIn
from dealwright.desk.locale import Locale, current
from dealwright.site import urls
from dealwright.workspace.models import Member

pytestmark = pytest.mark.django_db


def refused(request: HttpRequest) -> HttpResponse:
    """A page that refuses."""
    raise NotAllowed("Only a manager may do this.", remedy="Ask Mia.")


def unknown(request: HttpRequest) -> HttpResponse:
    """A page for members only."""
    raise NotSignedIn


def seen(request: HttpRequest) -> HttpResponse:
    """Tells in which language and zone it is shown."""
    return HttpResponse(f"{current.get().language} {current.get().zone}")


def broken(request: HttpRequest) -> HttpResponse:
    """A page with a fault in it."""
    raise ZeroDivisionError


urlpatterns = [
    path("refused", refused),
    path("unknown", unknown),
    path("seen", seen),
    path("broken", broken),
    path("api/broken", broken),
    path("sign-in/", seen, name="sign-in"),
    *urls.urlpatterns,
]
handler404, handler500 = urls.handler404, urls.handler500
with_our_pages = pytest.mark.urls(__name__)


def test_it_is_well_while_the_database_answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").status_code == 200

    def silent() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", silent)
    assert client.get("/healthz").status_code == 503


@with_our_pages
def test_a_refusal_tells_what_and_what_to_do(client_of: Callable[[Member], Client], cast: object) -> None:
    answer = client_of(cast.rep).get("/refused")
    assert answer.status_code == 403
    assert "Only a manager may do this." in answer.text
    assert "Ask Mia." in answer.text


@with_our_pages
def test_who_is_not_known_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/unknown?page=2").headers["Location"] == "/sign-in/?next=/unknown%3Fpage%3D2"
    answer = client.get("/unknown", headers={"HX-Request": "true", "HX-Current-URL": "http://elsewhere.example/deals/"})
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=/deals/"


@with_our_pages
def test_a_page_is_shown_in_the_members_language_and_zone(client_of: Callable[[Member], Client], cast: object) -> None:
    assert client_of(cast.rep).get("/seen").text == "en Europe/Berlin"
    Member.objects.filter(id=cast.rep.id).update(locale="de", zone="Europe/Vienna")
    assert client_of(cast.rep).get("/seen").text == "de Europe/Vienna"
    assert current.get() == Locale()


def test_nothing_there_is_a_page_or_a_problem(client: Client) -> None:
    page = client.get("/no/such/page")
    assert (page.status_code, page.headers["Content-Type"].split(";")[0]) == (404, "text/html")
    problem = client.get("/api/v1/no/such/route")
    assert (problem.status_code, problem.headers["Content-Type"]) == (404, "application/problem+json")
    assert json.loads(problem.content)["code"] == "not_found"


@with_our_pages
def test_a_fault_of_ours_is_a_page_or_a_problem() -> None:
    client = Client(raise_request_exception=False)
    page = client.get("/broken")
    assert (page.status_code, page.headers["Content-Type"].split(";")[0]) == (500, "text/html")
    problem = client.get("/api/broken")
    assert (problem.status_code, json.loads(problem.content)["code"]) == (500, "broken")


def test_the_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/no/such/page").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
