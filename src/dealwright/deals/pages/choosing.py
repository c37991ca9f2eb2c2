"""Customers chosen by typing: a name that is known is found, a new one is made."""

import re
from html import escape
from typing import Any

from dealwright import Invalid
from dealwright.customers.commands import add_organisation, add_person
from dealwright.playbook import Playbook, worded
from dealwright.records import queries as records
from dealwright.records.kinds import kind_of, subject, titles
from dealwright.workspace.queries import Actor

from ..rules import known_roles

MOST = 12
NUMBERED = re.compile(r"#(\d+)$")


def matching(one: str, typed: str, actor: Actor) -> list[str]:
    """Names of organisations or people that hold the typed text; those who share a name carry their number."""
    found = _named(one, "contains", typed.strip(), actor) if typed.strip() else []
    names = [row["name"] for row in found]
    return [f"{row['name']} #{row['id']}" if names.count(row["name"]) > 1 else row["name"] for row in found]


def options(names: list[str]) -> str:
    """The names as options of a datalist."""
    return "".join(f'<option value="{escape(name)}"></option>' for name in names)


def chosen(one: str, typed: str, actor: Actor, field: str) -> int | None:
    """The record of that name or number; None when there is none yet. Raises Invalid when several share the name."""
    text = typed.strip()
    if numbered := NUMBERED.search(text):
        return int(numbered[1])
    found = [row["id"] for row in _named(one, "eq", text, actor)]
    if len(found) > 1:
        raise Invalid(
            f"There are several called “{text}”.", field=field, remedy=f"Write {text} #{found[0]}, with the number."
        )
    return found[0] if found else None


def organisation(typed: str, by: Actor) -> int | None:
    """The organisation of that name, made when there is none; None for an empty text."""
    if not typed.strip():
        return None
    known = chosen("organisation", typed, by, "organisation")
    return known or add_organisation({"name": typed.strip()}, by=by, via="page")


def person(typed: str, organisation_id: int | None, by: Actor, field: str) -> int | None:
    """The person of that name, made (at the organisation) when there is none; None for an empty text."""
    if not typed.strip():
        return None
    known = chosen("person", typed, by, field)
    return known or add_person({"name": typed.strip(), "organisation": organisation_id}, by=by, via="page")


def name_of(one: str, record_id: int | None, actor: Actor) -> str:
    """What a record is called; "" for none, and for one that the actor may not see."""
    return titles([(one, record_id)], actor).get((one, record_id), "") if record_id else ""


def known_as(one: str, record_id: int, actor: Actor) -> str:
    """What a form shows for a record: its name, with its number when others share it."""
    name = name_of(one, record_id, actor)
    return name if len(_named(one, "eq", name, actor)) == 1 else f"{name} #{record_id}" if name else ""


def _named(one: str, operation: str, text: str, actor: Actor) -> list[dict[str, Any]]:
    kind = kind_of(subject(one).key)
    wanted = records.listing(kind, actor, [(f"name__{operation}", text)], "name")
    return records.page(wanted, [kind.fields()["name"]], limit=MOST).rows


def role_choices(book: Playbook) -> list[tuple[str, str]]:
    """The parts people can play in deals of a process, by key and in words."""
    return [(role, worded(role, upper=True)) for role in known_roles(book)]
