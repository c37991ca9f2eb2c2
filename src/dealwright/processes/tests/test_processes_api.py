"""Versions, drafts, reviews and feedback over the API."""

from typing import Any

import pytest

from dealwright.playbook import shipped
from dealwright.processes.commands import publish, publish_shipped
from dealwright.processes.queries import current, text_of

pytestmark = pytest.mark.django_db
HERE = "/api/v1/processes/general"
JSON = "application/json"


@pytest.fixture
def signing(published: Any) -> str:
    """The published text with another title of a stage."""
    return text_of(published.id).replace("title: Closing", "title: Signing")


def test_versions_tell_who_published_what(signing: str, cast: Any, api_of: Any) -> None:
    publish(signing, by=cast.operator, via="page")
    api = api_of(cast.rep)
    newest, first = api.get(f"{HERE}/versions").json()["items"]
    assert (newest["number"], newest["published_by"], len(newest["changes"])) == (2, "Olga", 1)
    assert (first["number"], first["published_by"], first["approved_by"]) == (1, "The command line", None)
    assert api.get(f"{HERE}/versions/2").json()["yaml"] == signing
    assert api.get(f"{HERE}/versions/9").status_code == 404
    assert api.get("/api/v1/processes/nothing/versions").status_code == 404
    found = api.get(f"{HERE}/diff?from=1&to=2").json()
    assert [change["path"] for change in found["changes"]] == ["stages.closing.title"]
    assert "+  title: Signing" in found["text"]
    assert api.get(f"{HERE}/diff?from=x").status_code == 400


def test_a_text_is_published_on_its_base(signing: str, cast: Any, api_of: Any) -> None:
    assert api_of(cast.manager).post(f"{HERE}/versions", {"yaml": signing}, JSON).status_code == 403
    api = api_of(cast.operator)
    made = api.post(f"{HERE}/versions", {"yaml": signing, "base": 1}, JSON)
    assert (made.status_code, made.json()["number"], current("general").number) == (201, 2, 2)
    late = api.post(f"{HERE}/versions", {"yaml": signing.replace("Signing", "Late"), "base": 1}, JSON)
    assert (late.status_code, late.json()["in_force"]) == (409, 2)
    other = shipped()["retail"].read_text()
    assert api.post(f"{HERE}/versions", {"yaml": other}, JSON).status_code == 422


def test_a_broken_text_lists_its_problems_with_line_and_column(cast: Any, published: Any, api_of: Any) -> None:
    text = "format: 1\nprocess: general\nstagse: []\n"
    answer = api_of(cast.operator).post(f"{HERE}/versions", {"yaml": text}, JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "playbook_refused")
    assert (3, 1) in [(each["line"], each["column"]) for each in answer.json()["problems"]]


def test_a_draft_goes_all_the_way(signing: str, cast: Any, api_of: Any) -> None:
    author, reviewer = api_of(cast.manager), api_of(cast.operator)
    draft = author.post(f"{HERE}/drafts", {}, JSON).json()
    at = f"{HERE}/drafts/{draft['id']}"
    assert (draft["state"], draft["base"], draft["author"], draft["revision"]) == ("draft", 1, "Mia", 1)
    saved = author.patch(at, {"yaml": signing}, JSON, headers={"If-Match": '"1"'})
    assert (saved.status_code, saved["ETag"]) == (200, '"2"')
    assert author.patch(at, {"yaml": "x"}, JSON, headers={"If-Match": '"1"'}).status_code == 412
    assert author.post(f"{at}/ask", {}, JSON).json()["state"] == "in_review"
    assert author.post(f"{at}/reviews", {"verdict": "approve"}, JSON).status_code == 403
    review = reviewer.post(f"{at}/reviews", {"verdict": "approve", "note": "Good"}, JSON)
    assert (review.status_code, review.json()["state"], review.json()["reviews"][0]["note"]) == (
        201,
        "approved",
        "Good",
    )
    assert reviewer.post(f"{at}/publish", {}, JSON).json()["approved_by"] == "Olga"
    assert author.get(at).json()["state"] == "published"
    assert author.get(at.replace("general", "retail")).status_code == 404
    assert [one["id"] for one in author.get(f"{HERE}/drafts").json()["items"]] == [draft["id"]]
    other = author.post(f"{HERE}/drafts", {"yaml": signing, "title": "Mine"}, JSON).json()
    assert author.delete(f"{HERE}/drafts/{other['id']}").json()["state"] == "withdrawn"


def test_a_process_is_retired_over_the_api(cast: Any, published: Any, api_of: Any) -> None:
    publish_shipped("retail", by=cast.owner, via="page")
    api = api_of(cast.operator)
    assert api.put(f"{HERE}/retired", {}, JSON).json()["retired_at"] is not None
    deal = api.post("/api/v1/deals", {"title": "Robots", "process": "general"}, JSON)
    assert (deal.status_code, "it was retired" in deal.json()["detail"]) == (409, True)
    assert api.post("/api/v1/deals", {"title": "Robots"}, JSON).status_code == 201
    assert api.delete(f"{HERE}/retired").json()["retired_at"] is None


@pytest.mark.thorough
def test_feedback_over_the_api(cast: Any, published: Any, api_of: Any) -> None:
    ann, bob, mia = (api_of(one) for one in (cast.rep, cast.mate, cast.manager))
    body = {"kind": "silly", "text": "Two signatures?!", "stage": "closing"}
    one = ann.post(f"{HERE}/feedback", body, JSON).json()
    at = f"{HERE}/feedback/{one['id']}"
    assert (one["votes"], one["mine"], one["by"], one["version"]) == (1, True, "Ann", 1)
    assert bob.put(f"{at}/vote", {}, JSON).json()["votes"] == 2
    assert bob.delete(f"{at}/vote").json()["mine"] is False
    assert len(bob.get(f"{HERE}/feedback?stage=closing").json()["items"]) == 1
    assert bob.get(f"{HERE}/feedback?stage=qualifying").json()["items"] == []
    assert bob.put(f"{at}/draft", {}, JSON).status_code == 403
    taken = mia.put(f"{at}/draft", {}, JSON).json()
    assert (taken["state"], taken["draft"] is not None) == ("taken", True)
    assert mia.delete(at).json()["state"] == "closed"
    assert mia.get("/api/v1/processes/nothing/feedback").status_code == 404
    assert mia.put(f"{HERE}/feedback/999/vote", {}, JSON).status_code == 404
    assert ann.post(f"{HERE}/feedback", {"kind": "rude", "text": "x"}, JSON).status_code == 422
