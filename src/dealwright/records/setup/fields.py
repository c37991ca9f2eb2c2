"""Add, change, retire, bring back and order the company's own fields of a kind of record."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dealwright import Conflict, Invalid, NotFound
from dealwright.ledger.commands import Happening, record
from dealwright.ledger.event import Event
from dealwright.playbook import FieldType
from dealwright.workspace.commands import renew_settings
from dealwright.workspace.queries import Actor, Right, company, one_line, require

from ..fields import OWN, REFERENCES
from ..kinds import Kind, kind_of
from ..models import CustomField, TypeChange
from ..own.catalogue import as_field
from ..own.configured import own_field
from ..own.events import FieldAdded, FieldBroughtBack, FieldChanged, FieldRetired, FieldsReordered
from ..own_values import read_one

TYPES = tuple(FieldType)
CHOOSING = frozenset({FieldType.CHOICE, FieldType.CHOICES})
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST_FIELDS = 200
MOST_CHOICES = 200
LONGEST_HELP = 500


@dataclass(frozen=True)
class NewField:
    """A field to be added: `choices` are titles by key or titles alone; `key` is made of the title unless given."""

    title: str
    type: str
    key: str = ""
    choices: Mapping[str, str] | Sequence[str] = field(default_factory=dict)
    help: str = ""
    required: bool = False
    default: Any = None


@transaction.atomic
def add_field(kind_key: str, new: NewField, *, by: Actor, via: str) -> int:
    """Add a field to a kind of record; returns its id. It can be used at once.

    Raises Invalid naming what is wrong, Conflict for a key that is or was taken, NotAllowed without the right.
    """
    require(by, Right.FIELDS)
    kind = _kind(kind_key)
    title, of_type = one_line(new.title, "The title", field="title", longest=120), read_type(new.type)
    key = new.key or key_of(title)
    _require_free(kind, key, title, is_given=bool(new.key))
    last = CustomField.objects.filter(kind=kind.key).aggregate(last=Max("place"))["last"] or 0
    currency = company().currency if of_type == FieldType.MONEY and not kind.has_currency else ""
    choices = read_choices(of_type, new.choices)
    row = CustomField(
        kind=kind.key, key=key, title=title, type=of_type, choices=list(choices.items()), currency=currency,
        help=_help(new.help), required=bool(new.required), place=last + 1,
    )  # fmt: skip
    row.default = read_default(row, new.default)
    row.save()
    told = FieldAdded(of=kind.key, key=key, title=title, type=of_type, choices=choices, required=row.required)
    _tell(row, told, by, via)
    return int(row.id)


@transaction.atomic
def change_field(field_id: int, changes: Mapping[str, Any], *, by: Actor, via: str) -> bool:
    """Give a field another title, help, choices, default, or make it required; returns whether it differs now.

    The key and the type stay. Choices keep their keys: titles of known keys may change and new ones be added; one
    that is left out can no longer be chosen, and records that hold it keep it. Raises Invalid and NotAllowed.
    """
    row = locked(field_id, by)
    unknown = set(changes) - set(READERS)
    if unknown:
        raise Invalid(f"“{min(unknown)}” of a field cannot be changed.", field=min(unknown))
    before = {key: getattr(row, key) for key in READERS}
    for key in READERS:
        if key in changes:
            setattr(row, key, READERS[key](row, changes[key]))
    if "choices" in changes and "default" not in changes:
        row.default = read_default(row, row.default)
    new = {key: getattr(row, key) for key in READERS if getattr(row, key) != before[key]}
    if new:
        row.save()
        _tell(row, FieldChanged(old={key: before[key] for key in new}, new=new), by, via)
    return bool(new)


@transaction.atomic
def retire_field(field_id: int, *, by: Actor, via: str) -> None:
    """Take a field out of use: it is shown nowhere any more, its values stay and come back with it."""
    row = locked(field_id, by)
    if row.retired_at is None:
        row.retired_at = timezone.now()
        row.save()
        _tell(row, FieldRetired(of=row.kind, title=row.title), by, via)


@transaction.atomic
def bring_back_field(field_id: int, *, by: Actor, via: str) -> None:
    """Put a retired field in use again, with the values it had; raises Conflict when a process has one of its key."""
    row = locked(field_id, by)
    if row.retired_at is not None:
        _require_unclaimed(kind_of(row.kind), row.key, row.title)
        row.retired_at = None
        row.save()
        _tell(row, FieldBroughtBack(of=row.kind, title=row.title), by, via)


@transaction.atomic
def order_fields(kind_key: str, keys: Sequence[str], *, by: Actor, via: str) -> None:
    """Put the fields of a kind in this order, by key; those that are not named follow as they stood."""
    require(by, Right.FIELDS)
    kind = _kind(kind_key)
    rows = list(CustomField.objects.select_for_update().filter(kind=kind.key).order_by("place", "id"))
    known = [row.key for row in rows]
    if unknown := [key for key in keys if key not in known]:
        raise Invalid(f"There is no field “{unknown[0][:60]}”.", field="keys")
    ordered = list(dict.fromkeys([*keys, *known]))
    if ordered == known:
        return
    for row in rows:
        row.place = ordered.index(row.key) + 1
    CustomField.objects.bulk_update(rows, ["place"])
    renew_settings()
    record([Happening(FieldsReordered(of=kind.key, keys=ordered), 0, by.id, via, timezone.now())])


def fields_for_setup(kind_key: str, actor: Actor) -> list[CustomField]:
    """All fields that the company added to a kind, retired ones last; for those who may change them."""
    require(actor, Right.FIELDS)
    rows = CustomField.objects.filter(kind=_kind(kind_key).key).order_by("place", "id")
    return sorted(rows, key=lambda row: row.retired_at is not None)


def field_for_setup(field_id: int, actor: Actor) -> CustomField:
    """One of them; raises NotFound."""
    require(actor, Right.FIELDS)
    row = CustomField.objects.filter(id=field_id).first()
    if row is None:
        raise NotFound(f"There is no field {field_id}.")
    return row


def key_of(title: str) -> str:
    """A key made of a title: "Größe (m²)" is `grosse_m2`; a title without letters of ours is `field`."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50]
    return key if KEY.fullmatch(key) else f"field_{key}".rstrip("_")


def read_type(text: Any) -> FieldType:
    """The type of that name; raises Invalid for one that a company's field cannot have."""
    if text not in TYPES:
        raise Invalid("A field has one of the known types.", field="type", remedy=f"Choose from: {', '.join(TYPES)}.")
    return FieldType(text)


def read_choices(of_type: FieldType, given: Any) -> dict[str, str]:
    """Choices by key; those given as titles get keys of their own. Raises Invalid where they are needed and missing."""
    if of_type not in CHOOSING:
        return {}
    pairs = list(given.items()) if isinstance(given, Mapping) else [_pair(each) for each in given or ()]
    choices: dict[str, str] = {}
    for key, title in pairs:
        title = one_line(str(title), "A choice", field="choices", longest=120)
        key = str(key) or _free_key(title, choices)
        if not KEY.fullmatch(key) or key in choices or title in choices.values():
            raise Invalid(f"“{title}” cannot be a choice, or stands there twice.", field="choices")
        choices[key] = title
    if not choices:
        raise Invalid("Say what can be chosen.", field="choices", remedy="Write one choice on each line.")
    if len(choices) > MOST_CHOICES:
        raise Invalid(f"At most {MOST_CHOICES} choices fit.", field="choices")
    return choices


def _pair(given: Any) -> tuple[str, str]:
    return (str(given[0]), str(given[1])) if isinstance(given, list | tuple) and len(given) == 2 else ("", str(given))


def _free_key(title: str, taken: Mapping[str, str]) -> str:
    key = key_of(title)
    return next(each for each in (key, *(f"{key[:50]}_{n}" for n in range(2, MOST_CHOICES + 3))) if each not in taken)


def read_default(row: CustomField, given: Any) -> Any:
    """The usual value of new records as stored; None for none."""
    if given in (None, "", []):
        return None
    if row.type in REFERENCES:
        raise Invalid("A field that names a record has no usual value.", field="default", remedy="Leave it empty.")
    by_record = kind_of(row.kind).has_currency
    if row.type == FieldType.MONEY and by_record:
        raise Invalid("An amount has no usual value here: each record has a currency of its own.", field="default")
    return read_one(as_field(own_field(row), by_record), given)


def _kind(key: str) -> Kind:
    kind = kind_of(key)
    if not kind.keeps_own:
        raise Invalid(f"{kind.label} records have no room for own fields.", field="kind")
    return kind


def _require_free(kind: Kind, key: str, title: str, *, is_given: bool) -> None:
    if not KEY.fullmatch(key):
        remedy = "Use small letters, digits and _, a letter first."
        raise Invalid(f"“{key[:60]}” cannot be a key.", field="key", remedy=remedy)
    _require_unclaimed(kind, key, title)
    rows = CustomField.objects.filter(kind=kind.key)
    if rows.count() >= MOST_FIELDS:
        raise Invalid(f"A kind of record has at most {MOST_FIELDS} own fields.", field="title")
    same = rows.filter(key=key).first()
    if same is None:
        return
    remedy = "Bring it back, or choose another title." if same.retired_at else "Choose another title."
    if is_given or same.title.casefold() == title.casefold():
        raise Conflict(f"The key {key} belongs to the field “{same.title}”.", field="title", remedy=remedy)
    raise Conflict(f"“{title}” is too much like “{same.title}”.", field="title", remedy=remedy)


def _require_unclaimed(kind: Kind, key: str, title: str) -> None:
    """Raise Conflict when a process or the product has a field of that key, or something of that title."""
    base = kind.fields()
    if OWN + key in base:
        raise Conflict(
            f"A process already has a field “{base[OWN + key].label}”.", field="title",
            remedy="Use that one, or choose another title.",
        )  # fmt: skip
    same = next((each for each in base.values() if each.label.casefold() == title.casefold()), None)
    if same is not None:
        remedy = "Use that one, or choose another title."
        raise Conflict(f"{kind.label} records already have a field “{same.label}”.", field="title", remedy=remedy)


def locked(field_id: int, by: Actor) -> CustomField:
    """The field, to be changed; raises NotFound, NotAllowed, and Conflict while its type is being changed."""
    require(by, Right.FIELDS)
    row = CustomField.objects.select_for_update().filter(id=field_id).first()
    if row is None:
        raise NotFound(f"There is no field {field_id}.")
    if TypeChange.objects.filter(field=row).exclude(task="").exists():
        raise Conflict(f"The values of “{row.title}” are being changed.", remedy="Wait until that is done.")
    return row


def _tell(row: CustomField, event: Event, by: Actor, via: str) -> None:
    renew_settings()
    record([Happening(event, row.id, by.id, via, timezone.now())])


def _help(text: Any) -> str:
    help_text = str(text or "").strip().replace("\x00", "")
    if len(help_text) > LONGEST_HELP:
        raise Invalid(f"The help is longer than {LONGEST_HELP} characters.", field="help", remedy="Shorten it.")
    return help_text


def _title(row: CustomField, text: Any) -> str:
    title = one_line(str(text), "The title", field="title", longest=120)
    if title.casefold() != row.title.casefold():
        _require_unclaimed_title(row, title)
    return title


def _require_unclaimed_title(row: CustomField, title: str) -> None:
    labels = {each.label.casefold() for each in kind_of(row.kind).fields().values()}
    if title.casefold() in labels:
        raise Conflict(f"There already is a field “{title}”.", field="title", remedy="Choose another title.")


READERS = {
    "title": _title,
    "help": lambda row, text: _help(text),
    "choices": lambda row, given: [list(pair) for pair in read_choices(FieldType(row.type), given).items()],
    "required": lambda row, given: bool(given),
    "default": read_default,
}
