"""How deals really went, of those that somebody may see: waterfalls, bottlenecks, and the log for other tools."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dealwright import Invalid
from dealwright.workspace.queries import Actor

from .answers import major
from .labels import namer
from .queries import Desk, desk, desk_with_money

FORMATS = ("xes", "ocel")


def waterfall(
    start: date, last: date, closing_by: date | None = None, process: str | None = None, *, actor: Actor
) -> dict[str, Any]:
    """How the open pipeline changed from the beginning of `start` to the end of `last`: see `metrics.mining.waterfall`.

    Money is in major units of `currency`. Raises Invalid for days out of order, NotFound for an unknown process,
    NotAllowed for somebody from whom amounts are hidden.
    """
    from dealwright.metrics import mining

    asked = desk_with_money(actor, process)
    purse = asked.purse
    if last == date.max:
        raise Invalid("That day is too far off.", field="to")
    connection = asked.facts.connection
    steps = mining.waterfall(connection, start, last + timedelta(days=1), closing_by, purse.money)
    rows = [asdict(each) for each in steps]
    for row in rows:
        row["value"], row["worth"] = (major(row[name], purse.currency) for name in ("value", "worth"))
    return {
        "currency": purse.currency,
        "from": start.isoformat(),
        "to": last.isoformat(),
        "closing_by": closing_by.isoformat() if closing_by else None,
        "rows": rows,
        "left_out": {"without_opening_date": mining.undated(connection), "without_rate": purse.without_rate},
    }


def bottlenecks(process: str | None = None, *, actor: Actor) -> dict[str, Any]:
    """Where most time and deals are lost, the worst first: see `metrics.mining.bottlenecks`.

    `segment` is readable, `key` the number of an owner or team. `effect` is in major units of `currency`, and None for
    somebody from whom amounts are hidden. Raises NotFound for an unknown process.
    """
    from dealwright.metrics import mining  # numpy, which a web process does without

    asked = desk(actor, process)
    now = datetime.now(UTC).replace(tzinfo=None)
    connection = asked.facts.connection
    items = []
    for each in mining.bottlenecks(connection, now, money=asked.purse.money):
        row = asdict(each)
        effect = major(row.pop("effect"), asked.purse.currency) if asked.tells_money else None
        items.append({**_named(row.pop("place"), asked), **row, "effect": effect})
    return {"currency": asked.purse.currency, "items": items}


def log(form: str, process: str | None = None, *, actor: Actor) -> Iterator[str]:
    """The log of deals as "xes" or "ocel" in pieces; raises Invalid for another format, NotAllowed as `waterfall`."""
    from dealwright.metrics import mining

    forms: dict[str, Callable[[Any], Iterator[str]]] = {"xes": mining.xes, "ocel": mining.ocel}
    if form not in forms:
        raise Invalid(f"“{form}” is no format of a log.", field="format", remedy="Choose xes or ocel.")
    return forms[form](desk_with_money(actor, process).facts.connection)


def _named(place: dict[str, str], asked: Desk) -> dict[str, Any]:
    """A place in words: the member's or team's name, and what the stage is called."""
    dimension, segment = place["dimension"], place["segment"]
    numbered = dimension in ("owner", "team")
    key: Any = int(segment) if numbered else segment
    called = {"segment": namer(dimension)(key), **({"key": key} if numbered else {})}
    return place | called | {"stage_title": asked.titles.stages.get(place["stage"], place["stage"])}
