"""Company roles add up, teams stand in a tree, one record can be shared; and nobody is raised above the giver."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dealwright import Conflict, Invalid, NotAllowed, NotFound, SalesError
from dealwright.customers.commands import add_organisation
from dealwright.customers.models import Organisation
from dealwright.deals.access import visible
from dealwright.deals.commands import NewDeal, change_deal, open_deal
from dealwright.deals.models import Deal
from dealwright.processes.commands import publish_shipped
from dealwright.workspace.access import Verb, reach, role_keys, seen
from dealwright.workspace.commands import (
    NewMember,
    add_member,
    add_members,
    change_member,
    change_role,
    ensure_team,
    give_roles,
    invite,
    make_role,
    move_team,
    remove_role,
    set_up_company,
    share,
    unshare,
)
from dealwright.workspace.commands.compiling import compile_access
from dealwright.workspace.models import Member, Share
from dealwright.workspace.queries import Machine
from dealwright.workspace.reach import WIDTHS, widest
from dealwright.workspace.rules import Right, Role, Sees, rights_of

MACHINE = {"by": Machine(), "via": "cli"}


def fresh(member: Member) -> Member:
    """The member as the database has them now."""
    return Member.objects.get(id=member.id)


def own_deal(owner: Member, title: str = "Deal") -> int:
    """A deal of that member."""
    return open_deal(NewDeal(title, "general"), by=owner, via="page")


def seen_by(member: Member) -> set[str]:
    """The titles of the deals the member sees."""
    return set(Deal.objects.filter(visible(fresh(member))).values_list("title", flat=True))


@pytest.fixture
def deals(cast: Any, published: Any) -> dict[str, int]:
    """One deal of each rep."""
    return {one.name: own_deal(one, one.name) for one in (cast.rep, cast.mate, cast.stranger)}


def test_reps_see_their_own_and_managers_their_team_without_any_role(cast: Any, deals: Any) -> None:
    assert [seen_by(one) for one in (cast.rep, cast.stranger, cast.manager)] == [{"Ann"}, {"Cid"}, {"Ann", "Bob"}]
    assert {one.access.get("reach") for one in Member.objects.all()} == {None}


def test_roles_of_the_company_add_up(cast: Any, deals: Any) -> None:
    desk = make_role("Deal desk", {"deal": {"see": "team"}}, **MACHINE)
    closer = make_role("Closer", {"deal": {"change": "all"}}, [Right.IMPORT], **MACHINE)
    give_roles(cast.rep.id, [desk], **MACHINE)
    assert seen_by(cast.rep) == {"Ann", "Bob"}
    with pytest.raises(NotAllowed):
        change_deal(deals["Bob"], {"title": "Bob"}, by=fresh(cast.rep), via="page")
    give_roles(cast.rep.id, [desk, closer], **MACHINE)
    ann = fresh(cast.rep)
    assert seen_by(ann) == {"Ann", "Bob", "Cid"}
    change_deal(deals["Cid"], {"source": "web"}, by=ann, via="page")
    assert (role_keys(ann), rights_of(ann)) == ({"rep", "deal-desk", "closer"}, {Right.IMPORT})
    change_role("closer", reach={"deal": {"see": "own"}}, rights=[], **MACHINE)
    assert (seen_by(ann), rights_of(fresh(ann))) == ({"Ann", "Bob"}, frozenset())
    remove_role("deal-desk", **MACHINE)
    assert (seen_by(ann), role_keys(fresh(ann))) == ({"Ann"}, {"rep", "closer"})


def test_who_sees_the_team_sees_those_below_it(cast: Any, deals: Any) -> None:
    north, south = cast.rep.team_id, cast.stranger.team_id
    move_team(south, north, **MACHINE)
    assert seen_by(cast.manager) == {"Ann", "Bob", "Cid"}
    change_member(cast.stranger.id, sees=Sees.TEAM, **MACHINE)
    assert seen_by(cast.stranger) == {"Cid"}
    with pytest.raises(Invalid, match="part of itself"):
        move_team(north, south, **MACHINE)
    with pytest.raises(NotAllowed):
        move_team(south, None, by=cast.manager, via="page")
    move_team(south, None, **MACHINE)
    assert seen_by(cast.manager) == {"Ann", "Bob"}


def test_one_record_is_shared_and_taken_back(cast: Any, deals: Any) -> None:
    ann, cid = cast.rep, cast.stranger
    number = share("deal", deals["Ann"], f"member:{cid.id}", by=ann, via="page")
    assert seen_by(cid) == {"Ann", "Cid"}
    with pytest.raises(NotAllowed):
        change_deal(deals["Ann"], {"source": "web"}, by=fresh(cid), via="page")
    with pytest.raises(NotAllowed, match="belongs to somebody else"):
        share("deal", deals["Ann"], f"member:{cast.mate.id}", by=fresh(cid), via="page")
    assert share("deal", deals["Ann"], f"member:{cid.id}", Verb.CHANGE, by=ann, via="page") == number
    change_deal(deals["Ann"], {"source": "web"}, by=fresh(cid), via="page")
    with pytest.raises(NotAllowed, match="to somebody else"):
        change_deal(deals["Ann"], {"owner": cid.id}, by=fresh(cid), via="page")
    unshare(number, by=ann, via="page")
    assert (seen_by(cid), fresh(cid).access) == ({"Cid"}, {})
    with pytest.raises(NotFound):
        share("deal", deals["Ann"], f"member:{cid.id}", by=cid, via="page")
    with pytest.raises(NotFound, match="member or team"):
        share("deal", deals["Ann"], "member:9999", by=ann, via="page")


def test_a_team_shares_with_those_below_it_too(cast: Any, deals: Any) -> None:
    above = ensure_team("All of sales", **MACHINE)
    move_team(cast.stranger.team_id, above, **MACHINE)
    share("deal", deals["Ann"], f"team:{above}", by=cast.rep, via="page")
    assert seen_by(cast.stranger) == {"Ann", "Cid"}
    assert seen_by(cast.mate) == {"Bob"}
    change_member(cast.stranger.id, team="North", **MACHINE)
    assert seen_by(cast.stranger) == {"Cid"}


def test_a_customer_that_everybody_sees_is_shared_to_be_changed(cast: Any) -> None:
    from dealwright.workspace.access import require_change

    firm = Organisation.objects.get(id=add_organisation({"name": "Acme"}, by=cast.rep, via="page"))
    with pytest.raises(NotAllowed, match="belongs to somebody else"):
        require_change(cast.stranger, "organisation", firm.id, firm.owner_id, firm.name)
    share("organisation", firm.id, f"member:{cast.stranger.id}", Verb.CHANGE, by=cast.rep, via="page")
    require_change(fresh(cast.stranger), "organisation", firm.id, firm.owner_id, firm.name)


def test_asking_costs_no_query_and_a_filter_stays_the_same(cast: Any, deals: Any) -> None:
    share("deal", deals["Ann"], f"member:{cast.stranger.id}", **MACHINE)
    members = [fresh(one) for one in cast.everybody().values()]
    with CaptureQueriesContext(connection) as queries:
        pairs = [(seen(one, "deal"), seen(one, "deal")) for one in members]
    assert [hash(one) == hash(other) and one == other for one, other in pairs] == [True] * 6
    assert list(queries) == []
    without = fresh(cast.rep)
    assert seen(without, "deal") == Q(owner_id__in=frozenset({without.id})) | Q(owner_id=None)


def test_titles_and_keys_of_roles_are_their_own(cast: Any) -> None:
    assert make_role("Manager", {}, **MACHINE) == "manager-2"
    with pytest.raises(Conflict, match="Another role"):
        make_role("Manager", {}, **MACHINE)
    for reach_of in ({"ship": {"see": "all"}}, {"deal": {"sail": "all"}}, {"deal": {"see": "much"}}):
        with pytest.raises(Invalid):
            make_role("Odd", reach_of, **MACHINE)
    with pytest.raises(NotFound, match="no role"):
        give_roles(cast.rep.id, ["none-such"], **MACHINE)
    with pytest.raises(NotAllowed):
        make_role("Mine", {}, by=cast.manager, via="page")


def test_who_may_do_more_is_out_of_reach_of_who_may_do_less(cast: Any) -> None:
    make_role("Head", {}, [Right.MEMBERS], **MACHINE)
    make_role("Importer", {}, [Right.IMPORT], **MACHINE)
    give_roles(cast.rep.id, ["head"], **MACHINE)
    head = fresh(cast.rep)
    give_roles(cast.mate.id, ["importer"], **MACHINE)
    for refused in (
        lambda: give_roles(cast.stranger.id, ["importer"], by=head, via="page"),
        lambda: give_roles(cast.mate.id, [], by=head, via="page"),
        lambda: change_role("importer", title="Mine", by=head, via="page"),
        lambda: change_role("head", rights=[Right.MEMBERS, Right.IMPORT], by=head, via="page"),
        lambda: change_member(cast.mate.id, name="Bobby", by=head, via="page"),
        lambda: change_member(cast.manager.id, name="Maria", by=head, via="page"),
        lambda: invite(fresh(cast.mate), by=head),
    ):
        with pytest.raises(NotAllowed):
            refused()
    give_roles(cast.stranger.id, ["head"], by=head, via="page")
    assert rights_of(fresh(cast.stranger)) == {Right.MEMBERS}


VERBS = ["make", "edit", "give", "member", "team", "share", "unshare", "add"]
WISH = st.fixed_dictionaries({
    "giver": st.integers(0, 5), "subject": st.integers(0, 5), "verb": st.sampled_from(VERBS), "n": st.integers(0, 3),
    "rights": st.lists(st.sampled_from(sorted(Right)), max_size=2), "far": st.sampled_from(["none", *Sees]),
    "on": st.sampled_from(sorted(Verb)), "role": st.sampled_from(list(Role)), "sees": st.sampled_from(list(Sees)),
})  # fmt: skip


class NobodyRisesAboveTheGiver(TestCase):
    """Any sequence of commands."""

    def setUp(self) -> None:
        """Reps of two teams, one of them with a role that manages members; a deal each."""
        set_up_company("Dealers", "EUR", **MACHINE)
        publish_shipped("general", **MACHINE)
        roles = [Role.REP, Role.REP, Role.REP, Role.MANAGER, Role.OPERATOR, Role.OWNER]
        people = [NewMember(f"M{n}", f"m{n}@x.io", role, ["A", "B"][n % 2]) for n, role in enumerate(roles)]
        self.ids = [member.id for member in add_members(people, **MACHINE)]
        self.deals = [own_deal(Member.objects.get(id=one), str(one)) for one in self.ids[:4]]
        give_roles(self.ids[0], [make_role("Head", {}, [Right.MEMBERS], **MACHINE)], **MACHINE)

    @pytest.mark.thorough
    @settings(max_examples=12)
    @given(st.lists(WISH, min_size=4, max_size=14))
    def test_no_sequence_raises_anyone_above_the_giver(self, wishes: list[dict[str, Any]]) -> None:
        for wish in wishes:
            giver = Member.objects.get(id=self.ids[wish["giver"]])
            before = {one.id: standing(one) for one in Member.objects.all()}
            self.try_to(wish, giver)
            for one in Member.objects.all():
                allowed = together(before.get(one.id), before[giver.id])
                assert together(standing(one), allowed) == allowed, (wish, one.name)
        compiled = dict(Member.objects.values_list("id", "access"))
        compile_access()
        assert dict(Member.objects.values_list("id", "access")) == compiled

    def try_to(self, wish: dict[str, Any], giver: Member) -> None:
        """Give one command, which may be refused."""
        subject, n, by = self.ids[wish["subject"]], wish["n"], {"by": giver, "via": "page"}
        reaches = {"deal": {wish["on"]: wish["far"]}, "organisation": {"change": wish["far"]}}
        keys = ["head", *(f"r{number}" for number in range(n))]
        try:
            match wish["verb"]:
                case "make":
                    make_role(f"r{n}", reaches, wish["rights"], **by)
                case "edit":
                    change_role(keys[-1], reach=reaches, rights=wish["rights"], **by)
                case "give":
                    give_roles(subject, keys[-1:], **by)
                case "member":
                    change_member(subject, role=wish["role"], sees=wish["sees"], team=["A", "B"][n % 2], **by)
                case "team":
                    teams = [ensure_team(name, **by) for name in "AB"]
                    move_team(teams[n % 2], [None, teams[n // 2]][wish["giver"] % 2], **by)
                case "share":
                    share("deal", self.deals[n], f"member:{subject}", [Verb.SEE, Verb.CHANGE][subject % 2], **by)
                case "unshare":
                    unshare(
                        Share.objects.values_list("id", flat=True).earliest("id") if Share.objects.exists() else 0, **by
                    )
                case _:
                    add_member(
                        NewMember("New", f"new{Member.objects.count()}@x.io", wish["role"], "A", wish["sees"]), **by
                    )
        except SalesError:
            return


def standing(member: Member) -> dict[str, Any]:
    """What a member may do: rank, rights, reach of each verb, and the deals they see and change."""
    ranks = {"rank": list(Role).index(Role(member.role)), "rights": rights_of(member)}
    reaches = {(one, verb): reach(member, one, verb) for one in ("deal", "organisation") for verb in Verb}
    shown = Deal.objects.filter(visible(member)).values_list("id", "owner_id")
    return ranks | reaches | {"sees": frozenset(one for one, _ in shown)}


def together(one: dict[str, Any] | None, other: dict[str, Any]) -> dict[str, Any]:
    """The most of both."""
    return {key: _most((one or other)[key], value) for key, value in other.items()}


def _most(one: Any, other: Any) -> Any:
    if isinstance(other, frozenset):
        return one | other
    return max(one, other) if isinstance(other, int) else widest((one, other))


def test_widths_are_ordered() -> None:
    assert [widest((None, far)) for far in WIDTHS] == list(WIDTHS)
