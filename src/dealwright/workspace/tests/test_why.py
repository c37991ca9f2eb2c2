"""The reasons for and against always agree with what the member really sees and changes."""

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dealwright import NotAllowed, NotFound
from dealwright.customers.commands import add_organisation
from dealwright.customers.models import Organisation
from dealwright.deals.commands import NewDeal, open_deal
from dealwright.deals.models import Deal
from dealwright.processes.commands import publish_shipped
from dealwright.workspace.access import may
from dealwright.workspace.commands import NewMember, add_members, change_member, move_team, set_up_company, share
from dealwright.workspace.commands.compiling import compile_access
from dealwright.workspace.guarded import guarded, record_of
from dealwright.workspace.models import CompanyRole, Holding, Member, Share, Team, Territory
from dealwright.workspace.queries import Machine
from dealwright.workspace.reach import Verb
from dealwright.workspace.rules import Right, Role, Sees, sight
from dealwright.workspace.why import ask_why, why, words_of

MACHINE = {"by": Machine(), "via": "cli"}
FAR = st.sampled_from([None, *Sees])
PEOPLE, BOTH = 4, ("deal", "organisation")
SOMEBODY = st.fixed_dictionaries({
    "role": st.sampled_from(list(Role)), "sees": st.sampled_from(list(Sees)), "team": st.sampled_from([None, 0, 1, 2]),
    "holds": st.lists(st.integers(0, 1), unique=True, max_size=2),
})  # fmt: skip
SHARED = st.tuples(
    st.sampled_from(["member", "team", "territory"]), st.integers(0, 2), st.sampled_from(["see", "change"])
)
ROLE = st.fixed_dictionaries({"see": FAR, "change": FAR, "manages": st.booleans()})
WORLD = st.fixed_dictionaries({
    "people": st.lists(SOMEBODY, min_size=PEOPLE, max_size=PEOPLE),
    "tree": st.sampled_from([(None, None), (0, 1), (0, 0)]),
    "roles": st.lists(ROLE, min_size=2, max_size=2),
    "shares": st.lists(SHARED, max_size=3), "owner": st.sampled_from([None, *range(PEOPLE)]),
    "lookers": st.lists(st.integers(0, PEOPLE - 1), max_size=2),
})  # fmt: skip


class WhyAgreesWithWhatIsSeen(TestCase):
    """In companies of every shape."""

    def setUp(self) -> None:
        """Four members, three teams, a deal and an organisation."""
        set_up_company("Dealers", "EUR", **MACHINE)
        publish_shipped("general", **MACHINE)
        self.members = add_members([NewMember(f"M{n}", f"m{n}@x.io") for n in range(PEOPLE)], **MACHINE)
        self.teams = [Team.objects.create(name=name) for name in "ABC"]
        self.deal = open_deal(NewDeal("Deal", "general"), **MACHINE)
        self.firm = add_organisation({"name": "Acme", "owner": None}, **MACHINE)

    @pytest.mark.thorough
    @settings(max_examples=25)
    @given(WORLD)
    def test_the_answer_agrees(self, world: dict[str, Any]) -> None:
        self.make(world)
        for one, record_id in (("deal", self.deal), ("organisation", self.firm)):
            kept = record_of(one, record_id)
            for member in Member.objects.all():
                seen = guarded(one).model._default_manager.filter(guarded(one).visible(member), id=record_id).exists()
                sees, changes = why(member, kept)
                assert sees.may == seen, (one, member.name, sees)
                assert changes.may == (seen and may(member, one, Verb.CHANGE, record_id, kept.owner_id)), changes
                assert words_of(sees, member, kept).startswith(f"{member.name} may {'see' if seen else 'not'}")

    def make(self, world: dict[str, Any]) -> None:
        """The company as it was imagined, written without commands."""
        for table in (Share, Holding, CompanyRole, Territory):
            table.objects.all().delete()
        roles = [
            CompanyRole.objects.create(
                key=f"r{n}", title=f"R{n}", rights=[Right.MEMBERS] if one["manages"] else [],
                reach={kind: {verb: one[verb] for verb in ("see", "change") if one[verb]} for kind in BOTH},
            )
            for n, one in enumerate(world["roles"])
        ]  # fmt: skip
        for team, parent in zip(self.teams[1:], world["tree"], strict=True):
            Team.objects.filter(id=team.id).update(parent=None if parent is None else self.teams[parent])
        for member, one in zip(self.members, world["people"], strict=True):
            team = None if one["team"] is None else self.teams[one["team"]]
            Member.objects.filter(id=member.id).update(
                role=one["role"], sees=sight(one["role"], one["sees"]), team=team
            )
            Holding.objects.bulk_create(Holding(member=member, role=roles[n]) for n in one["holds"])
        owner = None if world["owner"] is None else self.members[world["owner"]].id
        Deal.objects.update(owner=owner)
        Organisation.objects.update(owner=owner)
        lookers = [self.members[n].id for n in world["lookers"]]
        land = Territory.objects.create(title="T", place=1, rule="true", gives="sight", members=lookers)
        for to, n, verb in world["shares"]:
            number = {"member": self.members[n].id, "team": self.teams[n].id, "territory": land.id}[to]
            for kind, record_id in (("deal", self.deal), ("organisation", self.firm)):
                values = {"verb": verb, "at": timezone.now()}
                Share.objects.update_or_create(kind=kind, record_id=record_id, to=f"{to}:{number}", defaults=values)
        compile_access()


def test_reasons_are_told_in_words(cast: Any, published: Any) -> None:
    deal = open_deal(NewDeal("Big", "general"), by=cast.stranger, via="page")
    move_team(cast.stranger.team_id, cast.manager.team_id, **MACHINE)
    share("deal", deal, f"member:{cast.rep.id}", by=cast.stranger, via="page")
    kept = record_of("deal", deal)
    sees, changes = why(Member.objects.get(id=cast.manager.id), kept)
    assert [reason.text for reason in sees.reasons] == [
        "Cid owns this deal, not Mia.",
        "By the settings Mia sees the records of team North and of those below it;"
        " Cid is in team South, which is below it.",
        "It is not shared with Mia, nor with a team of theirs.",
    ]
    sees, changes = why(Member.objects.get(id=cast.rep.id), kept)
    assert (sees.may, changes.may) == (True, False)
    assert f"It was shared by Cid on {timezone.now():%Y-%m-%d} with Ann, to see it." in [
        each.text for each in sees.reasons
    ]
    assert words_of(changes, cast.rep, kept) == "Ann may not change “Big”."


def test_who_asks_must_see_the_record(cast: Any, published: Any) -> None:
    deal = open_deal(NewDeal("Big", "general"), by=cast.stranger, via="page")
    for number in (deal, deal + 1, 0, 2**70):
        with pytest.raises(NotFound):
            record_of("deal", number, cast.rep)
    with pytest.raises(NotFound, match="no records called ship"):
        record_of("ship", 1, cast.rep)
    kept = (cast.stranger.id, "deal", deal)
    assert [ask_why(*kept, by=one)[2].may for one in (cast.stranger, cast.operator)] == [True, True]
    with pytest.raises(NotFound):
        ask_why(*kept, by=cast.manager)
    with pytest.raises(NotAllowed, match="for yourself only"):
        ask_why(cast.rep.id, "deal", deal, by=cast.stranger)


def test_who_has_left_sees_nothing_any_more(cast: Any, published: Any) -> None:
    deal = open_deal(NewDeal("Big", "general"), by=cast.rep, via="page")
    assert [each.may for each in ask_why(cast.rep.id, "deal", deal, by=cast.owner)[2:]] == [True, True]
    change_member(cast.rep.id, active=False, by=cast.owner, via="page")
    sees, changes = ask_why(cast.rep.id, "deal", deal, by=cast.owner)[2:]
    assert (sees.may, changes.may) == (False, False)
    assert [reason.text for reason in sees.reasons] == ["Ann does not work here any more, and cannot sign in."]
