"""Rows that would become new records must keep the company's rules on values; known pasts of deals are only marked."""

from collections.abc import Mapping, Sequence
from typing import Any

from dealwright import Invalid
from dealwright.customers.ways import SHAPES, settled
from dealwright.records.fields import OWN, own_among
from dealwright.records.kinds import fields_of, kind_of
from dealwright.records.quality.doubts import doubting
from dealwright.records.quality.keeping import Watch
from dealwright.workspace.queries import Actor

from .cells import Fault
from .recipes import Line

KINDS = ("organisations", "people", "leads")
NAMED = 0  # what stands for the number of a record that a row names: there is one


class Ruled:
    """Asks the rules on values of one kind, row by row."""

    def __init__(self, kind: str, by: Actor) -> None:
        """Read the rules once; without any, rows are not looked at. `warned` counts new rows that a rule warns of."""
        self.warned = 0
        with doubting() as self.noted:
            self.watch = Watch(kind, (), by) if kind in KINDS else None
        self.known = fields_of(kind_of(kind), by) if self.watch and self.watch.rules else {}

    def check(self, lines: Sequence[Line]) -> None:
        """Note a fault on each row that would become a record against the rules."""
        if self.watch is None or not self.watch.rules:
            return
        for line in lines:
            if line.existing is None and not line.faults:
                self._check(self.watch, line)

    def _check(self, watch: Watch, line: Line) -> None:
        self.noted.found.clear()
        try:
            watch.require_new(self._columns(line.values))
            self.warned += bool(self.noted.found)
        except Invalid as refusal:
            line.faults.append(Fault(refusal.field or "", refusal.message, refusal.remedy or ""))

    def _columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        whole = settled(dict(values), {}) if values.keys() & set(SHAPES) else values
        columns: dict[str, Any] = {"fields": own_among(whole)}
        for key, value in whole.items():
            stem = key.partition(".")[0]
            if stem in self.known and not key.startswith(OWN):
                columns[self.known[stem].path] = value if stem == key else NAMED
        return columns
