"""The shared mechanism by which commands keep the rules on values, whoever asks: page, API, list, import."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from dealwright import Invalid
from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor, Machine, settings_revision

from ..fields import OWN, Catalogue, Field
from ..kinds import Kind, fields_of, kind_of
from ..money import to_text
from ..own.catalogue import ALL_OWN
from .models import QualityRule
from .rules import Facts, Rule, value_of

Columns = Mapping[str, Any]
STAGES, LACKS = "stages", "lacks"


def rules_of(kind: Kind, by: Actor) -> Sequence[Rule]:
    """The rules on values of a kind, as they stand; asked of the database only when settings changed."""
    revision = settings_revision(by)
    return _rules(revision).get(kind.key, ()) if revision else ()


@lru_cache(maxsize=4)
def _rules(revision: int) -> Mapping[str, Sequence[Rule]]:
    found: dict[str, list[Rule]] = {}
    for row in QualityRule.objects.order_by("id"):
        found.setdefault(row.kind, []).append(rule_of(row))
    return found


def rule_of(row: QualityRule) -> Rule:
    """The rule that a row describes."""
    kind = kind_of(row.kind)
    field = fields_of(kind, Machine()).get(row.field)
    return Rule(
        row.id, kind.one, row.field, row.demand, row.pattern, row.condition, row.stage, row.refuses, row.sentence,
        field.label if field else row.field,
    )  # fmt: skip


def needed(kind: Kind, rules: Iterable[Rule]) -> dict[str, Field]:
    """The fields by key that must be known to ask these rules."""
    known = fields_of(kind, Machine())
    wanted = {name for rule in rules for name in rule.names}
    return {key: known[key] for key in sorted(wanted) if key in known}


def paths_of(kind: Kind, rules: Iterable[Rule]) -> list[str]:
    """The columns to read of records before `facts_of` is asked."""
    found = (path for field in needed(kind, rules).values() for path in field.paths)
    return list(dict.fromkeys((*found, *kind.placed_by)))


def facts_of(kind: Kind, rules: Sequence[Rule], columns: Columns) -> dict[str, Any]:
    """What rules look at, from values by column as they are stored; columns that are not given are empty."""
    facts = {key: _plain(field, columns.get(field.path), columns) for key, field in needed(kind, rules).items()}
    if own := facts.get(ALL_OWN):
        facts[ALL_OWN] = _own(kind, own, columns)
    place = kind.place(*(columns.get(path) for path in kind.placed_by))
    return facts | {STAGES: list(place.stages), LACKS: list(place.lacks)}


def columns_of(row: Any, paths: Iterable[str]) -> dict[str, Any]:
    """The values of a row of the table at these paths, through what it refers to."""
    found = {}
    for path in paths:
        value = row
        for part in path.split("__"):
            value = getattr(value, part, None)
        found[path] = value
    return found


def _own(kind: Kind, own: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    known = fields_of(kind, Machine())
    return {
        key: _plain(known[OWN + key], value, columns) if OWN + key in known else value for key, value in own.items()
    }


def _plain(field: Field, value: Any, columns: Columns) -> Any:
    """A value as conditions know it: money in major units, days as ISO text."""
    if field.type == FieldType.MONEY and isinstance(value, int):
        value = Decimal(str(to_text(value, str(columns.get(field.paths[-1]) or field.reading.currency))))
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def broken(rules: Iterable[Rule], facts: Facts, known: Catalogue) -> list[Rule]:
    """The rules that a record of these facts breaks, as far as they are about fields that are known."""
    lacks = facts.get(LACKS, ())
    return [rule for rule in rules if rule.field in known and rule.field not in lacks and rule.is_broken(facts)]


def require_kept(kind: Kind, rules: Sequence[Rule], was: Facts | None, now: Facts, by: Actor) -> None:
    """Raise Invalid, naming the field, where a change breaks a rule that refuses.

    A record that broke a rule before may break it on, as long as the field stays as it is: who corrects something
    else is not held up. `was` is None for a new record. What is not the actor's to write is not asked of them.
    """
    known = {key: field for key, field in fields_of(kind, by).items() if not field.is_locked}
    for rule in broken([rule for rule in rules if rule.refuses], now, known):
        stays = was is not None and value_of(was, rule.field) == value_of(now, rule.field)
        if not stays or (was is not None and not rule.is_broken(was)):
            raise Invalid(rule.said, field=rule.field, remedy="A rule of your company asks for it.")


def require_new(kind_key: str, columns: Columns, by: Actor) -> None:
    """Raise Invalid where a new record of these values by column breaks a rule that refuses."""
    kind = kind_of(kind_key)
    if rules := rules_of(kind, by):
        require_kept(kind, rules, None, facts_of(kind, rules, columns), by)


class Watch:
    """Rows of a kind before and after a change: remembers how they were, then asks whether rules are kept."""

    def __init__(self, kind_key: str, rows: Iterable[Any], by: Actor) -> None:
        """Remember these rows of the table as they are."""
        self.kind, self.by = kind_of(kind_key), by
        self.rules = rules_of(self.kind, by)
        self.paths = paths_of(self.kind, self.rules) if self.rules else []
        self.was = {row.id: self._facts(row, {}) for row in rows} if self.rules else {}

    def require(self, row: Any, new: Columns | None = None) -> None:
        """Raise Invalid where the row, with what is `new` by column, breaks a rule that refuses; see `require_kept`."""
        if self.rules:
            require_kept(self.kind, self.rules, self.was.get(row.id), self._facts(row, new or {}), self.by)

    def _facts(self, row: Any, new: Columns) -> dict[str, Any]:
        return facts_of(self.kind, self.rules, {**columns_of(row, self.paths), **new})
