"""Comments, followers, parts in a team: who may, what is kept, and that the ledger tells the same as the tables."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dealwright import Conflict, Invalid, NotAllowed, NotFound
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.ledger.models import Entry
from dealwright.teamwork import commands
from dealwright.teamwork.models import Comment, Follower, Teammate
from dealwright.teamwork.queries import comments_on, followers, parts_of, team_of, who_cannot_see
from dealwright.teamwork.rules import checked_comment, named_in
from dealwright.workspace.why import ask_why

NAMES = {1: "Ann", 2: "Ann Berg", 3: "Bob", 4: "Ömer (Ops)"}


@pytest.fixture
def by(cast: Any) -> Callable[[str], dict[str, Any]]:
    """How somebody of the cast acts on a page."""
    return lambda part: {"by": type(cast.rep).objects.get(id=getattr(cast, part).id), "via": "page"}


@pytest.fixture
def deal_id(cast: Any, published: Any) -> int:
    """A deal that Ann opened."""
    return open_deal(NewDeal("Pumps", owner_id=cast.rep.id), by=cast.rep, via="page")


def test_who_is_named_is_found_by_the_longest_name() -> None:
    assert named_in("@ann berg and @Bob, mail bob@bob.example, @Bobby, @Ömer (Ops).", NAMES) == [2, 3, 4]
    assert parts_of("Hi @Ann!", NAMES) == [("Hi ", False), ("@Ann", True), ("!", False)]


@given(st.text(alphabet=st.sampled_from("@AnBobergÖ ()\n"), max_size=60))
def test_parts_are_the_whole_text(text: str) -> None:
    assert "".join(part for part, _ in parts_of(text, NAMES)) == text


@given(st.text(max_size=50))
def test_a_comment_is_kept_as_it_was_written(text: str) -> None:
    if text.strip():
        assert checked_comment(text) == text.strip()
    else:
        with pytest.raises(Invalid):
            checked_comment(text)


def test_a_comment_is_said_corrected_taken_back_and_put_back(deal_id: int, by: Any, cast: Any) -> None:
    one = commands.add_comment("deal", deal_id, " Ask @Bob ", **by("rep"))
    [said], more = comments_on("deal", deal_id, cast.rep)
    assert (said.text, said.mentions, said.author, said.may_correct, more) == (
        "Ask @Bob",
        [cast.mate.id],
        "Ann",
        True,
        None,
    )
    with pytest.raises(NotAllowed):
        commands.change_comment(one, "Mine now", **by("manager"))
    commands.change_comment(one, "Ask @Cid", **by("rep"))
    [said], _ = comments_on("deal", deal_id, cast.rep)
    assert (said.mentions, said.edited_at is not None) == ([cast.stranger.id], True)
    commands.remove_comment(one, **by("owner"))
    assert comments_on("deal", deal_id, cast.rep)[0] == []
    with pytest.raises(NotFound):
        commands.change_comment(one, "Still here?", **by("rep"))
    commands.restore_comment(one, **by("rep"))
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    with pytest.raises(Conflict):
        commands.change_comment(one, "Too late", **by("rep"))


def test_who_does_not_see_the_record_does_nothing_with_it(deal_id: int, by: Any, cast: Any) -> None:
    one = commands.add_comment("deal", deal_id, "Between us", **by("rep"))
    for verb in (
        lambda: commands.add_comment("deal", deal_id, "Hello", **by("stranger")),
        lambda: commands.change_comment(one, "Hello", **by("stranger")),
        lambda: commands.follow("deal", deal_id, **by("stranger")),
        lambda: commands.add_teammate("deal", deal_id, cast.mate.id, "Legal", **by("stranger")),
        lambda: comments_on("deal", deal_id, cast.stranger),
        lambda: followers("deal", deal_id, cast.stranger),
        lambda: team_of("deal", deal_id, cast.stranger),
    ):
        with pytest.raises(NotFound):
            verb()
    blind = who_cannot_see("deal", deal_id, [cast.stranger.id, cast.manager.id])
    assert blind == [(cast.stranger.id, "Cid")]


def test_owner_and_commenters_follow_until_they_leave(deal_id: int, by: Any, cast: Any) -> None:
    commands.add_comment("deal", deal_id, "Looks good", **by("manager"))
    assert [name for _, name in followers("deal", deal_id, cast.rep).members] == ["Ann", "Mia"]
    commands.unfollow("deal", deal_id, **by("rep"))
    commands.unfollow("deal", deal_id, **by("manager"))
    commands.add_comment("deal", deal_id, "One more thing", **by("manager"))
    assert followers("deal", deal_id, cast.rep).members == []
    commands.follow("deal", deal_id, **by("owner"))
    assert followers("deal", deal_id, by("owner")["by"]).mine


def test_a_part_in_the_team_lets_see_and_tells_why(deal_id: int, by: Any, cast: Any) -> None:
    part = commands.add_teammate("deal", deal_id, cast.stranger.id, "Legal", **by("rep"))
    assert commands.add_teammate("deal", deal_id, cast.stranger.id, "Presales", **by("rep")) == part
    [shown] = team_of("deal", deal_id, by("stranger")["by"])
    assert (shown.name, shown.role) == ("Cid", "Presales")
    _, _, sees, changes = ask_why(cast.stranger.id, "deal", deal_id, by=by("owner")["by"])
    assert "deal team" in str(sees)
    assert (sees.may, changes.may) == (True, False)
    with pytest.raises(NotAllowed):
        commands.remove_teammate(part, **by("stranger"))
    commands.remove_teammate(part, **by("rep"))
    with pytest.raises(NotFound):
        team_of("deal", deal_id, by("stranger")["by"])


def replayed() -> tuple[dict[int, Any], dict[Any, bool], dict[Any, str]]:
    """Comments, followers and parts as the events alone tell them."""
    comments: dict[int, Any] = {}
    follows: dict[Any, bool] = {}
    parts: dict[Any, str] = {}
    for entry in Entry.objects.order_by("id"):
        about, fields = (entry.subject_kind, entry.subject_id), msgspec.json.decode(entry.data)
        if entry.kind in ("comment_added", "comment_changed"):
            comments[fields["comment"]] = [fields["said"], fields.get("mentions", []), True]
        if entry.kind == "comment_added":
            follows.setdefault((*about, entry.actor_id), True)
        if entry.kind in ("comment_removed", "comment_restored"):
            comments[fields["comment"]][2] = entry.kind == "comment_restored"
        if entry.kind in ("followed", "unfollowed"):
            follows[(*about, fields["member"])] = entry.kind == "followed"
        if entry.kind == "teammate_added":
            parts[(*about, fields["member"])] = fields["role"]
        if entry.kind == "teammate_removed":
            del parts[(*about, fields["member"])]
    return comments, follows, parts


def test_the_ledger_tells_what_the_tables_hold(deal_id: int, by: Any, cast: Any) -> None:
    first = commands.add_comment("deal", deal_id, "One @Mia", **by("rep"))
    second = commands.add_comment("deal", deal_id, "Two", **by("manager"))
    commands.change_comment(second, "Two @Ann", **by("manager"))
    commands.remove_comment(first, **by("rep"))
    commands.remove_comment(second, **by("manager"))
    commands.restore_comment(second, **by("manager"))
    commands.unfollow("deal", deal_id, **by("manager"))
    commands.follow("deal", deal_id, **by("owner"))
    part = commands.add_teammate("deal", deal_id, cast.stranger.id, "Legal", **by("rep"))
    commands.add_teammate("deal", deal_id, cast.mate.id, "Support", **by("rep"))
    commands.add_teammate("deal", deal_id, cast.mate.id, "Delivery", **by("rep"))
    commands.remove_teammate(part, **by("rep"))
    comments, follows, parts = replayed()
    assert comments == {row.id: [row.said, row.mentions, row.removed_at is None] for row in Comment.objects.all()}
    about = ("kind", "record_id", "member_id")
    assert follows == {row[:3]: not row[3] for row in Follower.objects.values_list(*about, "left")}
    assert parts == {row[:3]: row[3] for row in Teammate.objects.values_list(*about, "role")}


def test_the_panel_takes_a_comment_and_says_who_cannot_see_it(deal_id: int, by: Any, cast: Any) -> None:
    client = Client()
    client.force_login(cast.rep)
    here = f"/discussion/deal/{deal_id}/"
    answer = client.post(here, {"said": "<b>@Cid</b> look"}, headers={"HX-Request": "true"}).content.decode()
    assert "Cid cannot see this" in answer
    assert "&lt;b&gt;<mark" in answer
    assert f"/shares/deal/{deal_id}/new/?to=member:{cast.stranger.id}" in answer
    assert client.post(here, {"said": " "}, headers={"HX-Request": "true"}).status_code == 422
    assert "Following" in client.get(here, headers={"HX-Request": "true"}).content.decode()
    client.post(f"/follow/deal/{deal_id}/", {"on": "0"})
    assert not followers("deal", deal_id, cast.rep).mine
