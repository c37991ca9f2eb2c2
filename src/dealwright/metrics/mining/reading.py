"""A log of any staged process, read as facts: what happened to which case when, from XES or a table."""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dealwright import Invalid
from dealwright.metrics.binding import without_pandas
from dealwright.metrics.facts import FACTS, create_facts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS = {
    "case": ("case", "case_id", "caseid", "case id", "case:concept:name"),
    "activity": ("activity", "concept:name", "stage", "event"),
    "time": ("time", "timestamp", "time:timestamp", "complete timestamp", "date"),
}
ENDS = ("won", "lost")
Entry = tuple[str, str, datetime]


@dataclass(frozen=True)
class Read:
    """What was read: so many cases and events, and so many lines without a case, an activity or a moment left out."""

    cases: int
    events: int
    left_out: int


def read_log(path: Path) -> tuple["DuckDBPyConnection", Read]:
    """The facts of a log, as a DuckDB connection, and what was read.

    A case is a deal, an activity a stage; their order is that in which cases usually come to them. A case that ends
    with `won` or `lost` has ended so, any other goes on, as nobody knows. Raises Invalid for a file that is no log.
    """
    import duckdb

    found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    left_out = events = 0
    for entry in _entries(path):
        if entry is None:
            left_out += 1
            continue
        case, activity, moment = entry
        found[case].append((moment, activity))
        events += 1
    if not found:
        raise Invalid(f"{path.name} holds no events.", remedy="A table needs the columns case, activity and time.")
    connection = duckdb.connect()
    create_facts(connection)
    _fill(connection, path.name.split(".")[0], [sorted(each, key=lambda one: one[0]) for each in found.values()])
    return connection, Read(len(found), events, left_out)


def _entries(path: Path) -> Iterator[Entry | None]:
    """Every event; None for one without a case, an activity or a moment."""
    name = path.name.removesuffix(".gz")
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from _of_xes(file) if name.endswith(".xes") else _of_table(file)
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path.name} cannot be read.", remedy="Give a file in XES or CSV.") from error


def _of_xes(file: Any) -> Iterator[Entry | None]:
    from defusedxml.ElementTree import ParseError, iterparse  # type: ignore[import-untyped]  # ships no types

    try:
        for _event, node in iterparse(file):
            if node.tag.rpartition("}")[2] != "trace":
                continue
            case = _attributes(node).get("concept:name")
            for each in node:
                if each.tag.rpartition("}")[2] == "event":
                    told = _attributes(each)
                    yield _entry(case, told.get("concept:name"), told.get("time:timestamp"))
            node.clear()
    except ParseError as error:
        raise Invalid(
            "This is not XES.", remedy="Give a file as the XES standard has it, or a table as CSV."
        ) from error


def _attributes(node: Any) -> dict[str, str]:
    return {each.get("key"): each.get("value") for each in node if each.get("key")}


def _of_table(file: Iterable[bytes]) -> Iterator[Entry | None]:
    lines = (line.decode("utf-8-sig" if n == 0 else "utf-8") for n, line in enumerate(file))
    rows = csv.DictReader(lines)
    known = {name.strip().casefold(): name for name in rows.fieldnames or ()}
    picked = {key: next((known[each] for each in names if each in known), None) for key, names in COLUMNS.items()}
    if missing := [key for key, name in picked.items() if name is None]:
        raise Invalid(
            f"The table has no column “{missing[0]}”.", remedy="It needs the columns case, activity and time."
        )
    for row in rows:
        yield _entry(*(row[picked[key] or ""] for key in COLUMNS))


def _entry(case: str | None, activity: str | None, time: str | None) -> Entry | None:
    if not (case and activity and time):
        return None
    try:
        moment = datetime.fromisoformat(time.strip())
    except ValueError:
        return None
    return case, activity, moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _fill(connection: "DuckDBPyConnection", process: str, cases: Sequence[Sequence[tuple[datetime, str]]]) -> None:
    positions = _positions(cases)
    deals, visits = [], []
    for deal_id, events in enumerate(cases, 1):
        end = events[-1][1] if events[-1][1] in ENDS else None
        stays = [one for one in events if one[1] not in ENDS]
        for n, (moment, activity) in enumerate(stays, 1):
            left = events[n][0] if n < len(events) else None
            visits.append((deal_id, n, activity, positions[activity], moment, left))
        stage = stays[-1][1] if stays else None
        closed = events[-1][0] if end else None
        deals.append((deal_id, process, 1, stage, end or "open", events[0][0], closed))
    _insert(connection, "deals", ("deal_id", "process", "version", "stage", "status", "opened_on", "closed_on"), deals)
    _insert(connection, "visits", ("deal_id", "n", "stage", "position", "entered_on", "left_on"), visits)


def _insert(
    connection: "DuckDBPyConnection", table: str, names: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Insert rows, handed over as one JSON text: binding them one by one takes 50 times as long."""
    kinds = json.dumps([{name: FACTS[table][name] for name in names}]).replace("int64", "BIGINT")
    text = json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str)
    query = f"INSERT INTO {table} BY NAME SELECT unnest(from_json($rows, $kinds), recursive := true)"
    with without_pandas():
        connection.execute(query.replace("$kinds", f"'{kinds}'"), {"rows": text})


def _positions(cases: Sequence[Sequence[tuple[datetime, str]]]) -> dict[str, int]:
    """Activities in the order in which cases come to them first, on average."""
    places: dict[str, list[float]] = defaultdict(list)
    for events in cases:
        first: dict[str, int] = {}
        for n, (_moment, activity) in enumerate(events):
            first.setdefault(activity, n)
        for activity, n in first.items():
            places[activity].append(n / max(len(events) - 1, 1))
    usual = {activity: sum(each) / len(each) for activity, each in places.items() if activity not in ENDS}
    return {activity: place for place, activity in enumerate(sorted(usual, key=lambda each: (usual[each], each)))}
