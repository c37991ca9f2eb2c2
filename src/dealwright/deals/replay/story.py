"""How a deal was at a moment of its past: today's deal with what happened since taken back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q

from dealwright.activities.past import done_about
from dealwright.activities.queries import tasks_done
from dealwright.ledger.past import told_of
from dealwright.playbook import ActivityNeed, ApprovalNeed, Playbook, TaskNeed
from dealwright.workspace.queries import leader_ids

from ..evidence import CONFIRMED, Glance, facts_of
from ..models import Approval, Confirmation
from ..rules import Answered, Done, Evidence, Proof, Standing
from .wanted import Wanted

VALUES = {"title": "title", "source": "source", "currency": "currency", "amount": "amount_minor"}


class Was(NamedTuple):
    """An event as far as a story needs it."""

    kind: str
    at: datetime
    by: int | None
    fields: Mapping[str, Any]


@dataclass
class Story:
    """What has happened to a deal: activities latest first, events in order, proof with when it began and ended."""

    done: Sequence[Done] = ()
    events: list[Was] = field(default_factory=list)
    tasks: Mapping[str, Proof] = field(default_factory=dict)
    proofs: list[tuple[tuple[str, str], Proof, datetime | None]] = field(default_factory=list)

    def evidence(
        self, row: Glance, at: datetime, books: Sequence[Playbook], names: Mapping[int, str]
    ) -> list[Evidence]:
        """What was known right then, as each of the processes sees it; `row` has the stage of that moment."""
        until = [event for event in self.events if event.at <= at]
        then = _taken_back(row, self.events[len(until) :], names)
        people, answers, supplied = _folded(until) if until else NOTHING
        done = [each for each in self.done if each.at <= at]
        tasks = {key: proof for key, proof in self.tasks.items() if proof.at and proof.at <= at}
        proofs: dict[tuple[str, str], list[Proof]] = defaultdict(list)
        for key, proof, ended in self.proofs:
            if proof.at and proof.at <= at and (ended is None or ended > at):
                proofs[key].append(proof)
        facts = [facts_of(then, at, answers, book) for book in books]
        known = (supplied, done, people, answers, tasks, proofs, then.opened_at)
        return [Evidence(each, at, then.owner_id, then.stage_since, *known) for each in facts]


def stories(ids: Sequence[int], wanted: Wanted) -> dict[int, Story]:
    """The stories of deals by id, as far as needs look at them; a query for each kind of thing."""
    found: dict[int, Story] = {deal_id: Story() for deal_id in ids}
    for event in told_of("deal", ids, wanted.events):
        found[event.subject_id].events.append(Was(event.kind, event.occurred_at, event.actor_id, event.fields()))
    if ActivityNeed in wanted.kinds:
        leading = leader_ids()
        for deal_id, logged in done_about("deal", ids).items():
            found[deal_id].done = [
                Done(one.kind, one.outcome, one.by_id, one.by_id in leading, one.at, Proof("", at=one.at))
                for one in logged
            ]
    if TaskNeed in wanted.kinds:
        for deal_id, tasks in tasks_done("deal", ids).items():
            found[deal_id].tasks = {key: Proof(title, by=by, at=at) for key, (title, by, at) in tasks.items()}
    _add_proofs(found, ids, wanted)
    return found


def _add_proofs(found: dict[int, Story], ids: Sequence[int], wanted: Wanted) -> None:
    if wanted.kinds.intersection(CONFIRMED):
        rows = Confirmation.objects.filter(deal_id__in=ids).order_by("-at", "-id")
        for deal_id, need, key, at, until, ended in rows.values_list(
            "deal_id", "need", "key", "at", "until", "taken_back_at"
        ):
            found[deal_id].proofs.append(((need, key), Proof("", at=at, until=until), ended))
    if ApprovalNeed in wanted.kinds:
        granted = Approval.objects.filter(Q(deal_id__in=ids), granted=True).order_by("-decided_at")
        for deal_id, key, at in granted.values_list("deal_id", "key", "decided_at"):
            found[deal_id].proofs.append((("approval", key), Proof("", at=at), None))


def _taken_back(row: Glance, since: Sequence[Was], names: Mapping[int, str]) -> Glance:
    """The deal before these events; of an organisation that was changed only whether there was one."""
    for event in reversed(since):
        if event.kind == "deal_changed":
            row = _before(row, event.fields["old"], names)
    return row


def _before(row: Glance, old: Mapping[str, Any], names: Mapping[int, str]) -> Glance:
    changes = {VALUES[key]: value for key, value in old.items() if key in VALUES}
    changes |= {key: old[key] for key in ("product", "fields") if key in old}
    if "close_on" in old:
        changes["close_on"] = date.fromisoformat(old["close_on"]) if old["close_on"] else None
    if "owner" in old:
        changes |= {"owner_id": old["owner"], "owner": names.get(old["owner"])}
    if "organisation" in old and old["organisation"] is None:
        changes |= dict.fromkeys(("organisation", "country", "sector", "employees"))
    return row._replace(**changes)


People = dict[str, list[Standing]]
NOTHING: tuple[People, dict[str, Answered], dict[str, Proof]] = ({}, {}, {})


def _folded(until: Sequence[Was]) -> tuple[People, dict[str, Answered], dict[str, Proof]]:
    """The people by role, the answers by concept and who filled in which field, as these events left them."""
    parts: dict[tuple[str, int], Standing] = {}
    answers: dict[str, Answered] = {}
    supplied: dict[str, Proof] = {}
    for event in until:
        told, proof = event.fields, Proof("", by=event.by, at=event.at)
        match event.kind:
            case "stakeholder_added" | "stakeholder_changed":
                parts[told["role"], told["person"]] = Standing("", told.get("stance", ""), proof)
            case "stakeholder_removed":
                parts.pop((told["role"], told["person"]), None)
            case "answer_given":
                answers[told["concept"]] = Answered(told["strength"], proof)
            case "deal_changed":
                own, was = told["new"].get("fields") or {}, told["old"].get("fields") or {}
                filled = [key for key in told["new"] if key != "fields"]
                supplied |= dict.fromkeys([*filled, *(key for key in own if own[key] != was.get(key))], proof)
    people: People = defaultdict(list)
    for (role, _), standing in parts.items():
        people[role].append(standing)
    return people, answers, supplied
