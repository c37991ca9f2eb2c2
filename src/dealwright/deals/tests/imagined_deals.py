"""Facts for a deal that make chosen conditions of its process true: a small search over sensible values."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from dealwright.playbook import AllNeed, Check, CheckNeed, FieldType, Need, Playbook, compile_check
from dealwright.records.countries import EEA, EU

Facts = dict[str, Any]  # by name, such as amount and fields.budget; money in major units; ABSENT is left empty
ABSENT = None
MEASURED: Facts = {"age_days": 0, "stage_days": 0, "coverage": 0.0}
DERIVED = {"in_eu": EU, "in_eea": EEA}
SOON = datetime.now(UTC).date() + timedelta(days=30)
KINDS = {"amount": FieldType.MONEY, "close_on": FieldType.DATE, "employees": FieldType.INTEGER}
USUAL: Mapping[FieldType, Sequence[Any]] = {
    FieldType.TEXT: ["As they told it"],
    FieldType.LONG_TEXT: ["As they told it"],
    FieldType.INTEGER: [3],
    FieldType.DECIMAL: [2.5],
    FieldType.MONEY: [1000.0],
    FieldType.PERCENT: [5.0],
    FieldType.DATE: [SOON.isoformat()],
    FieldType.DATETIME: [f"{SOON.isoformat()}T09:00:00+00:00"],
    FieldType.BOOLEAN: [True, False],
    FieldType.URL: ["https://customer.example"],
    FieldType.EMAIL: ["eve@customer.example"],
    FieldType.PHONE: ["+49 30 1234567"],
}
COUNTED = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)


def nested(facts: Facts) -> dict[str, Any]:
    """Facts as conditions look at them."""
    country = facts.get("country")
    seen: dict[str, Any] = {name: country in area for name, area in DERIVED.items()}
    own = {name.removeprefix("fields."): value for name, value in facts.items() if name.startswith("fields.")}
    return {**MEASURED, **seen, **{name: facts[name] for name in facts if "." not in name}, "fields": own}


def holds(expression: str, facts: Facts) -> bool:
    """Whether a condition is true of a deal with these facts."""
    return compile_check(expression).holds(nested(facts))


def names_in(check: Check) -> set[str]:
    """The facts that a condition depends on."""
    return {"country" if name in DERIVED else name for name in check.names} - set(MEASURED)


def imagine(book: Playbook, country: str | None, wishes: Iterable[str]) -> Facts:
    """Facts of a deal whose checks can all be met, and of which as many wishes are true as go together, in their order.

    Without a country any that the conditions name will do. Raises AssertionError when the checks alone cannot be met.
    """
    wanted = [check.check for stage in book.stages for check in demanded(stage.exit)]
    facts = _solved(book, country, wanted)
    assert facts is not None, f"{book.process}: no deal meets {wanted}"
    for wish in wishes:
        found = _solved(book, country, [wish, *wanted])
        if found is not None:
            wanted, facts = [*wanted, wish], found
    return {**({"country": country} if country else {}), **facts}


def demanded(needs: Iterable[Need]) -> Iterator[CheckNeed]:
    """The checks that must be met; one beside which something else will do is left out."""
    for need in needs:
        match need:
            case CheckNeed():
                yield need
            case AllNeed():
                yield from demanded(need.all_of)


def _solved(book: Playbook, country: str | None, wanted: Sequence[str]) -> Facts | None:
    checks = [compile_check(expression) for expression in wanted]
    names = dict.fromkeys(name for check in checks for name in sorted(names_in(check)))
    options = {name: list(values(name, book, wanted)) for name in names}
    if country:
        options["country"] = [country]
    return _filled(list(names), checks, {}, options)


def _filled(names: Sequence[str], checks: Sequence[Check], facts: Facts, options: Mapping[str, Any]) -> Facts | None:
    """The facts with a value for each name, so that all checks hold; None where there are none such."""
    if not names:
        return facts
    for value in options[names[0]]:
        tried = {**facts, names[0]: value}
        ready = [check for check in checks if names[0] in names_in(check) and names_in(check) <= set(tried)]
        if all(check.holds(nested(tried)) for check in ready):
            found = _filled(names[1:], checks, tried, options)
            if found is not None:
                return found
    return None


def values(name: str, book: Playbook, expressions: Sequence[str]) -> Iterator[Any]:
    """Values worth trying for a fact: the usual ones, and for numbers and texts those that conditions compare with."""
    about = [expression for expression in expressions if name in names_in(compile_check(expression))]
    texts = [text for each in about for text in re.findall(r'"([^"]*)"', each)]
    if name == "country":
        yield from ["DE", "US", "GB", *texts]
        return
    kind = kind_of(name, book)
    if kind in (FieldType.CHOICE, FieldType.CHOICES):
        keys = [choice.key for choice in book.field(name.removeprefix("fields.")).choices]
        yield from keys if kind == FieldType.CHOICE else ([key] for key in keys)
    else:
        yield from USUAL[kind]
    if kind in (FieldType.TEXT, FieldType.LONG_TEXT):
        yield from texts
    if kind in COUNTED:
        yield from _around(kind, about)
    yield ABSENT


def _around(kind: FieldType, expressions: Sequence[str]) -> Iterator[float]:
    for expression in expressions:
        for number in map(float, re.findall(r"(?<![\w.])\d+(?:\.\d+)?", expression)):
            near = (number + step for step in (0, 1, -1) if number + step >= 0)
            yield from map(int, near) if kind == FieldType.INTEGER else near


def kind_of(name: str, book: Playbook) -> FieldType:
    """What kind of value a fact is."""
    if name.startswith("fields."):
        return book.field(name.removeprefix("fields.")).type
    return KINDS.get(name, FieldType.TEXT)
