"""The page of the forecast, its form, and its API."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dealwright.scorecard.forecasts.periods import Period
from dealwright.scorecard.models import Submission


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    def signed_in(member: Any) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return signed_in


def test_the_page_tells_sums_and_takes_submissions(fresh: Any, cast: Any, period: Period, signed_in: Any) -> None:
    client = signed_in(cast.manager)
    page = client.get("/forecast/").content.decode()
    for words in ("North", "€200", "Submit your forecast", "made each night"):
        assert words in page
    assert "From the second night on" in client.get("/forecast/moves/").content.decode()
    form = client.get(f"/forecast/say/?period={period.key}&who=team:{cast.manager.team_id}")
    assert "What you are sure of" in form.content.decode()
    given = {"period": period.key, "who": f"team:{cast.manager.team_id}", "commit": "500", "best": "400", "note": "x"}
    refused = client.post("/forecast/say/", given)
    assert refused.status_code == 422
    assert "below what you are sure of" in refused.content.decode()
    done = client.post("/forecast/say/", given | {"best": "600"}, follow=True)
    assert "€500" in done.content.decode()
    assert "Change your forecast" in done.content.decode()
    assert Submission.objects.get().note == "x"
    key = re.search(r'name="form_key" value="([^"]+)"', form.content.decode())
    assert key
    for _ in range(2):
        client.post("/forecast/say/", given | {"commit": "700", "best": "", "form_key": key[1]})
    assert Submission.objects.count() == 2


@pytest.mark.thorough
def test_without_deals_the_pages_say_so(cast: Any, published: Any, signed_in: Any) -> None:
    client = signed_in(cast.rep)
    assert "Nothing to forecast here yet" in client.get("/forecast/").content.decode()
    assert "No forecast to judge yet" in client.get("/forecast/track/").content.decode()
    assert client.get("/forecast/?period=soon").status_code == 400


@pytest.mark.thorough
def test_the_api_tells_the_same(fresh: Any, cast: Any, period: Period, signed_in: Any) -> None:
    client = signed_in(cast.rep)
    said = client.post(
        "/api/v1/forecast/submissions", {"period": period.key, "commit": "300.50", "best": "700"}, "application/json"
    )
    assert said.status_code == 201, said.content
    assert said.json()["who"] == f"member:{cast.rep.id}"
    found = client.get(f"/api/v1/forecast?period={period.key}").json()
    assert found["parts"]["commit"] == {"deals": 1, "amount": "200.00"}
    assert found["rows"][0]["commit"] == "300.50"
    assert found["expected"] is None
    items = client.get(f"/api/v1/forecast/submissions?period={period.key}").json()["items"]
    assert [item["best"] for item in items] == ["700.00"]
    assert client.get("/api/v1/forecast/track").json()["scores"] == []
    assert client.get("/api/v1/forecast/moves").json()["since"] is None
    other = {"period": period.key, "commit": "1", "who": f"member:{cast.mate.id}"}
    assert client.post("/api/v1/forecast/submissions", other, "application/json").status_code in (403, 404)
