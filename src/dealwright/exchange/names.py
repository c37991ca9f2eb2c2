"""Records that a file names (owners, organisations, products): looked up many at a time, made where that is allowed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dealwright import Invalid
from dealwright.customers.commands import NewOrganisation, record_organisations
from dealwright.deals.commands import ensure_products
from dealwright.deals.queries.products import product_ids
from dealwright.ledger.among import Among
from dealwright.records.called import found_by
from dealwright.records.kinds import kind_of
from dealwright.workspace.commands import NewMember, add_members
from dealwright.workspace.queries import Actor, members

from .links import Links
from .mapping import Map
from .matches import MOST_COMPARED, offered
from .models import Touched

MOST_KEPT = 200_000
MOST_UNKNOWN = 10_000


@dataclass(frozen=True)
class Setting:
    """Who imports through which door under which map; `import_id` is None in a dry run of the command line.

    `promised` are the numbers, by kind of record, that files brought in before this one will have made; of members
    their names and addresses.
    """

    map: Map
    by: Actor
    via: str
    import_id: int | None = None
    promised: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Names:
    """The ids behind names. A name that stands for several records is ambiguous and stands for none."""

    def __init__(self, setting: Setting) -> None:
        """Nothing is known yet."""
        self.setting = setting
        self.known: dict[str, dict[str, int]] = {"owner": {}, "organisation": {}, "product": {}}
        self.ambiguous: dict[str, set[str]] = {"owner": set(), "organisation": set(), "product": set()}
        self.unknown: dict[str, Counter[str]] = {"owner": Counter(), "organisation": Counter(), "product": Counter()}
        self.owner_emails: dict[str, int] = {}
        self.links = Links(setting.by, setting.promised)
        self.numbers: dict[tuple[str, str], int | Invalid] = {}
        self._load_small()

    def number_of(self, one: str, text: str) -> int | Invalid:
        """The number of the record of a kind that a text names, by name or number, or why it names none."""
        place = (one, text)
        if place not in self.numbers:
            if len(self.numbers) >= MOST_KEPT:
                self.numbers.clear()
            self.numbers[place] = self._looked_up(one, text)
        return self.numbers[place]

    def _looked_up(self, one: str, text: str) -> int | Invalid:
        try:
            return found_by(one, text, self.setting.by)
        except Invalid as refusal:
            return refusal

    def _load_small(self) -> None:
        for one in members():
            self._add("owner", one.name, one.id)
            if one.email:
                self.owner_emails[one.email] = one.id
        self.known["product"] = product_ids()

    def _add(self, kind: str, name: str, record_id: int) -> None:
        if self.known[kind].setdefault(name, record_id) != record_id:
            self.ambiguous[kind].add(name)

    def learn_organisations(self, wanted: Iterable[str]) -> None:
        """Look up the organisations of these names that are not known yet, in one query."""
        known, of = self.known["organisation"], kind_of("organisations")
        if len(known) > MOST_KEPT:
            known.clear()
        unknown = {name for name in wanted if name not in known}
        if unknown:
            found = of.model._default_manager.filter(of.visible(self.setting.by), name__in=Among(unknown))
            for name, record_id in found.order_by("id").values_list("name", "id"):
                self._add("organisation", name, record_id)

    def prefer_address(self, values: dict[str, Any]) -> None:
        """Where a row gives an owner's address and name, keep the address when it is known and else the name."""
        if "owner.email" in values and "owner.name" in values:
            values.pop("owner.name" if values["owner.email"] in self.owner_emails else "owner.email")

    def faults(self, kind: str, named: Mapping[str, int], *, by_address: bool = False) -> dict[str, str]:
        """Why names cannot be used, for those that cannot; `named` tells how many rows have each."""
        if by_address:
            known = self.owner_emails.keys() | self.setting.promised.get("members", frozenset())
            return {name: f"No member has the address {name}." for name in named if name not in known}
        said = {name: self._fault(kind, name, rows) for name, rows in named.items()}
        return {name: fault for name, fault in said.items() if fault is not None}

    def _fault(self, kind: str, name: str, rows: int) -> str | None:
        known, unknown = self.known[kind], self.unknown[kind]
        if name in self.ambiguous[kind]:
            return f"There are several {PLURAL[kind]} called “{name}”."
        if name in known and name not in unknown:
            return None
        if name in unknown or len(unknown) < MOST_UNKNOWN:
            unknown[name] += rows
        is_promised = kind == "owner" and name in self.setting.promised.get("members", ())
        usable = name in known or is_promised or kind in self.setting.map.create
        return None if usable else f"There is no {NAMED[kind]} called “{name}”."

    def make(self, kind: str, wanted: Iterable[str]) -> list[tuple[str, str]]:
        """Make what is missing and return what was made; owners made so cannot sign in."""
        missing = [name for name in dict.fromkeys(wanted) if name not in self.known[kind]]
        if missing:
            self.known[kind].update(MAKERS[kind](missing, self.setting))
        return [(kind, name) for name in missing]

    def forget(self, made: Iterable[tuple[str, str]]) -> None:
        """What was made has been rolled back."""
        for kind, name in made:
            self.known[kind].pop(name, None)

    def matches(self, columns: Mapping[str, str]) -> list[dict[str, Any]]:
        """What unknown names were probably meant to be; `columns` gives the header of each kind's column."""
        found = []
        for kind, unknown in self.unknown.items():
            if unknown and kind in columns:
                known = (name for name in self._names_here(kind) if name not in unknown)
                found += offered(columns[kind], unknown, known)
        return found

    def _names_here(self, kind: str) -> Iterable[str]:
        if kind != "organisation":
            return self.known[kind]
        of = kind_of("organisations")
        rows = of.model._default_manager.filter(of.visible(self.setting.by)).order_by("id")
        return rows.values_list("name", flat=True)[:MOST_COMPARED]


def _make_owners(names: list[str], setting: Setting) -> dict[str, int]:
    made = add_members([NewMember(name) for name in names], by=setting.by, via=setting.via)
    noted("members", [one.id for one in made], setting)
    return {one.name: one.id for one in made}


def _make_products(names: list[str], setting: Setting) -> dict[str, int]:
    made = ensure_products(names, by=setting.by, via=setting.via)
    noted("products", [product.id for product in made.values()], setting)
    return {name: product.id for name, product in made.items()}


def _make_organisations(names: list[str], setting: Setting) -> dict[str, int]:
    news = [NewOrganisation(name=name) for name in names]
    ids = record_organisations(news, by=setting.by, via=setting.via, import_id=setting.import_id)
    return dict(zip(names, ids, strict=True))


def noted(kind: str, ids: Iterable[int], setting: Setting) -> None:
    """Note what cannot say itself which import made it, so that undoing finds it again."""
    if setting.import_id is not None:
        Touched.objects.bulk_create(Touched(of_id=setting.import_id, kind=kind, record_id=one) for one in ids)


MAKERS = {"owner": _make_owners, "product": _make_products, "organisation": _make_organisations}
NAMED = {"owner": "member", "organisation": "organisation", "product": "product"}
PLURAL = {"owner": "members", "organisation": "organisations", "product": "products"}
