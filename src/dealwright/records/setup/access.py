"""Rules on fields: what each role may do with a field of a kind of record."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from dealwright import Invalid
from dealwright.ledger.commands import Happening, record
from dealwright.workspace.commands import renew_settings
from dealwright.workspace.overview import require_role
from dealwright.workspace.queries import Actor, Machine, Right, require

from ..fields import Catalogue, Field
from ..kinds import Kind, fields_of, kind_of
from ..models import FieldRule
from ..own.events import FieldRuleSet
from ..own.rules import EVERYONE, FULL, HIDDEN, READ_ONLY

ACCESSES = (FULL, READ_ONLY, HIDDEN)


@dataclass(frozen=True)
class Ruled:
    """A field as a row of the matrix: what each role may do with it ("" where everyone's rule holds)."""

    key: str
    label: str
    hideable: bool
    lockable: bool
    access: Sequence[tuple[str, str]]


@transaction.atomic
def set_rule(kind_key: str, field: str, role: str, access: str, *, by: Actor, via: str) -> bool:
    """Say what members of a role may do with a field; returns whether that is new.

    `role` "" is every built-in role without a rule of its own; `access` is full, read_only, hidden, or "" for no rule.
    A member with several roles may do what the widest of them allows. Raises Invalid for a field that cannot be
    hidden and for an unknown role, and NotAllowed.
    """
    require(by, Right.FIELDS)
    kind = kind_of(kind_key)
    _check(kind, field, access)
    if access:
        require_role(role)
    rows = FieldRule.objects.filter(kind=kind.key, field=field, role=role)
    before = rows.values_list("access", flat=True).first() or ""
    if access == before or (access == FULL and role == EVERYONE and not before):
        return False
    if access and not (access == FULL and role == EVERYONE):
        FieldRule.objects.update_or_create(kind=kind.key, field=field, role=role, defaults={"access": access})
    else:
        rows.delete()
    renew_settings()
    told = FieldRuleSet(of=kind.key, field=field, role=role, access=access or FULL)
    record([Happening(told, 0, by.id, via, timezone.now())])
    return True


def _check(kind: Kind, key: str, access: str) -> None:
    if access and access not in ACCESSES:
        raise Invalid("A field is full, read_only or hidden.", field="access")
    field = everything(kind).get(key)
    if field is None or not _is_ruled(field):
        raise Invalid(f"There is no field “{key[:80]}” that a rule can hold for.", field="field")
    if access == HIDDEN and not field.hideable:
        raise Invalid(
            f"{field.label} cannot be hidden: pages, gates or numbers are made of it.", field="access",
            remedy="Make it read-only instead.",
        )  # fmt: skip
    if access == READ_ONLY and not field.writable:
        raise Invalid(f"Nobody writes {field.label} by hand.", field="access")


def everything(kind: Kind) -> Catalogue:
    """All fields of a kind, whatever the rules say."""
    return fields_of(kind, Machine())


def _is_ruled(field: Field) -> bool:
    is_part = "." in field.key and not field.is_own
    is_act = field.made is not None  # as doing a task: nothing that is written
    return not is_part and (field.hideable or (field.writable and not is_act))


def rules_of(kind_key: str, roles: Sequence[str], actor: Actor) -> list[Ruled]:
    """The matrix of a kind: each field that a rule can hold for, with what everyone and each of the roles may do."""
    require(actor, Right.FIELDS)
    kind = kind_of(kind_key)
    known = {
        (field, role): access
        for field, role, access in FieldRule.objects.filter(kind=kind.key).values_list("field", "role", "access")
    }
    return [
        Ruled(
            field.key, field.label, field.hideable, field.writable,
            [(role, known.get((field.key, role), "")) for role in (EVERYONE, *roles)],
        )
        for field in everything(kind).values()
        if _is_ruled(field)
    ]  # fmt: skip
