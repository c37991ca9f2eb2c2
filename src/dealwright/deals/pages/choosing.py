"""Customers chosen by typing: a name that is known is found, a new one is made."""

from dealwright.customers.commands import add_organisation, add_person
from dealwright.playbook import Playbook, worded
from dealwright.records.called import called
from dealwright.workspace.queries import Actor

from ..rules import known_roles


def organisation(typed: str, by: Actor) -> int | None:
    """The organisation of that name, made when there is none; None for an empty text."""
    if not typed.strip():
        return None
    known = called("organisation", typed, by, "organisation")
    return known or add_organisation({"name": typed.strip()}, by=by, via="page")


def person(typed: str, organisation_id: int | None, by: Actor, field: str) -> int | None:
    """The person of that name, made (at the organisation) when there is none; None for an empty text."""
    if not typed.strip():
        return None
    known = called("person", typed, by, field)
    return known or add_person({"name": typed.strip(), "organisation": organisation_id}, by=by, via="page")


def role_choices(book: Playbook) -> list[tuple[str, str]]:
    """The parts people can play in deals of a process, by key and in words."""
    return [(role, worded(role, upper=True)) for role in known_roles(book)]
