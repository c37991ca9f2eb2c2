"""Whoever works by a process says what is silly or missing, agrees with others, and a draft takes it up."""

from typing import Any

import pytest

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.processes.commands import (
    begin_draft,
    close_feedback,
    give_feedback,
    publish_shipped,
    take_up_feedback,
    unvote,
    vote,
)
from dealwright.processes.feedback import feedback_on
from dealwright.processes.models import Draft, Feedback, Vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(cast: Any, published: Any) -> int:
    """Ann finds that something is missing when qualifying."""
    return give_feedback("general", "missing", " Who signs? ", stage="qualifying", by=cast.rep, via="page")


def test_feedback_starts_with_the_vote_of_who_gave_it(said: int, cast: Any) -> None:
    (one,) = feedback_on("general", cast.rep)
    assert (one.id, one.text, one.stage, one.kind, one.who) == (said, "Who signs?", "qualifying", "missing", "Ann")
    assert (one.votes, one.mine, one.state, one.number) == (1, True, "open", 1)


def test_one_votes_once_and_takes_it_back(said: int, cast: Any) -> None:
    for _ in range(2):
        vote(said, by=cast.mate, via="page")
    assert [(one.votes, one.mine) for one in feedback_on("general", cast.mate)] == [(2, True)]
    for _ in range(2):
        unvote(said, by=cast.mate, via="page")
    assert [(one.votes, one.mine) for one in feedback_on("general", cast.mate)] == [(1, False)]


def test_what_most_agree_with_comes_first(said: int, cast: Any) -> None:
    other = give_feedback("general", "silly", "Too many mails", by=cast.mate, via="page")
    vote(other, by=cast.stranger, via="api")
    assert [one.id for one in feedback_on("general", cast.rep)] == [other, said]
    assert [one.id for one in feedback_on("general", cast.rep, stage="qualifying")] == [said]
    assert [one.id for one in feedback_on("general", cast.rep, stage="")] == [other]


def test_what_is_said_must_say_something(published: Any, cast: Any) -> None:
    for kind, text, stage, error in (
        ("rude", "x", "", Invalid), ("silly", " ", "", Invalid), ("silly", "x" * 2001, "", Invalid),
        ("silly", "x", "nowhere", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            give_feedback("general", kind, text, stage=stage, by=cast.rep, via="page")
    with pytest.raises(NotFound):
        give_feedback("nothing", "silly", "x", by=cast.rep, via="page")
    assert not Feedback.objects.exists()


def test_a_draft_takes_it_up_and_remembers(said: int, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        take_up_feedback(said, by=cast.rep, via="page")
    draft = take_up_feedback(said, by=cast.manager, via="page")
    assert (Draft.objects.get(id=draft).process_key, Feedback.objects.get(id=said).draft_id) == ("general", draft)
    other = give_feedback("general", "silly", "Too many mails", by=cast.mate, via="page")
    assert take_up_feedback(other, by=cast.manager, via="page") == draft  # the one under way
    publish_shipped("retail", by=cast.owner, via="page")
    with pytest.raises(Conflict, match="another process"):
        take_up_feedback(said, draft=begin_draft("retail", by=cast.manager, via="page"), by=cast.manager, via="page")


def test_who_gave_it_may_close_it_and_managers(said: int, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        close_feedback(said, by=cast.mate, via="page")
    close_feedback(said, by=cast.rep, via="page")
    for again in (close_feedback, vote, unvote, take_up_feedback):
        with pytest.raises(Conflict):
            again(said, by=cast.manager, via="page")
    assert feedback_on("general", cast.rep) == []
    assert Vote.objects.count() == 1
    with pytest.raises(NotFound):
        vote(said + 1, by=cast.rep, via="page")
