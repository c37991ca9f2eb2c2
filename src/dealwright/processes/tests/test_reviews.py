"""Somebody else reads a draft before it is published; what they approved is exactly what they read."""

from typing import Any

import pytest

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.ledger.queries import entries_of
from dealwright.playbook import PlaybookRefused
from dealwright.processes.commands import (
    ask_review,
    begin_draft,
    bring_back,
    publish_draft,
    publish_shipped,
    retire,
    review_draft,
    save_draft,
)
from dealwright.processes.models import Draft, Version
from dealwright.processes.queries import current

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Any, published: Any) -> Draft:
    """Olga's draft of the general process; Otto is the one who could review it."""
    made = Draft.objects.get(id=begin_draft("general", by=cast.operator, via="page"))
    save_draft(made.id, made.text.replace("title: Closing", "title: Signing"), 1, by=cast.operator, via="page")
    made.refresh_from_db()
    return made


def state(draft: Draft) -> str:
    return Draft.objects.get(id=draft.id).state


def test_a_draft_goes_from_review_to_approval_to_the_process_in_force(draft: Draft, cast: Any) -> None:
    ask_review(draft.id, by=cast.operator, via="page")
    assert state(draft) == "in_review"
    with pytest.raises(Conflict, match="asked for already"):
        ask_review(draft.id, by=cast.operator, via="page")
    review_draft(draft.id, "approve", revision=2, by=cast.owner, via="page")
    assert state(draft) == "approved"
    made = Version.objects.get(id=publish_draft(draft.id, by=cast.operator, via="page").id)
    assert (made.number, made.published_by_id, made.approved_by_id) == (2, cast.operator.id, cast.owner.id)
    assert state(draft) == "published"
    kinds = {happened.event.kind for happened in entries_of("draft", [draft.id], limit=9)}
    assert kinds == {"draft_begun", "draft_saved", "review_asked", "draft_approved"}


def test_a_change_after_the_approval_voids_it(draft: Draft, cast: Any) -> None:
    review_draft(draft.id, "approve", by=cast.owner, via="page")
    text = draft.text
    revision = save_draft(draft.id, text + "# more\n", 2, by=cast.operator, via="page")
    assert state(draft) == "draft"
    with pytest.raises(Conflict, match="Nobody has approved"):
        publish_draft(draft.id, by=cast.operator, via="page")
    save_draft(draft.id, text, revision, by=cast.operator, via="page")
    assert publish_draft(draft.id, by=cast.operator, via="page").number == 2  # it is what Otto read


def test_changes_asked_for_later_undo_the_approval(draft: Draft, cast: Any) -> None:
    review_draft(draft.id, "approve", by=cast.owner, via="page")
    review_draft(draft.id, "changes", "Two stages too many", by=cast.owner, via="page")
    assert state(draft) == "draft"
    with pytest.raises(Conflict, match="Nobody has approved"):
        publish_draft(draft.id, by=cast.operator, via="page")


def test_nobody_reviews_their_own_draft_while_somebody_else_could(draft: Draft, cast: Any) -> None:
    with pytest.raises(NotAllowed, match="own draft"):
        review_draft(draft.id, "approve", by=cast.operator, via="page")
    with pytest.raises(NotAllowed):
        review_draft(draft.id, "approve", by=cast.manager, via="page")
    cast.owner.is_active = False
    cast.owner.save()
    review_draft(draft.id, "approve", by=cast.operator, via="page")
    assert state(draft) == "approved"


def test_what_a_reviewer_says_is_checked(draft: Draft, cast: Any) -> None:
    for verdict, note in (("perhaps", ""), ("changes", " "), ("approve", "x" * 5001)):
        with pytest.raises(Invalid):
            review_draft(draft.id, verdict, note, by=cast.owner, via="page")
    with pytest.raises(Conflict, match="since you read it"):
        review_draft(draft.id, "approve", revision=1, by=cast.owner, via="page")
    save_draft(draft.id, "format: 1", 2, by=cast.operator, via="page")
    with pytest.raises(PlaybookRefused):
        review_draft(draft.id, "approve", by=cast.owner, via="page")
    with pytest.raises(PlaybookRefused):
        ask_review(draft.id, by=cast.operator, via="page")
    assert state(draft) == "draft"


def test_a_process_is_retired_and_brought_back(published: Any, cast: Any) -> None:
    for part in (cast.rep, cast.manager):
        with pytest.raises(NotAllowed):
            retire("general", by=part, via="page")
    with pytest.raises(Conflict, match="only process"):
        retire("general", by=cast.owner, via="page")
    publish_shipped("retail", by=cast.owner, via="page")
    retire("general", by=cast.owner, via="page")
    assert current("general").retired_at is not None
    assert current().key == "retail"
    with pytest.raises(Conflict, match="retired already"):
        retire("general", by=cast.owner, via="page")
    bring_back("general", by=cast.owner, via="page")
    assert (current("general").retired_at, current().key) == (None, "general")
    with pytest.raises(Conflict, match="not retired"):
        bring_back("general", by=cast.owner, via="page")
    with pytest.raises(NotFound):
        retire("nothing", by=cast.owner, via="page")
    kinds = [happened.event.kind for happened in entries_of("process", [published.process_id], limit=9)]
    assert kinds[:2] == ["process_brought_back", "process_retired"]
