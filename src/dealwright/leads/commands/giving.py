"""Give leads to members: by the rules, with the explanation kept, or by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.rows import as_json, insert_rows
from dealwright.workspace.access import require_owner
from dealwright.workspace.queries import Actor, member, member_names

from ..access import locked
from ..events import LeadAssigned
from ..models import Assignment, AssignmentRule, Lead
from ..queries.assigning import assignment_rules, given_at, standing_now
from ..queries.told import facts_by_id
from ..rules import Decision, choose
from .values import NewLead

COLUMNS = ["lead_id", "member_id", "rule_id", "title", "why", "candidates", "by_id", "at"]


class Gift(NamedTuple):
    """A decision about one lead, and the name of who gets it."""

    decision: Decision
    name: str

    @property
    def title(self) -> str:
        """The title of the rule that gave it; empty when somebody gave it by hand."""
        return self.decision.rule.title if self.decision.rule else ""


def give_new(news: Sequence[NewLead], facts: Sequence[Mapping[str, Any]], at: datetime) -> dict[int, Gift]:
    """Who gets which of the new leads that have no owner, by their place in the sequence; nobody without a rule."""
    ownerless = {place: facts[place] for place, new in enumerate(news) if new.owner_id is None}
    return _decide(ownerless, at)


@transaction.atomic
def assign_by_rules(lead_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Have the rules say again who gets these leads; returns how many have somebody else now.

    Leads for which no rule finds anybody stay whose they are. Raises NotFound, NotAllowed.
    """
    leads, now = locked(lead_ids, by), timezone.now()
    known = facts_by_id([lead.id for lead in leads])
    gifts = _decide({lead.id: known[lead.id] for lead in leads}, now)
    moved = [(lead, gifts[lead.id]) for lead in leads if lead.id in gifts]
    return _hand_over(moved, now, by, via)


@transaction.atomic
def assign_leads(lead_ids: Sequence[int], owner_id: int | None, *, by: Actor, via: str) -> int:
    """Give leads to a member by hand, or to nobody; returns how many changed hands.

    A rep takes leads that nobody owns and gives back their own. Raises NotFound, NotAllowed for giving to somebody
    else without the right, Invalid for somebody who does not work here any more.
    """
    leads, now = locked(lead_ids, by), timezone.now()
    require_owner(by, "lead", owner_id, "a lead", was={lead.owner_id for lead in leads})
    name = ""
    if owner_id is not None:
        owner = member(owner_id)
        if not owner.is_active:
            raise Invalid(f"{owner.name} does not work here any more.", field="owner")
        name = owner.name
    who = member_names().get(by.id or 0, "somebody")
    why = f"{who} took it." if owner_id == by.id else f"{who} gave it by hand."
    gift = Gift(Decision(owner_id, None, why), name)
    return _hand_over([(lead, gift) for lead in leads], now, by, via)


def _decide(facts: Mapping[int, Mapping[str, Any]], at: datetime) -> dict[int, Gift]:
    rules = assignment_rules() if facts else []
    if not rules:
        return {}
    list(AssignmentRule.objects.select_for_update().values_list("id"))  # whose turn it is, is decided one by one
    standing, given = standing_now(rules), given_at(lambda: at)
    gifts = {}
    for place, fact in facts.items():
        decision = choose(rules, fact, standing, given)
        if decision.member_id is not None and decision.rule is not None:
            standing.gave(decision.rule.id, decision.member_id)
            gifts[place] = Gift(decision, given.names[decision.member_id])
    return gifts


def _hand_over(gifts: Sequence[tuple[Lead, Gift]], now: datetime, by: Actor, via: str) -> int:
    moved = [(lead, gift, lead.owner_id) for lead, gift in gifts if lead.owner_id != gift.decision.member_id]
    for lead, gift, _ in moved:
        lead.owner_id = gift.decision.member_id
        lead.revision += 1
    Lead.objects.bulk_update([lead for lead, _, _ in moved], ["owner_id", "revision"], batch_size=500)
    insert_gifts([(lead.id, gift) for lead, gift, _ in moved], by, now)
    record(Happening(told_gift(gift, was), lead.id, by.id, via, now) for lead, gift, was in moved)
    return len(moved)


def insert_gifts(gifts: Sequence[tuple[int, Gift]], by: Actor, now: datetime) -> None:
    """Keep why leads were given to whom: (lead id, gift) each."""
    if gifts:
        insert_rows(Assignment, COLUMNS, (_row(lead_id, gift, by, now) for lead_id, gift in gifts))


def _row(lead_id: int, gift: Gift, by: Actor, now: datetime) -> tuple[Any, ...]:
    decision = gift.decision
    rule_id = decision.rule.id if decision.rule else None
    considered = as_json([each._asdict() for each in decision.candidates])
    return lead_id, decision.member_id, rule_id, gift.title, decision.why, considered, by.id, now


def told_gift(gift: Gift, was: int | None) -> LeadAssigned:
    """The event that tells of a lead given away."""
    return LeadAssigned(owner=gift.decision.member_id, was=was, name=gift.name, why=gift.decision.why, rule=gift.title)
