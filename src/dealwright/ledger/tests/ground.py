"""The ground that many tests stand on: rows made once, in savepoints that stay until a test needs other ground.

A fixture marked `kept` makes rows, and stands on no other fixtures than kept ones. A test that asks for it finds the
rows there, and gets a copy of the result; what the test writes is rolled back, down to these rows.
"""

import inspect
import itertools
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps
from typing import Any

import pytest
from django.db import connection, transaction

Make = Callable[..., Any]


@dataclass(frozen=True)
class Layer:
    """What was made, and the savepoint in which it lies."""

    make: Make
    savepoint: transaction.Atomic
    result: Any


_layers: list[Layer] = []
_versions = itertools.count(1000, 1000)


def kept(make: Make) -> Make:
    """A fixture of what `make` makes: taken from the ground where it is part of it, else made for this test alone."""

    @wraps(make)
    def give(db: None, **below: Any) -> Any:
        made = [layer.result for layer in _layers if layer.make is make]
        return deepcopy(made[0]) if made else make(**below)

    names = ["db", *inspect.signature(make).parameters]
    give.__signature__ = inspect.Signature([inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names])
    give.kept = make
    return give


def wanted(item: pytest.Item) -> list[Make]:
    """What a test stands on, the lowest first; in the same order for all tests."""
    info = getattr(item, "_fixtureinfo", None)
    fixtures = {name: found[-1].func for name, found in info.name2fixturedefs.items()} if info else {}
    makes = {name: function.kept for name, function in fixtures.items() if hasattr(function, "kept")}

    def height(make: Make) -> int:
        return 1 + max((height(makes[name]) for name in inspect.signature(make).parameters), default=0)

    return sorted(makes.values(), key=lambda make: (height(make), make.__module__, make.__name__))


def stand_on(makes: Sequence[Make]) -> None:
    """Take away from the top what is not wanted, and make what is missing."""
    same = itertools.takewhile(lambda pair: pair[0].make is pair[1], zip(_layers, makes, strict=False))
    for _ in _layers[len(list(same)) :]:
        _undo(_layers.pop().savepoint)
    for make in makes[len(_layers) :]:
        _layers.append(_made(make))


def _made(make: Make) -> Layer:
    below = {layer.make.__name__: layer.result for layer in _layers}
    savepoint = transaction.atomic()
    savepoint._from_testcase = True  # Django lets what must be outermost begin in it, as in its own tests
    savepoint.__enter__()
    new_versions()
    try:
        return Layer(
            make, savepoint, make(**{name: deepcopy(below[name]) for name in inspect.signature(make).parameters})
        )
    except BaseException:
        _undo(savepoint)
        raise


def _undo(savepoint: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    savepoint.__exit__(None, None, None)


def new_versions() -> None:
    """Give versions of playbooks, which a process reads once, ids that none before had, though rows were rolled back.

    PostgreSQL does so by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = 'processes_version'", [next(_versions)])
