"""The catalogue of a kind as one actor knows it: with the company's own fields, without what is hidden from them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from dealwright.playbook import FieldType
from dealwright.workspace.queries import member_titles

from ..fields import OWN, OWN_PATH, Catalogue, Field, plain
from ..money import to_text
from ..values import Reading
from .configured import OwnField, Rules
from .rules import FULL, HIDDEN, access_of

ALL_OWN = "fields"


def compiled(
    base: Catalogue, own: Sequence[OwnField], rules: Rules, roles: Collection[str], has_own: bool, has_currency: bool
) -> Catalogue:
    """The fields of a kind for somebody of these roles.

    `base` are those of its module, `own` those of the company; `has_own` says whether its table keeps own fields,
    `has_currency` whether each record names the currency of its money.
    """
    added = [as_field(one, has_currency) for one in own if OWN + one.key not in base] if has_own else []
    found = [_ruled(field, rules, roles) for field in (*base.values(), *added)]
    seen = {field.key: field for field in found if field is not None}
    return seen | _all_own(seen, has_currency) if has_own else seen


def asking(catalogue: Catalogue, needed: Collection[str]) -> Catalogue:
    """The catalogue with those marked that a rule on values asks for, as far as whoever asks may write them."""
    asked = {
        key: replace(catalogue[key], needed=True) for key in needed if key in catalogue and catalogue[key].writable
    }
    return {**catalogue, **asked} if asked else catalogue


def as_field(own: OwnField, has_currency: bool) -> Field:
    """A company's field as one of the catalogue."""
    path, is_money = OWN_PATH + own.key, own.type == FieldType.MONEY
    by_record = is_money and has_currency
    return Field(
        OWN + own.key,
        own.title,
        own.type,
        (path, "currency") if by_record else (path,),
        to_text if by_record else partial(_money, own.currency) if is_money else plain,
        sortable=own.is_indexed,
        listed=False,
        reading=Reading(currency=own.currency, choices=own.choices),
        help=own.help,
        required=own.required,
        default=own.default,
        keyed=keyed_by(own.type),
        hideable=True,
        is_custom=True,
    )


def keyed_by(kind: FieldType) -> Callable[[], Mapping[str, str]] | None:
    """What tells how the numbers in an own field of this type are called, where they are somebody's."""
    return member_titles if kind == FieldType.MEMBER else None


def _money(currency: str, minor: int | None) -> str | None:
    return to_text(minor, currency)


def _ruled(field: Field, rules: Rules, roles: Collection[str]) -> Field | None:
    """The field as the rules leave it; a rule on a reference holds for what is read through it too."""
    stem = field.key if field.key.startswith(OWN) else field.key.partition(".")[0]
    named = [key for key in rules if key in field.follows or (OWN in field.follows and key.startswith(OWN))]
    found = {access_of(rules[key], roles) for key in named or [stem] if key in rules} - {FULL}
    if not found:
        return field
    hidden = HIDDEN in found and (field.hideable or bool(field.follows))
    return None if hidden else replace(field, writable=False, importable=False, is_locked=True)


def _all_own(seen: Catalogue, has_currency: bool) -> Mapping[str, Field]:
    """All own fields of a record as one value, as the API shows it: only those that the actor knows."""
    own = {field.key.removeprefix(OWN): field for field in seen.values() if field.key.startswith(OWN)}
    made = {key: _with_currency(field) for key, field in own.items() if field.show is not plain}

    def show(values: Mapping[str, Any], currency: str = "") -> dict[str, Any]:
        shown = {key: value for key, value in values.items() if key in own}
        for key in made.keys() & shown.keys():
            shown[key] = made[key](shown[key], currency)
        return shown

    paths = (ALL_OWN, "currency") if has_currency else (ALL_OWN,)
    return {
        ALL_OWN: Field(
            ALL_OWN, "Own fields", FieldType.TEXT, paths, show, writable=False, filterable=False, importable=False
        )
    }


def _with_currency(field: Field) -> Callable[[Any, str], Any]:
    """How a value is shown, given the record's currency, which not every field needs."""
    return field.show if len(field.paths) > 1 else lambda value, _currency: field.show(value)
