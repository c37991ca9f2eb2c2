"""The log as OCEL 2.0 (JSON): deals, organisations and owners, and the events that concern them.

Source: A. Berti and others, "OCEL (Object-Centric Event Log) 2.0 Specification", 2024.
"""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .log import Event, cases, events

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ATTRIBUTES = {"process": "string", "source": "string", "product": "string", "currency": "string"}
BEGINNING = "1970-01-01T00:00:00Z"  # what the specification wants as the time of a value that was always so


def ocel(connection: "DuckDBPyConnection") -> Iterator[str]:
    """The document in pieces; moments are in UTC. The log is read three times, so that it needs little memory."""
    activities = sorted({each.activity for each in events(connection)})
    about = [{"name": name, "type": kind} for name, kind in ATTRIBUTES.items()]
    about.append({"name": "amount_minor", "type": "integer"})
    kinds = [
        {"name": "deal", "attributes": about},
        *({"name": name, "attributes": []} for name in ("organisation", "owner")),
    ]
    told = [{"name": name, "attributes": []} for name in activities]
    yield f'{{"objectTypes": {json.dumps(kinds)},\n"eventTypes": {json.dumps(told)},\n"objects": [\n'
    yield from _joined(_objects(connection))
    yield '\n],\n"events": [\n'
    yield from _joined(_events(connection))
    yield "\n]}\n"


def _joined(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield (",\n" if number else "") + json.dumps(row, ensure_ascii=False)


def _objects(connection: "DuckDBPyConnection") -> Iterator[dict[str, Any]]:
    seen: set[tuple[str, int]] = set()
    for deal in cases(connection):
        first = deal[0]
        known = {name: getattr(first, name) for name in (*ATTRIBUTES, "amount_minor")}
        told = [{"name": name, "time": BEGINNING, "value": value} for name, value in known.items() if value is not None]
        yield {"id": f"deal:{first.deal}", "type": "deal", "attributes": told, "relationships": _related(first)}
        others = {("organisation", first.organisation), ("owner", first.owner)} - seen
        for kind, number in sorted((kind, number) for kind, number in others if number is not None):
            seen.add((kind, number))
            yield {"id": f"{kind}:{number}", "type": kind, "attributes": [], "relationships": []}


def _events(connection: "DuckDBPyConnection") -> Iterator[dict[str, Any]]:
    for deal in cases(connection):
        for number, event in enumerate(deal, start=1):
            yield {
                "id": f"event:{event.deal}:{number}",
                "type": event.activity,
                "time": event.at.isoformat(timespec="milliseconds") + "Z",
                "attributes": [],
                "relationships": [{"objectId": f"deal:{event.deal}", "qualifier": "deal"}, *_related(event)],
            }


def _related(event: Event) -> list[dict[str, str]]:
    named = {"organisation": event.organisation, "owner": event.owner}
    return [{"objectId": f"{kind}:{number}", "qualifier": kind} for kind, number in named.items() if number is not None]
