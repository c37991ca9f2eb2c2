"""Members are added, changed and let go, and nobody ends up above who did it."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dealwright import Conflict, Invalid, NotAllowed, NotFound, SalesError
from dealwright.workspace.commands import (
    NewMember,
    accept_invitation,
    add_member,
    change_member,
    change_password,
    change_profile,
    create_token,
    ensure_team,
    invite,
    rename_team,
    revoke_token,
    set_up_company,
)
from dealwright.workspace.models import Member, Token
from dealwright.workspace.queries import company, has_owner, member_of_token, team_names
from dealwright.workspace.rules import Right, Role, Sees, has_right

pytestmark = pytest.mark.thorough

PASSWORD = "correct horse battery"
ROLES, SIGHTS = list(Role), list(Sees)


def standing(member: Any) -> tuple[int, int]:
    return ROLES.index(Role(member.role)), SIGHTS.index(Sees(member.sees))


actions = st.lists(
    st.tuples(
        st.sampled_from(["add", "change", "token", "link"]),
        st.integers(0, 20),
        st.integers(0, 20),
        st.sampled_from(ROLES),
        st.sampled_from([None, *SIGHTS]),
        st.sampled_from([None, True, False]),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=actions)
def test_no_sequence_of_commands_raises_anybody_above_the_giver(cast: Any, steps: list[Any]) -> None:
    with transaction.atomic():
        for number, step in enumerate(steps):
            _try(number, *step)
            assert has_owner()
        transaction.set_rollback(True)


def _try(
    number: int, verb: str, giver_at: int, subject_at: int, role: Role, sees: Sees | None, active: bool | None
) -> None:
    everybody = list(Member.objects.order_by("id"))
    giver, subject = everybody[giver_at % len(everybody)], everybody[subject_at % len(everybody)]
    before = standing(giver)
    try:
        with transaction.atomic():
            if verb == "add":
                new = NewMember(f"New {number}", f"new{number}@example.com", role, "North", sees)
                reached = add_member(new, by=giver, via="page")
            elif verb == "change":
                reached = change_member(subject.id, role=role, sees=sees, active=active, by=giver, via="page")
            elif verb == "token":
                reached = member_of_token(create_token(subject, by=giver, via="page")) or giver
            else:
                reached = accept_invitation(invite(subject, by=giver), PASSWORD, by=giver, via="page")
    except SalesError:
        return
    reached.refresh_from_db()
    assert all(theirs <= own for theirs, own in zip(standing(reached), before, strict=True))
    assert reached == giver or has_right(giver, Right.MEMBERS)


def test_who_manages_members_sees_everything(cast: Any) -> None:
    assert change_member(cast.manager.id, role=Role.OPERATOR, sees=Sees.OWN, by=cast.owner, via="page").sees == Sees.ALL


def test_the_last_owner_stays(cast: Any) -> None:
    for change in ({"active": False}, {"role": Role.REP}):
        with pytest.raises(Conflict, match="needs an owner"):
            change_member(cast.owner.id, **change, by=cast.owner, via="page")
    add_member(NewMember("Only invited", "two@example.com", Role.OWNER), by=cast.owner, via="page")
    with pytest.raises(Conflict):
        change_member(cast.owner.id, active=False, by=cast.owner, via="page")
    second = change_member(cast.operator.id, role=Role.OWNER, by=cast.owner, via="page")
    assert change_member(cast.owner.id, active=False, by=second, via="page").is_active is False


def test_who_leaves_is_out_at_once_and_stays_out_when_let_back_in(cast: Any, client_of: Any) -> None:
    client, secret = client_of(cast.rep), create_token(cast.rep, by=cast.rep, via="page")
    link = invite(cast.rep, by=cast.owner)
    assert client.get("/settings/").status_code == 200
    change_member(cast.rep.id, active=False, by=cast.owner, via="page")
    for active in (False, True):
        change_member(cast.rep.id, active=active, by=cast.owner, via="page")
        assert client.get("/settings/").status_code == 302
        assert member_of_token(secret) is None
        with pytest.raises(NotFound, match="no longer valid"):
            accept_invitation(link, PASSWORD, by=cast.owner, via="page")


def test_a_member_known_from_an_import_gets_an_address_and_can_then_be_invited(cast: Any) -> None:
    known = add_member(NewMember("Zed"), by=cast.operator, via="import")
    with pytest.raises(Conflict, match="cannot sign in"):
        invite(known, by=cast.operator)
    changed = change_member(known.id, email="Zed@Example.com", by=cast.operator, via="page")
    assert changed.email == "zed@example.com"
    assert accept_invitation(invite(changed, by=cast.operator), PASSWORD, by=changed, via="page").can_sign_in
    with pytest.raises(Conflict, match="is a member already"):
        change_member(known.id, email="ann@example.com", by=cast.operator, via="page")


def test_a_link_works_once_and_the_newest_only(cast: Any) -> None:
    first = invite(cast.rep, by=cast.owner)
    second = invite(cast.rep, by=cast.owner)
    with pytest.raises(Invalid) as weak:
        accept_invitation(second, "ann@example.com", by=cast.rep, via="page")
    assert weak.value.field == "password"
    accept_invitation(second, PASSWORD, by=cast.rep, via="page")
    for used in (first, second, "invented"):
        with pytest.raises(NotFound) as gone:
            accept_invitation(used, PASSWORD, by=cast.rep, via="page")
        assert (gone.value.message, gone.value.remedy) == ("This link is no longer valid.", "Ask for a new one.")


def test_who_may_not_manage_a_member_makes_no_link_and_no_token_for_them(cast: Any) -> None:
    for giver, subject in ((cast.rep, cast.mate), (cast.manager, cast.rep), (cast.operator, cast.owner)):
        with pytest.raises(NotAllowed):
            invite(subject, by=giver)
        with pytest.raises(NotAllowed):
            create_token(subject, by=giver, via="page")


def test_somebody_elses_token_looks_like_none(cast: Any) -> None:
    create_token(cast.mate, by=cast.mate, via="page")
    token = Token.objects.get(member=cast.mate)
    for number in (token.id, token.id + 1):
        with pytest.raises(NotFound, match=f"no token {number}"):
            revoke_token(number, by=cast.rep, via="page")
    revoke_token(token.id, by=cast.operator, via="page")
    assert Token.objects.get(id=token.id).revoked_at


def test_profile_and_password_are_ones_own(cast: Any) -> None:
    change_profile(cast.rep.id, name="Ann B", zone="Asia/Tokyo", locale="ja-JP", by=cast.rep, via="page")
    with pytest.raises(NotAllowed):
        change_profile(cast.rep.id, name="x", zone="", locale="", by=cast.owner, via="page")
    with pytest.raises(NotAllowed):
        change_password(cast.rep.id, PASSWORD, "another good one", by=cast.owner, via="page")
    with pytest.raises(Invalid) as wrong:
        change_password(cast.rep.id, "guessed", "another good one", by=cast.rep, via="page")
    assert wrong.value.field == "old"
    assert Member.objects.get(id=cast.rep.id).name == "Ann B"


def test_the_currency_stays_and_the_rest_may_change(cast: Any) -> None:
    set_up_company("Sellers Ltd", "EUR", zone="Asia/Tokyo", locale="ja-JP", by=cast.owner, via="page")
    assert (company().name, company().zone, company().locale) == ("Sellers Ltd", "Asia/Tokyo", "ja-JP")
    with pytest.raises(Conflict, match="works in EUR") as refused:
        set_up_company("Sellers Ltd", "USD", by=cast.owner, via="page")
    assert refused.value.field == "currency"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("company", {"name": " "}),
        ("company", {"name": "a\x00b"}),
        ("company", {"name": "a" * 201}),
        ("currency", {"currency": "EURO"}),
        ("zone", {"zone": "Europe/Atlantis"}),
        ("locale", {"locale": "xx-XX"}),
        ("year_begins", {"year_begins": 13}),
    ],
)
def test_what_does_not_exist_is_named(db: None, machine: Any, field: str, values: dict[str, str]) -> None:
    given = {"name": "Dealers", "currency": "EUR", **values}
    with pytest.raises(Invalid) as refused:
        set_up_company(**given, by=machine, via="page")
    assert refused.value.field == field
    assert not company().is_set_up


def test_teams_have_names_of_their_own(cast: Any) -> None:
    west = ensure_team("West", by=cast.operator, via="page")
    with pytest.raises(Conflict, match="Another team"):
        rename_team(west, "North", by=cast.operator, via="page")
    with pytest.raises(NotFound):
        rename_team(west + 100, "Far", by=cast.operator, via="page")
    with pytest.raises(NotAllowed):
        rename_team(west, "Mine", by=cast.manager, via="page")
    with pytest.raises(NotAllowed), transaction.atomic():
        ensure_team("Mine", by=cast.manager, via="page")
    rename_team(west, "Far West", by=cast.operator, via="page")
    assert list(team_names().values()) == ["Far West", "North", "South"]
