"""How a row becomes a lead."""

from collections.abc import Mapping, Sequence
from typing import Any

from dealwright import Invalid, SalesError
from dealwright.leads.commands import change_lead, new_lead, record_leads, remove_leads
from dealwright.records.kinds import fields_of, kind_of

from ..cells import Fault
from ..names import Names, Setting
from ..rules import Existing
from .customers import _is_another
from .recipe import Line, find_by

PLAIN = ("name", "organisation", "email", "phone", "job_title", "domain", "country", "message", "medium", "external_id")
NAMES = ("source", "campaign")
OWNER = ("owner.name", "owner.email")


class Leads:
    """Leads, known by their number elsewhere or their address."""

    subject = "lead"
    needs = (("name", "first_name", "last_name", "email", "phone", "organisation"),)
    unique = ("external_id", "email")

    def __init__(self, setting: Setting) -> None:
        """Leads brought in by this setting."""
        self.setting = setting
        known = fields_of(kind_of("leads"), setting.by)
        self.own = {key: field for key, field in known.items() if field.is_custom}

    def complete(self, line: Line) -> None:
        """A lead goes by its name, which may stand in two columns, else by its address, number or organisation."""
        values = line.values
        parts = [part for part in (values.pop("first_name", None), values.pop("last_name", None)) if part]
        if parts and "name" not in values:
            values["name"] = " ".join(parts)
        if values.keys().isdisjoint(self.needs[0]):
            line.faults.append(Fault("", "The row says nothing by which somebody could be reached."))

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the lead that is here already."""
        columns = [
            "id",
            *PLAIN,
            "source__name",
            "campaign__name",
            "owner__name",
            "owner__email",
            "owner_id",
            "revision",
        ]
        for key in self.unique:
            find_by(lines, key, kind_of("leads"), columns, self.setting.by, _existing)
        for line in lines:
            if line.existing and _is_another(line.values, line.existing.current):
                line.existing = None

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Add new leads; those without an owner are given away by the rules only when they come in by themselves."""
        news = [self._new(line, names) for line in lines]
        setting = self.setting
        record_leads(news, by=setting.by, via=setting.via, import_id=setting.import_id, assign=False)

    def _new(self, line: Line, names: Names) -> Any:
        given = {key: line.values[key] for key in (*PLAIN, *NAMES, "consent") if key in line.values}
        if own := {key.removeprefix("fields."): line.values[key] for key in self.own.keys() & line.values.keys()}:
            given["fields"] = own
        came = line.values.get("came_at")
        try:
            return new_lead(given, owner_id=_owner(line.values, names), touched_at=came)
        except Invalid as error:
            raise Invalid(f"{error.message} {error.remedy or ''}".strip(), field=error.field) from error

    def change(self, lines: Sequence[Line], names: Names) -> None:
        """Change leads that are here by the usual command; notes who refused."""
        for line in lines:
            if line.existing is None:
                continue
            line.before = _wish({key: line.existing.current[key] for key in line.changes}, line.existing.ids["owner"])
            wish = _wish(line.changes, _owner(line.values, names))
            for refusal in self.restore([line.existing.id], wish).values():
                line.faults.append(Fault("", refusal.message, refusal.remedy or ""))

    def remove(self, ids: list[int]) -> None:
        """Take back leads that an import made."""
        remove_leads(ids, by=self.setting.by, via=self.setting.via)

    def restore(self, ids: list[int], before: Mapping[str, Any]) -> Mapping[int, SalesError]:
        """Give leads these values; returns the refusals by id."""
        refused: dict[int, SalesError] = {}
        for lead_id in ids:
            try:
                change_lead(lead_id, before, by=self.setting.by, via=self.setting.via)
            except SalesError as error:
                refused[lead_id] = error
        return refused


def _existing(row: Mapping[str, Any]) -> Existing:
    current = {key: row[key] for key in PLAIN}
    current |= {"source": row["source__name"] or "", "campaign": row["campaign__name"] or ""}
    current |= {"owner.name": row["owner__name"], "owner.email": row["owner__email"]}
    return Existing(row["id"], current, {"owner": row["owner_id"]}, row["revision"])


def _owner(values: Mapping[str, Any], names: Names) -> int | None:
    return names.owner_emails.get(values.get("owner.email", "")) or names.known["owner"].get(
        values.get("owner.name", "")
    )


def _wish(values: Mapping[str, Any], owner_id: int | None) -> dict[str, Any]:
    wish = {key: value for key, value in values.items() if key not in OWNER}
    return wish | ({"owner": owner_id} if values.keys() & set(OWNER) else {})
