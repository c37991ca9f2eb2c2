"""A deal goes through every shipped playbook from the first stage to won, and to lost for each of its reasons."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from dealwright import Invalid
from dealwright.activities.calendars import working_calendar
from dealwright.activities.hours import on_working_day
from dealwright.activities.queries import open_tasks_about
from dealwright.deals.commands import lose_deals, move_stage, reopen_deal, win_deal
from dealwright.deals.models import Deal, Outcome
from dealwright.deals.refusals import CriteriaUnmet
from dealwright.deals.tests.imagined_deals import Facts, imagine
from dealwright.deals.tests.selling import BUYER, Seller
from dealwright.ledger.queries import entries_about
from dealwright.playbook import Need, Playbook, Stage, flat, label, shipped
from dealwright.processes.commands import publish_shipped
from dealwright.processes.queries import playbook
from dealwright.workspace.queries import Machine

if TYPE_CHECKING:
    from conftest import Cast

TRADES = sorted(shipped())
COUNTRIES = ("DE", "US", "GB")
Asked = tuple[str, str]  # a need by its stage and label
ROUNDS = 5  # what is supplied may make a gate ask for more


@pytest.fixture
def book(request: Any, cast: "Cast", machine: Any) -> Playbook:
    """The playbook of the trade under test, published."""
    return playbook(publish_shipped(request.param, by=machine, via="cli").id)


def every_trade(test: Any) -> Any:
    """Run a test for each shipped playbook."""
    return pytest.mark.parametrize("book", TRADES, indirect=True)(test)


def needs_of(book: Playbook) -> Iterator[tuple[Asked, Need]]:
    """Each need with its place, and those in groups."""
    for stage in book.stages:
        for need in flat(stage.exit):
            yield (stage.key, label(need)), need


def wishes(book: Playbook, asked: Collection[Asked] = ()) -> list[str]:
    """The conditions of needs that were not asked yet, those of duties first."""
    needs = [need for place, need in needs_of(book) if need.when and place not in asked]
    return list(dict.fromkeys(need.when for need in sorted(needs, key=lambda need: not need.duty)))


def walk(cast: "Cast", book: Playbook, facts: Facts, upto: str = "") -> tuple[Seller, set[Asked]]:
    """Take a deal to won, or to a stage, by supplying what each gate asks for; returns which needs were asked."""
    seller, asked = Seller(cast, book, facts), set[Asked]()
    for stage, to in zip(book.stages, [*(each.key for each in book.stages[1:]), ""], strict=True):
        if stage.key == upto:
            break
        seller.stage = stage
        pass_gate(seller, stage, to)
        asked |= {(stage.key, label(need)) for need in seller.asked(flat(seller.asked(stage.exit)))}
    return seller, asked


def pass_gate(seller: Seller, stage: Stage, to: str) -> None:
    """Supply what the gate names until it lets the deal go on; each time it names exactly what is missing."""
    for _ in range(ROUNDS):
        if not (missing := seller.missing(stage)):
            break
        with pytest.raises(CriteriaUnmet) as refused:
            go_on(seller, to)
        assert named(refused.value.details["missing"]) == {label(need): parts(need, seller) for need in missing}
        for need in missing:
            if not seller.has(need):
                seller.supply(need)
    go_on(seller, to)
    assert kept_proofs(seller) == {label(need) for need in flat(seller.asked(stage.exit)) if is_noted(need, seller)}


def go_on(seller: Seller, to: str) -> None:
    """Move the deal to the next stage, or win it after the last."""
    if to:
        move_stage(seller.deal, to, **seller.who)
    else:
        win_deal(seller.deal, **seller.who)


def named(missing: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What a refusal says is missing, by key, and of groups their parts."""
    for each in missing:
        assert each["why"]
        assert each["remedy"]
    return {each["key"]: named(each.get("of", [])) for each in missing}


def parts(need: Need, seller: Seller) -> dict[str, Any]:
    """The parts of a group that are missing, by key."""
    inside = getattr(need, "any_of", ()) or getattr(need, "all_of", ())
    return {label(part): parts(part, seller) for part in seller.asked(inside) if not seller.has(part)}


def is_noted(need: Need, seller: Seller) -> bool:
    """Whether the event of a move keeps what met this need: checks are left out, groups tell their parts."""
    return need.need not in ("check", "any", "all") and bool(seller.asked([need])) and seller.has(need)


def kept_proofs(seller: Seller) -> set[str]:
    """The needs whose proof the latest move or win kept."""
    (latest,) = entries_about({"deal": [seller.deal]}, kinds=["stage_moved", "deal_won"], limit=1)
    proofs = latest.event.proofs
    assert BUYER not in str(proofs), "the ledger keeps nobody by name"
    assert all("at" in proof for proof in proofs), "it is told since when each thing is known"
    return {proof["key"] for proof in proofs}


def assert_followed_up(seller: Seller) -> None:
    """The follow-up, the onboarding and the rhythm are planned for the owner, on their days."""
    won, owner = seller.book.outcomes.won, seller.cast.rep.id
    steps = [(one.key, one.kind, one.title, one.days) for one in (*won.tasks, *won.onboarding)]
    steps += [(one.key, one.kind, one.title, one.every) for one in won.rhythm]
    planned = open_tasks_about("deal", [seller.deal], Machine(), 500)
    found = Counter((one.planned, one.kind, one.title, one.due_on, one.owner_id) for one in planned)
    calendar = working_calendar(owner)
    today = calendar.today(timezone.now())
    due = ((*what, on_working_day(today + timedelta(days), calendar), owner) for *what, days in steps)
    assert Counter(due) <= found


@every_trade
@pytest.mark.thorough
def test_a_deal_is_lost_for_each_reason(cast: "Cast", book: Playbook) -> None:
    second = book.stages[1].key
    seller, _ = walk(cast, book, imagine(book, "DE", []), upto=second)
    for reason in book.outcomes.lost.reasons:
        assert lose_deals([seller.deal], reason.key, note="It is over", **seller.who).done == (seller.deal,)
        assert (Deal.objects.get(id=seller.deal).status, Outcome.objects.get().reason) == ("lost", reason.key)
        reopen_deal(seller.deal, **seller.who)
    refused = lose_deals([seller.deal], "no_such_reason", **seller.who).refused
    assert isinstance(refused[seller.deal], Invalid)
    assert Deal.objects.get(id=seller.deal).stage == second


@pytest.mark.thorough
@every_trade
def test_deals_are_won_by_what_each_gate_asks_for_and_each_need_is_asked_of_some(cast: "Cast", book: Playbook) -> None:
    every = {place for place, _ in needs_of(book)}
    seller, asked = walk(cast, book, imagine(book, COUNTRIES[0], wishes(book)))
    assert Deal.objects.get(id=seller.deal).status == "won"
    assert_followed_up(seller)
    for country in COUNTRIES[1:]:
        asked |= walk(cast, book, imagine(book, country, wishes(book, asked)))[1]
    while left := every - asked:
        now = walk(cast, book, imagine(book, None, wishes(book, asked)))[1]
        assert now & left, f"no deal is asked for {sorted(left)}"
        asked |= now
