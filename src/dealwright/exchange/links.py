"""Records that a row names by their number elsewhere, their address or their name: looked up many at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from dealwright.ledger.among import Among
from dealwright.records.kinds import kind_of
from dealwright.workspace.queries import Actor


class Link(NamedTuple):
    """Which kind of record a column points at, by which of its columns, and what both are called."""

    kind: str
    one: str
    column: str
    named: str


LINKS = {
    "organisation.external_id": Link("organisations", "organisation", "external_id", "organisation with the number"),
    "parent.external_id": Link("organisations", "organisation", "external_id", "organisation with the number"),
    "person.external_id": Link("people", "person", "external_id", "person with the number"),
    "person.email": Link("people", "person", "email", "person with the address"),
    "deal.external_id": Link("deals", "deal", "external_id", "deal with the number"),
    "lead.external_id": Link("leads", "lead", "external_id", "lead with the number"),
    "deal.name": Link("deals", "deal", "title", "deal called"),
    "person.name": Link("people", "person", "name", "person called"),
    # What stands under about.name, once the row has told which kind of record that is.
    "about.deal": Link("deals", "deal", "title", "deal called"),
    "about.organisation": Link("organisations", "organisation", "name", "organisation called"),
    "about.person": Link("people", "person", "name", "person called"),
    "about.lead": Link("leads", "lead", "name", "lead called"),
}
DEALS = ("deal.external_id", "deal.name")
FIRMS = ("organisation.external_id", "organisation.name")
PEOPLE = ("person.external_id", "person.email", "person.name")
ABOUT_NAME, ABOUT_KIND = "about.name", "about_kind"
BY_KIND = tuple(key for key in LINKS if key.startswith("about."))
MOST_KEPT = 200_000


class Links:
    """The ids behind numbers, addresses and names. `promised` are those that other files have brought in by then."""

    def __init__(self, by: Actor, promised: Mapping[str, frozenset[str]]) -> None:
        """Nothing is known yet; `promised` holds the numbers of each kind of record."""
        self.by, self.promised = by, promised
        self.ids: dict[str, dict[str, int]] = defaultdict(dict)
        self.ambiguous: dict[str, set[str]] = defaultdict(set)

    def learn(self, key: str, wanted: Iterable[str]) -> None:
        """Look up what is not known yet, in one query."""
        if len(self.ids[key]) > MOST_KEPT:
            self.ids[key].clear()
        known, of = self.ids[key], LINKS[key]
        if not (unknown := {text for text in wanted if text not in known}):
            return
        kind = kind_of(of.kind)
        rows = kind.model._default_manager.filter(kind.visible(self.by), **{f"{of.column}__in": Among(unknown)})
        for text, record_id in rows.order_by("id").values_list(of.column, "id"):
            if known.setdefault(text, record_id) != record_id:
                self.ambiguous[key].add(text)

    def fault(self, key: str, text: str) -> str | None:
        """Why the text cannot be used in this column; None when it can."""
        of = LINKS[key]
        if text in self.ambiguous[key]:
            return f"There is more than one {of.named} {text[:80]}."
        is_known = text in self.ids[key] or (of.column == "external_id" and text in self.promised.get(of.kind, ()))
        return None if is_known else f"There is no {of.named} {text[:80]}."

    def id_of(self, key: str, values: Mapping[str, Any]) -> int | None:
        """The id of the record that the row names in this column; None where it names none."""
        return self.ids[key].get(values.get(key, ""))
