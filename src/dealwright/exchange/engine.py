"""A file's rows become records, a batch at a time: read, checked, compared with what is there, then written."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import DatabaseError, transaction

from dealwright import Invalid, SalesError
from dealwright.playbook import Playbook
from dealwright.records.kinds import KINDS
from dealwright.records.money import currencies

from .cells import Column, Fault, column, read_cells
from .links import ABOUT_NAME, BY_KIND, LINKS
from .mapping import ColumnMap, Map, MapProblem, MapRefused
from .matches import nearest
from .models import Touched
from .names import Names, Setting
from .recipes import Line, recipe_for
from .ruled import Ruled
from .rules import CREATE, REFUSE, UPDATE, differences, verdict
from .seen import Seen
from .table import Row, Table
from .targets import REFERENCES, Target, targets_of

Judged = dict[str, list[Line]]  # lines by what is to become of them
ROWS_AT_ONCE = 5_000
TEXT_AT_ONCE = 4 * 2**20
MEANT = "Choose the one that is meant, or allow it to be created."


class NotAtOnce(Exception):
    """Among the new records of a batch are some that are refused: it is to be rolled back and brought in singly."""


@dataclass
class Batch:
    """What became of some rows: the last row's number, how many of each verdict, and the refused lines."""

    last: int
    counts: Counter[str]
    refused: list[Line] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many rows there were."""
        return self.counts.total()


def columns_of(made: Map, table: Table, targets: dict[str, Target]) -> list[Column]:
    """The mapped columns compiled; raises MapRefused for columns the file has not and fields that are not known."""
    problems, columns = [], []
    places = {name.casefold(): place for place, name in enumerate(table.header)}
    for header, how in made.columns.items():
        place, target = places.get(header.casefold()), targets.get(how.target)
        if place is None:
            close = nearest(header, table.header)
            remedy = f"Did you mean “{close}”?" if close else f"Its columns are: {', '.join(table.header)[:500]}."
            problems.append(MapProblem(how.line, f"The file has no column “{header}”.", remedy))
        if target is None:
            close = nearest(how.target, targets)
            remedy = f"Did you mean {close}?" if close else f"Known are: {', '.join(targets)}."
            problems.append(MapProblem(how.line, f"{made.kind.capitalize()} have no field “{how.target}”.", remedy))
        if place is not None and target is not None:
            columns.append(column(place, table.header[place], target, how))
    if problems:
        raise MapRefused(problems)
    return columns


def fixed_of(made: Map, targets: dict[str, Target]) -> dict[str, Any]:
    """The values that all rows have, as stored; raises MapRefused for an unknown field or a value it cannot hold."""
    if unknown := sorted(made.fixed.keys() - targets.keys()):
        raise MapRefused([MapProblem(1, f"{made.kind.capitalize()} have no field “{unknown[0]}”.")])
    faults: list[Fault] = []
    columns = [column(place, key, targets[key], ColumnMap(key)) for place, key in enumerate(made.fixed)]
    values = read_cells(columns, list(made.fixed.values()), faults)
    if faults:
        raise MapRefused([MapProblem(1, f"{one.column}: {one.message}", one.remedy) for one in faults])
    return values


class Engine:
    """Brings the rows of one table in under one map."""

    def __init__(self, setting: Setting, table: Table, book: Playbook | None) -> None:
        """Raises MapRefused when the map does not fit the file or the kind of record."""
        self.setting, self.table = setting, table
        targets = targets_of(setting.map.kind, book, setting.by)
        self.columns = columns_of(setting.map, table, targets)
        self.fixed = fixed_of(setting.map, targets)
        self.recipe = recipe_for(setting, book)
        self.references = [(one.key, REFERENCES[one.key]) for one in self.columns if one.key in REFERENCES]
        self.headers = {key: key for key in self.fixed} | {one.key: one.header for one in self.columns}
        if ABOUT_NAME in self.headers:
            self.headers |= dict.fromkeys(BY_KIND, self.headers[ABOUT_NAME])
        self.links = [key for key in self.headers if key in LINKS]
        self.finding = {key: targets[key].finds for key in self.headers if key in targets and targets[key].finds}
        self.names, self.seen, self.ruled = Names(setting), Seen(), Ruled(setting.map.kind, setting.by)
        self._check_needs()

    def _check_needs(self) -> None:
        if (currency := self.setting.map.currency) is not None and currency not in currencies():
            remedy = "Use its three-letter code, like EUR."
            raise MapRefused([MapProblem(1, f"“{currency[:20]}” is not a currency.", remedy)])
        mapped = {one.key for one in self.columns}
        for group in self.recipe.needs:
            if not mapped & set(group):
                wanted = " or ".join(group)
                raise MapRefused(
                    [MapProblem(1, f"No column becomes {wanted}.", f"Map one of the columns to {wanted}.")]
                )

    def batches(self, after: int = 0) -> Iterator[list[Line]]:
        """The rows below row `after` in batches; those above are remembered, so that a repeated number is noticed."""
        for rows in in_batches(self.table.rows()):
            lines = [self._line(row) for row in rows]
            repeated = self.seen.add([(key, line.number) for line in lines if (key := self._key(line))])
            for line in lines:
                if line.number in repeated:
                    line.faults.append(self._repeated(line, repeated[line.number]))
            if fresh := [line for line in lines if line.number > after]:
                yield fresh

    def _line(self, row: Row) -> Line:
        number, cells = row
        line = Line(number, {})
        if misfit := self.table.misfit_of(cells):
            line.faults.append(Fault("", *misfit))
            return line
        line.values = self.fixed | read_cells(self.columns, cells, line.faults)
        for key in self.finding.keys() & line.values.keys():
            self._find(line, key)
        self.recipe.complete(line)
        return line

    def _find(self, line: Line, key: str) -> None:
        """Have the number stand in an own field whose record the row names."""
        found = self.names.number_of(self.finding[key], line.values.pop(key))
        if isinstance(found, Invalid):
            line.faults.append(Fault(self.headers[key], found.message, found.remedy or ""))
        else:
            line.values[key] = found

    def _key(self, line: Line) -> str | None:
        for key in self.recipe.unique:
            if key in line.values:
                return f"{key}={line.values[key]}"
        return None

    def _repeated(self, line: Line, first: int) -> Fault:
        key = next(key for key in self.recipe.unique if key in line.values)
        said = f"“{line.values[key]}” stands in row {first} already."
        return Fault(self.headers.get(key, key), said, "Keep one of the two rows.")

    def plan(self, lines: Sequence[Line]) -> Batch:
        """What would become of the lines; nothing is written (what changes is tried and rolled back)."""
        planned = self.judge(lines)
        if updates := planned[UPDATE]:
            with transaction.atomic():
                made = self._make_references(updates, promised=True)
                self.recipe.change(updates, self.names)
                transaction.set_rollback(True)
            self.names.forget(made)
        return self._batch(lines, planned)

    def run(self, lines: Sequence[Line], planned: Judged, *, singly: bool = False) -> Batch:
        """Bring judged lines in; call inside the transaction that also saves how far the import has come.

        New records are made all at once: raises NotAtOnce, upon which that transaction is to be rolled back, when the
        database or a rule refuses one. `singly` they are made one by one, and one that is refused stops no other. (A
        savepoint around them all would have SQLite copy each page before it is changed, a seventh of its work.)
        """
        made = self._make_references([*planned[CREATE], *planned[UPDATE]])
        try:
            self._create(planned[CREATE], singly)
        except NotAtOnce:
            self.names.forget(made)
            raise
        self.recipe.change(planned[UPDATE], self.names)
        self._note_updates([line for line in planned[UPDATE] if not line.faults])
        return self._batch(lines, planned)

    def judge(self, lines: Sequence[Line]) -> Judged:
        """What is to become of the lines; what is wrong with them is noted on them, so each is judged once."""
        self._check_references(lines)
        self._check_links(lines)
        self.recipe.find(lines, self.names)
        self.ruled.check(lines)
        planned: Judged = {CREATE: [], UPDATE: [], "skipped": [], REFUSE: []}
        for line in lines:
            if line.existing is not None:
                line.changes = differences(line.values, line.existing.current)
            planned[verdict(bool(line.faults), line.existing, line.changes)].append(line)
        return planned

    def _check_references(self, lines: Sequence[Line]) -> None:
        if not self.references:
            return
        places = [key for key, kind in self.references if kind == "organisation"]
        self.names.learn_organisations({line.values[key] for key in places for line in lines if key in line.values})
        promised = {line.values.get("name") for line in lines} if "parent.name" in self.headers else set()
        if self.headers.keys() >= {"owner.name", "owner.email"}:
            for line in lines:
                self.names.prefer_address(line.values)
        for key, kind in self.references:
            named = Counter(name for line in lines if (name := line.values.get(key)) is not None)
            if key == "parent.name":
                named = Counter({name: n for name, n in named.items() if not self._promised(name, promised)})
            self._note_faults(lines, key, self.names.faults(kind, named, by_address=key == "owner.email"))

    def _check_links(self, lines: Sequence[Line]) -> None:
        for key in self.links:
            named = {line.values[key] for line in lines if key in line.values}
            self.names.links.learn(key, named)
            faults = {text: said for text in named if (said := self.names.links.fault(key, text))}
            if self._is_among_themselves(key):
                faults = {text: said for text, said in faults.items() if f"external_id={text}" not in self.seen}
            self._note_faults(lines, key, faults, "Bring it in first, name it by its number, or leave the cell empty.")

    def _is_among_themselves(self, key: str) -> bool:
        return LINKS[key].kind == self.setting.map.kind

    def _promised(self, name: str, promised: Collection[str]) -> bool:
        return name in promised or f"name={name}" in self.seen

    def _note_faults(self, lines: Sequence[Line], key: str, faults: Mapping[str, str], remedy: str = MEANT) -> None:
        if not faults:
            return
        for line in lines:
            if said := faults.get(line.values.get(key, "")):
                line.faults.append(Fault(self.headers[key], said, remedy))

    def _make_references(self, lines: Sequence[Line], promised: bool = False) -> list[tuple[str, str]]:
        """Make what the lines name and the map allows; `promised` also what other rows of the file will have made."""
        own = {line.values.get("name") for line in lines} if "parent.name" in self.headers else set()
        made = []
        for key, kind in self.references:
            if key != "owner.email":
                named = dict.fromkeys(line.values.get(key) for line in lines)
                made += self._made(kind, [name for name in named if name is not None and name not in own], promised)
        return made

    def _made(self, kind: str, names: Iterable[str], promised: bool) -> list[tuple[str, str]]:
        return self.names.make(kind, names) if promised or kind in self.setting.map.create else []

    def _create(self, lines: Sequence[Line], singly: bool) -> None:
        if singly:
            for line in lines:
                self._create_one(line)
        elif lines:
            try:
                self.recipe.create(lines, self.names)
            except (SalesError, DatabaseError) as error:
                raise NotAtOnce from error

    def _create_one(self, line: Line) -> None:
        try:
            with transaction.atomic():
                self.recipe.create([line], self.names)
        except SalesError as error:
            line.faults.append(Fault("", error.message))
        except DatabaseError as error:
            line.faults.append(Fault("", f"The row could not be stored: {str(error).splitlines()[0]}"))

    def _note_updates(self, lines: Sequence[Line]) -> None:
        kind, ids = self.setting.map.kind, [line.existing.id for line in lines if line.existing]
        revisions = {}
        if kind in KINDS:
            revisions = dict(KINDS[kind].model._default_manager.filter(id__in=ids).values_list("id", "revision"))
        Touched.objects.bulk_create(
            Touched(
                of_id=self.setting.import_id,
                kind=kind,
                record_id=line.existing.id,
                before=line.before,
                revision=revisions.get(line.existing.id, 0),
            )
            for line in lines
            if line.existing
        )

    def matches(self) -> list[dict[str, Any]]:
        """What unknown names were probably meant to be, for each column that holds names."""
        return self.names.matches({kind: self.headers[key] for key, kind in self.references})

    def _batch(self, lines: Sequence[Line], planned: Judged) -> Batch:
        counts = Counter({name: sum(not line.faults for line in of) for name, of in planned.items() if name != REFUSE})
        refused = [line for line in lines if line.faults]
        for line in refused:
            line.faults = [replace(fault, column=self.headers.get(fault.column, fault.column)) for fault in line.faults]
        counts[REFUSE] = len(refused)
        return Batch(lines[-1].number, counts, refused)


def in_batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in batches that stay small in number and in text."""
    batch: list[Row] = []
    weight = 0
    for row in rows:
        batch.append(row)
        weight += sum(map(len, row[1]))
        if len(batch) >= ROWS_AT_ONCE or weight >= TEXT_AT_ONCE:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch
