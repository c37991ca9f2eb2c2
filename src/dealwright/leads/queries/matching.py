"""Customers that a lead probably is: by any of their mails, phones or domains, or their name."""

from dataclasses import dataclass

from dealwright.customers.queries import organisations_with, people_with
from dealwright.records.kinds import kind_of, titles
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
        *_having("organisation", "domain", lead.domain, actor, f"has the domain {lead.domain}"),
        *_having("organisation", "phone", lead.phone, actor, f"has the phone {lead.phone}"),
        *_named("organisations", lead.organisation, actor),
    ]
    people = [
        *_having("person", "mail", lead.email, actor, f"has the address {lead.email}"),
        *_having("person", "phone", lead.phone, actor, f"has the phone {lead.phone}"),
        *_named("people", lead.name, actor),
    ]
    return _once(organisations), _once(people)


def _having(one: str, what: str, text: str, actor: Actor, why: str) -> list[Match]:
    """Customers that have this among all their mails, phones or domains."""
    ask = organisations_with if one == "organisation" else people_with
    ids = ask(what, text, actor)[:MOST] if text else []
    names = titles(((one, each) for each in ids), actor)
    return [Match(each, names[one, each], why) for each in ids if (one, each) in names]


def _named(kind_key: str, name: str, actor: Actor) -> list[Match]:
    if not name:
        return []
    kind = kind_of(kind_key)
    rows = page(listing(kind, actor, [("name", name)], "id"), [kind.fields()["name"]], limit=MOST).rows
    return [Match(row["id"], row["name"], "is called the same") for row in rows]


def _once(found: list[Match]) -> list[Match]:
    return list({each.id: each for each in reversed(found)}.values())[::-1][:MOST]
