"""The facts that one actor may see, as views named as FACTS tells, of a DuckDB connection.

They are the files of the latest generation and, in place of what has changed since, the rows of the tables: an
answer is as fresh as the tables are.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dealwright.ledger.queries import entry, reader_seq
from dealwright.metrics.answers import Engine
from dealwright.workspace.access import sight_of
from dealwright.workspace.queries import Actor, team_of

from .files import latest
from .narrowed import EVERYTHING, Narrowed
from .projection import READER
from .store import State, Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CURRENCIES = """
    SELECT count(DISTINCT currency), any_value(currency),
        count(*) FILTER (amount_minor IS NOT NULL AND base_minor IS NULL) FROM deals
"""
_kept = threading.local()


@dataclass(frozen=True)
class Facts:
    """The facts that a state describes, as FACTS tells, of those deals that may be seen."""

    state: State
    store: Store

    @property
    def connection(self) -> "DuckDBPyConnection":
        """Where to ask now; when others have asked in the meantime, get it again."""
        return self.store.shown(self.state)

    @property
    def engine(self) -> Engine:
        """Who answers metrics now: the connection, or the cluster that the settings name."""
        return self.store.engine(self.state)

    @property
    def currencies(self) -> tuple[int, str | None, int]:
        """How many currencies the deals are in, one of them, and how many amounts have no rate."""
        counted: tuple[int, str | None, int] = self.found(
            "currencies", lambda connection: connection.execute(CURRENCIES).fetchone() or (0, None, 0)
        )
        return counted

    def found(self, key: Hashable, find: "Callable[[DuckDBPyConnection], Any]") -> Any:
        """What `find` finds in these facts; asked again under the same key, it is not looked for again."""
        return self.store.found(self.state, key, find)


def facts_for(actor: Actor, process: str | None = None, narrowed: Narrowed = EVERYTHING) -> Facts:
    """The facts that the actor may see, of one process or of all, and of what is wanted of them.

    Raises NotFound when the ledger has lost its end.
    """
    state = _state(actor, process, narrowed)
    store: Store | None = _kept.__dict__.pop("store", None)  # kept again only when nothing went wrong
    if store is not None and not store.serves(state):
        store.close()
        store = None
    store = store or Store(state)
    store.read_on(state)
    _kept.store = store
    return Facts(state, store)


def _state(actor: Actor, process: str | None, narrowed: Narrowed) -> State:
    generation, seq = latest(), reader_seq(READER)
    return State(
        generation,
        generation.files["deals"] if generation else None,
        seq,
        entry(seq).recorded_at if seq else None,
        sight_of(actor, "deal"),
        sight_of(actor, "lead"),
        tuple(team_of().items()),
        process,
        narrowed,
    )
