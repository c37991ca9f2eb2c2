"""What the exports of all three programs have in common: owners, numbers that were merged away, dangling references."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Protocol

from rapidfuzz import fuzz, process

from dealwright.playbook import Playbook

from ..guessing import plain_words
from .moments import Clock
from .sheet import Sheet, Told
from .tables import Row, Tables

TRUE = frozenset({"true", "1", "yes", "t"})


class Crm(Protocol):
    """A program whose export is understood: the names of its tables, and how they are told as sheets."""

    title: str
    tables: Mapping[str, tuple[str, ...]]

    def sheets(self, export: "Export") -> Iterable[Sheet]:
        """The export as sheets, those that others refer to first."""


class Export:
    """One export being told: its tables, the process its deals come into, and what is known of its records so far."""

    def __init__(self, tables: Tables, program: str, book: Playbook, zone: str, stages: Mapping[str, str]) -> None:
        """`stages` maps labels to our stages where the operator says so."""
        self.tables, self.program, self.book, self.zone, self.stages = tables, program, book, zone, stages
        self.told = Told()
        self.now = datetime.now(UTC)
        self.owners: dict[str, dict[str, str]] = {}
        self.ids: dict[str, set[str]] = {}
        self.merged: dict[str, dict[str, str]] = {}

    def clock(self, table: str, *columns: str) -> Clock:
        """How moments are written in a table."""
        texts = (text for row in self.tables.rows(table) if (text := first(row, *columns)))
        clock = Clock(dict.fromkeys(texts), self.zone)
        if clock.is_unsure:
            self.told.notes[f"Days of {table} such as 03/04/26 were read with the month first"] = 1
        return clock

    def owner(self, number: str) -> dict[str, str]:
        """The columns that name an owner; somebody who is in no list of users goes by their number."""
        return self.owners.get(number) or ({"owner.name": f"{self.program} user {number}"} if number else {})

    def know(self, kind: str, ids: Iterable[str], left: int = 0) -> None:
        """Remember which records of a kind the export holds, and say how many are left out."""
        self.ids.setdefault(kind, set()).update(ids)
        if left:
            said = f"{kind.capitalize()} that were deleted there, merged away, or without number or name"
            self.told.notes[said] += left

    def link(self, kind: str, number: str) -> str:
        """The number as it may be referred to: of the record it was merged into, "" where the export has none."""
        seen = set()
        while number in self.merged.get(kind, {}) and number not in seen:
            seen.add(number)
            number = self.merged[kind][number]
        if number and number not in self.ids.get(kind, ()):
            self.told.notes[f"Rows that refer to {kind} which the export does not hold"] += 1
            return ""
        return number

    def reason(self, text: str) -> str:
        """The process's own reason for what the other program gives as one; "" where it knows none like it."""
        if not text:
            return ""
        known = {one.key: plain_words(one.title) for one in self.book.outcomes.lost.reasons}
        found = process.extractOne(plain_words(text), known, scorer=fuzz.token_set_ratio, score_cutoff=80)
        if found is None:
            self.told.notes[f"Lost because of “{text[:60]}”, which the process does not know as a reason"] += 1
        return found[2] if found else ""

    def past(
        self, visits: str, opened: datetime | None, ended: datetime | None, planned: datetime | None
    ) -> dict[str, str]:
        """The columns of a deal's past: its stages, when it began and ended, else when it is planned to.

        It began no later than its first stage. One that ended before it began is told without its beginning; on the
        same day, it ended as it began: of most endings only the day is known.
        """
        first_stage = visits.partition(";")[0].partition("@")[2]
        if first_stage and (opened is None or datetime.fromisoformat(first_stage) < opened):
            opened = datetime.fromisoformat(first_stage)
        if ended and opened and ended.date() == opened.date():
            ended = max(ended, opened)
        if ended and opened and ended < opened:
            self.told.notes["Deals that closed before they were created; when they began is left open"] += 1
            opened, visits = None, ""
        return filled(
            visits=visits,
            opened_on=moment(opened),
            closed_on=moment(ended),
            close_on=planned.date().isoformat() if planned and not ended else None,
        )

    def parts(self, given: Iterable[tuple[str, str, str]]) -> Sheet:
        """Parts from (deal, person, role), by their numbers; those whose deal or person the export lacks are left."""
        told = [
            filled(
                deal__external_id=self.link("deals", deal), person__external_id=self.link("people", person), role=role
            )
            for deal, person, role in given
        ]
        needed = {"deal.external_id", "person.external_id"}
        whole: list[Mapping[str, str]] = [row for row in told if row.keys() >= needed]
        return Sheet("stakeholders", whole, len(told) - len(whole))

    def members(self, table: str) -> Sheet:
        """Users as members; names that several share are told apart by their numbers."""
        rows = list(self.tables.rows(table))
        named = [(first(row, "id", f"{table}id", "ownerid"), name_of(row), row) for row in rows]
        names = [name for _, name, _ in named]
        sheet = Sheet("members", [])
        for number, name, row in named:
            email = row.get("email", "").lower()
            said = name if name and names.count(name) == 1 else f"{name or self.program + ' user'} {number}"
            member = {"name": said} | ({"email": email} if _is_address(email) else {})
            self.owners[number] = {"owner.email": email} if "email" in member else {"owner.name": said}
            sheet.rows.append(member)
        return sheet


def name_of(row: Row) -> str:
    """A person's name, which may stand in two columns; "" where there is none."""
    return row.get("name") or " ".join(filter(None, (row.get("firstname"), row.get("lastname"))))


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and "." in host and " " not in text)


def first(row: Row, *columns: str) -> str:
    """The first of the columns that holds something."""
    return next((row[name] for name in columns if row.get(name)), "")


def is_true(row: Row, *columns: str) -> bool:
    """Whether the first of the columns that holds something says yes."""
    return first(row, *columns).casefold() in TRUE


def filled(**values: str | None) -> dict[str, str]:
    """The values that are there; `organisation__external_id` becomes organisation.external_id."""
    return {key.replace("__", "."): value for key, value in values.items() if value}


def phones(**numbers: str | None) -> str:
    """Several numbers by kind as one cell: the first is the main one."""
    given = [{"kind": kind, "number": text} for kind, text in numbers.items() if text]
    return json.dumps(given, ensure_ascii=False) if given else ""


def addresses(*given: dict[str, str]) -> str:
    """Several addresses as one cell, each once."""
    told: list[dict[str, str]] = []
    for one in filter(None, given):
        if all({**one, "kind": ""} != {**other, "kind": ""} for other in told):
            told.append(one)
    return json.dumps(told, ensure_ascii=False) if told else ""


def amount(text: str) -> str:
    """A whole or decimal number as text; amounts that programs write as 100.0 lose the empty fraction."""
    return text.removesuffix(".0") if text.replace(".", "", 1).isdigit() else text


def moment(at: datetime | None) -> str:
    """A moment as the imports read it."""
    return at.isoformat() if at else ""


def parents_first(rows: Iterable[dict[str, str]]) -> list[Mapping[str, str]]:
    """Rows so that each parent stands before its children; one that is its own ancestor loses its parent."""
    waiting = {row["external_id"]: row for row in rows}
    placed: dict[str, Mapping[str, str]] = {}
    for number in list(waiting):
        path: dict[str, None] = {}
        at: str | None = number
        while at in waiting and at not in path and at not in placed:
            path[at] = None
            at = waiting[at].get("parent.external_id")
        if at in path:
            waiting[next(reversed(path))].pop("parent.external_id", None)
        placed |= {one: waiting[one] for one in reversed(path) if one not in placed}
    return list(placed.values())
