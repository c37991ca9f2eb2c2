"""Records as people name them: by what they are called, with the number where several are called so."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.db.models import QuerySet

from dealwright import Invalid
from dealwright.workspace.queries import Actor

from .fields import Field
from .kinds import missing, subject
from .queries import listing, page
from .values import whole_number

MOST = 12
NUMBERED = re.compile(r"#(\d{1,18})$")


def called(one: str, text: str, by: Actor, key: str | None = None) -> int | None:
    """The number of the record of a kind (singular key) that a text names, among those that the actor sees.

    It is its name, in small or capital letters where nothing has it as it stands, or that with "#" and its number. None
    where there is none; raises Invalid, for the field `key`, where several are called so.
    """
    name, kind = text.strip(), subject(one)
    if "\x00" in name:
        return None
    rows = kind.model._default_manager.filter(kind.visible(by)).order_by("id")
    for how in (kind.title, f"{kind.title}__iexact"):
        found = list(rows.filter(**{how: name}).values_list("id", flat=True)[:2])
        if len(found) > 1:
            remedy = f"Write {name[:80]} #{found[0]}, with the number."
            raise Invalid(f"There are several called “{name[:80]}”.", field=key, remedy=remedy)
        if found:
            return int(found[0])
    return _numbered(rows, kind.title, name)


def _numbered(rows: QuerySet[Any], title: str, text: str) -> int | None:
    """The record of the number after "#", if it is called what stands before it or nothing does."""
    numbered = NUMBERED.search(text)
    if numbered is None:
        return None
    name = text[: numbered.start()].strip()
    found = rows.filter(id=int(numbered[1]), **({f"{title}__iexact": name} if name else {})).first()
    return None if found is None else int(found.pk)


def required(one: str, text: str, by: Actor, key: str | None = None) -> int:
    """As `called`; raises Invalid where there is none, too."""
    found = called(one, text, by, key)
    if found is None:
        raise unknown(one, text, key)
    return found


def unknown(one: str, text: str, key: str | None) -> Invalid:
    """That nothing of that kind is called so."""
    told = f"There is no {subject(one).label.lower()} called “{text.strip()[:80]}”."
    return Invalid(told, field=key, remedy="Choose one that is there, or add it first.")


def number_of(field: Field, value: Any, by: Actor) -> Any:
    """What a value of a field that names a record comes to: its number, where a text says what it is called.

    Raises Invalid where no record that the actor sees has that name or number, or several have the name.
    """
    if isinstance(value, str) and value.strip():
        return found_by(field.finds, value, by, field.key)
    if isinstance(value, int) and not isinstance(value, bool):
        _require_there(field.finds, value, by, field.key)
    return value


def found_by(one: str, text: str, by: Actor, key: str | None = None) -> int:
    """The number of the record that a text names by its name or its number; raises Invalid as `number_of`."""
    if found := called(one, text, by, key):
        return found
    number = whole_number(text.strip())
    if number is None:
        raise unknown(one, text, key)
    _require_there(one, number, by, key)
    return number


def _require_there(one: str, number: int, by: Actor, key: str | None) -> None:
    if missing(one, [number], by):
        raise Invalid(f"There is no {subject(one).label.lower()} {number} that you may see.", field=key)


def name_of(one: str, record_id: int | None) -> str:
    """What a record is called that another names, for whoever sees that one; "" where there is none."""
    return names_of(one, [record_id]).get(record_id, "") if record_id else ""


def names_of(one: str, ids: Iterable[int]) -> Mapping[int, str]:
    """As `name_of`, by number."""
    kind = subject(one)
    return dict(kind.model._default_manager.filter(id__in=list(ids)).values_list("id", kind.title))


def known_as(one: str, record_id: int | None) -> str:
    """What a form holds for a record: its name, with its number when others share it."""
    name, kind = name_of(one, record_id), subject(one)
    alike = kind.model._default_manager.filter(**{kind.title: name}).values_list("id")[:2] if name else ()
    return f"{name} #{record_id}" if len(alike) > 1 else name


def matching(one: str, typed: str, actor: Actor) -> list[str]:
    """Names of records that hold the typed text; those who share a name carry their number."""
    kind = subject(one)
    name = kind.fields()[kind.title]
    wanted = listing(kind, actor, [(f"{name.key}__contains", typed.strip())], name.key)
    found = page(wanted, [name], limit=MOST).rows if typed.strip() else []
    names = [row[kind.title] for row in found]
    return [f"{row[kind.title]} #{row['id']}" if names.count(row[kind.title]) > 1 else row[kind.title] for row in found]


def options(names: Iterable[str]) -> str:
    """The names as options of a datalist."""
    return "".join(f'<option value="{escape(name)}"></option>' for name in names)
