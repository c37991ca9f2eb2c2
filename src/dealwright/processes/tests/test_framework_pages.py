"""The frameworks to read, on a page and over the API."""

from html import escape
from typing import Any

import pytest

from dealwright.playbook import framework_data, frameworks


def shown(text: str) -> str:
    return escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


@pytest.mark.django_db
def test_the_list_leads_to_each(cast: Any, client_of: Any) -> None:
    page = client_of(cast.rep).get("/playbooks/frameworks/").content.decode()
    for key, one in frameworks().items():
        assert f'href="/playbooks/frameworks/{key}/"' in page
        assert shown(one.summary) in page
    assert "For deals of 9 to 36 months" in page


@pytest.mark.django_db
@pytest.mark.parametrize("key", frameworks())
def test_a_page_tells_all_of_a_framework(key: str, cast: Any, client_of: Any) -> None:
    page = client_of(cast.rep).get(f"/playbooks/frameworks/{key}/").content.decode()
    told = frameworks()[key]
    texts = [told.title, told.summary, *told.best_for, *told.characteristics]
    for one in told.elements:
        texts += [one.title, one.meaning, *one.questions, *one.evidence, one.claimed, one.confirmed, one.proven]
    assert [text for text in texts if shown(text) not in page] == []


@pytest.mark.django_db
def test_it_says_where_else_an_answer_serves(cast: Any, client_of: Any) -> None:
    page = client_of(cast.rep).get("/playbooks/frameworks/bant/").content.decode()
    assert '<a href="/playbooks/frameworks/meddic/#economic_buyer">Economic buyer in MEDDIC</a>' in page


@pytest.mark.django_db
def test_the_playbooks_lead_there(cast: Any, published: Any, client_of: Any) -> None:
    client = client_of(cast.owner)
    for address in ("/playbooks/", "/playbooks/general/"):
        assert 'href="/playbooks/frameworks/"' in client.get(address).content.decode()


@pytest.mark.django_db
def test_one_that_is_not_there(cast: Any, client_of: Any) -> None:
    answer = client_of(cast.rep).get("/playbooks/frameworks/medic/")
    assert answer.status_code == 404
    assert "Did you mean “meddic”?" in answer.content.decode()


@pytest.mark.django_db
def test_over_the_api(cast: Any, api_of: Any) -> None:
    client = api_of(cast.rep)
    told = [framework_data(one) for one in frameworks().values()]
    assert client.get("/api/v1/frameworks").json() == {"items": told, "next_cursor": None}
    assert client.get("/api/v1/frameworks/bant").json() == told[0]
    assert client.get("/api/v1/frameworks/weather").json()["detail"] == "There is no framework “weather”."
