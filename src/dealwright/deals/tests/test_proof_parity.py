"""Events replayed are the records: answers, proof, approvals and people as the ledger tells them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dealwright import SalesError
from dealwright.customers.commands import add_person
from dealwright.deals import commands as deals
from dealwright.deals.commands import NewConfirmation, NewDeal
from dealwright.deals.models import Answer, Approval, Confirmation, Deal, Stakeholder
from dealwright.deals.tests.whole_process import PROCESS
from dealwright.ledger.queries import Happened, entries_about
from dealwright.processes.commands import publish
from dealwright.processes.queries import playbook
from dealwright.workspace.commands import set_up_company
from dealwright.workspace.queries import Machine

pytestmark = pytest.mark.thorough
US: dict[str, Any] = {"by": Machine(), "via": "cli"}
START = datetime(2026, 1, 5, 9, tzinfo=UTC)

text = st.sampled_from(["They say so", "Seen in writing", ""])
role = st.sampled_from(["champion", "user"])
stance = st.sampled_from(["", "against", "neutral", "supporter", "champion"])
person = st.integers(0, 1)
proof = st.sampled_from([("document", "nda"), ("event", "quote_sent"), ("buyer", "trial"), ("consent", "marketing")])
element = st.sampled_from([("bant", "budget"), ("bant", "authority"), ("meddic", "economic_buyer")])
day = st.integers(0, 300)
step = st.one_of(
    st.tuples(st.just("answer"), element, st.integers(0, 3), text),
    st.tuples(st.just("choose"), st.lists(st.sampled_from(["bant", "meddic", "spin"]), max_size=3)),
    st.tuples(st.just("confirm"), proof, day, st.none() | day),
    st.tuples(st.just("take back"), st.integers(0, 5)),
    st.tuples(st.just("ask"), text),
    st.tuples(st.just("decide"), st.booleans(), text),
    st.tuples(st.just("join"), person, role, stance),
    st.tuples(st.just("stance"), person, role, stance),
    st.tuples(st.just("leave"), person, role),
)  # fmt: skip


class ProofParity(TestCase):
    """Each example is a deal and a random sequence of commands on it; those that are refused leave no trace."""

    def setUp(self) -> None:
        playbook.cache_clear()
        set_up_company("Dealers Ltd", "EUR", **US)
        publish(PROCESS, **US)
        self.deal = deals.open_deal(NewDeal("Robots", "whole"), **US)
        self.people = [add_person({"name": name}, **US) for name in ("Eve", "Pat")]

    @settings(deadline=None)
    @given(st.lists(step, max_size=20))
    def test_the_ledger_tells_what_the_tables_say(self, steps: list[Any]) -> None:
        for name, *rest in steps:
            try:
                getattr(self, "_" + name.replace(" ", "_"))(*rest)
            except SalesError:
                continue
        assert replayed(self.deal) == records(self.deal)

    def _answer(self, where: tuple[str, str], strength: int, said: str) -> None:
        deals.answer(self.deal, *where, strength, said, **US)

    def _choose(self, keys: list[str]) -> None:
        deals.choose_frameworks(self.deal, keys, **US)

    def _confirm(self, what: tuple[str, str], since: int, until: int | None) -> None:
        ends = None if until is None else START + timedelta(days=until)
        new = NewConfirmation(need=what[0], key=what[1], at=START + timedelta(days=since), until=ends)
        deals.confirm(self.deal, new, **US)

    def _take_back(self, place: int) -> None:
        ids = list(Confirmation.objects.order_by("id").values_list("id", flat=True))
        if ids:
            deals.take_back_confirmation(self.deal, ids[place % len(ids)], **US)

    def _ask(self, note: str) -> None:
        deals.ask_approval(self.deal, "discount", note=note, **US)

    def _decide(self, granted: bool, reason: str) -> None:
        for asked in Approval.objects.filter(granted=None):
            deals.decide_approval(asked.id, granted, reason=reason, **US)

    def _join(self, who: int, part: str, thinks: str) -> None:
        deals.add_stakeholder(self.deal, self.people[who], part, stance=thinks, **US)

    def _stance(self, who: int, part: str, thinks: str) -> None:
        deals.change_stance(self.deal, self.people[who], part, thinks, **US)

    def _leave(self, who: int, part: str) -> None:
        deals.remove_stakeholder(self.deal, self.people[who], part, **US)


def records(deal_id: int) -> dict[str, Any]:
    """What the tables say of the deal."""
    return {
        "answers": set(Answer.objects.values_list("concept", "framework", "element", "strength", "text", "link", "at")),
        "frameworks": Deal.objects.values_list("frameworks", flat=True).get(id=deal_id),
        "proof": set(Confirmation.objects.values_list("id", "need", "key", "title", "at", "until", "taken_back_at")),
        "approvals": set(
            Approval.objects.values_list(
                "id", "key", "title", "role", "note", "asked_at", "granted", "reason", "decided_at"
            )
        ),
        "people": set(Stakeholder.objects.values_list("person_id", "role", "stance", "at")),
    }


def replayed(deal_id: int) -> dict[str, Any]:
    """What the ledger tells of the deal, from the first event to the last."""
    told: dict[str, Any] = {"answers": {}, "frameworks": None, "proof": {}, "approvals": {}, "people": {}}
    for entry in reversed(entries_about({"deal": [deal_id]}, limit=1_000)):
        if entry.kind in TAKE_IN:
            TAKE_IN[entry.kind](told, entry, entry.event)
    return {key: set(value.values()) if isinstance(value, dict) else value for key, value in told.items()}


def _answered(told: dict[str, Any], entry: Happened, event: Any) -> None:
    said = (event.concept, event.framework, event.element, event.strength, event.text, event.link, entry.occurred_at)
    told["answers"][event.concept] = said


def _chosen(told: dict[str, Any], entry: Happened, event: Any) -> None:
    told["frameworks"] = list(event.frameworks)


def _confirmed(told: dict[str, Any], entry: Happened, event: Any) -> None:
    kept = (event.confirmation, event.need, event.key, event.title, entry.occurred_at, event.until, None)
    told["proof"][event.confirmation] = kept


def _taken_back(told: dict[str, Any], entry: Happened, event: Any) -> None:
    told["proof"][event.confirmation] = (*told["proof"][event.confirmation][:-1], entry.occurred_at)


def _asked(told: dict[str, Any], entry: Happened, event: Any) -> None:
    kept = (event.approval, event.key, event.title, event.role, event.note, entry.occurred_at, None, "", None)
    told["approvals"][event.approval] = kept


def _decided(told: dict[str, Any], entry: Happened, event: Any) -> None:
    known, granted = told["approvals"][event.approval], entry.kind == "approval_given"
    told["approvals"][event.approval] = (*known[:6], granted, event.reason, entry.occurred_at)


def _joined(told: dict[str, Any], entry: Happened, event: Any) -> None:
    told["people"][event.person, event.role] = (event.person, event.role, event.stance, entry.occurred_at)


def _left(told: dict[str, Any], entry: Happened, event: Any) -> None:
    del told["people"][event.person, event.role]


TAKE_IN: dict[str, Callable[[dict[str, Any], Happened, Any], None]] = {
    "answer_given": _answered, "frameworks_chosen": _chosen, "confirmation_added": _confirmed,
    "confirmation_taken_back": _taken_back, "approval_asked": _asked, "approval_given": _decided,
    "approval_refused": _decided, "stakeholder_added": _joined, "stakeholder_changed": _joined,
    "stakeholder_removed": _left,
}  # fmt: skip
