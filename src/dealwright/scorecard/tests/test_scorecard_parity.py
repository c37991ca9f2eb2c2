"""Events replayed are the records: the facts read from the ledger say what the tables say."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dealwright import SalesError
from dealwright.deals import commands as deals
from dealwright.deals.commands import History, NewDeal, Visit
from dealwright.deals.models import Deal, Outcome, StageVisit
from dealwright.ledger.commands import number_entries, read_on
from dealwright.ledger.models import Entry
from dealwright.ledger.readers import catch_up
from dealwright.metrics import FACTS
from dealwright.processes.commands import publish_shipped
from dealwright.processes.queries import playbook
from dealwright.scorecard import files
from dealwright.scorecard.commands import rebuild
from dealwright.scorecard.facts import _kept
from dealwright.scorecard.models import DealFact, StateFact, VisitFact
from dealwright.scorecard.projection import READER, take_in
from dealwright.scorecard.queries import compute
from dealwright.workspace.commands import NewMember, add_members, set_up_company
from dealwright.workspace.models import Member
from dealwright.workspace.queries import Machine, Role

pytestmark = pytest.mark.thorough

STAGES = ["prospecting", "qualifying", "needs_assessment", "presenting_solution", "handling_objections", "closing"]
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
US = {"by": Machine(), "via": "cli"}

stage = st.sampled_from(STAGES)
place = st.integers(0, 30)
change = st.one_of(
    st.fixed_dictionaries({"amount": st.sampled_from(["0", "12.50", "99000", None])}),
    st.fixed_dictionaries({"source": st.sampled_from(["Website", "Referral", None])}),
    st.fixed_dictionaries({"product": st.sampled_from(["Tidemark", "Rill", None])}),
    st.fixed_dictionaries({"currency": st.sampled_from(["EUR", "USD"])}),
    st.fixed_dictionaries({"owner": st.sampled_from(["first", "second", None])}),
    st.fixed_dictionaries({"title": st.just("Renamed")}),
    st.fixed_dictionaries({"close_on": st.sampled_from(["2026-04-01", None])}),
    st.fixed_dictionaries({"forecast_category": st.sampled_from(["commit", "pipeline", "omitted", None])}),
)
past = st.builds(
    lambda stages, status, dated, amount: (stages, status, dated, amount),
    st.lists(stage, max_size=4),
    st.sampled_from(["open", "won", "lost"]),
    st.booleans(),
    st.sampled_from([None, 0, 12_345]),
)
step = st.one_of(
    st.tuples(st.just("open"), st.none() | stage),
    st.tuples(st.just("record"), past),
    st.tuples(st.just("move"), place, stage),
    st.tuples(st.just("win"), place),
    st.tuples(st.just("lose"), place, st.sampled_from(["price", "timing"])),
    st.tuples(st.just("reopen"), place, st.none() | stage),
    st.tuples(st.just("change"), place, change),
    st.tuples(st.just("remove"), place),
    st.tuples(st.just("restore"), place),
    st.tuples(st.just("read"), st.integers(1, 7)),
)


class Parity(TestCase):
    """Each example is a company with two members and a random sequence of commands."""

    def setUp(self) -> None:
        playbook.cache_clear()
        set_up_company("Dealers Ltd", "EUR", **US)
        publish_shipped("general", **US)
        news = [NewMember("First", role=Role.REP, team="North"), NewMember("Second", role=Role.REP)]
        self.members = dict(zip(("first", "second"), (m.id for m in add_members(news, **US)), strict=True))

    @settings(max_examples=20, deadline=None)
    @given(st.lists(step, max_size=25))
    def test_the_facts_say_what_the_tables_say(self, steps: list) -> None:
        for name, *rest in steps:
            self._do(name, *rest)
        catch_up(READER)
        assert facts() == records()
        assert latest_states() == as_they_are()
        told = states()
        assert all(before[3] == after[2] or before[2] == before[3] for before, after in pairwise_of_deals(told))
        rebuild()
        assert not DealFact.objects.exists()
        catch_up(READER)
        assert facts() == records()
        assert states() == told

    @settings(max_examples=6, deadline=None)
    @given(st.lists(step | st.tuples(st.just("roll over")), max_size=8))
    def test_who_asks_all_the_time_is_told_what_a_newcomer_is_told(self, steps: list) -> None:
        asking = [Machine(), *Member.objects.filter(id__in=self.members.values())]
        for name, *rest in steps:
            if name == "roll over":
                files.roll_over()
            else:
                self._do(name, *rest)
            read_on(READER, take_in, 3)
            told = [answers(actor) for actor in asking]
            _kept.__dict__.clear()
            assert [answers(actor) for actor in asking] == told

    def _do(self, name: str, *rest: object) -> None:
        if name == "open":
            deals.open_deal(NewDeal("A deal", stage=rest[0], source="Website", amount_minor=5_000), **US)
        elif name == "record":
            deals.record_deals([history(*rest[0])], **US)
        elif name == "read":
            number_entries(rest[0])
            read_on(READER, take_in, rest[0])
        elif name == "restore":
            self._bring_back(rest[0])
        else:
            self._do_to_a_deal(name, *rest)

    def _bring_back(self, where: int) -> None:
        there = set(Deal.objects.values_list("id", flat=True))
        gone = sorted(set(Entry.objects.filter(kind="deal_removed").values_list("subject_id", flat=True)) - there)
        if gone:
            deals.restore_deals([gone[where % len(gone)]], **US)

    def _do_to_a_deal(self, name: str, where: int, *rest: object) -> None:
        ids = list(Deal.objects.order_by("id").values_list("id", flat=True))
        if not ids:
            return
        deal_id = ids[where % len(ids)]
        try:
            match name:
                case "move":
                    deals.move_stage(deal_id, rest[0], **US, override="because we say so")
                case "win":
                    deals.win_deal(deal_id, **US, override="because we say so")
                case "lose":
                    deals.lose_deal(deal_id, rest[0], **US)
                case "reopen":
                    deals.reopen_deal(deal_id, **US, to=rest[0])
                case "change":
                    changes = {key: self.members.get(value, value) for key, value in rest[0].items()}
                    deals.change_deal(deal_id, changes, **US)
                case "remove":
                    deals.remove_listed([deal_id], **US)
        except SalesError:
            return  # a refusal changes nothing, which is what the comparison checks


def answers(actor: Member | Machine) -> list:
    """What this actor is told, the pipeline twice: asked again, it is not computed again."""
    return [compute(name, actor=actor).as_dict() for name in ("pipeline", "win_rate", "pipeline")]


def history(stages: list[str], status: str, dated: bool, amount: int | None) -> History:
    """A past through these stages, a day each; without dates when it is not known."""
    moments = [START + timedelta(days=n) for n in range(len(stages) + 1)]
    return History(
        NewDeal(
            "Known before", process="general", amount_minor=amount, currency="USD" if amount == 0 else "EUR",
            forecast_category="pipeline" if amount else None,
        ),
        [Visit(stage, moment) for stage, moment in zip(stages, moments, strict=False)],
        opened_at=moments[0] if dated else None,
        status=status,
        closed_at=moments[-1] if dated and status != "open" else None,
        reason="price" if status == "lost" else "",
    )  # fmt: skip


def records() -> tuple[list, list]:
    """What the tables of the deals say."""
    reasons = dict(Outcome.objects.values_list("deal_id", "reason"))
    rows = Deal.objects.order_by("id").select_related("process", "version", "product")
    told = [
        (
            deal.id, deal.process.key, deal.version_id, deal.version.number, deal.stage, deal.status, deal.owner_id,
            deal.source or None, deal.product.name if deal.product else None, deal.currency, deal.amount_minor,
            deal.base_minor, deal.close_on, deal.organisation_id, deal.opened_at, deal.closed_at,
            reasons.get(deal.id) or None,
            float(playbook(deal.version_id).stage(deal.stage).probability) if deal.stage else 0.0,
            deal.forecast_category,
        )
        for deal in rows
    ]  # fmt: skip
    visits = [
        (visit.deal_id, visit.n, visit.stage, STAGES.index(visit.stage), visit.entered_at, visit.left_at)
        for visit in StageVisit.objects.order_by("deal_id", "n")
    ]
    return told, visits


def facts() -> tuple[list, list]:
    """What the scorecard has read."""
    columns = ["deal_id", "process", "version_id", "version", "stage", "status", "owner_id", "source", "product"]
    columns += ["currency", "amount_minor", "base_minor", "close_on", "organisation_id"]
    columns += ["opened_on", "closed_on", "reason", "probability", "category"]
    told = DealFact.objects.exclude(status="removed").order_by("deal_id").values_list(*columns)
    visits = VisitFact.objects.order_by("deal_id", "n")
    return list(told), list(visits.values_list("deal_id", "n", "stage", "position", "entered_on", "left_on"))


def states() -> list:
    """What each deal was, one change after the other: (deal, n, from, to, what it was ...)."""
    return list(StateFact.objects.order_by("deal_id", "n").values_list(*FACTS["states"]))


def pairwise_of_deals(told: list) -> list:
    """Each state with the one after it, of the same deal."""
    return [(before, after) for before, after in pairwise(told) if before[0] == after[0]]


def latest_states() -> list:
    """The last state of each deal without its place and moments; it is the only one without an end."""
    last = {row[0]: row for row in states()}
    assert [row for row in states() if row[3] is None and row != last[row[0]] and row[2] is not None] == []
    return [(row[0], *row[4:]) for row in last.values()]


def as_they_are() -> list:
    """The same of the facts of the deals themselves."""
    names = [name for name in FACTS["states"] if name not in ("n", "from_on", "to_on")]
    return list(DealFact.objects.exclude(status="removed").order_by("deal_id").values_list(*names))
