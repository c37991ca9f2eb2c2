"""The rules by which leads are scored and given away: written, and leads scored anew."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from dealwright import Conflict, Invalid, Stale
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.queries import entries_about
from dealwright.workspace.queries import Actor, member_names

from ..access import require_set_up
from ..events import LeadRulesChanged, LeadScored
from ..models import METHODS, OPEN, AssignmentRule, Lead, ScoreRule
from ..queries.fields import own_samples
from ..queries.scoring import scoring_rules
from ..queries.told import facts_by_id
from ..rules import Scoring, condition_faults, score
from ..rules.scoring import MOST_POINTS

MOST_RULES = 100
AT_ONCE = 2_000
SCORE, GIVE = 1, 2  # whose events are told of the one set of rules and of the other


def scoring_mark() -> str:
    """What tells the scoring rules in force from any others."""
    return _mark(ScoreRule.objects.order_by("id").values_list("condition", "points", "reason"))


def assignment_mark() -> str:
    """What tells the assignment rules in force from any others; whose turn it is makes them no others."""
    columns = ("id", "title", "condition", "method", "members", "in_hours")
    return _mark(AssignmentRule.objects.order_by("place", "id").values_list(*columns))


def _mark(rows: Iterable[Sequence[Any]]) -> str:
    return sha256(msgspec.json.encode([list(row) for row in rows])).hexdigest()[:20]


def _require_same(was: str | None, now: str) -> None:
    if was is not None and was != now:
        raise Stale(
            "Somebody else has changed these rules since you opened them.",
            remedy="Look at the rules in force; yours replace them when you save once more.",
        )


def read_scoring(given: Sequence[Mapping[str, Any]]) -> list[Scoring]:
    """Scoring rules as `{"condition", "points", "reason"}`; raises Invalid naming the first that is wrong."""
    if len(given) > MOST_RULES:
        raise Invalid(f"At most {MOST_RULES} rules fit.", field="rules")
    own = own_samples()
    return [_scoring(place, one, own) for place, one in enumerate(given, 1)]


def _scoring(place: int, one: Mapping[str, Any], own: Mapping[str, Any]) -> Scoring:
    condition, reason = str(one.get("condition") or "").strip(), str(one.get("reason") or "").strip()
    _check_condition(condition, own, f"condition.{place}", place)
    if not reason or len(reason) > 200:
        raise Invalid(f"Rule {place} needs a reason of 1 to 200 characters.", field=f"reason.{place}")
    try:
        points = int(str(one.get("points", "")).strip())
    except ValueError:
        points = MOST_POINTS + 1
    if not -MOST_POINTS <= points <= MOST_POINTS:
        raise Invalid(
            f"Rule {place} gives a whole number of points from -{MOST_POINTS} to {MOST_POINTS}.",
            field=f"points.{place}",
        )
    return Scoring(condition, points, reason)


def _check_condition(condition: str, own: Mapping[str, Any], field: str, place: int) -> None:
    if faults := condition_faults(condition, own):
        raise Invalid(f"The condition of rule {place} is not right: {faults[0]}.", field=field)


@transaction.atomic
def write_scoring(given: Sequence[Mapping[str, Any]], *, by: Actor, via: str, was: str | None = None) -> int:
    """Replace the scoring rules and score all open leads anew; returns how many have another score now.

    `was` is the `scoring_mark` of the rules that these were made of. Raises Invalid naming the rule at fault,
    NotAllowed, Stale where the rules are others by now; then all stays.
    """
    require_set_up(by)
    _require_same(was, scoring_mark())
    rules = read_scoring(given)
    ScoreRule.objects.all().delete()
    ScoreRule.objects.bulk_create([ScoreRule(**rule._asdict()) for rule in rules])
    told = LeadRulesChanged(what="score", rules=tuple(rule._asdict() for rule in rules))
    record([Happening(told, SCORE, by.id, via, timezone.now())])
    return rescore_open(by=by, via=via)


@transaction.atomic
def undo_scoring(*, by: Actor, via: str) -> int:
    """Put the scoring rules in force that were before their last change; returns as `write_scoring`, raises the same.

    Done once more it puts the change back. Raises Conflict where they were never changed.
    """
    return write_scoring(_before(SCORE, by), by=by, via=via)


@transaction.atomic
def undo_assignment(*, by: Actor, via: str) -> None:
    """Put the assignment rules in force that were before their last change; as `undo_scoring`."""
    write_assignment(_before(GIVE, by), by=by, via=via)


def _before(which: int, by: Actor) -> Sequence[Mapping[str, Any]]:
    """The rules as they stood before their last change; none before the first."""
    require_set_up(by)
    told = entries_about({"lead_rules": [which]}, kinds=("lead_rules_changed",), limit=2)
    if not told:
        raise Conflict("These rules were never changed.")
    return list(told[1].fields()["rules"]) if len(told) > 1 else []


def rescore_open(*, by: Actor, via: str) -> int:
    """Score all open leads anew, some thousand at a time; returns how many have another score now."""
    changed, after = 0, 0
    while ids := list(Lead.objects.filter(OPEN, id__gt=after).order_by("id").values_list("id", flat=True)[:AT_ONCE]):
        changed, after = changed + rescore(ids, by=by, via=via), ids[-1]
    return changed


@transaction.atomic
def rescore(lead_ids: Sequence[int], *, by: Actor, via: str) -> int:
    """Score these leads by the rules in force; returns how many have another score or other reasons now."""
    rules, now = scoring_rules(), timezone.now()
    facts = facts_by_id(lead_ids)
    changed = []
    for lead in Lead.objects.select_for_update().filter(id__in=lead_ids).only("id", "score", "reasons", "revision"):
        scored, was = score(rules, facts[lead.id]), lead.score
        if [list(part) for part in scored.reasons] == lead.reasons and scored.score == was:
            continue
        lead.score, lead.reasons = scored.score, [list(part) for part in scored.reasons]
        changed.append((lead, LeadScored(score=scored.score, was=was, reasons=scored.reasons)))
    Lead.objects.bulk_update([lead for lead, _ in changed], ["score", "reasons"], batch_size=500)
    record(Happening(event, lead.id, by.id, via, now) for lead, event in changed)
    return len(changed)


@transaction.atomic
def write_assignment(given: Sequence[Mapping[str, Any]], *, by: Actor, via: str, was: str | None = None) -> None:
    """Replace the assignment rules, first asked first; a rule with the `id` of a present one keeps its turn.

    Each has title, condition ("" = all leads), method, members (numbers in order) and in_hours; `was` is the
    `assignment_mark` of the rules that these were made of. Raises Invalid naming the rule at fault, NotAllowed, Stale
    where the rules are others by now; then all stays.
    """
    require_set_up(by)
    _require_same(was, assignment_mark())
    rules = read_assignment(given)
    kept = {one["id"] for one in rules if one["id"]}
    present = {row.id: row for row in AssignmentRule.objects.select_for_update()}
    AssignmentRule.objects.exclude(id__in=kept).delete()
    for place, one in enumerate(rules, 1):
        row = present.get(one["id"]) or AssignmentRule()
        for name in ("title", "condition", "method", "members", "in_hours"):
            setattr(row, name, one[name])
        row.place = place
        row.save()
        one["id"] = row.id
    told = LeadRulesChanged(what="give away", rules=tuple(rules))
    record([Happening(told, GIVE, by.id, via, timezone.now())])


def read_assignment(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Assignment rules as they are stored; raises Invalid naming the first that is wrong."""
    if len(given) > MOST_RULES:
        raise Invalid(f"At most {MOST_RULES} rules fit.", field="rules")
    own, known = own_samples(), member_names()
    return [_assignment(place, one, own, known) for place, one in enumerate(given, 1)]


def _assignment(place: int, one: Mapping[str, Any], own: Mapping[str, Any], known: Mapping[int, str]) -> dict[str, Any]:
    title, condition = str(one.get("title") or "").strip(), str(one.get("condition") or "").strip()
    if not title or len(title) > 200:
        raise Invalid(f"Rule {place} needs a title of 1 to 200 characters.", field=f"title.{place}")
    if condition:
        _check_condition(condition, own, f"condition.{place}", place)
    method, members = one.get("method"), list(dict.fromkeys(one.get("members") or []))
    if method not in METHODS:
        raise Invalid(
            f"Rule {place} has no such method.", field=f"method.{place}", remedy=f"Use: {', '.join(METHODS)}."
        )
    if strangers := [each for each in members if each not in known]:
        raise Invalid(f"There is no member {strangers[0]}.", field=f"members.{place}")
    if not members and method != "territory":
        raise Invalid(f"Rule {place} names nobody.", field=f"members.{place}", remedy="Choose at least one member.")
    return {
        "id": one.get("id"), "title": title, "condition": condition, "method": method, "members": members,
        "in_hours": bool(one.get("in_hours")),
    }  # fmt: skip
