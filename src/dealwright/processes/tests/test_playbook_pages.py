"""The playbook to read, and publishing a new version of it."""

from html import escape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dealwright.playbook import shipped
from dealwright.processes.commands import publish
from dealwright.processes.models import Version
from dealwright.processes.queries import current, shelf, text_of

PUBLISH = "/playbooks/+/"


def general(**changes: str) -> str:
    text = shipped()["general"].read_text()
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def shown(text: str) -> str:
    return escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def test_each_need_is_shown_with_its_why(cast: Any, published: Any, client_of: Any) -> None:
    page = client_of(cast.rep).get("/playbooks/general/").content.decode()
    book = published.playbook
    for stage in book.stages:
        assert shown(stage.title) in page
        assert shown(stage.goal) in page
        assert all(shown(need.why) in page for need in stage.exit)
        assert all(shown(question) in page for question in stage.questions)
        assert all(shown(activity.title) in page for activity in stage.activities)
    assert "“Budget” is filled in" in page
    assert "Known on the deal: decision maker" in page
    assert "<code>deal.amount &gt; 0</code>" in page
    assert all(shown(reason.title) in page for reason in book.outcomes.lost.reasons)
    assert all(shown(task.title) in page for task in book.outcomes.won.tasks)
    assert all(shown(field.title) in page for field in book.fields)


def test_the_text_can_be_read_and_downloaded(cast: Any, published: Any, client_of: Any) -> None:
    client = client_of(cast.rep)
    text = text_of(published.id)
    assert shown(text.splitlines()[0]) in client.get("/playbooks/general/?view=text").content.decode()
    answer = client.get("/playbooks/general/download/")
    assert answer.content.decode() == text
    assert answer["Content-Disposition"] == 'attachment; filename="general-1.yaml"'


def test_versions_tell_who_when_and_what_changed(cast: Any, published: Any, client_of: Any) -> None:
    publish(general(**{"title: Closing": "title: Signing"}), by=cast.operator, via="page")
    client = client_of(cast.rep)
    page = client.get("/playbooks/general/").content.decode()
    assert "Olga" in page
    assert "The command line" in page
    old = client.get("/playbooks/general/?version=1").content.decode()
    assert "Version 1 of 2" in old
    assert "Signing" in old
    assert client.get("/playbooks/general/?version=7").status_code == 404
    assert client.get("/playbooks/general/?version=x").status_code == 404
    assert client.get("/playbooks/nothing/").status_code == 404


def test_a_broken_text_is_kept_and_each_line_at_fault_is_named(cast: Any, published: Any, client_of: Any) -> None:
    text = general(**{"probability: 20": "probability: lots"})
    line = text[: text.index("lots")].count("\n") + 1
    for sent in ({"text": text}, {"text": text, "publish": "1"}):
        answer = client_of(cast.operator).post(PUBLISH, sent)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"Line {line}" in page
        assert "probability: lots" in page
    assert Version.objects.count() == 1


@pytest.mark.parametrize("text", ["", "a: [", "\t- x", "format: 1", "<script>alert(1)</script>", "a\x00b", "- " * 3000])
def test_any_text_gets_an_answer(cast: Any, client_of: Any, text: str) -> None:
    answer = client_of(cast.operator).post(PUBLISH, {"text": text, "publish": "1"})
    assert answer.status_code == (400 if "\x00" in text else 422)
    assert "<script>alert" not in answer.content.decode()


def test_a_file_that_is_no_text_is_refused(cast: Any, client_of: Any) -> None:
    bad = general(**{"Closing": "Schlu\xdf"}).encode("latin-1")
    answer = client_of(cast.operator).post(PUBLISH, {"file": SimpleUploadedFile("p.yaml", bad), "publish": "1"})
    assert (answer.status_code, "not UTF-8" in answer.content.decode()) == (422, True)
    huge = SimpleUploadedFile("p.yaml", b"#" * (1024 * 1024 + 1))
    assert client_of(cast.operator).post(PUBLISH, {"file": huge}).status_code == 413
    assert not Version.objects.exists()


def test_checking_tells_what_would_change_and_publishing_does_it(cast: Any, published: Any, client_of: Any) -> None:
    client = client_of(cast.operator)
    assert shown("title: Closing") in client.get(PUBLISH + "?from=general").content.decode()
    text = general(**{"title: Closing": "title: Signing"})
    checked = client.post(PUBLISH, {"text": text.replace("\n", "\r\n")})
    assert checked.status_code == 200
    assert "What changes against version 1" in checked.content.decode()
    assert Version.objects.count() == 1
    done = client.post(PUBLISH, {"file": SimpleUploadedFile("p.yaml", text.encode()), "publish": "1"})
    assert done["Location"] == "/playbooks/general/"
    assert (current("general").number, text_of(current("general").id)) == (2, text)
    same = client.post(PUBLISH, {"text": text})
    assert "says the same as version 2" in same.content.decode()


def test_only_who_may_publish_is_offered_it(cast: Any, published: Any, client_of: Any) -> None:
    for part, status in (("rep", 403), ("manager", 403), ("operator", 200), ("owner", 200)):
        client = client_of(getattr(cast, part))
        assert client.get(PUBLISH).status_code == status
        assert (PUBLISH in client.get("/playbooks/general/").content.decode()) is (status == 200)
    for path, sent in ((PUBLISH, {"text": general(), "publish": "1"}), ("/playbooks/b2b-software/adopt/", {})):
        assert client_of(cast.rep).post(path, sent).status_code == 403
    assert Version.objects.count() == 1


@pytest.mark.thorough
def test_with_no_process_the_shipped_ones_are_offered(cast: Any, client_of: Any) -> None:
    assert "Ask whoever runs" in client_of(cast.rep).get("/playbooks/").content.decode()
    client = client_of(cast.owner)
    page = client.get("/playbooks/").content.decode()
    assert all(one.suits and shown(one.suits) in page for one in shelf())
    assert client.get("/playbooks/general/adopt/").status_code == 405
    assert client.post("/playbooks/general/adopt/")["Location"] == "/playbooks/general/"
    assert client.post("/playbooks/nothing/adopt/").status_code == 404
    assert current().key == "general"


def test_reading_asks_the_database_little(
    cast: Any, published: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(cast.rep)
    with django_assert_max_num_queries(10):
        assert client.get("/playbooks/general/").status_code == 200
    assert client.get("/playbooks/")["Location"] == "/playbooks/general/"
    owner = client_of(cast.owner)
    with django_assert_max_num_queries(5):
        assert owner.get("/playbooks/").status_code == 200
