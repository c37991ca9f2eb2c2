"""What is known of deals when their gates are judged, gathered for many deals in one set of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from dealwright.activities.queries import logged_about, tasks_done
from dealwright.ledger.kept import kept
from dealwright.playbook import (
    ActivityNeed,
    AllNeed,
    AnswerNeed,
    AnyNeed,
    ApprovalNeed,
    BuyerNeed,
    CheckNeed,
    ConsentNeed,
    DocumentNeed,
    EventNeed,
    FieldNeed,
    FieldType,
    Need,
    PersonNeed,
    Playbook,
    TaskNeed,
    compile_check,
    coverage,
    flat,
    frameworks,
)
from dealwright.processes.queries import playbook
from dealwright.records.countries import EEA, EU, country_code
from dealwright.records.fields import OWN
from dealwright.records.kinds import hidden_keys, kind_of
from dealwright.records.money import exponent
from dealwright.workspace.queries import Actor, leader_ids

from .models import Answer, Approval, Confirmation, Deal, Stakeholder, Supplied
from .rules import Answered, Done, Evidence, Judgement, Proof, Standing, is_met, judge

CONFIRMED = (DocumentNeed, EventNeed, BuyerNeed, ConsentNeed)


Answers = Mapping[int, Mapping[str, Answered]]


class Glance(NamedTuple):
    """What one row says of a deal, in the order of GLANCE; `organisation`, `owner` and `product` are names."""

    id: int
    version_id: int
    title: str
    stage: str | None
    status: str
    source: str
    amount_minor: int | None
    currency: str
    close_on: date | None
    opened_at: datetime | None
    stage_since: datetime | None
    fields: Mapping[str, Any]
    frameworks: Sequence[str] | None
    owner_id: int | None
    owner: str | None
    product: str | None
    organisation: str | None
    country: str | None
    sector: str | None
    employees: int | None


RELATED = {
    "owner": "owner__name",
    "product": "product__name",
    "organisation": "organisation__name",
    "country": "organisation__country",
    "sector": "organisation__sector",
    "employees": "organisation__employees",
}
GLANCE = tuple(RELATED.get(name, name) for name in Glance._fields)


def evidence_of(deals: Sequence[Deal], by: Actor | None = None) -> dict[int, Evidence]:
    """The evidence of each deal by id; a query for each kind of need in their processes, for any number of deals.

    What hangs on fields that a rule of the company hides from `by` is not asked of them; without `by` all is.

    The deals must carry organisation, owner and product (select_related).
    """
    needs = [need for deal in deals for stage in playbook(deal.version_id).stages for need in flat(stage.exit)]
    return _evidence([glance(deal) for deal in deals], needs, timezone.now(), hidden_from(by), tell=True)


def hidden_from(by: Actor | None) -> frozenset[str]:
    """The fields of deals that the actor may not know of, as needs name them."""
    return frozenset() if by is None else frozenset(key.removeprefix(OWN) for key in hidden_keys(kind_of("deals"), by))


def gates_of(rows: Sequence[Glance], now: datetime, by: Actor | None = None) -> dict[int, list[Judgement]]:
    """Each deal's own gate judged, as `evidence_of` does, by id; a query for each kind of need in those gates."""
    needs = [need for row in rows for need in flat(_gate(row))]
    known = _evidence(rows, needs, now, hidden_from(by))
    books = {row.id: playbook(row.version_id) for row in rows}
    return {
        row.id: judge(books[row.id].stage(row.stage), known[row.id], books[row.id]) if row.stage else [] for row in rows
    }


def unmet(
    rows: Sequence[Glance], now: datetime, answers: Answers | None = None, by: Actor | None = None
) -> dict[int, int]:
    """How much each deal's own stage misses of what is asked of `by`, by id; a query for each kind of need in them.

    `answers` are those of `answers_of`, where somebody has read them already.
    """
    gates = {row.id: _gate(row) for row in rows}
    needs = [need for gate in gates.values() for need in flat(gate)]
    known = _evidence(rows, needs, now, hidden_from(by), answers=answers)
    return {row.id: _count(row, gates[row.id], known[row.id]) for row in rows}


def _gate(row: Glance) -> tuple[Need, ...]:
    return playbook(row.version_id).stage(row.stage).exit if row.stage else ()


def _count(row: Glance, gate: Sequence[Need], evidence: Evidence) -> int:
    book = playbook(row.version_id)
    return sum(not is_met(need, evidence, book) for need in gate)


@dataclass(frozen=True)
class Asked:
    """What needs look at: kinds of need, names in expressions; whether fields expire, whether leaders must act."""

    kinds: frozenset[type]
    names: frozenset[str]
    expiring: bool
    leaders: bool


def _asked(needs: Iterable[Need]) -> Asked:
    distinct = {id(need): need for need in needs}.values()
    texts = {text for need in distinct for text in (need.when, need.check if isinstance(need, CheckNeed) else "")}
    return Asked(
        frozenset(map(type, distinct)),
        frozenset(name for text in texts if text for name in compile_check(text).names),
        any(isinstance(need, FieldNeed | AnyNeed | AllNeed) for need in distinct if need.valid_days),
        any(isinstance(need, ActivityNeed) and need.by == "manager" for need in distinct),
    )


def _evidence(
    rows: Sequence[Glance],
    needs: Iterable[Need],
    now: datetime,
    hidden: frozenset[str],
    *,
    tell: bool = False,
    answers: Answers | None = None,
) -> dict[int, Evidence]:
    """The evidence of each deal; with `tell` it says who filled in fields and when, even where nothing expires."""
    asked, ids = _asked(needs), [row.id for row in rows]
    done = _done(ids, asked.leaders) if ActivityNeed in asked.kinds else {}
    people = _people(ids) if PersonNeed in asked.kinds else {}
    if answers is None:
        answers = answers_of(ids) if AnswerNeed in asked.kinds or "coverage" in asked.names else {}
    tasks = _tasks(ids) if TaskNeed in asked.kinds else {}
    proofs = _proofs(ids, asked.kinds)
    supplied = _supplied(ids) if asked.expiring or (tell and FieldNeed in asked.kinds) else {}
    return {
        row.id: Evidence(
            facts_of(row, now, answers.get(row.id, {})), now, row.owner_id, row.stage_since, supplied.get(row.id, {}),
            done.get(row.id, ()), people.get(row.id, {}), answers.get(row.id, {}), tasks.get(row.id, {}),
            proofs.get(row.id, {}), row.opened_at, hidden,
        )
        for row in rows
    }  # fmt: skip


def glance(deal: Deal) -> Glance:
    """A deal as a row; it must carry organisation, owner and product."""
    firm = deal.organisation
    return Glance(
        *(getattr(deal, name) for name in Glance._fields if name not in RELATED),
        deal.owner.name if deal.owner else None,
        deal.product.name if deal.product else None,
        *((firm.name, firm.country, firm.sector, firm.employees) if firm else (None,) * 4),
    )


def facts_of(
    deal: Glance, now: datetime, answers: Mapping[str, Answered] | None = None, book: Playbook | None = None
) -> dict[str, Any]:
    """The names a check may use; money in major units, the country as its code.

    `book` is the process as which the deal is looked at; left out, its own version.
    """
    book = book or playbook(deal.version_id)
    country = country_code(deal.country) if deal.country else None
    return {
        "title": deal.title,
        "amount": _major(deal.amount_minor, deal.currency),
        "currency": deal.currency,
        "close_on": deal.close_on,
        "source": deal.source,
        "product": deal.product,
        "organisation": deal.organisation,
        "country": country,
        "in_eu": country in EU,
        "in_eea": country in EEA,
        "sector": deal.sector,
        "employees": deal.employees,
        "owner": deal.owner,
        "age_days": _days_since(deal.opened_at, now),
        "stage_days": _days_since(deal.stage_since, now),
        "coverage": _coverage(deal, answers or {}, book),
        "fields": _own_facts(book, deal),
    }


def _coverage(deal: Glance, answers: Mapping[str, Answered], book: Playbook) -> float:
    """The share of what the deal's frameworks ask that is answered; 0 where nothing is."""
    if not answers:
        return 0.0
    chosen = book.frameworks if deal.frameworks is None else deal.frameworks
    known = frameworks()
    strengths = {concept: answer.strength for concept, answer in answers.items()}
    return coverage([known[key] for key in chosen if key in known], strengths).total.share


def _own_facts(book: Playbook, deal: Glance) -> dict[str, Any]:
    facts = dict(deal.fields)
    for field in book.fields:
        if field.type == FieldType.MONEY and facts.get(field.key) is not None:
            facts[field.key] = _major(facts[field.key], deal.currency)
    return facts


def _major(minor: int | None, currency: str) -> float | None:
    """Major units for comparing in a check; checks compare, they never store."""
    return None if minor is None else minor / 10 ** exponent(currency)


def _days_since(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else (now - moment.astimezone(UTC)).days


def _done(ids: Sequence[int], leaders: bool) -> dict[int, list[Done]]:
    leading = leader_ids() if leaders else frozenset()
    return {
        deal_id: [
            Done(*row, Proof(str(each), by=each.by_id, at=each.at))
            for each in logged
            for row in [(each.kind, each.outcome, each.by_id, each.by_id in leading, each.at)]
        ]
        for deal_id, logged in logged_about("deal", ids).items()
    }  # fmt: skip


def _people(ids: Sequence[int]) -> dict[int, dict[str, list[Standing]]]:
    found: dict[int, dict[str, list[Standing]]] = defaultdict(lambda: defaultdict(list))
    for deal_id, role, stance, person, name, by, at in _standing(ids=ids):
        found[deal_id][role].append(Standing(name, stance, Proof(name, f"/people/{person}/", by, at)))
    return found


@kept
def _standing(ids: Any) -> QuerySet[Stakeholder, Any]:
    rows = Stakeholder.objects.filter(deal_id__in=ids).order_by("id")
    return rows.values_list("deal_id", "role", "stance", "person_id", "person__name", "by_id", "at")


def answers_of(ids: Sequence[int]) -> Answers:
    """The answers of deals by id and concept; one query."""
    found: dict[int, dict[str, Answered]] = defaultdict(dict)
    rows = Answer.objects.filter(deal_id__in=ids)
    for deal_id, concept, strength, *proof in rows.values_list(
        "deal_id", "concept", "strength", "text", "link", "by_id", "at"
    ):
        found[deal_id][concept] = Answered(strength, Proof(*proof))
    return found


def _tasks(ids: Sequence[int]) -> dict[int, dict[str, Proof]]:
    return {
        deal_id: {key: Proof(title, by=by, at=at) for key, (title, by, at) in done.items()}
        for deal_id, done in tasks_done("deal", ids).items()
    }


def _supplied(ids: Sequence[int]) -> dict[int, dict[str, Proof]]:
    found: dict[int, dict[str, Proof]] = defaultdict(dict)
    rows = Supplied.objects.filter(deal_id__in=ids).values_list("deal_id", "field", "by_id", "at")
    for deal_id, field, by, at in rows:
        found[deal_id][field] = Proof("", by=by, at=at)
    return found


def _proofs(ids: Sequence[int], kinds: frozenset[type]) -> dict[int, dict[tuple[str, str], list[Proof]]]:
    found: dict[int, dict[tuple[str, str], list[Proof]]] = defaultdict(lambda: defaultdict(list))
    if kinds.intersection(CONFIRMED):
        rows = Confirmation.objects.filter(Q(taken_back_at=None), deal_id__in=ids).order_by("-at", "-id")
        for deal_id, need, key, *proof in rows.values_list(
            "deal_id", "need", "key", "title", "link", "by_id", "at", "until"
        ):
            found[deal_id][need, key].append(Proof(*proof))
    if ApprovalNeed in kinds:
        granted = Approval.objects.filter(deal_id__in=ids, granted=True).order_by("-decided_at")
        for deal_id, key, title, by, at in granted.values_list(
            "deal_id", "key", "title", "decided_by_id", "decided_at"
        ):
            found[deal_id]["approval", key].append(Proof(title, by=by, at=at))
    return found
