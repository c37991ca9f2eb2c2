"""Customers that a lead probably is: people by their mail address, organisations by their domain or name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dealwright.records.kinds import kind_of
from dealwright.records.queries import listing, page
from dealwright.workspace.queries import Actor

from ..models import Lead

MOST = 5


@dataclass(frozen=True)
class Match:
    """A record that a lead probably is, and why."""

    id: int
    name: str
    why: str


def matches(lead: Lead, actor: Actor) -> tuple[list[Match], list[Match]]:
    """Organisations and people that the lead probably is, of those the actor may see, the surest first."""
    organisations = [
        *_of_domain(lead.domain, actor),
        *_found("organisations", "name", lead.organisation, actor, "is called the same"),
    ]
    people = [
        *_found("people", "email", lead.email, actor, f"has the address {lead.email}"),
        *_found("people", "name", lead.name, actor, "is called the same"),
    ]
    return _once(organisations), _once(people)


def _found(kind_key: str, condition: str, value: str, actor: Actor, why: str) -> list[Match]:
    return [Match(row["id"], row["name"], why) for row in _rows(kind_key, condition, value, actor, "name")]


def _of_domain(domain: str, actor: Actor) -> list[Match]:
    rows = _rows("organisations", "website__contains", domain, actor, "name", "website")
    return [
        Match(row["id"], row["name"], f"has the domain {domain}") for row in rows if _host(row["website"]) == domain
    ]


def _host(website: str) -> str:
    return (urlsplit(website).hostname or "").removeprefix("www.")


def _rows(kind_key: str, condition: str, value: str, actor: Actor, *columns: str) -> Sequence[dict[str, Any]]:
    if not value:
        return []
    kind = kind_of(kind_key)
    fields = [kind.fields()[column] for column in columns]
    return page(listing(kind, actor, [(condition, value)], "id"), fields, limit=MOST).rows


def _once(found: list[Match]) -> list[Match]:
    return list({each.id: each for each in reversed(found)}.values())[::-1][:MOST]
