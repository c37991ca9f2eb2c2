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
from ..kinds import Kind, fields_of, record_kind
from ..models import QualityRule
from ..money import to_text
from ..own.catalogue import ALL_OWN
from .doubts import CURRENT
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
    known: dict[str, Catalogue] = {}
    for row in QualityRule.objects.order_by("id"):
        catalogue = known.setdefault(row.kind, fields_of(record_kind(row.kind), Machine()))
        found.setdefault(row.kind, []).append(rule_of(row, catalogue))
    return found


def rule_of(row: QualityRule, catalogue: Catalogue) -> Rule:
    """The rule that a row describes."""
    return Rule(
        row.id or 0, record_kind(row.kind).one, row.field, row.demand, row.pattern, row.condition, row.stage,
        row.refuses, row.sentence, catalogue[row.field].label if row.field in catalogue else row.field,
    )  # fmt: skip


class Looking:
    """What some rules look at, of records of a kind: read once, for any number of records."""

    def __init__(self, kind: Kind, rules: Sequence[Rule]) -> None:
        """Find out which columns these rules need; `paths` are they."""
        self.kind, self.known = kind, fields_of(kind, Machine())
        wanted = sorted({name for rule in rules for name in rule.names})
        self.fields = {key: self.known[key] for key in wanted if key in self.known}
        read = (path for field in self.fields.values() for path in field.paths)
        self.paths = list(dict.fromkeys((*read, *kind.placed_by)))

    def facts(self, columns: Columns) -> dict[str, Any]:
        """What rules look at, from values by column as they are stored; columns that are not given are empty."""
        facts = {key: _plain(field, columns.get(field.path), columns) for key, field in self.fields.items()}
        if own := facts.get(ALL_OWN):
            facts[ALL_OWN] = {key: self._own(key, value, columns) for key, value in own.items()}
        place = self.kind.place(*(columns.get(path) for path in self.kind.placed_by))
        return facts | {STAGES: list(place.stages), LACKS: list(place.lacks)}

    def _own(self, key: str, value: Any, columns: Columns) -> Any:
        field = self.known.get(OWN + key)
        return _plain(field, value, columns) if field else value


def _plain(field: Field, value: Any, columns: Columns) -> Any:
    """A value as conditions know it: money in major units, days as ISO text."""
    if field.type == FieldType.MONEY and isinstance(value, int):
        value = Decimal(str(to_text(value, str(columns.get(field.paths[-1]) or field.reading.currency))))
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def columns_of(row: Any, paths: Iterable[str]) -> dict[str, Any]:
    """The values of a row of the table at these paths, through what it refers to."""
    found = {}
    for path in paths:
        value = row
        for part in path.split("__"):
            value = getattr(value, part, None)
        found[path] = value
    return found


def broken(rules: Iterable[Rule], facts: Facts, known: Catalogue) -> list[Rule]:
    """The rules that a record of these facts breaks, as far as they are about fields that are known."""
    lacks = facts.get(LACKS, ())
    return [rule for rule in rules if rule.field in known and rule.field not in lacks and rule.is_broken(facts)]


class Watch:
    """Rows of a kind before and after a change: remembers how they were, then asks whether rules are kept."""

    def __init__(self, kind_key: str, rows: Iterable[Any], by: Actor) -> None:
        """Remember these rows of the table as they are; a new record is none of them."""
        kind = record_kind(kind_key)
        self.doubts = CURRENT.get()
        self.rules = [rule for rule in rules_of(kind, by) if rule.refuses or self.doubts is not None]
        if self.rules:
            self.looking = Looking(kind, self.rules)
            self.mine = {key: field for key, field in fields_of(kind, by).items() if not field.is_locked}
            self.was = {row.id: self._facts(row, {}) for row in rows}

    def require(self, row: Any, new: Columns | None = None) -> None:
        """Raise Invalid, naming the field, where the row with what is `new` by column breaks a rule that refuses.

        Where doubts are noted, those that warn are asked too.

        A record that broke a rule before may break it on, as long as the field stays as it is: who corrects something
        else is not held up. What is not the actor's to write is not asked of them.
        """
        if self.rules:
            self._judge(self.was.get(row.id), self._facts(row, new or {}))

    def require_new(self, columns: Columns) -> None:
        """Raise Invalid where a new record of these values by column breaks a rule that refuses."""
        if self.rules:
            self._judge(None, self.looking.facts(columns))

    def _judge(self, was: Facts | None, now: Facts) -> None:
        newly = [rule for rule in broken(self.rules, now, self.mine) if not _was_so(rule, was, now)]
        for rule in newly:
            if rule.refuses:
                raise Invalid(rule.said, field=rule.field, remedy="A rule of your company asks for it.")
        if newly and self.doubts is not None:
            self.doubts.note([(rule, value_of(now, rule.field)) for rule in newly])

    def _facts(self, row: Any, new: Columns) -> dict[str, Any]:
        return self.looking.facts({**columns_of(row, self.looking.paths), **new})


def _was_so(rule: Rule, was: Facts | None, now: Facts) -> bool:
    """Whether the record broke the rule before, by the same value."""
    return was is not None and value_of(was, rule.field) == value_of(now, rule.field) and rule.is_broken(was)


def require_new(kind_key: str, columns: Columns, by: Actor) -> None:
    """Raise Invalid where a new record of these values by column breaks a rule that refuses."""
    Watch(kind_key, (), by).require_new(columns)
