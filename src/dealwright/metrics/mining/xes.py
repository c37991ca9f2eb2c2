"""The log as XES: one trace for each deal (IEEE 1849-2016, "eXtensible Event Stream")."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from .log import Event, cases

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

EXTENSIONS = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
}


def xes(connection: "DuckDBPyConnection") -> Iterator[str]:
    """The document in pieces. A trace has the deal's number as name and what is known of it; moments are in UTC.

    `cost:total` is not used: the amount stands in minor units, as `amount_minor`, beside its `currency`.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for name, (prefix, uri) in EXTENSIONS.items():
        yield f'<extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n'
    yield '<classifier name="Activity" keys="concept:name"/>\n'
    for deal in cases(connection):
        yield _trace(deal)
    yield "</log>\n"


def _trace(deal: list[Event]) -> str:
    first = deal[0]
    known = {name: getattr(first, name) for name in ("process", "source", "product", "currency")}
    known |= {"amount_minor": first.amount_minor, "organisation": first.organisation}
    told = [_told("concept:name", str(first.deal)), *(_told(name, value) for name, value in known.items())]
    return "<trace>" + "".join([*told, *map(_event, deal)]) + "</trace>\n"


def _event(event: Event) -> str:
    owner = None if event.owner is None else str(event.owner)
    moment = f'<date key="time:timestamp" value="{event.at.isoformat(timespec="milliseconds")}+00:00"/>'
    return f"<event>{_told('concept:name', event.activity)}{_told('org:resource', owner)}{moment}</event>"


def _told(key: str, value: Any) -> str:
    """An attribute; nothing for what is not known."""
    if value is None:
        return ""
    kind = "int" if isinstance(value, int) else "string"
    return f'<{kind} key="{key}" value={quoteattr(_printable(str(value)))}/>'


def _printable(text: str) -> str:
    """Without control characters, which XML cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")
