"""How a row becomes a deal: with the past it had elsewhere when it is new, by the usual rules when it is here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from dealwright import Conflict, Invalid, SalesError
from dealwright.deals.catalogue import fields_in, fitted
from dealwright.deals.commands import (
    History,
    NewDeal,
    Visit,
    change_deals,
    lose_deals,
    move_stages,
    record_deals,
    remove_deals,
    reopen_deal,
    win_deals,
)
from dealwright.deals.commands.planning import plan_present_tasks
from dealwright.playbook import FieldType, Playbook
from dealwright.records.kinds import kind_of
from dealwright.records.money import to_minor, to_text

from ..cells import Fault
from ..names import Names, Setting
from ..rules import Existing
from .recipe import Line, check_currency, find_by

CLOSED = ("won", "lost")
FIRM = "organisation.external_id"
COLUMNS = (
    "id",
    "external_id",
    "title",
    "stage",
    "status",
    "source",
    "amount_minor",
    "currency",
    "close_on",
    "forecast_category",
    "fields",
    "organisation_id",
    "organisation__name",
    "owner_id",
    "owner__name",
    "owner__email",
    "product__name",
    "revision",
)
PLAIN = ("title", "source", "currency", "forecast_category")


class Deals:
    """Deals, known by their number elsewhere."""

    subject = "deal"
    needs = (("external_id", "title", "organisation.name"),)
    unique = ("external_id",)

    def __init__(self, setting: Setting, book: Playbook) -> None:
        """Deals of this process."""
        book = fitted(book, fields_in(book, setting.by))
        self.setting, self.book = setting, book
        self.currency = setting.map.currency or book.currency
        self.own = {f"fields.{own.key}" for own in book.fields}
        self.money = {f"fields.{own.key}" for own in book.fields if own.type == FieldType.MONEY}
        self.amounts = {"amount", *self.money}
        self.days = {f"fields.{own.key}" for own in book.fields if own.type in (FieldType.DATE, FieldType.DATETIME)}

    def complete(self, line: Line) -> None:
        """Bring together what stands in several columns."""
        values = line.values
        currency = check_currency(line, "currency", self.currency)
        if "currency" in values or self.setting.map.currency:
            values["currency"] = currency
        for key in self.amounts:
            if key in values:
                values[key] = self._minor(key, values[key], currency, line.faults)
        for key in self.days:
            if key in values:
                values[key] = values[key].isoformat()
        status = values.pop("status", None)
        if status in CLOSED:
            values["stage"] = status
        closed = values.get("stage") in CLOSED
        if not closed and "closed_on" in values:
            values.setdefault("close_on", values.pop("closed_on").date())
        if closed and _is_before(values.get("closed_on"), values.get("opened_on")):
            line.faults.append(Fault("", "The deal was closed before it was opened.", "Correct one of the two dates."))
        if values.keys().isdisjoint(self.needs[0]):
            line.faults.append(Fault("", "The row names neither a number, a title nor an organisation."))

    def _minor(self, key: str, text: str, currency: str, faults: list[Fault]) -> int | None:
        try:
            return to_minor(text, currency)
        except Invalid as error:
            faults.append(Fault(key, error.message, error.remedy or ""))
            return None

    def find(self, lines: Sequence[Line], names: Names) -> None:
        """Note on each line the deal that is here already."""
        find_by(lines, "external_id", kind_of("deals"), COLUMNS, self.setting.by, self._existing)

    def _existing(self, row: Mapping[str, Any]) -> Existing:
        current = {
            "external_id": row["external_id"],
            "title": row["title"],
            "source": row["source"],
            "amount": row["amount_minor"],
            "currency": row["currency"],
            "close_on": row["close_on"],
            "forecast_category": row["forecast_category"],
            "stage": row["status"] if row["status"] in CLOSED else row["stage"],
            "organisation.name": row["organisation__name"],
            "owner.name": row["owner__name"],
            "owner.email": row["owner__email"],
            "product.name": row["product__name"],
        }
        current |= {f"fields.{own.key}": row["fields"].get(own.key) for own in self.book.fields}
        ids = {"organisation.name": row["organisation_id"], "owner.name": row["owner_id"]}
        return Existing(row["id"], current, ids, row["revision"])

    def create(self, lines: Sequence[Line], names: Names) -> None:
        """Record new deals with their past."""
        pasts = [self._past(line, names) for line in lines]
        ids = record_deals(pasts, by=self.setting.by, via=self.setting.via, import_id=self.setting.import_id)
        if self.setting.map.automations:
            plan_present_tasks(ids)

    def _past(self, line: Line, names: Names) -> History:
        get = line.values.get
        stage, opened, product = get("stage"), get("opened_on"), get("product.name")
        owner, organisation = get("owner.name"), get("organisation.name")
        deal = NewDeal(
            get("title") or self._title(line),
            self.book.process,
            None,
            names.links.id_of(FIRM, line.values)
            or (names.known["organisation"][organisation] if organisation else None),
            names.owner_emails.get(get("owner.email", "")) or (names.known["owner"][owner] if owner else None),
            product,
            get("source", ""),
            get("amount"),
            get("currency", self.currency),
            get("close_on"),
            self._own(line.values),
            get("external_id"),
            get("forecast_category"),
        )
        visits = self._visits(line)
        if stage in CLOSED:
            closed, reason = get("closed_on"), get("reason", "") if stage == "lost" else ""
            return History(deal, visits, opened, stage, closed, reason, closed or opened)
        first = stage or self.book.stages[0].key
        last = visits[-1].entered_at if visits else opened
        return History(deal, visits or (Visit(first, opened),), opened, "open", None, "", last)

    def _visits(self, line: Line) -> tuple[Visit, ...]:
        """The stays that the row tells: stage and moment, one after the other."""
        known = {stage.key for stage in self.book.stages}
        stays = (stay.partition("@") for stay in line.values.get("visits", "").split(";") if stay)
        return tuple(Visit(stage, datetime.fromisoformat(moment)) for stage, _, moment in stays if stage in known)

    def _own(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {key[7:]: values[key] for key in self.own if key in values}

    def _title(self, line: Line) -> str:
        firm, product = line.values.get("organisation.name"), line.values.get("product.name")
        if firm and product:
            return f"{firm}, {product}"[:300]
        return firm or product or f"Deal {line.values.get('external_id', line.number)}"

    def change(self, lines: Sequence[Line], names: Names) -> None:
        """Change deals that are here by the usual commands, those with the same changes together; notes who refused."""
        groups: dict[bytes, list[Line]] = defaultdict(list)
        for line in lines:
            stage, reason = line.changes.get("stage"), line.values.get("reason", "")
            line.before = self._before(line)
            wish = {"changes": self._wish(line, names), "stage": stage, "reason": reason}
            was = line.existing.current["stage"] in CLOSED if line.existing else False
            groups[msgspec.json.encode((wish, was))].append(line)
        for encoded, group in groups.items():
            wish, was_closed = msgspec.json.decode(encoded)
            self._change_group(group, wish, was_closed)

    def _change_group(self, group: list[Line], wish: dict[str, Any], was_closed: bool) -> None:
        by_id = {line.existing.id: line for line in group if line.existing}
        for deal_id, refusal in self.apply(list(by_id), wish, was_closed).items():
            by_id[deal_id].faults.append(Fault("", refusal.message, refusal.remedy or ""))

    def apply(
        self, ids: list[int], wish: Mapping[str, Any], was_closed: bool, override: str = ""
    ) -> Mapping[int, SalesError]:
        """Give the deals the wished fields and stage, each deal wholly or not at all; returns the refusals by id."""
        refused: dict[int, SalesError] = {}
        while going := [deal_id for deal_id in ids if deal_id not in refused]:
            try:
                with transaction.atomic():
                    self._apply(going, wish, was_closed, override)
                break
            except SomeRefused as some:
                refused |= some.refused
            except SalesError as error:
                refused |= dict.fromkeys(going, error)
        return refused

    def _apply(self, ids: list[int], wish: Mapping[str, Any], was_closed: bool, override: str) -> None:
        by, via, to = self.setting.by, self.setting.via, wish.get("stage")
        if wish["changes"]:
            change_deals(ids, wish["changes"], by=by, via=via)
        if to in CLOSED and was_closed:
            raise Conflict("The deal is closed already, in another way.", remedy="Open it again first.")
        refused: dict[int, SalesError] = {}
        if to == "won":
            refused = win_deals(ids, by=by, via=via, override=override).refused
        elif to == "lost":
            refused = lose_deals(ids, wish.get("reason") or "", by=by, via=via).refused
        elif to and was_closed:
            for deal_id in ids:
                reopen_deal(deal_id, by=by, via=via, to=to)
        elif to:
            refused = move_stages(ids, to, by=by, via=via, override=override).refused
        if refused:
            raise SomeRefused(refused)

    def _wish(self, line: Line, names: Names) -> dict[str, Any]:
        """The line's changes as the command wants them."""
        owner = names.owner_emails.get(line.changes.get("owner.email", ""))
        ids = {
            "organisation.name": names.known["organisation"].get(line.changes.get("organisation.name", "")),
            "owner.name": owner or names.known["owner"].get(line.changes.get("owner.name", "")),
        }
        return self._as_wished(line.changes, ids, line.values.get("currency") or line.existing.current["currency"])

    def _before(self, line: Line) -> dict[str, Any]:
        """What gives the deal its present values back."""
        existing = line.existing
        current = {key: existing.current[key] for key in line.changes}
        wish = self._as_wished(current, existing.ids, existing.current["currency"])
        return {"changes": wish, "stage": current.get("stage")}

    def _as_wished(self, values: Mapping[str, Any], ids: Mapping[str, int | None], currency: str) -> dict[str, Any]:
        wish: dict[str, Any] = {key: values[key] for key in PLAIN if key in values}
        if "amount" in values:
            wish["amount"] = to_text(values["amount"], currency)
        if "close_on" in values:
            wish["close_on"] = values["close_on"].isoformat() if values["close_on"] else None
        if "product.name" in values:
            wish["product"] = values["product.name"]
        if "organisation.name" in values:
            wish["organisation"] = ids["organisation.name"]
        if "owner.name" in values or "owner.email" in values:
            wish["owner"] = ids["owner.name"]
        own = {key[7:]: self._own_text(key, values[key], currency) for key in values if key.startswith("fields.")}
        return wish | ({"fields": own} if own else {})

    def _own_text(self, key: str, value: Any, currency: str) -> Any:
        return to_text(value, currency) if key in self.money else value

    def remove(self, ids: list[int]) -> None:
        """Take back deals that an import made."""
        remove_deals(ids, by=self.setting.by, via=self.setting.via)

    def restore(self, ids: list[int], before: Mapping[str, Any]) -> Mapping[int, SalesError]:
        """Give deals the values back that they had before an import; returns the refusals by id."""
        rows = kind_of("deals").model._default_manager.filter(id__in=ids).values_list("id", "status")
        closed = {status in CLOSED for _, status in rows}
        return self.apply(ids, before, closed == {True}, override="Undoing an import")


class SomeRefused(Exception):
    """Some deals were refused, so the others are tried again without them."""

    def __init__(self, refused: Mapping[int, SalesError]) -> None:
        """`refused` holds the refusals by id."""
        self.refused = refused


def _is_before(closed: datetime | None, opened: datetime | None) -> bool:
    return closed is not None and opened is not None and closed < opened
