"""Custom fields, rules on fields and layouts as they stand, kept in the process until one of them changes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor, settings_revision

from ..models import CustomField, FieldRule, Layout, QualityRule, TypeChange
from .indexes import indexed

Rules = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class OwnField:
    """A custom field in use: `choices` by key, `default` as stored; `is_indexed` says that lists of any length sort by
    it.
    """

    id: int
    kind: str
    key: str
    title: str
    type: FieldType
    choices: Mapping[str, str]
    currency: str
    help: str
    required: bool
    default: Any
    is_indexed: bool = False


@dataclass(frozen=True)
class Configured:
    """What the company set up: fields by kind, access by field and role of each kind, sections by kind and role, and
    by kind the fields that every new record must hold.
    """

    fields: Mapping[str, Sequence[OwnField]] = field(default_factory=dict)
    rules: Mapping[str, Rules] = field(default_factory=dict)
    layouts: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    needed: Mapping[str, Collection[str]] = field(default_factory=dict)


NOTHING = Configured()


def own_field(row: CustomField, *, is_indexed: bool = False) -> OwnField:
    """The field that a row describes."""
    return OwnField(
        row.id, row.kind, row.key, row.title, FieldType(row.type), dict(row.choices), row.currency, row.help,
        row.required, row.default, is_indexed,
    )  # fmt: skip


def configured(actor: Actor) -> Configured:
    """What the company set up, as the request of this actor sees it."""
    revision = settings_revision(actor)
    return _read(revision) if revision else NOTHING


@lru_cache(maxsize=4)
def _read(revision: int) -> Configured:
    fields: dict[str, list[OwnField]] = defaultdict(list)
    resting = TypeChange.objects.exclude(task="").values("field_id")
    known = CustomField.objects.filter(retired_at=None).exclude(id__in=resting).order_by("place", "id")
    there = indexed() if known else frozenset()
    for row in known:
        fields[row.kind].append(own_field(row, is_indexed=row.id in there))
    rules: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for kind, of_field, role, access in FieldRule.objects.values_list("kind", "field", "role", "access"):
        rules[kind][of_field][role] = access
    layouts = {(kind, role): made for kind, role, made in Layout.objects.values_list("kind", "role", "sections")}
    return Configured(fields, rules, layouts, _needed())


def _needed() -> Mapping[str, Collection[str]]:
    """By kind the fields that a rule on values asks for always."""
    found: dict[str, set[str]] = defaultdict(set)
    always = QualityRule.objects.filter(demand="required", condition="", stage="", refuses=True)
    for kind, key in always.values_list("kind", "field"):
        found[kind].add(key)
    return found
