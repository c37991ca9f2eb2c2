"""How deals really went, of those that somebody may see: waterfalls, bottlenecks, and the log for other tools."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from dealwright import Invalid
from dealwright.workspace.queries import Actor

from .answers import major
from .oddities import as_told
from .queries import Desk, desk, desk_with_money
from .questions import Question

FORMATS = ("xes", "ocel")
CLEAR = 0.5  # share of resamples in which a place must come first


Asked = Question | str | None


def waterfall(
    start: date, last: date, closing_by: date | None = None, asked: Asked = None, *, actor: Actor
) -> dict[str, Any]:
    """How the open pipeline changed from the beginning of `start` to the end of `last`: see `metrics.mining.waterfall`.

    Money is in major units of `currency`. Raises Invalid for days out of order, NotFound for an unknown process,
    NotAllowed for somebody from whom amounts are hidden.
    """
    from dealwright.metrics import mining

    found = desk_with_money(actor, asked)
    rows = flowed(found, start, last, closing_by)
    undated = found.facts.found("undated", mining.undated)
    return {
        "currency": found.purse.currency,
        "from": start.isoformat(),
        "to": last.isoformat(),
        "closing_by": closing_by.isoformat() if closing_by else None,
        "rows": rows,
        "left_out": {"without_opening_date": undated, "without_rate": found.purse.without_rate},
        "odd": as_told(found),
    }


def flowed(asked: Desk, start: date, last: date, closing_by: date | None = None) -> list[dict[str, Any]]:
    """The steps of a waterfall, money in major units; raises Invalid for days out of order or too far off."""
    from dealwright.metrics import mining

    purse = asked.purse
    if last == date.max:
        raise Invalid("That day is too far off.", field="to")
    days = (start, last + timedelta(days=1), closing_by)
    steps = asked.facts.found(
        ("waterfall", *days, purse.money), lambda facts: mining.waterfall(facts, *days, purse.money)
    )
    money = ({name: major(getattr(each, name), purse.currency) for name in ("value", "worth")} for each in steps)
    return [asdict(each) | told for each, told in zip(steps, money, strict=True)]


def bottlenecks(asked: Asked = None, *, actor: Actor) -> dict[str, Any]:
    """Where most time and deals are lost, the worst first: see `metrics.mining.bottlenecks`.

    `segment` is readable, `key` the number of an owner or team. `effect` is in major units of `currency`, and None for
    somebody from whom amounts are hidden. `stages` tells of every stage whose wait it was. Raises NotFound for an
    unknown process.
    """
    found = desk(actor, asked)
    told = {"currency": found.purse.currency, "items": stuck(found), "stages": staying(found)}
    return told | {"odd": as_told(found)}


def staying(asked: Desk) -> list[dict[str, Any]]:
    """The days that all deals together were in each stage, by whose turn it was: see `metrics.mining.waits`.

    In the order of the process. `known` is the share of the days of which something tells.
    """
    from dealwright.metrics import mining

    whole = [each for each in _waits(asked) if each.place.dimension == mining.EVERYBODY]
    places = {key: place for place, key in enumerate(asked.titles.stages)}
    ordered = sorted(whole, key=lambda each: (each.place.process, places.get(each.place.stage, len(places))))
    return [_stayed(each, asked) for each in ordered]


def _stayed(each: Any, asked: Desk) -> dict[str, Any]:
    row, stage = asdict(each), each.place.stage
    del row["place"]
    named = {"process": each.place.process, "stage": stage, "stage_title": asked.titles.stages.get(stage, stage)}
    return {**named, **row, "known": each.known}


def stuck(asked: Desk) -> list[dict[str, Any]]:
    """The places of bottlenecks, in words; `may_be_chance` where another came first in more than half of the tries."""
    items = []
    for each in places(asked):
        row = asdict(each)
        effect = major(row.pop("effect"), asked.purse.currency) if asked.tells_money else None
        doubt = {"may_be_chance": each.confidence < CLEAR}
        items.append({**_named(row.pop("place"), asked), **row, "effect": effect, **doubt})
    return items


def places(asked: Desk) -> list[Any]:
    """The places themselves, looked for once as long as nothing changes: see `metrics.mining.Bottleneck`."""
    from dealwright.metrics import mining  # with numpy, which a web process does without until somebody asks

    now, money, whose = asked.now, asked.purse.money, _waits(asked)
    found: list[Any] = asked.facts.found(
        ("bottlenecks", now, money), lambda facts: mining.bottlenecks(facts, now, money=money, whose=whose)
    )
    return found


def _waits(asked: Desk) -> list[Any]:
    """Whose wait it was, looked for once as long as nothing changes: see `metrics.mining.Wait`."""
    from dealwright.metrics import mining

    now = asked.now
    found: list[Any] = asked.facts.found(("waits", now), lambda facts: mining.waits(facts, now))
    return found


def moves(asked: Desk, start: date | None = None, end: date | None = None) -> list[dict[str, Any]]:
    """How often deals went from one stage to another: see `metrics.mining.moves`."""
    from dealwright.metrics import mining

    found = asked.facts.found(("moves", start, end), lambda facts: mining.moves(facts, start, end))
    return [asdict(each) for each in found]


def variants(asked: Desk, start: date | None = None, end: date | None = None) -> list[dict[str, Any]]:
    """The paths that most deals took: see `metrics.mining.variants`."""
    from dealwright.metrics import mining

    days = {"start": start, "end": end}
    found = asked.facts.found(("variants", start, end), lambda facts: mining.variants(facts, **days))
    return [{**asdict(each), "fits": each.fits} for each in found]


def log(form: str, process: str | None = None, *, actor: Actor) -> Iterator[str]:
    """The log of deals as "xes" or "ocel" in pieces; raises Invalid for another format, NotAllowed as `waterfall`."""
    from dealwright.metrics import mining

    forms: dict[str, Callable[[Any], Iterator[str]]] = {"xes": mining.xes, "ocel": mining.ocel}
    if form not in forms:
        raise Invalid(f"“{form}” is no format of a log.", field="format", remedy="Choose xes or ocel.")
    return forms[form](desk_with_money(actor, process).facts.connection)


def log_size(process: str | None = None, *, actor: Actor) -> dict[str, int]:
    """How many cases and events such a log holds, and how many are left out of it; raises as `log`."""
    from dealwright.metrics import mining

    return asdict(mining.log_size(desk_with_money(actor, process).facts.connection))


def _named(place: dict[str, str], asked: Desk) -> dict[str, Any]:
    """A place in words: the member's or team's name, and what the stage is called."""
    dimension, segment = place["dimension"], place["segment"]
    numbered = dimension in ("owner", "team")
    key: Any = int(segment) if numbered else segment
    called = {"segment": asked.namer(dimension)(key), **({"key": key} if numbered else {})}
    return place | called | {"stage_title": asked.titles.stages.get(place["stage"], place["stage"])}
