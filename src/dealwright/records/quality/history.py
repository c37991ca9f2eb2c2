"""The history of a record's fields, told from the ledger: what stood there, what stands there now, who, when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dealwright import BadRequest
from dealwright.desk import times
from dealwright.ledger.event import EVENTS
from dealwright.ledger.queries import Happened, entries_about
from dealwright.playbook import FieldType
from dealwright.workspace.queries import Actor, member_names

from ..fields import OWN, REFERENCES, Catalogue
from ..history import changed_own, known_to
from ..kinds import fields_of, require_visible, subject, titles
from ..money import to_text

PAGE = 50
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Change:
    """A field that got another value: its label, both values in words, who did it ("" for the program), when."""

    entry_id: int
    at: datetime
    who: str
    via: str
    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class History:
    """A page of a record's changes, newest first; `before` is the cursor of the next page, None on the last."""

    changes: Sequence[Change]
    before: str | None


def history_of(one: str, record_id: int, actor: Actor, *, field: str = "", before: str = "") -> History:
    """The changes of a record's fields, or of one field; hidden fields leave no trace.

    Raises NotFound for a record that the actor may not see, BadRequest for a cursor that is not ours.
    """
    require_visible(one, record_id, actor)
    kinds = [kind for kind, event in EVENTS.items() if event.subject == one and "new" in event.__struct_fields__]
    found = entries_about({one: [record_id]}, kinds=kinds, before=_place(before), limit=PAGE + 1)
    page, catalogue = known_to(found[:PAGE], actor), fields_of(subject(one), actor)
    raw = [(entry, *each) for entry in page for each in _changed(entry, catalogue) if field in ("", each[0])]
    names = _names(raw, catalogue, actor)
    members = member_names() if raw else {}
    changes = [
        Change(
            *(entry.id, entry.occurred_at, members.get(entry.actor_id or 0, ""), entry.via),
            *(key, catalogue[key].label),
            *(_words(catalogue, key, value, names, members) for value in (old, new)),
        )
        for entry, key, old, new in raw
    ]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return History(changes, f"{last.occurred_at.isoformat()}~{last.id}" if last else None)


def _changed(entry: Happened, catalogue: Catalogue) -> Iterator[tuple[str, Any, Any]]:
    """The fields that an event changed, with the values before and after as they are stored."""
    told = entry.fields()
    old, new = told.get("old") or {}, told.get("new") or {}
    for key in new:
        if key != "fields" and key in catalogue:
            yield key, old.get(key), new[key]
    for key in changed_own(old, new):
        if OWN + key in catalogue:
            yield OWN + key, (old.get("fields") or {}).get(key), (new.get("fields") or {}).get(key)


def _names(
    raw: Sequence[tuple[Happened, str, Any, Any]], catalogue: Catalogue, actor: Actor
) -> dict[tuple[str, int], str]:
    """What the records are called that fields named before or after."""
    wanted = {
        (kind.value, value)
        for _entry, key, *values in raw
        for value in values
        if (kind := catalogue[key].type) in REFERENCES and isinstance(value, int)
    }
    return titles(wanted, actor)


def _words(
    catalogue: Catalogue, key: str, value: Any, names: Mapping[tuple[str, int], str], members: Mapping[int, str]
) -> str:
    field = catalogue[key]
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return _number(field.type, value, names, members)
    if isinstance(value, list):
        return ", ".join(_entry(each) for each in value)[:LONGEST]
    if field.type in (FieldType.DATE, FieldType.DATETIME) and isinstance(value, str):
        return times.day(datetime.fromisoformat(value))
    return field.titles().get(str(value), str(value))[:LONGEST]


def _number(kind: FieldType, value: int, names: Mapping[tuple[str, int], str], members: Mapping[int, str]) -> str:
    if kind == FieldType.MEMBER:
        return members.get(value, str(value))
    if kind in REFERENCES:
        return names.get((kind.value, value), str(value))
    return str(to_text(value, "")) if kind == FieldType.MONEY else str(value)


def _entry(entry: Any) -> str:
    return " ".join(str(part) for part in entry.values() if part) if isinstance(entry, Mapping) else str(entry)


def _place(text: str) -> tuple[datetime, int] | None:
    if not text:
        return None
    moment, _tilde, number = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("a moment without zone")
        return at, int(number)
    except ValueError:
        raise BadRequest("This is not a place in this history.", field="before") from None
