"""Drafts, versions side by side, and feedback on screen."""

from html import unescape
from typing import Any

import pytest

from dealwright.playbook import shipped
from dealwright.processes.commands import begin_draft, give_feedback, publish, publish_shipped, save_draft
from dealwright.processes.models import Draft, Feedback, Vote
from dealwright.processes.queries import current, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture
def draft(cast: Any, published: Any) -> Draft:
    """Mia's draft in which one stage has another title."""
    made = Draft.objects.get(id=begin_draft("general", by=cast.manager, via="page"))
    save_draft(made.id, made.text.replace("title: Closing", "title: Signing"), 1, by=cast.manager, via="page")
    made.refresh_from_db()
    return made


def at(draft: Draft, verb: str = "") -> str:
    return f"/playbooks/drafts/{draft.id}/{verb}"


def shown(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_draft_is_begun_from_the_playbook_and_reps_only_read_it(cast: Any, published: Any, client_of: Any) -> None:
    manager, rep = client_of(cast.manager), client_of(cast.rep)
    assert "Begin a draft" in shown(manager.get("/playbooks/general/"))
    begun = manager.post("/playbooks/general/draft/")
    for address in ("/playbooks/general/", "/playbooks/"):
        page = shown(manager.get(address))
        assert ("being written" in page, begun["Location"] in page) == (True, True)
    assert (manager.get(begun["Location"]).status_code, "Save" in shown(manager.get(begun["Location"]))) == (200, True)
    page = shown(rep.get(begun["Location"]))
    assert ("title: Closing" in page, "<textarea" in page) == (True, False)
    assert rep.post("/playbooks/general/draft/").status_code == 403


def test_what_is_wrong_and_what_changes_stand_beside_the_text(draft: Draft, cast: Any, client_of: Any) -> None:
    client = client_of(cast.manager)
    assert "What changes against version 1" in shown(client.get(at(draft)))
    broken = draft.text.replace("probability: 20", "probability: lots")
    client.post(at(draft), {"text": broken, "revision": "2"})
    line = broken[: broken.index("lots")].count("\n") + 1
    assert f"Line {line}" in shown(client.get(at(draft)))
    stale = client.post(at(draft), {"text": "mine: kept", "revision": "2"})
    assert (stale.status_code, "mine: kept" in shown(stale)) == (412, True)
    assert "Somebody changed this draft" in shown(stale)


def test_a_draft_is_reviewed_and_published_on_screen(draft: Draft, cast: Any, client_of: Any) -> None:
    author, reviewer = client_of(cast.manager), client_of(cast.operator)
    author.post(at(draft, "ask/"))
    assert author.post(at(draft, "review/"), {"verdict": "approve"}).status_code == 403
    empty = reviewer.post(at(draft, "review/"), {"verdict": "changes", "revision": "2"})
    assert (empty.status_code, "What should change?" in shown(empty)) == (422, True)
    reviewer.post(at(draft, "review/"), {"verdict": "changes", "note": "Name it better", "revision": "2"})
    assert "Name it better" in shown(author.get(at(draft)))
    reviewer.post(at(draft, "review/"), {"verdict": "approve", "revision": "2"})
    done = reviewer.post(at(draft, "publish/"))
    assert (done["Location"], current("general").number) == ("/playbooks/general/", 2)
    page = shown(author.get("/playbooks/general/"))
    assert ("Olga" in page, at(draft) in page) == (True, True)
    assert author.post(at(draft, "withdraw/")).status_code == 409


def test_any_two_versions_stand_side_by_side(cast: Any, published: Any, client_of: Any) -> None:
    text = text_of(published.id)
    for title in ("Signing", "Agreeing"):
        publish(text.replace("title: Closing", f"title: {title}"), by=cast.owner, via="page")
    client = client_of(cast.rep)
    page = shown(client.get("/playbooks/general/compare/"))
    assert ("Version 2 and version 3" in page, "-  title: Signing" in page, "+  title: Agreeing" in page) == (True,) * 3
    assert "+  title: Agreeing" in shown(client.get("/playbooks/general/compare/?from=1&to=3"))
    assert "They say the same" in shown(client.get("/playbooks/general/compare/?from=3&to=3"))
    assert client.get("/playbooks/general/compare/?from=9").status_code == 404
    assert client.get("/playbooks/nothing/compare/").status_code == 404


def test_a_process_is_retired_on_screen(cast: Any, published: Any, client_of: Any) -> None:
    client = client_of(cast.owner)
    assert client.post("/playbooks/general/retire/").status_code == 409
    publish_shipped("retail", by=cast.owner, via="page")
    client.post("/playbooks/general/retire/")
    page = shown(client.get("/playbooks/general/"))
    assert ("no new deals begin on it" in page, "Bring back" in page) == (True, True)
    client.post("/playbooks/general/return/")
    assert current("general").retired_at is None


def test_publishing_over_somebody_elses_version_is_told_and_the_text_kept(
    cast: Any, published: Any, client_of: Any
) -> None:
    client, text = client_of(cast.operator), text_of(published.id)
    assert 'name="base" value="1"' in shown(client.get("/playbooks/+/?from=general"))
    publish(text.replace("title: Closing", "title: Signing"), by=cast.owner, via="page")
    mine = text.replace("title: Closing", "title: Agreeing")
    answer = client.post("/playbooks/+/", {"text": mine, "base": "1", "publish": "1"})
    assert (answer.status_code, current("general").number) == (409, 2)
    assert "Somebody published version 2 in the meantime" in shown(answer)
    assert "title: Agreeing" in shown(answer)


def test_feedback_is_given_and_agreed_with(cast: Any, published: Any, client_of: Any) -> None:
    ann, bob, mia = (client_of(one) for one in (cast.rep, cast.mate, cast.manager))
    address = "/playbooks/general/feedback/"
    dialog = shown(ann.get(address + "?stage=closing", headers={"HX-Request": "true"}))
    assert ("What do you think of this step?" in dialog, "<html" in dialog) == (True, False)
    empty = ann.post(address, {"stage": "closing", "kind": "silly", "text": " "})
    assert (empty.status_code, "1 to 2000" in shown(empty)) == (422, True)
    ann.post(address, {"stage": "closing", "kind": "silly", "text": "Two signatures?!"})
    one = Feedback.objects.get()
    bob.post(f"{address}{one.id}/vote/", {"agree": "1"})
    assert "2 agree" in shown(mia.get("/playbooks/general/"))
    bob.post(f"{address}{one.id}/vote/", {"agree": "0"})
    assert Vote.objects.count() == 1
    assert bob.post(f"{address}{one.id}/close/").status_code == 403
    assert ann.post(f"{address}{one.id}/take/").status_code == 403
    taken = mia.post(f"{address}{one.id}/take/")["Location"]
    assert "Two signatures?!" in shown(mia.get(taken))
    mia.post(f"{address}{one.id}/close/")
    assert "Two signatures?!" not in shown(ann.get(address))


@pytest.mark.parametrize("key", sorted(shipped()))
def test_every_word_of_the_language_is_on_the_page(key: str, cast: Any, client_of: Any) -> None:
    version = publish_shipped(key, by=cast.owner, via="page")
    page, book = shown(client_of(cast.rep).get(f"/playbooks/{key}/")), version.playbook
    words = [
        book.summary,
        *(one.title for one in book.outcomes.won.plans),
        *(one.title for one in book.moves.shortcuts),
    ]
    for stage in book.stages:
        words += [*stage.beliefs, *(one.title for one in (*stage.buyer, *stage.materials, *stage.objections))]
        words += [one.answer for one in stage.objections] + [need.duty for need in stage.exit]
    assert [word for word in words if word not in page] == []
    assert "None" not in [line.strip() for line in page.splitlines()]


def test_a_variant_leads_to_its_parent_and_back(cast: Any, client_of: Any) -> None:
    publish_shipped("general-enterprise", by=cast.owner, via="page")
    client = client_of(cast.rep)
    assert 'href="/playbooks/general/"' not in shown(client.get("/playbooks/general-enterprise/"))
    publish_shipped("general", by=cast.owner, via="page")
    assert 'href="/playbooks/general/"' in shown(client.get("/playbooks/general-enterprise/"))
    assert 'href="/playbooks/general-enterprise/"' in shown(client.get("/playbooks/general/"))


def test_what_is_said_costs_no_query_each(
    draft: Draft, cast: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    client = client_of(cast.rep)
    client.get("/playbooks/general/")
    for number in range(12):
        give_feedback("general", "other", f"Said {number}", stage="closing", by=cast.rep, via="page")
    with django_assert_num_queries(9):
        assert "Said 11" in shown(client.get("/playbooks/general/"))
