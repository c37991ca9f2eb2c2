"""Event logs of other processes, read for the tests: XES (plain or gzipped) and CSV."""

import csv
import gzip
from collections import Counter, defaultdict
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

LOGS = Path(__file__).resolve().parents[5] / "shared/data/logs"


def traces_of(path: Path) -> Counter[tuple[str, ...]]:
    """The ways through a log, as names of activities by time, and how many cases took each."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        cases = _from_csv(file) if ".csv" in path.suffixes else _from_xes(file)
    return Counter(tuple(name for _, name in sorted(events, key=lambda event: event[0])) for events in cases)


def _from_xes(file: IO[str]) -> list[list[tuple[str, str]]]:
    traces = [each for each in ElementTree.parse(file).getroot() if each.tag.endswith("trace")]
    return [[_event(event) for event in trace if event.tag.endswith("event")] for trace in traces]


def _event(event: ElementTree.Element) -> tuple[str, str]:
    values = {each.get("key", ""): each.get("value", "") for each in event}
    return values["time:timestamp"], values["concept:name"]


def _from_csv(file: IO[str]) -> list[list[tuple[str, str]]]:
    cases: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in csv.DictReader(file):
        cases[row["case:concept:name"]].append((row["time:timestamp"], row["concept:name"]))
    return list(cases.values())
