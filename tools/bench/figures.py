"""Each metric of the scorecard against the same SQL typed by hand, in one DuckDB over the same facts."""

import runpy
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BY_HAND = Path(__file__).resolve().parents[2] / "src/dealwright/metrics/tests/by_hand.py"
ROUNDS = 7


@dataclass(frozen=True)
class Figure:
    """A metric's CPU milliseconds, ours and by hand."""

    metric: str
    ours: float
    by_hand: float


def measure(connection: Any) -> list[Figure]:
    """Every metric that is also typed by hand, over the facts of the connection; medians of rounds taken in turns."""
    from dealwright.metrics import compute
    from dealwright.metrics.binding import without_pandas

    typed = runpy.run_path(str(BY_HAND))["BY_HAND"]
    now = datetime.now(UTC).replace(tzinfo=None)
    found = []
    for name, text in typed.items():
        parameters = {"now": now} if "$now" in text else None

        def by_hand(sql: str = text, parameters: Any = parameters) -> None:
            with without_pandas():
                connection.execute(sql, parameters).fetchall()

        def ours(name: str = name) -> None:
            compute(connection, name, now=now)

        found.append(Figure(name, *_medians(ours, by_hand)))
    return found


def _medians(*works: Any) -> list[float]:
    rounds: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(ROUNDS):
        for place, work in enumerate(works):
            begun = time.process_time()
            work()
            rounds[place].append((time.process_time() - begun) * 1000)
    return [statistics.median(each) for each in rounds]
