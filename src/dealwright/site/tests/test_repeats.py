"""A request that is sent again under its key is done once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dealwright.customers.models import Organisation
from dealwright.deals.models import Deal
from dealwright.ledger.models import Entry
from dealwright.records.models import KeptAnswer
from dealwright.site.worker import do_daily

URL = "/api/v1/deals"
BODY = {"title": "CRM for Acme"}


def post(client: Client, body: Any, key: str | None = "k1", path: str = URL) -> Any:
    """One POST under a key."""
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.fixture
def rep(published: Any, cast: Any, api_of: Any) -> Client:
    """A client of the API that acts as the rep."""
    return api_of(cast.rep)


@pytest.mark.django_db
def test_twenty_times_the_same_is_done_once(rep: Client) -> None:
    first, *others = [post(rep, BODY) for _ in range(20)]
    assert (first.status_code, first["Location"]) == (201, f"{URL}/{first.json()['id']}")
    for each in others:
        assert (each.status_code, each.content) == (201, first.content)
        assert {name: each[name] for name in ("ETag", "Location", "Content-Type")} == {
            name: first[name] for name in ("ETag", "Location", "Content-Type")
        }
    assert (Deal.objects.count(), Entry.objects.filter(kind="deal_opened").count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "body"), [(URL, {"title": "Another"}), ("/api/v1/organisations", {"name": "Acme"})])
def test_a_key_stands_for_one_request_only(rep: Client, path: str, body: Any) -> None:
    post(rep, BODY)
    answer = post(rep, body, path=path)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")
    assert (Deal.objects.count(), Organisation.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_a_key_belongs_to_a_member(rep: Client, cast: Any, api_of: Any) -> None:
    mine, other = post(rep, BODY), post(api_of(cast.stranger), BODY)
    assert mine.json()["id"] != other.json()["id"]
    assert other.json()["owner"] == cast.stranger.id


@pytest.mark.django_db
def test_a_refused_request_leaves_nothing_and_can_be_mended(rep: Client) -> None:
    assert post(rep, {"title": "x", "amount": "much"}).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert post(rep, BODY).status_code == 201


@pytest.mark.thorough
@pytest.mark.django_db
def test_an_answer_is_kept_for_a_day(rep: Client) -> None:
    first = post(rep, BODY)
    post(rep, BODY, key="k2")
    KeptAnswer.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert post(rep, BODY).json()["id"] != first.json()["id"]
    assert KeptAnswer.objects.count() == 2
    do_daily()
    assert [kept.key for kept in KeptAnswer.objects.all()] == ["k1"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 201, "naïve", "a\tb"])
def test_what_is_no_key_is_refused(rep: Client, key: str) -> None:
    answer = post(rep, BODY, key=key)
    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")
    assert not Deal.objects.exists()


@pytest.mark.django_db
def test_an_upload_takes_no_key(cast: Any, api_of: Any) -> None:
    answer = api_of(cast.operator).post("/api/v1/imports", {"kind": "people"}, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")


@pytest.mark.django_db
def test_without_a_key_nothing_is_kept_or_asked_for(rep: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert post(rep, BODY, key=None).status_code == 201
    assert not [query for query in asked if "keptanswer" in query["sql"]]


@pytest.mark.django_db(transaction=True)
def test_at_once_one_does_it_and_the_others_get_its_answer(rep: Client) -> None:
    def ask(_: int) -> Any:
        try:
            return post(rep, BODY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as several:
        answers = list(several.map(ask, range(8)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert Deal.objects.count() == 1
