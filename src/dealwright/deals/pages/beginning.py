"""A new deal begun from the page of a person: their organisation is filled in, and they join the deal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from dealwright.customers.queries import employer_of
from dealwright.playbook import Playbook
from dealwright.records.values import whole_number
from dealwright.workspace.queries import Actor

from ..commands import add_stakeholder
from .choosing import role_choices


@dataclass(frozen=True)
class With:
    """The person for whom the deal is opened, where they work, and the parts they can play in it."""

    id: int
    name: str
    organisation_id: int | None
    roles: Sequence[tuple[str, str]]

    @classmethod
    def asked(cls, asked: Mapping[str, str], book: Playbook, by: Actor) -> Self | None:
        """The person whom an address or a form names; None without one. Raises NotFound."""
        person_id = whole_number(asked.get("person", ""))
        return cls(person_id, *employer_of(person_id, by), role_choices(book)) if person_id else None


def join(deal_id: int, form: Mapping[str, str], by: Actor) -> None:
    """Have the person whom the form names join the deal; nothing where it names nobody."""
    if person_id := whole_number(form.get("person", "")):
        add_stakeholder(deal_id, person_id, form.get("role", ""), by=by, via="page")
