"""A trend as a small line: its points, for a drawing that a page or a print carries."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 120, 32, 3


@dataclass(frozen=True)
class Spark:
    """Lines of points "x,y x,y" (broken where a value is not known), and where the last known value stands."""

    lines: Sequence[str]
    last: tuple[float, float] | None
    width: int = WIDTH
    height: int = HEIGHT


def spark(values: Sequence[float | None]) -> Spark:
    """The line of these values, left to right, from zero (or the least, where it is below) to the greatest."""
    known = [value for value in values if value is not None]
    if not known:
        return Spark([], None)
    low, high = min(0.0, *known), max(0.0, *known)
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)

    def at(place: int, value: float) -> tuple[float, float]:
        share = (value - low) / (high - low) if high > low else 0.0
        return round(EDGE + place * step, 1), round(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE), 1)

    lines: list[list[str]] = [[]]
    last = None
    for place, value in enumerate(values):
        if value is None:
            lines.append([])
        else:
            last = at(place, value)
            lines[-1].append(f"{last[0]:g},{last[1]:g}")
    return Spark([" ".join(line) for line in lines if line], last)
