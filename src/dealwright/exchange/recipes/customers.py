"""How a row becomes an organisation or a person."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from dealwright import Invalid, NotFound, SalesError
from dealwright.customers.commands import (
    NewOrganisation,
    NewPerson,
    change_organisation,
    change_person,
    record_organisations,
    record_people,
    remove_organisations,
    remove_people,
)
from dealwright.customers.ways import MAIN, headed, read_list, settled, whole
from dealwright.records.fields import OWN
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.money import to_minor, to_text
from dealwright.records.own_values import begun, read_one
from dealwright.workspace.queries import company

from ..cells import Fault
from ..names import Names, Setting
from ..rules import Existing
from ..targets import LISTS
from .recipe import Line, check_currency, find_by

REFERENCES = {
    "organisation.name": "organisation",
    "parent.name": "parent",
    "owner.name": "owner",
    "owner.email": "owner",
}
NAMED_BY = {"organisation": "organisation", "parent": "organisation", "owner": "owner"}


class Customers:
    """What organisations and people have in common."""

    kind: str
    subject: str
    needs: tuple[tuple[str, ...], ...]
    unique: tuple[str, ...]
    plain: tuple[str, ...]
    references: tuple[str, ...]
    amounts: tuple[str, ...] = ()
    lists: tuple[str, ...]
    change_one: Callable[..., bool]

    def __init__(self, setting: Setting) -> None:
        """Customers brought in by this setting."""
        self.setting = setting
        self.several = frozenset(self.lists)
        self.columns = self.several.union(self.plain)
        self.currency = setting.map.currency or company().currency
        self.known = fields_of(kind_of(self.kind), setting.by)
        self.own = {key: field for key, field in self.known.items() if field.is_custom}
        self.begun = begun(self.known, {}, strictly=False)

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the record that is here already, by each unique field in turn."""
        links = [part for of in self.references for part in (f"{of}_id", f"{of}__name")]
        columns = ["id", *self.plain, *self.lists, *self.amounts, *links, "owner__email", "revision", "fields"]
        for key in self.unique:
            find_by(lines, key, kind_of(self.kind), columns, self.setting.by, self._existing)
        for line in lines:
            if line.existing and is_another(line.values, line.existing.current):
                line.existing = None

    def _existing(self, row: Mapping[str, Any]) -> Existing:
        current = {key: row[key] for key in (*self.plain, *self.lists)}
        current |= {key: whole(key, row[key], row[MAIN[key]]) for key in self.lists if key in MAIN}
        current |= {f"{of}.name": row[f"{of}__name"] for of in self.references} | {"owner.email": row["owner__email"]}
        if self.amounts:
            current |= {"revenue": row["revenue_minor"], "revenue_currency": row["revenue_currency"]}
        current |= {key: field.show(row["fields"].get(key.removeprefix(OWN))) for key, field in self.own.items()}
        return Existing(row["id"], current, {of: row[f"{of}_id"] for of in self.references}, row["revision"])

    def complete_parts(self, line: Line) -> None:
        """Have lists stand as they are stored, own fields as the API shows them; notes what is none of their values."""
        for key in self.several.intersection(line.values):
            try:
                line.values[key] = read_list(key, _entries(line.values[key]))
            except Invalid as error:
                line.faults.append(Fault(key, error.message, error.remedy or ""))
                continue
            if main := line.values.get(MAIN.get(key, "")):
                line.values[key] = headed(key, line.values[key], main)
        for key in self.own.keys() & line.values.keys() if self.own else ():
            try:
                line.values[key] = self.own[key].show(read_one(self.own[key], line.values[key]))
            except Invalid as error:
                line.faults.append(Fault(key, error.message, error.remedy or ""))

    def plain_of(self, line: Line) -> dict[str, Any]:
        """The values of a new record that stand in columns of its own; lists with their main entries."""
        values = {key: value for key, value in line.values.items() if key in self.columns}
        return values if self.several.isdisjoint(values) else settled(values, {})

    def own_of(self, line: Line) -> dict[str, Any]:
        """The own fields of a new record, as stored."""
        if self.own.keys().isdisjoint(line.values):
            return self.begun
        given = {key: line.values[key] for key in self.own.keys() & line.values.keys()}
        read = {key.removeprefix(OWN): read_one(self.own[key], value) for key, value in given.items()}
        return begun(self.known, read, strictly=False)

    def change(self, lines: Sequence[Line], names: Names) -> None:
        """Change records that are here by the usual commands; notes who refused."""
        for line in lines:
            if line.existing is None:
                continue
            try:
                self._change_one(line, line.existing, names)
            except SalesError as refusal:
                line.faults.append(Fault("", refusal.message, refusal.remedy or ""))

    def _change_one(self, line: Line, existing: Existing, names: Names) -> None:
        ids = {of: link_id(line.changes, of, names) for of in self.references}
        currency = line.values.get("revenue_currency", self.currency)
        current = {key: existing.current[key] for key in line.changes}
        line.before = wished(current, existing.ids, existing.current.get("revenue_currency") or currency)
        wish = wished(line.changes, ids, currency)
        type(self).change_one(existing.id, wish, by=self.setting.by, via=self.setting.via)

    def restore(self, ids: list[int], before: Mapping[str, Any]) -> Mapping[int, SalesError]:
        """Give records these values; returns the refusals by id."""
        refused: dict[int, SalesError] = {}
        for record_id in ids:
            try:
                type(self).change_one(record_id, before, by=self.setting.by, via=self.setting.via)
            except SalesError as error:
                refused[record_id] = error
        return refused


class Organisations(Customers):
    """Organisations, known by their number elsewhere or their name."""

    kind, subject = "organisations", "organisation"
    needs = (("name",),)
    unique = ("external_id", "name")
    plain = ("name", "external_id", "website", "phone", "sector", "country", "city", "tier", "employees", "founded")
    lists = LISTS["organisations"]
    references = ("parent", "owner")
    amounts = ("revenue_minor", "revenue_currency")
    change_one = staticmethod(change_organisation)

    def complete(self, line: Line) -> None:
        """An organisation needs a name; its revenue is in its own, the map's or the company's currency."""
        values = line.values
        self.complete_parts(line)
        if "name" not in values:
            line.faults.append(Fault("", "The row has no name."))
        if "revenue" in values:
            values["revenue_currency"] = check_currency(line, "revenue_currency", self.currency)
            try:
                values["revenue"] = to_minor(values["revenue"], values["revenue_currency"])
            except Invalid as error:
                line.faults.append(Fault("revenue", error.message, error.remedy or ""))
        if values.get("parent.name") is not None and values["parent.name"] == values.get("name"):
            line.faults.append(Fault("parent.name", "An organisation cannot be part of itself."))

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Add organisations, those that others are part of before the others."""
        waiting = list(lines)
        while waiting:
            known = names.known["organisation"]
            numbers = names.links.ids["parent.external_id"]
            ready = [
                line
                for line in waiting
                if ((parent := line.values.get("parent.name")) is None or parent in known)
                and ((number := line.values.get("parent.external_id")) is None or number in numbers)
            ]
            if not ready:
                raise Invalid("These organisations are part of each other in a circle, or of one that was refused.")
            self._record(ready, names)
            waiting = [line for line in waiting if line not in ready]

    def _record(self, lines: Sequence[Line], names: Names) -> None:
        news = [
            NewOrganisation(
                **self.plain_of(line),
                revenue_minor=line.values.get("revenue"),
                revenue_currency=line.values.get("revenue_currency", ""),
                parent_id=names.links.id_of("parent.external_id", line.values) or link_id(line.values, "parent", names),
                owner_id=link_id(line.values, "owner", names),
                fields=self.own_of(line),
            )
            for line in lines
        ]
        by, via, import_id = self.setting.by, self.setting.via, self.setting.import_id
        ids = record_organisations(news, by=by, via=via, import_id=import_id)
        names.known["organisation"].update(zip((new.name for new in news), ids, strict=True))
        numbered = ((new.external_id, record_id) for new, record_id in zip(news, ids, strict=True) if new.external_id)
        names.links.ids["parent.external_id"].update(numbered)

    def remove(self, ids: list[int]) -> None:
        """Take back organisations that nothing else needs."""
        remove_organisations(ids, by=self.setting.by, via=self.setting.via)


class People(Customers):
    """People, known by their number elsewhere or their address."""

    kind, subject = "people", "person"
    needs = (("name", "first_name", "last_name", "email"),)
    unique = ("external_id", "email")
    plain = ("name", "external_id", "email", "phone", "job_title", "locale", "zone")
    lists = LISTS["people"]
    references = ("organisation", "owner")
    change_one = staticmethod(change_person)

    def complete(self, line: Line) -> None:
        """A person needs a name, which may stand in two columns, or else goes by their address."""
        values = line.values
        self.complete_parts(line)
        parts = [part for part in (values.pop("first_name", None), values.pop("last_name", None)) if part]
        if parts and "name" not in values:
            values["name"] = " ".join(parts)
        if "name" not in values and "email" not in values:
            line.faults.append(Fault("", "The row has neither a name nor an e-mail address."))

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Add people."""
        news = [
            NewPerson(
                **{"name": line.values.get("email"), **self.plain_of(line)},
                organisation_id=names.links.id_of("organisation.external_id", line.values)
                or link_id(line.values, "organisation", names),
                owner_id=link_id(line.values, "owner", names),
                fields=self.own_of(line),
            )
            for line in lines
        ]
        record_people(news, by=self.setting.by, via=self.setting.via, import_id=self.setting.import_id)

    def remove(self, ids: list[int]) -> None:
        """Take back people whom nothing else needs."""
        remove_people(ids, by=self.setting.by, via=self.setting.via)


def _entries(cell: Any) -> Any:
    """A cell's entries: JSON where it is written so, else the text itself."""
    if not isinstance(cell, str) or not cell.startswith("["):
        return cell
    try:
        return msgspec.json.decode(cell)
    except msgspec.DecodeError as error:
        raise Invalid("This is not a list of entries.", remedy="Write them with commas between, or as JSON.") from error


def is_another(values: Mapping[str, Any], current: Mapping[str, Any]) -> bool:
    """Whether the same name or address belongs to two records: both have a number elsewhere, and not the same one."""
    numbers = values.get("external_id"), current.get("external_id")
    return all(numbers) and numbers[0] != numbers[1]


def link_id(values: Mapping[str, Any], of: str, names: Names) -> int | None:
    """The id of the record that the values name in this part, None when they name none; raises NotFound."""
    if of == "owner" and "owner.email" in values:
        return names.owner_emails.get(values["owner.email"])
    name = values.get(f"{of}.name")
    if name is not None and name not in names.known[NAMED_BY[of]]:
        raise NotFound(f"There is no {NAMED_BY[of]} called “{name}”.", remedy="Perhaps its own row was refused.")
    return None if name is None else names.known[NAMED_BY[of]][name]


def wished(values: Mapping[str, Any], ids: Mapping[str, int | None], currency: str) -> dict[str, Any]:
    """Values as the command wants them: references by id, money as text."""
    wish: dict[str, Any] = {REFERENCES.get(key, key): value for key, value in values.items()}
    wish |= {of: ids[of] for key, of in REFERENCES.items() if key in values}
    if "revenue" in values:
        wish["revenue"] = to_text(values["revenue"], currency)
    return wish
