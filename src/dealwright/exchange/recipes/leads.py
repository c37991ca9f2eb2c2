"""How a row becomes a lead."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from dealwright import Invalid, SalesError
from dealwright.activities.commands import log_activity, remove_activities
from dealwright.leads.commands import (
    bring_back,
    change_lead,
    new_lead,
    read_lists,
    record_leads,
    remove_leads,
    touch_lead,
    undo_move,
    untouch_lead,
)
from dealwright.leads.queries.signed_up import open_by_mail, ways_come
from dealwright.records.kinds import fields_of, kind_of, missing

from ..cells import Fault
from ..names import Names, Setting
from ..rules import Existing
from .customers import is_another
from .recipe import Line, find_by

PLAIN = ("name", "organisation", "email", "phone", "job_title", "domain", "country", "message", "medium", "external_id")
NAMES = ("source", "campaign")
OWNER = ("owner.name", "owner.email")
Way = tuple[str, str, datetime]
AGAIN = ("touch", "note", "back")


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
        if "lists" in values or "lists" in self.setting.map.fixed:
            line.values["lists"] = self._lists(line)
        parts = [part for part in (values.pop("first_name", None), values.pop("last_name", None)) if part]
        if parts and "name" not in values:
            values["name"] = " ".join(parts)
        if values.keys().isdisjoint(self.needs[0]):
            line.faults.append(Fault("", "The row says nothing by which somebody could be reached."))

    def _lists(self, line: Line) -> list[str]:
        """The lists of the row and those of all rows."""
        try:
            told = [line.values.get("lists", ""), self.setting.map.fixed.get("lists", "")]
            return read_lists(",".join(filter(None, told)))
        except Invalid as error:
            line.faults.append(Fault("lists", error.message, error.remedy or ""))
            return []

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the lead that is here already."""
        columns = [
            "id",
            *PLAIN,
            "consent",
            "lists",
            "source__name",
            "campaign__name",
            "owner__name",
            "owner__email",
            "owner_id",
            "status",
            "revision",
        ]
        find_by(lines, "external_id", kind_of("leads"), columns, self.setting.by, _existing)
        self._find_signed_up(lines, columns)
        for line in lines:
            if line.existing and line.existing.current["lists"] and "lists" in line.values:
                line.values["lists"] = sorted({*line.existing.current["lists"], *line.values["lists"]})

    def _find_signed_up(self, lines: Sequence[Line], columns: Sequence[str]) -> None:
        """Who is an open lead by their address came to us once more: what is known of them stays, gaps are filled."""
        left = [line for line in lines if line.existing is None and "email" in line.values]
        known = open_by_mail({line.values["email"] for line in left}, columns)
        hidden = missing("lead", {row["id"] for row in known.values()}, self.setting.by) if known else set()
        by_number = [line for line in lines if line.existing] if self.setting.map.fixed.keys() & set(NAMES) else []
        ways = ways_come({*(row["id"] for row in known.values()), *(line.existing.id for line in by_number)})  # type: ignore[union-attr]  # they have one
        for line in by_number:
            self._has_come_again(line, line.existing, ways)  # type: ignore[arg-type]  # as above
        for line in left:
            row = known.get(line.values["email"])
            if row is None or is_another(line.values, row):
                continue
            if row["id"] in hidden:
                told = f"“{line.values['email']}” belongs to a lead that you may not see."
                line.faults.append(Fault("email", told))
                continue
            found = _existing(row)
            kept = {key: line.values[key] for key, value in found.current.items() if value and key in line.values}
            for key in ("consent", "lists"):
                kept.pop(key, None)
            self._has_come_again(line, replace(found, current={**found.current, **kept}), ways)

    def _has_come_again(self, line: Line, found: Existing, ways: Mapping[int, Sequence[Way]]) -> None:
        """By which way they come now is told of a touch, unless it is noted already; the first stays what it was."""
        has_come = _has_come(line.values, ways[found.id])
        line.values["touch"] = True
        line.existing = replace(found, current={**found.current, **_same_way(line.values), "touch": has_come})

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Add new leads; those without an owner are given away by the rules only where automations were asked for."""
        news = [self._new(line, names) for line in lines]
        setting = self.setting
        record_leads(news, by=setting.by, via=setting.via, import_id=setting.import_id, assign=setting.map.automations)

    def _new(self, line: Line, names: Names) -> Any:
        given = {key: line.values[key] for key in (*PLAIN, *NAMES, "consent", "lists") if key in line.values}
        if own := {key.removeprefix("fields."): line.values[key] for key in self.own.keys() & line.values.keys()}:
            given["fields"] = own
        came = line.values.get("came_at")
        try:
            return new_lead(given, owner_id=_owner(line.values, names), touched_at=came)
        except Invalid as error:
            raise Invalid(error.sentence, field=error.field) from error

    def change(self, lines: Sequence[Line], names: Names) -> None:
        """Change leads that are here by the usual command; notes who refused."""
        for line in lines:
            if line.existing is None:
                continue
            line.before = _wish({key: line.existing.current[key] for key in line.changes}, line.existing.ids["owner"])
            wish = _wish(line.changes, _owner(line.values, names))
            try:
                with transaction.atomic():
                    if wish.pop("touch", False):
                        line.before = {**line.before, **self._touch(line)}
                    if wish:
                        change_lead(line.existing.id, wish, by=self.setting.by, via=self.setting.via)
            except SalesError as refusal:
                line.faults.append(Fault("", refusal.message, refusal.remedy or ""))

    def _touch(self, line: Line) -> dict[str, Any]:
        """Note that they came once more; returns what takes that back."""
        lead_id, values, who = line.existing.id, line.values, {"by": self.setting.by, "via": self.setting.via}  # type: ignore[union-attr]  # found before
        way = {key: values[key] for key in ("source", "campaign", "medium") if key in values}
        done: dict[str, Any] = {"touch": touch_lead(lead_id, **way, at=values.get("came_at"), **who)}
        said, before = values.get("message"), line.existing.ids.get("message")  # type: ignore[union-attr]  # as above
        if said and before and said != before:
            done["note"] = log_activity(("lead", lead_id), "note", "Wrote again", said, **who)
        if line.existing.ids.get("status") == "recycled":  # type: ignore[union-attr]  # as above
            done["back"] = bring_back([lead_id], **who)
        return done

    def remove(self, ids: list[int]) -> None:
        """Take back leads that an import made."""
        remove_leads(ids, by=self.setting.by, via=self.setting.via)

    def restore(self, ids: list[int], before: Mapping[str, Any]) -> Mapping[int, SalesError]:
        """Give leads these values; returns the refusals by id."""
        refused: dict[int, SalesError] = {}
        who: dict[str, Any] = {"by": self.setting.by, "via": self.setting.via}
        values = {key: value for key, value in before.items() if key not in AGAIN}
        for lead_id in ids:
            try:
                with transaction.atomic():
                    if values:
                        change_lead(lead_id, values, **who)
                    if "back" in before:
                        undo_move(lead_id, **who)
                    if "note" in before:
                        remove_activities([before["note"]], **who)
                    if "touch" in before:
                        untouch_lead(lead_id, before["touch"], **who)
            except SalesError as error:
                refused[lead_id] = error
        return refused


def _existing(row: Mapping[str, Any]) -> Existing:
    current = {key: row[key] for key in (*PLAIN, "consent", "lists")}
    current |= {"source": row["source__name"] or "", "campaign": row["campaign__name"] or ""}
    current |= {"owner.name": row["owner__name"], "owner.email": row["owner__email"]}
    ids = {"owner": row["owner_id"], "status": row["status"], "message": row["message"]}
    return Existing(row["id"], current, ids, row["revision"])


def _has_come(values: Mapping[str, Any], ways: Sequence[Way]) -> bool:
    """Whether the row tells of a time they came that is noted already, as when a file is brought in twice."""
    named, at = (values.get("source", ""), values.get("campaign", "")), values.get("came_at")
    return any((source, campaign) == named and at in (None, when) for source, campaign, when in ways)


def _same_way(values: Mapping[str, Any]) -> dict[str, Any]:
    """The first touch stays: by which way they come now is told of the touch."""
    return {key: values[key] for key in (*NAMES, "medium", *OWNER) if key in values}


def _owner(values: Mapping[str, Any], names: Names) -> int | None:
    return names.owner_emails.get(values.get("owner.email", "")) or names.known["owner"].get(
        values.get("owner.name", "")
    )


def _wish(values: Mapping[str, Any], owner_id: int | None) -> dict[str, Any]:
    wish = {key: value for key, value in values.items() if key not in OWNER}
    return wish | ({"owner": owner_id} if values.keys() & set(OWNER) else {})
