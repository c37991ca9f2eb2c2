"""A playbook is drafted, saved, reviewed and published; of two who do so at once, one is told."""

from typing import Any

import pytest

from dealwright import Conflict, Invalid, NotAllowed, NotFound, Stale, TooLarge
from dealwright.ledger.queries import entries_of
from dealwright.playbook import PlaybookRefused
from dealwright.processes.commands import (
    begin_draft,
    publish,
    publish_draft,
    save_draft,
    withdraw_draft,
)
from dealwright.processes.models import Draft, Version
from dealwright.processes.queries import current, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Any, published: Any) -> Draft:
    """Mia's draft of the general process."""
    return Draft.objects.get(id=begin_draft("general", by=cast.manager, via="page"))


def changed(draft: Draft, title: str = "Signing") -> str:
    return draft.text.replace("title: Closing", f"title: {title}")


def told(draft: Draft) -> list[str]:
    return [happened.event.kind for happened in entries_of("draft", [draft.id], limit=20)][::-1]


def test_a_draft_begins_with_what_is_in_force(draft: Draft, published: Any, cast: Any) -> None:
    assert (draft.text, draft.base, draft.state) == (text_of(published.id), 1, "draft")
    assert (draft.title, draft.author_id, draft.revision) == (published.title, cast.manager.id, 1)
    assert told(draft) == ["draft_begun"]


def test_a_draft_of_an_unpublished_process_begins_with_the_shipped_one(cast: Any) -> None:
    made = Draft.objects.get(id=begin_draft("retail", by=cast.manager, via="page"))
    assert (made.base, made.text.count("process: retail")) == (0, 1)
    with pytest.raises(NotFound, match="no process “retial”") as refused:
        begin_draft("retial", by=cast.manager, via="page")
    assert refused.value.remedy == "Did you mean “retail”?"


def test_a_rep_may_neither_begin_nor_save(draft: Draft, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        begin_draft("general", by=cast.rep, via="page")
    with pytest.raises(NotAllowed):
        save_draft(draft.id, "format: 1", 1, by=cast.rep, via="page")
    with pytest.raises(NotAllowed):
        withdraw_draft(draft.id, by=cast.rep, via="page")


def test_what_is_unfinished_can_be_saved_and_the_second_of_two_editors_is_told(draft: Draft, cast: Any) -> None:
    assert save_draft(draft.id, "format: [", 1, by=cast.manager, via="page") == 2
    assert save_draft(draft.id, "format: [", 2, by=cast.manager, via="page") == 2
    with pytest.raises(Stale):
        save_draft(draft.id, "format: 1", 1, by=cast.operator, via="page")
    with pytest.raises(TooLarge):
        save_draft(draft.id, "#" * (1024 * 1024 + 1), 2, by=cast.manager, via="page")
    draft.refresh_from_db()
    assert (draft.text, draft.revision) == ("format: [", 2)
    assert told(draft) == ["draft_begun", "draft_saved"]


def test_somebody_else_approves_a_draft_by_publishing_it(draft: Draft, cast: Any) -> None:
    save_draft(draft.id, changed(draft), 1, by=cast.manager, via="page")
    with pytest.raises(NotAllowed):
        publish_draft(draft.id, by=cast.manager, via="page")
    made = Version.objects.get(id=publish_draft(draft.id, by=cast.operator, via="page").id)
    assert (made.number, made.draft_id, made.approved_by_id) == (2, draft.id, cast.operator.id)
    with pytest.raises(Conflict, match="published already"):
        save_draft(draft.id, "", 2, by=cast.manager, via="page")


def test_ones_own_draft_needs_approval_unless_nobody_else_could_give_it(cast: Any, published: Any) -> None:
    own = Draft.objects.get(id=begin_draft("general", by=cast.owner, via="page"))
    save_draft(own.id, changed(own), 1, by=cast.owner, via="page")
    with pytest.raises(Conflict, match="Nobody has approved"):
        publish_draft(own.id, by=cast.owner, via="page")
    cast.operator.is_active = False
    cast.operator.save()
    assert publish_draft(own.id, by=cast.owner, via="page").number == 2


def test_a_broken_or_renamed_draft_is_not_published(draft: Draft, cast: Any) -> None:
    revision = save_draft(draft.id, "format: 1", 1, by=cast.manager, via="page")
    with pytest.raises(PlaybookRefused):
        publish_draft(draft.id, by=cast.operator, via="page")
    renamed = draft.text.replace("process: general", "process: other")
    save_draft(draft.id, renamed, revision, by=cast.manager, via="page")
    with pytest.raises(Invalid, match="is of the process “other”"):
        publish_draft(draft.id, by=cast.operator, via="page")
    assert current("general").number == 1


def test_the_second_of_two_drafts_is_told_of_the_first(draft: Draft, cast: Any) -> None:
    other = begin_draft("general", by=cast.manager, via="page")
    save_draft(draft.id, changed(draft), 1, by=cast.manager, via="page")
    save_draft(other, changed(draft, "Contract"), 1, by=cast.manager, via="page")
    publish_draft(draft.id, by=cast.operator, via="page")
    with pytest.raises(Conflict, match="Somebody published version 2 in the meantime"):
        publish_draft(other, by=cast.operator, via="page")
    assert Draft.objects.get(id=other).state == "draft"
    assert Version.objects.count() == 2


def test_publishing_on_a_base_that_is_no_longer_in_force_is_refused(cast: Any, published: Any) -> None:
    text = text_of(published.id).replace("title: Closing", "title: Signing")
    with pytest.raises(Conflict, match="version 1 in the meantime; this was begun from nothing"):
        publish(text, base=0, by=cast.owner, via="cli")
    assert publish(text, base=1, by=cast.owner, via="cli").number == 2
    assert publish(text, base=1, by=cast.owner, via="cli").number == 2


def test_a_withdrawn_draft_stays_readable(draft: Draft, cast: Any) -> None:
    withdraw_draft(draft.id, by=cast.manager, via="page")
    assert Draft.objects.get(id=draft.id).text == draft.text
    with pytest.raises(Conflict, match="withdrawn already"):
        withdraw_draft(draft.id, by=cast.manager, via="page")
    assert told(draft) == ["draft_begun", "draft_withdrawn"]
