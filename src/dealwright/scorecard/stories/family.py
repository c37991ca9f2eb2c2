"""What the reader has to know of a kind of record to keep its facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db import models

from dealwright.ledger.queries import Happened


@dataclass(frozen=True)
class Part:
    """A table with rows of a record beside its own: the list of its story that holds them, and what one is."""

    table: str
    kept_in: str
    model: type[models.Model]
    of: type[Any]

    @property
    def columns(self) -> list[str]:
        """The columns of a row, without the record's number."""
        return [field.name for field in fields(self.of)]


@dataclass(frozen=True)
class Family:
    """A kind of record with the tables of its facts.

    A story is a dataclass: the record's number under the name of `key`, what the table holds, then a list for each of
    `parts`. `tell` gives the story after an event, from the one before it (None: there was none yet); a None it gives
    means that there is nothing to tell. `begins` is the kind of event that only ever happens to a record nobody knew
    before; "" where there is none. `whole` are the kinds that may change any row of the parts; all others change the
    last row of each or add to it, so that is all that the story then holds of those before. `about` is the record that
    an event tells of. A story whose status is "removed" counts no longer, but stays for a while so that those who read
    on learn of it.
    """

    table: str
    key: str
    model: type[models.Model]
    story: type[Any]
    parts: tuple[Part, ...]
    kinds: frozenset[str]
    begins: str
    whole: frozenset[str]
    tell: Callable[[Any, Happened], Any]
    about: Callable[[Happened], int]

    @property
    def columns(self) -> list[str]:
        """The columns of the record's own row."""
        return [field.name for field in fields(self.story)][: -len(self.parts) or None]

    @property
    def tables(self) -> Mapping[str, type[models.Model]]:
        """All its tables by name, the record's own first."""
        return {self.table: self.model, **{part.table: part.model for part in self.parts}}
