"""Rules on values: added, changed, removed, and what they would find before they hold."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dealwright import Invalid, NotFound
from dealwright.desk.askable import Askable, askables
from dealwright.ledger.commands import Happening, record
from dealwright.playbook import FieldType
from dealwright.playbook.expressions import BadCheck, wrong_patterns
from dealwright.workspace.commands import renew_settings
from dealwright.workspace.conditions import condition, faults
from dealwright.workspace.queries import Actor, Machine, Right, require

from ..fields import OWN, Catalogue, Field
from ..kinds import KINDS, Kind, fields_of, record_kind
from ..models import QualityRule
from ..shown import address_of
from .events import QualityRuleAdded, QualityRuleChanged, QualityRuleRemoved
from .keeping import Looking, broken, rule_of
from .rules import FORMATS, OWN_PATTERN, REQUIRED, matching

PARTS = ("field", "demand", "pattern", "condition", "stage", "refuses", "sentence")
DEMANDS = (REQUIRED, *FORMATS, OWN_PATTERN)
WRITTEN = frozenset(
    (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.URL, FieldType.EMAIL, FieldType.PHONE, FieldType.INTEGER)
)
LONGEST = {"pattern": 200, "condition": 500, "sentence": 300}
LOOKED_AT = 50_000  # records at most, the newest, so that a preview answers at once
EXAMPLES = 8
SAMPLES: Mapping[FieldType, Any] = {
    **dict.fromkeys((FieldType.INTEGER, FieldType.MEMBER, FieldType.ORGANISATION, FieldType.PERSON), 1),
    **dict.fromkeys((FieldType.DECIMAL, FieldType.PERCENT, FieldType.MONEY), 1.0),
    FieldType.DATE: "2026-12-31", FieldType.DATETIME: "2026-12-31T10:00:00+00:00", FieldType.BOOLEAN: True,
    FieldType.CHOICES: ["one"],
}  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """How many of the newest records that were looked at break a rule, and some of them: title and address."""

    broken: int
    looked_at: int
    examples: Sequence[tuple[str, str]]


def ruled_kinds() -> list[Kind]:
    """The kinds that rules can hold for: those whose commands keep them."""
    return [kind for kind in KINDS.values() if kind.keeps_own]


def ruled_fields(kind: Kind) -> list[Field]:
    """The fields that a rule can be about: those that people write, own ones among them."""
    return [field for field in fields_of(kind, Machine()).values() if field.writable]


@transaction.atomic
def add_rule(kind_key: str, given: Mapping[str, Any], *, by: Actor, via: str) -> int:
    """Add a rule on the values of a field; it holds at once. Returns its id.

    `given` has `field`, `demand` (required, the name of a format, or own with a `pattern`), and may have `condition`
    (CEL), `stage` (from which on, for deals), `refuses` (else it warns) and `sentence`. Raises Invalid, NotAllowed.
    """
    row = _read(QualityRule(kind=_ruled(kind_key).key), given, by)
    row.save()
    told = {part: getattr(row, part) for part in PARTS if part != "sentence"}
    _tell(QualityRuleAdded(of=row.kind, rule=row.id, says=row.sentence, **told), by, via)
    return int(row.id)


@transaction.atomic
def change_rule(rule_id: int, given: Mapping[str, Any], *, by: Actor, via: str) -> bool:
    """Change the parts of a rule that are given; returns whether it differs now. Raises as `add_rule`, and NotFound."""
    row = rule_for_setup(rule_id, by)
    was = {part: getattr(row, part) for part in PARTS}
    _read(row, {**was, **given}, by)
    new = {part: getattr(row, part) for part in PARTS if getattr(row, part) != was[part]}
    if new:
        row.save()
        old = {part: was[part] for part in new}
        _tell(QualityRuleChanged(of=row.kind, rule=row.id, field=row.field, old=old, new=new), by, via)
    return bool(new)


@transaction.atomic
def remove_rule(rule_id: int, *, by: Actor, via: str) -> None:
    """Remove a rule; its event holds what it asked. Raises NotFound, NotAllowed."""
    row = rule_for_setup(rule_id, by)
    gone = row.id
    row.delete()
    _tell(QualityRuleRemoved(of=row.kind, rule=gone, field=row.field), by, via)


def rules_for_setup(kind_key: str, actor: Actor) -> list[QualityRule]:
    """The rules of a kind, for those who may change them."""
    require(actor, Right.FIELDS)
    return list(QualityRule.objects.filter(kind=_ruled(kind_key).key).order_by("field", "id"))


def rule_for_setup(rule_id: int, actor: Actor) -> QualityRule:
    """One of them; raises NotFound, NotAllowed."""
    require(actor, Right.FIELDS)
    row = QualityRule.objects.filter(id=rule_id).first()
    if row is None:
        raise NotFound(f"There is no rule {rule_id}.")
    return row


def preview(kind_key: str, given: Mapping[str, Any], actor: Actor) -> Preview:
    """What a rule would find among the records that the actor sees; changes nothing. Raises as `add_rule`."""
    kind = _ruled(kind_key)
    row = _read(QualityRule(kind=kind.key), given, actor)
    rule = rule_of(row, fields_of(kind, Machine()))
    looking = Looking(kind, [rule])
    seen = kind.model._default_manager.filter(kind.visible(actor)).order_by("-id")
    found: list[tuple[str, str]] = []
    looked_at = count = 0
    for record_id, title, *values in seen.values_list("id", kind.title, *looking.paths)[:LOOKED_AT]:
        looked_at += 1
        if broken([rule], looking.facts(dict(zip(looking.paths, values, strict=True))), looking.known):
            count += 1
            if len(found) < EXAMPLES:
                found.append((title, address_of(kind.page, record_id)))
    return Preview(count, looked_at, found)


def _tell(event: Any, by: Actor, via: str) -> None:
    renew_settings()
    record([Happening(event, 0, by.id, via, timezone.now())])


def _ruled(kind_key: str) -> Kind:
    kind = record_kind(kind_key)
    if kind not in ruled_kinds():
        raise Invalid(f"There are no rules on {kind.key}.", field="kind")
    return kind


def _read(row: QualityRule, given: Mapping[str, Any], by: Actor) -> QualityRule:
    """The row with these parts; raises Invalid naming the part at fault."""
    require(by, Right.FIELDS)
    kind = record_kind(row.kind)
    if unknown := set(given) - set(PARTS):
        raise Invalid(f"A rule has no part “{min(unknown)}”.", field=min(unknown))
    for part in PARTS:
        text = given.get(part, "")
        if part == "refuses":
            row.refuses = bool(given.get(part, True))
        else:
            setattr(row, part, _text(part, text))
    _check_field(kind, row)
    _check_pattern(row)
    check_condition(kind, row.condition)
    if row.stage and row.stage not in stages_of(kind):
        raise Invalid(f"There is no stage “{row.stage}”.", field="stage")
    return row


def _text(part: str, text: Any) -> str:
    said = str(text or "").strip()
    if len(said) > LONGEST.get(part, 80):
        raise Invalid(f"This is {len(said)} characters long; {LONGEST.get(part, 80)} fit.", field=part)
    if "\x00" in said:
        raise Invalid("This holds a zero byte.", field=part, remedy="Remove it and try again.")
    return said


def _check_field(kind: Kind, row: QualityRule) -> None:
    field = next((one for one in ruled_fields(kind) if one.key == row.field), None)
    if field is None:
        raise Invalid("Choose the field that the rule is about.", field="field")
    if row.demand not in DEMANDS:
        raise Invalid("Say what the field must hold.", field="demand", remedy=f"Choose from: {', '.join(DEMANDS)}.")
    if row.demand != REQUIRED and field.type not in WRITTEN:
        raise Invalid(f"{field.label} is no text that has a form.", field="demand", remedy="It can be needed.")


def _check_pattern(row: QualityRule) -> None:
    if row.demand != OWN_PATTERN:
        row.pattern = ""
        return
    if not row.pattern:
        raise Invalid("Write the form as a regular expression.", field="pattern", remedy="Such as [A-Z]{2}-[0-9]+.")
    try:
        condition("text", matching(row.pattern))
    except BadCheck as fault:
        raise Invalid(f"This form cannot be used: {fault.message}.", field="pattern") from fault
    quoted = json.dumps(row.pattern, ensure_ascii=False)
    if wrong := wrong_patterns(f"text.matches({quoted})"):
        said = wrong[0].removeprefix(quoted)
        raise Invalid(f"“{row.pattern}”{said}.", field="pattern", remedy="Write it like [A-Z]{2}-[0-9]+.")


def check_condition(kind: Kind, expression: str) -> None:
    """Raise Invalid when this is no condition about such a record; an empty one is always true."""
    if expression and (found := faults(kind.one, expression, sample_of(kind))):
        raise Invalid(f"The condition: {found[0]}.", field="condition", remedy=f"Such as has({kind.one}.owner).")


def sample_of(kind: Kind) -> dict[str, Any]:
    """A record of the kind as conditions know it, with something in every field."""
    return _sample(fields_of(kind, Machine()))


def _sample(known: Catalogue) -> dict[str, Any]:
    plain = {key: SAMPLES.get(field.type, "text") for key, field in known.items() if "." not in key}
    own = {key.removeprefix(OWN): SAMPLES.get(field.type, "text") for key, field in known.items() if field.is_own}
    return {**plain, "fields": own, "stages": ["one"]}


def asked_of(kind: Kind) -> list[Askable]:
    """The parts of such a record that conditions name, with their titles and the values that they are chosen from."""
    known = fields_of(kind, Machine())
    titles = {key: field.label for key, field in known.items()} | {"stages": _("Stages it has reached")}
    values = {key: told for key, field in known.items() if (told := field.titles())}
    values["stages"] = values.get("stage", {}) if kind.placed_by else {}
    return askables(kind.one, _sample(known), titles, values)


def stages_of(kind: Kind) -> Mapping[str, str]:
    """The stages from which on a rule may hold, with their titles; none where records go through no stages."""
    stage = fields_of(kind, Machine()).get("stage")
    return stage.titles() if stage and kind.placed_by else {}
