"""The API of quality: how complete and fresh records are, and the rules on their values."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from ..answers import json_answer
from ..bodies import Body
from ..kinds import record_kind
from ..models import QualityRule
from ..values import whole_number
from .erasing import Preview, erase, erasure
from .models import RetentionRule
from .pages import MOST_DAYS
from .report import QUIET_DAYS, report
from .retention import drop_retention, dry_run, retention_for_setup, retentions_for_setup, set_retention
from .ruling import PARTS, add_rule, change_rule, preview, remove_rule, rule_for_setup, rules_for_setup
from .weights import confirm_record, confirmed

quality = Router(tags=["quality"])


class NewRule(Body):
    """A rule on the values of a field: `demand` is required, a format such as digits, or own with a `pattern`."""

    field: str
    demand: str
    pattern: str = ""
    condition: str = ""
    stage: str = ""
    refuses: bool = True
    sentence: str = ""


class RuleChange(Body):
    """The parts of a rule that change."""

    field: str | None = None
    demand: str | None = None
    pattern: str | None = None
    condition: str | None = None
    stage: str | None = None
    refuses: bool | None = None
    sentence: str | None = None


class Confirmed(Body):
    """What is still right: one field of the record, or without any the whole of it."""

    field: str = ""


class Keeping(Body):
    """How long records are kept: `days` after they were added, touched or closed; carried out only when active.

    `act` is remove, or for people and leads anonymise, which erases them for good.
    """

    since: str
    days: int
    act: str = "remove"
    condition: str = ""
    is_active: bool = False


@quality.get("/{slug:kind}", operation_id="get_quality")
def get_quality(request: HttpRequest, kind: str, days: str = "") -> HttpResponse:
    """How complete the records of a kind are, which lack most, and which were not touched for `days`."""
    quiet_for = min(whole_number(days) or QUIET_DAYS, MOST_DAYS)
    found = report(record_kind(kind), request.user, days=quiet_for)
    return json_answer({
        "looked_at": found.looked_at, "score": found.score, "days": found.days,
        "fields": [{"title": one.label, "filled": one.filled} for one in found.shares],
        "worst": [
            {"title": one.title, "page": one.href, "score": one.score, "lacks": list(one.lacks)} for one in found.worst
        ],
        "quiet": [{"title": one.title, "page": one.href, "since": one.since} for one in found.quiet],
        "unconfirmed": [{"title": one.title, "page": one.href, "since": one.since} for one in found.unconfirmed],
    })  # fmt: skip


@quality.get("/{slug:kind}/rules", operation_id="list_value_rules")
def get_rules(request: HttpRequest, kind: str) -> HttpResponse:
    """The rules on values of a kind."""
    rows = rules_for_setup(kind, request.user)
    return json_answer({"items": [_told(row) for row in rows], "next_cursor": None})


@quality.post("/{slug:kind}/rules", operation_id="create_value_rule")
def post_rule(request: HttpRequest, kind: str, body: NewRule) -> HttpResponse:
    """Add a rule; it holds at once."""
    rule_id = add_rule(kind, body.model_dump(), by=request.user, via="api")
    return json_answer(_told(rule_for_setup(rule_id, request.user)), 201)


@quality.post("/{slug:kind}/rules/preview", operation_id="preview_value_rule")
def post_preview(request: HttpRequest, kind: str, body: NewRule) -> HttpResponse:
    """What a rule would find among the newest records that you see; nothing changes."""
    found = preview(kind, body.model_dump(), request.user)
    examples = [{"title": title, "page": page} for title, page in found.examples]
    return json_answer({"broken": found.broken, "looked_at": found.looked_at, "examples": examples})


@quality.patch("/rules/{int:rule_id}", operation_id="change_value_rule")
def patch_rule(request: HttpRequest, rule_id: int, body: RuleChange) -> HttpResponse:
    """Change the parts of a rule that the body names."""
    change_rule(rule_id, body.model_dump(exclude_none=True), by=request.user, via="api")
    return json_answer(_told(rule_for_setup(rule_id, request.user)))


@quality.delete("/rules/{int:rule_id}", operation_id="remove_value_rule")
def delete_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Remove a rule; the answer is what it asked."""
    gone = _told(rule_for_setup(rule_id, request.user))
    remove_rule(rule_id, by=request.user, via="api")
    return json_answer(gone)


@quality.post("/confirmed/{slug:one}/{int:record_id}", operation_id="confirm_record")
def post_confirmed(request: HttpRequest, one: str, record_id: int, body: Confirmed) -> HttpResponse:
    """Say that a record, or one field of it, is still right; the answer is when and by whom that was said."""
    confirm_record(one, record_id, by=request.user, via="api", field=body.field)
    at, who = confirmed(one, record_id, request.user, body.field)
    return json_answer({"field": body.field or None, "confirmed_at": at, "confirmed_by": who})


@quality.get("/erasing/{slug:one}/{int:record_id}", operation_id="preview_erasure")
def get_erasure(request: HttpRequest, one: str, record_id: int, shared: bool = False) -> HttpResponse:
    """What goes and what stays when this person or lead is erased for good; nothing changes.

    With `shared` the texts of activities with others go too.
    """
    return json_answer(_erasure(erasure(one, record_id, request.user, shared=shared)))


@quality.post("/erasing/{slug:one}/{int:record_id}", operation_id="erase_person_or_lead")
def post_erasure(request: HttpRequest, one: str, record_id: int, shared: bool = False) -> HttpResponse:
    """Erase this person or lead for good; the answer is what is left. Nothing brings it back.

    With `shared` the texts of activities with others go too.
    """
    erase(one, record_id, by=request.user, via="api", shared=shared)
    return json_answer(_erasure(erasure(one, record_id, request.user)))


@quality.get("/{slug:kind}/retention", operation_id="list_retention_rules")
def get_retention(request: HttpRequest, kind: str) -> HttpResponse:
    """The rules on how long records of a kind are kept."""
    rows = retentions_for_setup(kind, request.user)
    return json_answer({"items": [_kept(row) for row in rows], "next_cursor": None})


@quality.post("/{slug:kind}/retention", operation_id="create_retention_rule")
def post_retention(request: HttpRequest, kind: str, body: Keeping) -> HttpResponse:
    """Add a rule on how long records are kept."""
    rule_id = set_retention(kind, body.model_dump(), by=request.user, via="api")
    return json_answer(_kept(retention_for_setup(rule_id, request.user)), 201)


@quality.post("/{slug:kind}/retention/dry-run", operation_id="try_retention_rule")
def post_dry_run(request: HttpRequest, kind: str, body: Keeping) -> HttpResponse:
    """What such a rule would remove now; nothing changes."""
    found = dry_run(kind, body.model_dump(), request.user)
    examples = [{"title": title, "page": page} for title, page in found.examples]
    return json_answer({"count": found.count, "looked_at": found.looked_at, "examples": examples})


@quality.delete("/retention/{int:retention_id}", operation_id="remove_retention_rule")
def delete_retention(request: HttpRequest, retention_id: int) -> HttpResponse:
    """Have a rule on how long records are kept hold no more; the answer is what it said."""
    gone = _kept(retention_for_setup(retention_id, request.user))
    drop_retention(retention_id, by=request.user, via="api")
    return json_answer(gone)


def _erasure(found: Preview) -> dict[str, Any]:
    parts = {"goes": found.goes, "stays": found.stays}
    told = {part: [{"title": label, "count": count} for label, count in rows] for part, rows in parts.items()}
    return {"title": found.title} | told


def _kept(row: RetentionRule) -> dict[str, Any]:
    parts = ("id", "kind", "act", "since", "days", "condition", "is_active")
    return {part: getattr(row, part) for part in parts}


def _told(row: QualityRule) -> dict[str, Any]:
    return {"id": row.id, "kind": row.kind} | {part: getattr(row, part) for part in PARTS}
