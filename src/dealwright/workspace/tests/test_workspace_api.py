"""Members over the API."""

from typing import Any


def test_everybody_is_listed_without_what_is_private(cast: Any, api_of: Any) -> None:
    items = api_of(cast.rep).get("/api/v1/members").json()["items"]
    assert [item["name"] for item in items] == ["Ann", "Bob", "Cid", "Mia", "Olga", "Otto"]
    assert items[0] == {"id": cast.rep.id, "name": "Ann", "role": "rep", "team": "North", "active": True}


def test_who_asks_is_told_who_they_are(cast: Any, api_of: Any) -> None:
    me = api_of(cast.manager).get("/api/v1/me").json()
    assert (me["id"], me["email"], me["sees"], me["team"]) == (cast.manager.id, "mia@example.com", "team", "North")


def test_without_a_token_nobody_is_told_anything(cast: Any, client: Any) -> None:
    for path in ("/api/v1/members", "/api/v1/me"):
        assert client.get(path).status_code == 401
